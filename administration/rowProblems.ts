/** What is wrong with a row of the settings table, in words. */
import { recordOf } from "./fields";
import { type Flaw, flawOf } from "./readChanges";

const FLAWS: Readonly<Record<Flaw, string>> = {
  id: "has no id",
  field: "is of no field that can be set here",
  value: "has a value that its field cannot have",
  from: "begins at no time in UTC",
  until: "ends at no time in UTC",
  end: "closes without an end",
  facts: "does not say who made it, when and why",
};

/**
 * What is wrong with a row, a sentence each: what is not sound of it does not hold.
 *
 * @param row the item as it was read; undefined when there is none, which is sound
 */
export const rowProblems = (scope: string, row: unknown): string[] => {
  if (row === undefined) return [];
  const { version, changes = [] } = recordOf(row) ?? {};
  const counted = typeof version === "number" && Number.isFinite(version) && version >= 0;
  const problems = counted ? [] : ["It has no version. The next change gives it one."];
  if (!Array.isArray(changes)) return [...problems, "Its changes are not a list: none of them holds."];
  const flawed = changes.flatMap((change: unknown, position) => {
    const flaw = flawOf(scope, change);
    return flaw ? [`Its change ${position + 1} ${FLAWS[flaw]}: it does not hold. The next change removes it.`] : [];
  });
  return [...problems, ...flawed];
};
