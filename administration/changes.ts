/**
 * Timed changes, and what holds at a time.
 *
 * Whatever is set carries its own start and end. Nothing has to run for a change to begin or to end: whoever reads the
 * changes asks what holds now.
 */
import { DEFAULTS, type Field, type FieldValues } from "./fields";

/** What every change says besides its value. Times are ISO 8601 in UTC, such as `2026-03-04T12:00:00Z`. */
export interface ChangeFacts {
  id: string;
  /** When it begins; absent: at once. */
  from?: string;
  /** When it ends, itself not included; absent: when it is changed. */
  until?: string;
  /** User name of whoever made it. */
  by: string;
  /** When it was made. */
  at: string;
  why: string;
}

/** A value for a time. */
export type TimedChange<F extends Field = Field> = {
  [K in F]: ChangeFacts & { field: K; value: FieldValues[K] };
}[F];

/** When a change begins, in epoch milliseconds. */
export const startOf = ({ from }: ChangeFacts): number => (from === undefined ? -Infinity : Date.parse(from));

/** When a change ends, in epoch milliseconds: the first at which it holds no more. */
export const endOf = ({ until }: ChangeFacts): number => (until === undefined ? Infinity : Date.parse(until));

/** Whether a change is to hold at a time, if none that was written later does. */
export const coversTime = ({ from, until }: ChangeFacts, time: number): boolean =>
  !(Date.parse(from ?? "") > time) && (until === undefined || time < Date.parse(until));

/** What holds in every field at a time (epoch milliseconds): of the changes that cover it, the one written last. */
export const valuesAt = (changes: readonly TimedChange[], time: number): FieldValues => {
  const holding = changes.filter((change) => coversTime(change, time));
  return { ...DEFAULTS, ...Object.fromEntries(holding.map(({ field, value }) => [field, value])) };
};

/** What holds in a field at a time (epoch milliseconds). */
export const valueAt = <F extends Field>(changes: readonly TimedChange[], field: F, time: number): FieldValues[F] =>
  valuesAt(changes, time)[field];

/** The changes that hold at a time (epoch milliseconds), by their fields. */
export const changesInForce = (
  changes: readonly TimedChange[],
  time: number,
): { [F in Field]?: TimedChange<F> | undefined } =>
  Object.fromEntries(changes.filter((change) => coversTime(change, time)).map((change) => [change.field, change]));

/** Whether `later`, which was written after `change`, takes its place for all the time it would still have from `now` on. */
const replaces = (later: TimedChange, change: TimedChange, now: number): boolean =>
  later.field === change.field &&
  Math.max(startOf(later), now) <= Math.max(startOf(change), now) &&
  endOf(later) >= endOf(change);

/** The changes that can hold now (epoch milliseconds) or later: without those that are over or wholly replaced. */
export const prune = (changes: readonly TimedChange[], now: number): TimedChange[] =>
  changes.filter(
    (change, position) =>
      endOf(change) > now && !changes.slice(position + 1).some((later) => replaces(later, change, now)),
  );
