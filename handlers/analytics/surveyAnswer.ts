/**
 * From a change of the surveys table to the row of an answer. Pure. What customers wrote in their own words stays in the
 * table; so do the links, which are no answers.
 */
import { type SurveyAnswerRow } from "../../warehouse/schema";
import { namesOf, unknownNames } from "./parts";
import { type Reading } from "./poison";
import { rowWriter } from "./row";
import { type Notes, valueReaders } from "./values";

/** A value as DynamoDB writes it. */
type Attribute = Readonly<{ S?: unknown; N?: unknown }> | undefined;

/** A record of DynamoDB Streams. */
export interface TableChange {
  eventName?: string;
  eventSourceARN?: string;
  dynamodb?: {
    SequenceNumber?: string;
    /** Epoch seconds. */
    ApproximateCreationDateTime?: number;
    NewImage?: Readonly<Record<string, Attribute>>;
  };
}

/** What an answer's item has; `expiresAt` says when the table forgets it. */
const KNOWN = "answeredAt comment expiresAt id score through";

/** Makes the reader of a container. `ignored`: a link, or an item that is gone. */
export const surveyAnswerReader = (): ((change: TableChange) => Reading<TableChange> | "ignored") => {
  const notes: Notes = [];
  const { text, timestamp } = valueReaders(notes);
  const [write, unknown, known] = [rowWriter(), unknownNames(notes), namesOf(KNOWN.split(" "))];
  return (change) => {
    const item = change.dynamodb?.NewImage;
    const id = item?.id?.S;
    if (!item || typeof id !== "string" || !id.startsWith("contact#")) return "ignored";
    notes.length = 0;
    for (const name in item) if (known[name] === undefined) notes.push(name);
    const contactId = id.slice("contact#".length);
    if (!/^[\x21-\x7e]{1,256}$/.test(contactId)) return { poison: "badId" };
    const answeredAt = timestamp(item.answeredAt?.S, "answeredAt");
    if (answeredAt === undefined) return { poison: "badTime" };
    const given = item.score?.N;
    const score = typeof given === "string" && /^[1-5]$/.test(given) ? Number(given) : undefined;
    if (score === undefined) notes.push("score");
    const row: Omit<SurveyAnswerRow, "revision"> = {
      contact_id: contactId,
      answered_at: answeredAt,
      score,
      through: text(item.through?.S, "through"),
      commented: typeof item.comment?.S === "string" && item.comment.S !== "",
      unknown_fields: unknown(),
    };
    const written = write(row);
    return "poison" in written ? written : { line: written.line, record: change };
  };
};
