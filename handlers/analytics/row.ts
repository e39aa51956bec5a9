/** From a row to the line of JSON that is delivered. */
import { hash } from "node:crypto";
import { JSON_BYTES } from "../../warehouse/dialect";
import { type Poison } from "./poison";

/** Most bytes of a record of a Firehose stream, before it is encoded: 1,000 KiB. */
export const LARGEST_LINE = 1024000;

/** A row before its revision is known. Absent values are undefined or null. */
export type Row = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Whether a row has more than what carries it takes, or a value more than its column. */
export const isTooLarge = (row: Row, line: string): boolean =>
  Buffer.byteLength(line) > LARGEST_LINE ||
  Object.values(row).some((value) => typeof value === "string" && Buffer.byteLength(value) > JSON_BYTES);

/** A row as it is delivered, or why it never is. */
export type Written = { line: string } | { poison: Poison };

/**
 * Makes what writes the lines of rows (see `decoder` for why it is made): the row's JSON with a line end, and with the
 * revision, the SHA-256 of the row without it. The same content has the same revision wherever and whenever it is computed.
 */
export const lineWriter = (): ((text: string) => Written) => {
  const { parse } = JSON;
  const [sha256, tooLarge] = [hash, isTooLarge];
  // A line of so many UTF-16 units has no value beyond the limit of a column.
  const surelyFits = Math.floor(JSON_BYTES / 3);
  return (text) => {
    if (text.length > surelyFits && tooLarge(parse(text), text)) return { poison: "tooLarge" };
    return { line: `{"revision":"${sha256("sha256", text)}",${text.slice(1)}\n` };
  };
};

/** Makes what writes rows: their JSON, and the line of it. */
export const rowWriter = (): ((row: Row) => Written) => {
  const { stringify } = JSON;
  const write = lineWriter();
  return (row) => write(stringify(row));
};
