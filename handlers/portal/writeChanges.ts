/** Writing a scope's changes: all that one write needs in one transaction, or nothing. */
import { type AttributeValue, type TransactWriteItem, type TransactWriteItemsInput } from "@aws-sdk/client-dynamodb";
import { type TimedChange } from "../../administration/changes";
import { toAttribute } from "./attributes";
import { type Action, type HistoryReader } from "./history";
import { type SettingsReader } from "./settingsTable";

/** The part of the DynamoDB client that changing the settings takes. Tests give their own. */
export interface ChangeTables extends SettingsReader, HistoryReader {
  transactWriteItems(input: TransactWriteItemsInput): Promise<unknown>;
}

/** Key of the item that counts the writes on which redirects depend: what two of them find has to be found one by one. */
export const REDIRECTS_KEY = "redirects";

/** One write, ready. */
export interface Write {
  /** Made up for this write: tells whether a write whose answer was lost was one's own. */
  id: string;
  scope: string;
  /** The version that was seen; 0 when nothing was ever written. */
  seen: number;
  /** The one this write makes. */
  version: number;
  at: string;
  by: string;
  why: string;
  action: Action;
  field: string;
  before: readonly TimedChange[];
  after: readonly TimedChange[];
  /** The centre's own language. */
  language: string;
  /** Version of the count of {@link REDIRECTS_KEY} that was seen, if redirects depend on this write. */
  redirects?: number;
}

const SECOND_MS = 1_000;
const DAY_S = 86_400;

/** The condition under which an item is still as it was seen: one without a sound version counts as none. */
const asSeen = (seen: number): string =>
  seen === 0
    ? "attribute_not_exists(#version) OR NOT attribute_type(#version, :number) OR #version < :one"
    : "#version = :seen";

/** Values of {@link asSeen}. */
const seenValues = (seen: number): Record<string, AttributeValue> =>
  seen === 0 ? { ":number": { S: "N" }, ":one": { N: "1" } } : { ":seen": { N: `${seen}` } };

/** The update of the scope's item, if it is still as it was seen. */
const settingsUpdate = ({ scope, seen, version, after, language, at, by }: Write): TransactWriteItem => ({
  Update: {
    TableName: process.env.SETTINGS_TABLE,
    Key: { scope: { S: scope } },
    // expiresAt: DynamoDB would remove the item at a time that somebody wrote into it by hand.
    UpdateExpression:
      "SET #version = :version, #changes = :changes, #language = :language, #updatedAt = :at, #updatedBy = :by REMOVE #expiresAt",
    ConditionExpression: asSeen(seen),
    ExpressionAttributeNames: {
      "#version": "version",
      "#changes": "changes",
      "#language": "language",
      "#updatedAt": "updatedAt",
      "#updatedBy": "updatedBy",
      "#expiresAt": "expiresAt",
    },
    ExpressionAttributeValues: {
      ":version": { N: `${version}` },
      ":changes": toAttribute(after),
      ":language": { S: language },
      ":at": { S: at },
      ":by": { S: by },
      ...seenValues(seen),
    },
  },
});

/** The history's row, if there is none of this version. */
const historyPut = (write: Write): TransactWriteItem => {
  const { id, scope, version, at, by, why, action, field, before, after } = write;
  const seconds = Math.floor(Date.parse(at) / SECOND_MS);
  const expiresAt = seconds + Number(process.env.HISTORY_DAYS) * DAY_S;
  const row = { write: id, scope, version, at, by, why, action, field, before, after, expiresAt };
  return {
    Put: {
      TableName: process.env.HISTORY_TABLE,
      Item: toAttribute(row).M ?? {},
      ConditionExpression: "attribute_not_exists(#scope)",
      ExpressionAttributeNames: { "#scope": "scope" },
    },
  };
};

/** Counts the write, if redirects are still as they were seen. */
const redirectsUpdate = (seen: number): TransactWriteItem => ({
  Update: {
    TableName: process.env.SETTINGS_TABLE,
    Key: { scope: { S: REDIRECTS_KEY } },
    UpdateExpression: "SET #version = :version",
    ConditionExpression: asSeen(seen),
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: { ":version": { N: `${Math.floor(seen) + 1}` }, ...seenValues(seen) },
  },
});

/**
 * What became of a write. `again`: something it depends on has changed. An error: DynamoDB failed, and nothing is known.
 * Whoever reads again finds out.
 */
export type Written = "written" | "again" | "versionTaken" | Error;

/** Codes of cancelled transactions that somebody else was part of; all others are failures of DynamoDB. */
const LOST_RACES = ["ConditionalCheckFailed", "TransactionConflict"];

/**
 * Writes the scope's item and the history's row, both or neither.
 *
 * @throws what DynamoDB throws when it refuses for good
 */
export const writeChanges = async (tables: ChangeTables, write: Write): Promise<Written> => {
  const counted = write.redirects === undefined ? [] : [redirectsUpdate(write.redirects)];
  try {
    await tables.transactWriteItems({ TransactItems: [settingsUpdate(write), historyPut(write), ...counted] });
    return "written";
  } catch (error) {
    const { name = "", CancellationReasons: reasons } = error as { name?: string } & {
      CancellationReasons?: { Code?: string }[];
    };
    if (/Denied|NotFound|Validation/.test(name)) throw error;
    const taken = reasons?.[0]?.Code === "None" && reasons[1]?.Code === "ConditionalCheckFailed";
    if (taken) return "versionTaken";
    const raced =
      reasons?.some(({ Code = "" }) => LOST_RACES.includes(Code)) || name === "TransactionConflictException";
    return raced ? "again" : error instanceof Error ? error : new Error(name);
  }
};
