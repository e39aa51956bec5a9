/** From the bytes of a stream's record to the JSON object it is. */
import { type Poison } from "./poison";

/** A JSON object somebody else has written: any field may be there, missing, null or something else than documented. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object that was decoded. */
export interface Decoded {
  fields: Fields;
  /** Whether a text of it may have a character that JSON escapes; without a backslash in the source none has. */
  escaped: boolean;
}

/** What starts a record that the Kinesis Producer Library has packed others into. */
const AGGREGATED = "f3899ac2";

/** What starts gzip. */
const GZIP = "1f8b";

/** Why bytes that are no JSON object are none. */
export const poisonOf = (data: Buffer): Poison => {
  const start = data.toString("hex", 0, 4);
  if (start === "") return "empty";
  if (start === AGGREGATED) return "aggregated";
  if (start.startsWith(GZIP)) return "compressed";
  return Buffer.from(data.toString()).equals(data) ? "notJson" : "notUtf8";
};

/**
 * JSON text whose strings every database takes: escaped control characters but tab and line ends, and escaped halves of
 * characters, become U+FFFD. PostgreSQL and Redshift refuse NUL, Athena's reader the halves.
 */
export const storable = (text: string): string =>
  text.replace(/\\u(d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|[\da-f]{4})|\\[^u]/gi, (escape, hex) => {
    if (hex === undefined || hex.length > 4) return escape;
    return /^(00(?!09|0a|0d)[01]|d[89a-f])/i.test(hex) || /^007f$/i.test(hex) ? "\\ufffd" : escape;
  });

/**
 * Makes what decodes. A maker rather than a function: what a serialised function has captured is looked up anew at each
 * use, which costs more than the work itself; what a maker holds is not. `undefined` is such a capture too: code that runs for
 * each field asks for it by `??` and by leaving `return` out.
 *
 * @returns the object, or why there is none. Throws nothing.
 */
export const decoder = (): ((data: Buffer) => Decoded | { poison: Poison }) => {
  const { parse } = JSON;
  const { isArray } = Array;
  const [clean, poison] = [storable, poisonOf];
  return (data) => {
    let text = data.toString();
    // A replacement character may be one the sender wrote, or stand for bytes that are no text.
    if (text.includes("\ufffd") && poison(data) === "notUtf8") return { poison: "notUtf8" };
    const escaped = text.includes("\\");
    if (escaped && text.includes("\\u")) text = clean(text);
    try {
      const fields = parse(text);
      if (typeof fields !== "object" || fields === null || isArray(fields)) return { poison: "notAnObject" };
      return { fields, escaped };
    } catch {
      return { poison: poison(data) };
    }
  };
};
