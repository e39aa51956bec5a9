/** What a write of the history did, in words. */
import type { TimedChange } from "../../administration/changes";
import type { HistoryRow } from "../answers";
import { FIELD_NAMES, periodWords, valueWords } from "./words";

/** What was written: the action, the field, and the values. */
export function storyOf(row: HistoryRow, zone: string): { action: string; what: string; detail: string } {
  const at = Date.parse(row.at);
  const added = row.after.filter(({ id }) => !row.before.some((one) => one.id === id));
  const removed = row.before.filter(({ id }) => !row.after.some((one) => one.id === id));
  const altered = row.after.filter((change) => row.before.some((one) => one.id === change.id && !same(one, change)));
  const fieldName = row.field === undefined ? "Settings" : FIELD_NAMES[row.field];
  const words = (change: TimedChange): string =>
    `${valueWords(change.field, change.value)}, ${periodWords(change, at, zone)}`;
  const concerned = [...added, ...altered].filter(({ field }) => row.field === undefined || field === row.field);
  const gone = removed.filter(({ field }) => row.field === undefined || field === row.field);
  const actions = { change: "Set", end: "Ended", undo: "Undone" } as const;
  const shown = row.action === "end" ? [...gone, ...altered] : concerned.length > 0 ? concerned : gone;
  const detail =
    row.action === "end"
      ? shown.map(({ field, value }) => valueWords(field, value)).join("; ")
      : concerned.length > 0
        ? shown.map(words).join("; ")
        : shown.map(({ field, value }) => `${valueWords(field, value)} no more`).join("; ");
  return { action: actions[row.action], what: fieldName, detail };
}

function same(left: TimedChange, right: TimedChange): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
