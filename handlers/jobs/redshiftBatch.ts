/** Several statements through the Redshift Data API as one transaction, from start to end. */
import {
  type BatchExecuteStatementCommandInput,
  type BatchExecuteStatementCommandOutput,
  type DescribeStatementCommandInput,
  type DescribeStatementCommandOutput,
} from "@aws-sdk/client-redshift-data";
import { type Budget, lookAgainAfter } from "./time";

/** The part of the Redshift Data client that runs statements. */
export interface StatementRunner {
  batchExecuteStatement(input: BatchExecuteStatementCommandInput): Promise<BatchExecuteStatementCommandOutput>;
  describeStatement(input: DescribeStatementCommandInput): Promise<DescribeStatementCommandOutput>;
}

/** Statements and where they run. */
export interface Batch {
  sql: string[];
  database: string;
  workgroup: string;
  /** A start that is repeated with the same token is the same transaction. At most 64 characters. */
  token: string;
}

/**
 * What became of a transaction. `failedAt`: number of the statement that failed, from 0; -1 when it is not known.
 * `OUT_OF_TIME`: the invocation ends and the transaction goes on.
 */
export interface BatchEnd {
  state: "FINISHED" | "FAILED" | "ABORTED" | "OUT_OF_TIME";
  failedAt: number;
  /** What the database says; it may quote data, so it is never printed. */
  error: string;
}

/** Milliseconds kept to say so when time runs out. */
const RESERVE_MS = 2000;

/**
 * Runs statements to their end.
 *
 * @throws what the service throws when it does not take them, or does not say what became of them
 */
export const runBatch = async (warehouse: StatementRunner, batch: Batch, budget: Budget): Promise<BatchEnd> => {
  const { Id } = await warehouse.batchExecuteStatement({
    Sqls: batch.sql,
    Database: batch.database,
    WorkgroupName: batch.workgroup,
    ClientToken: batch.token,
  });
  for (let attempt = 0; ; attempt += 1) {
    const { Status, Error: error = "", SubStatements = [] } = await warehouse.describeStatement({ Id });
    const failedAt = SubStatements.findIndex(({ Status: one }) => one === "FAILED");
    if (Status === "FINISHED") return { state: "FINISHED", failedAt: -1, error: "" };
    if (Status !== "SUBMITTED" && Status !== "PICKED" && Status !== "STARTED") {
      return { state: Status === "ABORTED" ? "ABORTED" : "FAILED", failedAt, error };
    }
    if (budget.left() < RESERVE_MS) return { state: "OUT_OF_TIME", failedAt, error };
    await budget.pause(lookAgainAfter(attempt));
  }
};
