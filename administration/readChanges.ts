/** Changes as they are read from a table: it may hold anything, and what is sound of it has to hold nevertheless. */
import { type TimedChange } from "./changes";
import { fieldsOf, isValueOf, recordOf } from "./fields";

/** What may be wrong with a change that was read. */
export type Flaw = "id" | "field" | "value" | "from" | "until" | "end" | "facts";

/** What is wrong with one change of a scope; undefined when nothing is. */
export const flawOf = (scope: string, change: unknown): Flaw | undefined => {
  const { id, field, value, from, until, by, at, why } = recordOf(change) ?? {};
  const isTime = (time: unknown): boolean =>
    typeof time === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time) && Date.parse(time) > 0;
  if (typeof id !== "string" || !id) return "id";
  const known = fieldsOf(scope).find((name) => name === field);
  if (!known) return "field";
  if (!isValueOf(known, value)) return "value";
  if (from !== undefined && !isTime(from)) return "from";
  if (until !== undefined && !isTime(until)) return "until";
  if (value === "closed" && !until) return "end";
  return [by, at, why].every((text) => typeof text === "string") ? undefined : "facts";
};

/** The sound changes of a scope; never throws. @param changes what the item's `changes` is */
export const readChanges = (scope: string, changes: unknown): TimedChange[] =>
  Array.isArray(changes) ? changes.filter((change) => !flawOf(scope, change)) : [];
