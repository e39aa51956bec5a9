/** One statement through Athena, from start to end. */
import {
  type GetQueryExecutionInput,
  type GetQueryExecutionOutput,
  type StartQueryExecutionInput,
  type StartQueryExecutionOutput,
  type StopQueryExecutionInput,
} from "@aws-sdk/client-athena";
import { type Budget, lookAgainAfter } from "./time";

/** The part of the Athena client that runs statements. */
export interface QueryRunner {
  startQueryExecution(input: StartQueryExecutionInput): Promise<StartQueryExecutionOutput>;
  getQueryExecution(input: GetQueryExecutionInput): Promise<GetQueryExecutionOutput>;
  stopQueryExecution(input: StopQueryExecutionInput): Promise<unknown>;
}

/** A statement and where it runs. */
export interface AthenaStatement {
  sql: string;
  database: string;
  workgroup: string;
  /** At least 32 characters: a start that is repeated with the same token is the same execution. */
  token: string;
  /** Minutes an earlier answer to the same statement may be old. Left out, there is none. */
  reuseMinutes?: number;
}

/** What became of a statement. `OUT_OF_TIME`: it was stopped because the invocation ends. */
export interface Ended {
  state: "SUCCEEDED" | "FAILED" | "CANCELLED" | "OUT_OF_TIME";
  id: string;
}

/** Milliseconds kept to stop a statement and to say so. */
const RESERVE_MS = 3000;

/** What starts the execution. */
const inputOf = ({ sql, database, workgroup, token, reuseMinutes }: AthenaStatement): StartQueryExecutionInput => ({
  QueryString: sql,
  QueryExecutionContext: { Database: database },
  WorkGroup: workgroup,
  ClientRequestToken: token,
  ...(reuseMinutes === undefined
    ? {}
    : {
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: reuseMinutes } },
      }),
});

/**
 * Runs a statement to its end; stops it when time runs out.
 *
 * @throws what Athena throws when it does not take the statement, or does not say what became of it
 */
export const runQuery = async (queries: QueryRunner, statement: AthenaStatement, budget: Budget): Promise<Ended> => {
  const { QueryExecutionId: id = "" } = await queries.startQueryExecution(inputOf(statement));
  for (let attempt = 0; ; attempt += 1) {
    const { QueryExecution } = await queries.getQueryExecution({ QueryExecutionId: id });
    const state = QueryExecution?.Status?.State;
    if (state === "SUCCEEDED" || state === "CANCELLED") return { state, id };
    if (state !== "QUEUED" && state !== "RUNNING") return { state: "FAILED", id };
    if (budget.left() < RESERVE_MS) {
      await queries.stopQueryExecution({ QueryExecutionId: id });
      return { state: "OUT_OF_TIME", id };
    }
    await budget.pause(lookAgainAfter(attempt));
  }
};

/** The word a log line tells of a statement that did not succeed. */
export const failureOf = (ended: Ended): string =>
  ({ SUCCEEDED: "", FAILED: "QueryFailed", CANCELLED: "QueryCancelled", OUT_OF_TIME: "OutOfTime" })[ended.state];
