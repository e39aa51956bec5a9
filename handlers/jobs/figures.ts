/** What `showFigures` asks of the warehouse, and what it makes of the answer. */
import {
  type GetQueryResultsInput,
  type GetQueryResultsOutput,
  type StartQueryExecutionInput,
} from "@aws-sdk/client-athena";
import {
  type ExecuteStatementCommandInput,
  type ExecuteStatementCommandOutput,
  type Field,
  type GetStatementResultCommandInput,
  type GetStatementResultCommandOutput,
} from "@aws-sdk/client-redshift-data";
import { type QueryRunner, runQuery } from "./athenaQuery";
import { type StatementRunner } from "./redshiftBatch";
import { type Budget, lookAgainAfter } from "./time";

/** A table as it is shown: every value as text, an empty one where there is none. */
export interface Figures {
  columns: string[];
  rows: string[][];
  /** Whether there are more rows than are shown. */
  more: boolean;
}

/** The part of the Athena client that is used. */
export interface FigureQueries extends QueryRunner {
  startQueryExecution(input: StartQueryExecutionInput): ReturnType<QueryRunner["startQueryExecution"]>;
  getQueryResults(input: GetQueryResultsInput): Promise<GetQueryResultsOutput>;
}

/** The part of the Redshift Data client that is used. */
export interface FigureStatements extends Pick<StatementRunner, "describeStatement"> {
  executeStatement(input: ExecuteStatementCommandInput): Promise<ExecuteStatementCommandOutput>;
  getStatementResult(input: GetStatementResultCommandInput): Promise<GetStatementResultCommandOutput>;
}

/** Where a query runs. */
export interface FigureSource {
  database: string;
  workgroup: string;
  /** A name no start has had. */
  token: string;
  budget: Budget;
}

/** Most rows of a table: what a person reads on a dashboard. */
export const MOST_ROWS = 100;

/** Minutes a dashboard may show an earlier answer: ten people who look at it cost one query. */
const REUSE_MINUTES = 5;

const named = (name: string): Error => Object.assign(new Error(), { name });

/** Cuts rows to what is shown. */
const bounded = (columns: string[], rows: string[][]): Figures => ({
  columns,
  rows: rows.slice(0, MOST_ROWS),
  more: rows.length > MOST_ROWS,
});

/** A query through Athena. @throws Error with a word as its name: `QueryFailed`, `OutOfTime`, or what Athena throws */
export const figuresOfAthena = async (queries: FigureQueries, sql: string, source: FigureSource): Promise<Figures> => {
  const { database, workgroup, token, budget } = source;
  const statement = { sql, database, workgroup, token, reuseMinutes: REUSE_MINUTES };
  const { state, id } = await runQuery(queries, statement, budget);
  if (state !== "SUCCEEDED") throw named(state === "OUT_OF_TIME" ? "OutOfTime" : "QueryFailed");
  // The first row has the names of the columns.
  const { ResultSet } = await queries.getQueryResults({ QueryExecutionId: id, MaxResults: MOST_ROWS + 2 });
  const [names = [], ...rows] = (ResultSet?.Rows ?? []).map(({ Data = [] }) =>
    Data.map(({ VarCharValue = "" }) => VarCharValue),
  );
  return bounded(names, rows);
};

/** A value of the Redshift Data API as text. */
const textOf = (field: Field): string => {
  if (field.isNull === true) return "";
  const [value] = [field.stringValue, field.longValue, field.doubleValue, field.booleanValue].filter(
    (one) => one !== undefined,
  );
  return `${value ?? ""}`;
};

/** A query through the Redshift Data API. @throws Error with a word as its name */
export const figuresOfRedshift = async (
  warehouse: FigureStatements,
  sql: string,
  { database, workgroup, token, budget }: FigureSource,
): Promise<Figures> => {
  const { Id } = await warehouse.executeStatement({
    Sql: sql,
    Database: database,
    WorkgroupName: workgroup,
    ClientToken: token,
  });
  for (let attempt = 0; ; attempt += 1) {
    const { Status } = await warehouse.describeStatement({ Id });
    if (Status === "FINISHED") break;
    if (Status !== "SUBMITTED" && Status !== "PICKED" && Status !== "STARTED") throw named("QueryFailed");
    if (budget.left() < 2000) throw named("OutOfTime");
    await budget.pause(lookAgainAfter(attempt));
  }
  const { ColumnMetadata = [], Records = [], NextToken } = await warehouse.getStatementResult({ Id });
  const figures = bounded(
    ColumnMetadata.map(({ label, name }) => label ?? name ?? ""),
    Records.map((record) => record.map(textOf)),
  );
  return { ...figures, more: figures.more || NextToken !== undefined };
};

/** Text as HTML shows it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A number is set right, so that digits stand below digits. */
const cell = (text: string): string => {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  return `<td${isNumber ? ' style="text-align:right"' : ""}>${escapeHtml(text)}</td>`;
};

/** The table of an answer, as CloudWatch shows it: no script, no address, no style of its own but the alignment. */
export const htmlOf = ({ columns, rows, more }: Figures): string => {
  if (rows.length === 0) return "<p>Nothing yet.</p>";
  const head = columns.map((name) => `<th>${escapeHtml(name.replace(/_/g, " "))}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  const rest = more ? `<p>Only the first ${MOST_ROWS} rows are shown.</p>` : "";
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}`;
};
