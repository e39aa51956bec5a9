/** What never becomes a row, and why. */

/** Why a record cannot be read, today or ever: one word, which is logged. */
export type Poison =
  /** No bytes at all. */
  | "empty"
  /** Several records packed into one by the Kinesis Producer Library; Amazon Connect does not do that. */
  | "aggregated"
  /** Begins as gzip does. */
  | "compressed"
  | "notUtf8"
  | "notJson"
  /** JSON, but a list, a text, a number or null. */
  | "notAnObject"
  /** There is no id, or it is none: 1 to 256 printable ASCII characters. */
  | "badId"
  /** The time that decides which of two rows is newer is missing, or is no time. */
  | "badTime"
  /** Its row is larger than what carries it, or one of its columns larger than what holds it. */
  | "tooLarge";

/** A record that became a row, or why it never will. */
export type Reading<R> =
  /** The row as one line of JSON with its line end, and the record it is of. */
  { readonly line: string; readonly record: R } | { readonly poison: Poison };
