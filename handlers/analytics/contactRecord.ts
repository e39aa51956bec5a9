/**
 * From the bytes of a contact record to its row: decoded, checked, flattened, and rid of everything that says who the
 * customer is. Pure; the stream's handler and the rebuild from raw copies read with the same code.
 *
 * What passes is on a list. A field that is not documented leaves its name in `unknown_fields`; so does one whose value is
 * not of the documented kind. Nothing makes it throw.
 */
import { contactFlattener } from "./contactRow";
import { decoder, type Fields } from "./decode";
import { type Reading } from "./poison";
import { lineWriter } from "./row";

/** What the reading of contact records depends on. */
export interface ContactRecordSettings {
  /** What customers' addresses are hashed with. Another key gives other hashes: it has to stay as it is. */
  hashKey: string;
  /** Names of the contact attributes, tags and segment attributes that are kept. */
  keptAttributes: readonly string[];
}

/** Reads one contact record: the bytes as they lay on the stream. */
export type ContactRecordReader = (data: Buffer) => Reading<Fields>;

/** Names of KEPT_ATTRIBUTES, which have commas between; none of the empty list. */
export const keptAttributesOf = (list: string): string[] => [
  ...new Set(
    list
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ),
];

/** Makes the reader of a container (see `decoder` for why it is made). */
export const contactRecordReader = ({ hashKey, keptAttributes }: ContactRecordSettings): ContactRecordReader => {
  const [decode, write] = [decoder(), lineWriter()];
  const flatten = contactFlattener({ hashKey, keptAttributes });
  // The documentation's limits; nothing but printable ASCII has been seen in one.
  const contactId = /^[\x21-\x7e]{1,256}$/;
  return (data) => {
    const decoded = decode(data);
    if ("poison" in decoded) return decoded;
    const { fields: record, escaped } = decoded;
    const { ContactId: id } = record;
    if (typeof id !== "string" || !contactId.test(id)) return { poison: "badId" };
    const row = flatten(record, id, escaped);
    if (!row) return { poison: "badTime" };
    const written = write(row);
    return "poison" in written ? written : { line: written.line, record };
  };
};
