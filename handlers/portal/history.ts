/** The history: a row a write, and who may read it in which pieces. */
import { type AttributeValue, type QueryInput, type QueryOutput } from "@aws-sdk/client-dynamodb";
import { type TimedChange } from "../../administration/changes";
import { recordOf } from "../../administration/fields";
import { readChanges } from "../../administration/readChanges";
import { fromAttribute } from "./attributes";

/** What a write did. */
export type Action = "change" | "end" | "undo";

/** A row of the history. */
export interface HistoryRow {
  scope: string;
  /** The version this write made. */
  version: number;
  at: string;
  by: string;
  why: string;
  action: Action;
  field?: string;
  before: TimedChange[];
  after: TimedChange[];
}

/** The part of the DynamoDB client that reading the history takes. Tests give their own. */
export interface HistoryReader {
  query(input: QueryInput): Promise<QueryOutput>;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const ACTIONS: readonly Action[] = ["change", "end", "undo"];

/** A row as it is answered; whatever is missing of it is empty. */
export const historyRow = (item: Record<string, AttributeValue>): HistoryRow => {
  const { scope, version, at, by, why, action, field, before, after } = recordOf(fromAttribute({ M: item })) ?? {};
  const where = textOf(scope);
  return {
    scope: where,
    version: Number(version),
    at: textOf(at),
    by: textOf(by),
    why: textOf(why),
    action: ACTIONS.find((each) => each === action) ?? "change",
    ...(typeof field === "string" ? { field } : {}),
    before: readChanges(where, before),
    after: readChanges(where, after),
  };
};

/** Rows of a page, at most. */
export const PAGE = 50;

/** Most characters of a page, each of up to three bytes: a function may answer 6 MB. */
const LONGEST_PAGE = 1_500_000;

/** How many rows fit on a page; one at least, which is shorter. */
const fitting = (rows: readonly HistoryRow[]): number => {
  const lengths = rows.slice(0, PAGE).map((row) => JSON.stringify(row).length);
  const fit = lengths.findIndex((_, row) => lengths.slice(0, row + 1).reduce((a, b) => a + b) > LONGEST_PAGE);
  return fit < 0 ? lengths.length : Math.max(1, fit);
};

const queryOf = (scope: string, condition: string, version?: number): QueryInput => ({
  TableName: process.env.HISTORY_TABLE,
  KeyConditionExpression: `#scope = :scope${condition}`,
  ExpressionAttributeNames: { "#scope": "scope", ...(version === undefined ? {} : { "#version": "version" }) },
  ExpressionAttributeValues: {
    ":scope": { S: scope },
    ...(version === undefined ? {} : { ":version": { N: `${version}` } }),
  },
  ConsistentRead: true,
});

/** Rows of a query, to its end or until there are enough. */
const collect = async (
  tables: HistoryReader,
  input: QueryInput,
  enough: number,
): Promise<Record<string, AttributeValue>[]> => {
  const found: Record<string, AttributeValue>[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await tables.query({ ...input, ...(start ? { ExclusiveStartKey: start } : {}) });
    found.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start && found.length < enough);
  return found;
};

/** The items of the writes after a version, in order, at most a page. */
export const itemsAfter = async (
  tables: HistoryReader,
  scope: string,
  version: number,
): Promise<Record<string, AttributeValue>[]> => {
  const input = { ...queryOf(scope, " AND #version > :version", version), Limit: PAGE };
  return collect(tables, input, PAGE);
};

/** One write; undefined when there was none of that version, or it was too long ago. */
export const rowOfVersion = async (
  tables: HistoryReader,
  scope: string,
  version: number,
): Promise<HistoryRow | undefined> => {
  const { Items = [] } = await tables.query(queryOf(scope, " AND #version = :version", version));
  return Items[0] && historyRow(Items[0]);
};

/** The newest version of which there is a row; 0 when there is none. */
export const newestVersion = async (tables: HistoryReader, scope: string): Promise<number> => {
  const { Items = [] } = await tables.query({ ...queryOf(scope, ""), ScanIndexForward: false, Limit: 1 });
  return Number(Items[0]?.version?.N ?? 0);
};

/** A page of rows, the newest first, and what the next one begins behind. */
export interface HistoryPage {
  rows: HistoryRow[];
  next?: string;
}

/** A page of one scope. @param before a version; the newest without it */
export const pageOfScope = async (tables: HistoryReader, scope: string, before?: number): Promise<HistoryPage> => {
  const query = before === undefined ? queryOf(scope, "") : queryOf(scope, " AND #version < :version", before);
  const items = await collect(tables, { ...query, ScanIndexForward: false, Limit: PAGE + 1 }, PAGE + 1);
  const found = items.map(historyRow);
  const rows = found.slice(0, fitting(found));
  const last = rows[rows.length - 1];
  return { rows, ...(items.length > rows.length && last ? { next: `${last.version}` } : {}) };
};

/** Queries at the same time. */
const AT_ONCE = 10;

/**
 * A page of several scopes. Writes of the same moment stay on one page, so that it may have more rows.
 *
 * @param before a time; the newest without it
 */
export const pageOfAll = async (
  tables: HistoryReader,
  scopes: readonly string[],
  before?: string,
): Promise<HistoryPage> => {
  const rows: HistoryRow[] = [];
  for (let first = 0; first < scopes.length; first += AT_ONCE) {
    const found = scopes.slice(first, first + AT_ONCE).map(async (scope) => {
      const query = queryOf(scope, "");
      const earlier = {
        FilterExpression: "#at < :at",
        ExpressionAttributeNames: { ...query.ExpressionAttributeNames, "#at": "at" },
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ":at": { S: before ?? "" } },
      };
      const input = { ...query, ...(before === undefined ? {} : earlier), ScanIndexForward: false, Limit: PAGE + 1 };
      return collect(tables, input, PAGE + 1);
    });
    rows.push(...(await Promise.all(found)).flat().map(historyRow));
  }
  rows.sort((a, b) => (a.at === b.at ? b.version - a.version : a.at < b.at ? 1 : -1));
  const last = rows[fitting(rows) - 1]?.at;
  const page = last === undefined ? rows : rows.filter(({ at }) => at >= last);
  return { rows: page, ...(page.length < rows.length && last !== undefined ? { next: last } : {}) };
};
