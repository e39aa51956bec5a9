/** Changes as they are read from a table: it may hold anything, and what is sound of it has to hold nevertheless. */
import { type TimedChange } from "./changes";
import { fieldsOf, isValueOf, recordOf, type Field } from "./fields";

/** What a table held. */
export interface ReadChanges {
  changes: TimedChange[];
  /** What is wrong with the others, a sentence each. They count as not there. */
  problems: string[];
}

/** A time as changes have it, in epoch milliseconds; NaN when it is none. Fractions of a second are allowed. */
export const readTime = (value: unknown): number => {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value)) return NaN;
  const time = Date.parse(value);
  // A day that its month does not have is read as one of the next.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== value.slice(0, 19) ? NaN : time;
};

/** What is wrong with one change; undefined when nothing is. */
const flawOf = (scope: string, value: unknown): string | undefined => {
  const { id, field, value: set, from, until, by, at, why } = recordOf(value) ?? {};
  if (typeof id !== "string" || id === "") return "has no id";
  const known = fieldsOf(scope).find((name) => name === field);
  if (known === undefined) return `is of no field that can be set here (${fieldsOf(scope).join(", ")})`;
  if (!isValueOf(known, set)) return `has a value that ${known} cannot have`;
  if (from !== undefined && Number.isNaN(readTime(from))) return "has a start that is no time in UTC";
  if (until !== undefined && Number.isNaN(readTime(until))) return "has an end that is no time in UTC";
  if (set === "closed" && until === undefined) return "closes without an end";
  if ([by, at, why].some((text) => typeof text !== "string")) return "does not say who made it, when and why";
  return undefined;
};

/**
 * Reads the changes of a scope; never throws.
 *
 * @param value what the item's `changes` is; undefined when there is no item
 */
export const readChanges = (scope: string, value: unknown): ReadChanges => {
  if (value === undefined) return { changes: [], problems: [] };
  if (!Array.isArray(value)) return { changes: [], problems: ["The changes are not a list, so that none holds."] };
  const entries: unknown[] = value;
  const flaws = entries.map((entry) => flawOf(scope, entry));
  const changes = entries.filter((_, position) => flaws[position] === undefined) as TimedChange[];
  const problems = flaws.flatMap((flaw, position) =>
    flaw === undefined ? [] : [`Change ${position + 1} ${flaw}, so that it does not hold.`],
  );
  return { changes, problems };
};

/** The field a name stands for in a scope; undefined when it is none. */
export const readField = (scope: string, name: unknown): Field | undefined =>
  fieldsOf(scope).find((field) => field === name);
