/**
 * Surveys: tokens behind the link, and the answers. Both lie in the table `surveys`, key `id`.
 *
 * `token#<hash>` holds the contact a link asks about, until it is used or expires. Only the hash of a token is stored: who can
 * read the table cannot answer. `contact#<contact id>` holds the one answer a contact has.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  type GetItemInput,
  type GetItemOutput,
  type PutItemInput,
  type TransactWriteItemsInput,
} from "@aws-sdk/client-dynamodb";

/** The part of the DynamoDB client surveys use. Tests give their own. */
export interface SurveyClient {
  getItem(input: GetItemInput): Promise<GetItemOutput>;
  transactWriteItems(input: TransactWriteItemsInput): Promise<unknown>;
}

/** Days a link can be used. */
export const LINK_DAYS = 7;

/** Days an answer is kept. */
export const ANSWER_DAYS = 400;

/** Most characters of a comment. */
export const LONGEST_COMMENT = 500;

const DAY_MS = 86400000;

/** A token nobody can guess: 128 random bits, 22 characters. */
export const newToken = (): string => randomBytes(16).toString("base64url");

/** Whether a text can be a token at all. */
export const isToken = (text: unknown): text is string => typeof text === "string" && /^[\w-]{22}$/.test(text);

const tokenKey = (token: string) => ({
  id: { S: `token#${createHash("sha256").update(token).digest("base64url")}` },
});

/** When a row expires, as DynamoDB takes it: epoch seconds. */
export const expiresIn = (days: number, now: number): { N: string } => ({
  N: `${Math.ceil((now + days * DAY_MS) / 1000)}`,
});

/** Lets a token answer for a contact. Has to be written before the link is sent. */
export const saveToken = (
  tables: { putItem(input: PutItemInput): Promise<unknown> },
  { token, contactId, now }: { token: string; contactId: string; now: number },
): Promise<unknown> =>
  tables.putItem({
    TableName: process.env.SURVEYS_TABLE,
    Item: { ...tokenKey(token), contactId: { S: contactId }, expiresAt: expiresIn(LINK_DAYS, now) },
  });

/** A score of 1 to 5, from what was typed, said or sent; undefined when it is none. */
export const readScore = (given: unknown): number | undefined =>
  (typeof given === "string" || typeof given === "number") && /^[1-5]$/.test(`${given}`.trim())
    ? Number(given)
    : undefined;

/** A comment without invisible characters but line ends; undefined when it is none or too long. */
export const readComment = (given: unknown): string | undefined => {
  if (given === undefined || given === null) return "";
  if (typeof given !== "string") return undefined;
  const text = given
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n]+/gu, " ")
    .trim();
  return text.length <= LONGEST_COMMENT ? text : undefined;
};

/** What became of an answer through a link. `unknown`: no such token, used, or expired; nobody is told which. */
export type Saved = "saved" | "already" | "unknown";

/**
 * Stores the answer of a link and uses the link up, both or neither.
 *
 * @throws what DynamoDB throws when it does not answer; asking again is safe
 */
export const answerByToken = async (
  tables: SurveyClient,
  answer: { token: string; score: number; comment: string; now: number },
): Promise<Saved> => {
  const { token, score, comment, now } = answer;
  const TableName = process.env.SURVEYS_TABLE;
  const { Item: row } = await tables.getItem({ TableName, Key: tokenKey(token), ConsistentRead: true });
  const contactId = row?.contactId?.S;
  // DynamoDB removes an expired row up to days later.
  if (!contactId || !(Number(row.expiresAt?.N) * 1000 > now)) return "unknown";
  const item = {
    id: { S: `contact#${contactId}` },
    score: { N: `${score}` },
    comment: { S: comment },
    through: { S: "link" },
    answeredAt: { S: new Date(now).toISOString() },
    expiresAt: expiresIn(ANSWER_DAYS, now),
  };
  const use = { TableName, Key: tokenKey(token), ConditionExpression: "attribute_exists(id)" };
  const store = { TableName, Item: item, ConditionExpression: "attribute_not_exists(id)" };
  try {
    await tables.transactWriteItems({ TransactItems: [{ Delete: use }, { Put: store }] });
    return "saved";
  } catch (error) {
    const { name, CancellationReasons: reasons } = error as {
      name?: string;
      CancellationReasons?: { Code?: string }[];
    };
    if (name !== "TransactionCanceledException" || !reasons) throw error;
    if (reasons[0]?.Code === "ConditionalCheckFailed") return "unknown";
    if (reasons[1]?.Code === "ConditionalCheckFailed") return "already";
    throw error;
  }
};
