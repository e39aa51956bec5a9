/** The settings table, as the portal reads it. */
import {
  type AttributeValue,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  type GetItemInput,
  type GetItemOutput,
} from "@aws-sdk/client-dynamodb";
import { type Catalogue, CATALOGUE_KEY, readCatalogue } from "../../administration/catalogue";
import { type TimedChange } from "../../administration/changes";
import { recordOf } from "../../administration/fields";
import { readChanges } from "../../administration/readChanges";
import { fromAttribute } from "./attributes";

/** The part of the DynamoDB client that reading the settings takes. Tests give their own. */
export interface SettingsReader {
  getItem(input: GetItemInput): Promise<GetItemOutput>;
  batchGetItem(input: BatchGetItemInput): Promise<BatchGetItemOutput>;
}

/** The timeouts of every client of the portal: two attempts are over before whoever waits gives up. */
export const PORTAL_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, socketTimeout: 2_000, throwOnRequestTimeout: true },
};

/** What is set in a scope. */
export interface ScopeRow {
  /** Counts the writes; 0 when there was none. */
  version: number;
  /** The sound ones. */
  changes: TimedChange[];
  /** The item as it was read; undefined when there is none. */
  item: unknown;
}

/** Keys that one request may ask for: DynamoDB's limit. */
const MOST_KEYS = 100;

/** Times a request is sent again for what DynamoDB left out of its answer. */
const MOST_ROUNDS = 5;

const plain = (item: Record<string, AttributeValue> | undefined): unknown =>
  item === undefined ? undefined : fromAttribute({ M: item });

/** A row as it was read. Without a sound version it counts as never written, and the next write gives it one. */
const rowOf = (scope: string, item: unknown): ScopeRow => {
  const { version, changes } = recordOf(item) ?? {};
  const sound = typeof version === "number" && Number.isFinite(version) && version >= 1;
  return { version: sound ? version : 0, changes: readChanges(scope, changes), item };
};

/** One row, read consistently. */
export const readRow = async (tables: SettingsReader, scope: string): Promise<ScopeRow> => {
  const input = { TableName: process.env.SETTINGS_TABLE, Key: { scope: { S: scope } }, ConsistentRead: true };
  return rowOf(scope, plain((await tables.getItem(input)).Item));
};

/** Rows by their scopes, read consistently, each by itself. A scope without a row is there, too. */
export const readRows = async (
  tables: SettingsReader,
  scopes: readonly string[],
): Promise<Record<string, ScopeRow>> => {
  const table = process.env.SETTINGS_TABLE ?? "";
  const found: Record<string, unknown> = {};
  let left = [...new Set(scopes)].map((scope) => ({ scope: { S: scope } }) as Record<string, AttributeValue>);
  for (let round = 0; left.length > 0; round += 1) {
    // What is left out again and again is throttled: to leave it out of the answer would show it as not set.
    if (round > MOST_ROUNDS + scopes.length / MOST_KEYS) {
      throw Object.assign(new Error(), { name: "ProvisionedThroughputExceededException" });
    }
    const Keys = left.slice(0, MOST_KEYS);
    const answer = await tables.batchGetItem({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
    for (const item of answer.Responses?.[table] ?? []) found[item.scope?.S ?? ""] = plain(item);
    left = [...left.slice(MOST_KEYS), ...(answer.UnprocessedKeys?.[table]?.Keys ?? [])];
  }
  return Object.fromEntries(scopes.map((scope) => [scope, rowOf(scope, found[scope])]));
};

/** Milliseconds the catalogue is kept: it changes with a deployment. */
const CATALOGUE_MS = 30_000;

/** A reading of the catalogue that is kept for a while; undefined when there is none. */
export const catalogueReader = (
  tables: Pick<SettingsReader, "getItem">,
  now: () => number,
): (() => Promise<Catalogue | undefined>) => {
  let kept: Catalogue | undefined;
  let readAt = -Infinity;
  return async () => {
    if (kept && now() - readAt < CATALOGUE_MS) return kept;
    const input = { TableName: process.env.SETTINGS_TABLE, Key: { scope: { S: CATALOGUE_KEY } } };
    kept = readCatalogue(plain((await tables.getItem(input)).Item));
    readAt = now();
    return kept;
  };
};
