/** Writes single columns of a row as JSON, straight into its text. */
import { type Notes, valueReaders } from "./values";

/**
 * Writes columns: each as a member of the row's object, with the comma before it. Empty when the value is absent, or not of the
 * kind, which is noted then. `key` is what stands before the value: `,"name":`, and the first quote where the value has some.
 */
export interface ColumnWriters {
  /** Begins a record. `escaped`: whether its texts may have characters that JSON escapes. */
  begin(escaped: boolean): void;
  text(key: string, value: unknown, field: string): string;
  integer(key: string, value: unknown, field: string): string;
  timestamp(key: string, value: unknown, field: string): string;
  lastPart(key: string, value: unknown, field: string): string;
  /** A text of this record. */
  quoted(key: string, text: string | undefined): string;
  /** A text with nothing in it that JSON escapes. */
  plain(key: string, text: string | undefined): string;
  /** A text that is JSON itself; its key has no quote. */
  json(key: string, text: string | undefined): string;
}

/** Makes the writers (see `decoder` for why they are made). */
export const columnWriters = (notes: Notes): ColumnWriters => {
  const { stringify } = JSON;
  const { text, integer, timestamp, lastPart } = valueReaders(notes);
  let mayBeEscaped = true;
  const plain: ColumnWriters["plain"] = (key, given) => (given ? `${key}${given}"` : "");
  const json: ColumnWriters["json"] = (key, given) => (given ? key + stringify(given) : "");
  const quoted: ColumnWriters["quoted"] = (key, given) => {
    if (!given) return "";
    return mayBeEscaped ? key + stringify(given).slice(1) : `${key}${given}"`;
  };
  return {
    begin: (escaped) => {
      mayBeEscaped = escaped;
    },
    plain,
    json,
    quoted,
    text: (key, value, field) => quoted(key, text(value, field)),
    lastPart: (key, value, field) => quoted(key, lastPart(value, field)),
    timestamp: (key, value, field) => plain(key, timestamp(value, field)),
    integer: (key, value, field) => {
      const given = integer(value, field) ?? "";
      return given === "" ? "" : key + given;
    },
  };
};
