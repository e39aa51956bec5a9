/** What an edit makes of a scope's changes. */
import { prune, type TimedChange } from "./changes";
import { type Problem } from "./problem";

/** Most changes of a scope that are kept. */
export const MOST_CHANGES = 50;

/** Most bytes of a scope's changes as JSON: with those before them they are a row of the history, and an item has 400 KB. */
const MOST_BYTES = 150_000;

/** Bytes of a text in UTF-8. */
const bytesOf = (text: string): number =>
  [...text].reduce((sum, character) => {
    const code = character.codePointAt(0) ?? 0;
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  }, 0);

/** Most bytes of what is set in all scopes together: the page is told of all at once, and an answer of Lambda has 6 MB. */
const MOST_BYTES_IN_ALL = 4_000_000;

/** What does not fit any more; undefined when all does. @param scopes how many there are, the centre and its queues */
export const sizeProblem = (changes: readonly TimedChange[], scopes: number): Problem | undefined => {
  if (changes.length > MOST_CHANGES) {
    const allowed = `at most ${MOST_CHANGES}: end one that is no longer needed`;
    return { path: "changes", given: `${changes.length} at once`, allowed };
  }
  const bytes = bytesOf(JSON.stringify(changes));
  const most = Math.min(MOST_BYTES, Math.floor(MOST_BYTES_IN_ALL / scopes));
  const allowed = `at most ${most}: end a message that is no longer needed`;
  return bytes <= most ? undefined : { path: "changes", given: `${bytes} bytes`, allowed };
};

/** The changes with one more, which is written last. */
export const withChange = (changes: readonly TimedChange[], change: TimedChange, now: number): TimedChange[] =>
  prune([...prune(changes, now), change], now);

/** The changes without one of them. */
export const withoutChange = (changes: readonly TimedChange[], id: string, now: number): TimedChange[] =>
  prune(changes, now).filter((change) => change.id !== id);

/** A write, as the history has it. */
export interface Write {
  field?: string;
  before: readonly TimedChange[];
  after: readonly TimedChange[];
}

const ofField = (changes: readonly TimedChange[], field: string | undefined): TimedChange[] =>
  changes.filter((change) => change.field === field);

/** Whether two lists have the same changes, of the same times, in the same order. */
const sameChanges = (left: readonly TimedChange[], right: readonly TimedChange[]): boolean =>
  left.length === right.length &&
  left.every(({ id, from, until }, position) => {
    const other = right[position];
    return id === other?.id && from === other.from && until === other.until;
  });

/**
 * The changes as they were before a write, in the field it touched; all others stay.
 *
 * @returns undefined when that field was touched again since
 */
export const withoutWrite = (
  changes: readonly TimedChange[],
  { field, before, after }: Write,
  now: number,
): TimedChange[] | undefined => {
  const current = prune(changes, now);
  if (!sameChanges(ofField(current, field), prune(ofField(after, field), now))) return undefined;
  const others = current.filter((change) => change.field !== field);
  return [...others, ...prune(ofField(before, field), now)];
};
