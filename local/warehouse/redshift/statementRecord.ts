/** What the Data API keeps of a statement, or of a batch that is one transaction. */
import { randomUUID } from "node:crypto";
import type { Json } from "../../services/jsonProtocol";
import type { DuckSession, ResultSet } from "../duckDb";
import type { SqlStatement } from "./database";
import type { RedshiftWorkgroup } from "./namespaces";
import { columnMetadata, typedField } from "./typedFields";

/** States of the Data API. */
export type StatementStatus = "SUBMITTED" | "PICKED" | "STARTED" | "FINISHED" | "FAILED" | "ABORTED";

/** About what one page of a result may weigh, bytes of JSON. */
const PAGE_BYTES = 1024 * 1024;

/** What was asked for. */
export interface StatementStart {
  readonly workgroup: RedshiftWorkgroup;
  readonly database: string;
  readonly statements: readonly SqlStatement[];
  readonly batch: boolean;
  readonly name?: string;
  readonly secretArn?: string;
  /** Who may see it: the role that ran it, or everything for the administrator. */
  readonly owner: string;
  /** Who that is in policies. */
  readonly ownerId: string;
  /** Database user; the administrator when left out. */
  readonly user?: string;
  readonly createdAt: number;
}

interface Part {
  status: StatementStatus;
  error?: string;
  result?: ResultSet;
  updatedAt: number;
}

/** A statement or a batch, and its state. */
export class StatementRecord {
  readonly id = randomUUID();
  readonly parts: Part[];
  session: DuckSession | undefined;
  status: StatementStatus = "SUBMITTED";
  #error: string | undefined;
  #updatedAt: number;

  constructor(readonly start: StatementStart) {
    this.#updatedAt = start.createdAt;
    this.parts = start.statements.map(() => ({ status: "SUBMITTED", updatedAt: start.createdAt }));
  }

  /** Whether it will change no more. */
  get ended(): boolean {
    return ["FINISHED", "FAILED", "ABORTED"].includes(this.status);
  }

  begin(index: number, now: number): void {
    this.status = "STARTED";
    this.#set(index, { status: "STARTED", updatedAt: now });
  }

  finishPart(index: number, result: ResultSet, now: number): void {
    this.#set(index, { status: "FINISHED", result, updatedAt: now });
  }

  finish(now: number): void {
    if (this.ended) return;
    this.status = "FINISHED";
    this.#updatedAt = now;
  }

  /** Ends it in failure: what had not begun is aborted, and what had finished was undone with the rest. */
  fail(error: string, now: number): void {
    if (this.ended) return;
    const at = this.parts.findIndex(({ status }) => status === "STARTED");
    this.#end("FAILED", error, now);
    this.parts.forEach((part, index) => {
      if (index === at) Object.assign(part, { status: "FAILED", error });
      else if (part.status !== "FINISHED") part.status = "ABORTED";
    });
  }

  /** Ends it as its owner asked. Answers false when it had ended. */
  cancel(now: number): boolean {
    if (this.ended) return false;
    this.#end("ABORTED", "Query cancelled on user's request", now);
    for (const part of this.parts) if (part.status !== "FINISHED") part.status = "ABORTED";
    this.session?.interrupt();
    return true;
  }

  /** What DescribeStatement tells. */
  describe(): Json {
    const { createdAt, workgroup, database, statements, batch, secretArn } = this.start;
    const [only] = this.parts;
    const result = batch ? undefined : only?.result;
    const [statement] = statements;
    return {
      Id: this.id,
      Status: this.status,
      CreatedAt: createdAt / 1000,
      UpdatedAt: this.#updatedAt / 1000,
      Duration: this.#nanoseconds(createdAt, this.#updatedAt),
      Database: database,
      WorkgroupName: workgroup.name,
      SecretArn: secretArn,
      Error: this.#error,
      HasResultSet: hasRows(result) || (batch && this.parts.some((part) => hasRows(part.result))),
      RedshiftPid: 1_073_700_000,
      RedshiftQueryId: this.status === "FINISHED" && !batch ? 1 : 0,
      ResultRows: batch ? -1 : rowsOf(result),
      ResultSize: result ? Buffer.byteLength(JSON.stringify(result.rows)) : -1,
      QueryString: batch ? undefined : statement?.sql,
      QueryParameters: batch || !statement?.parameters?.length ? undefined : statement.parameters,
      SubStatements: batch ? this.parts.map((part, index) => this.#describePart(part, index)) : undefined,
    };
  }

  /** One page of a result, from a row on. */
  page(result: ResultSet, offset: number): { body: Json; next: number | undefined } {
    const records: Json[][] = [];
    let bytes = 0;
    let at = offset;
    for (; at < result.rows.length && bytes < PAGE_BYTES; at++) {
      const record = result.columns.map((column, index) => typedField(result.rows[at]?.[index], column));
      bytes += Buffer.byteLength(JSON.stringify(record));
      records.push(record);
    }
    return {
      body: {
        ColumnMetadata: result.columns.map(columnMetadata),
        Records: records,
        TotalNumRows: result.rows.length,
      },
      next: at < result.rows.length ? at : undefined,
    };
  }

  #describePart({ status, error, result, updatedAt }: Part, index: number): Json {
    return {
      Id: `${this.id}:${index + 1}`,
      Status: status,
      Error: error,
      QueryString: this.start.statements[index]?.sql,
      HasResultSet: hasRows(result),
      ResultRows: rowsOf(result),
      ResultSize: result ? Buffer.byteLength(JSON.stringify(result.rows)) : -1,
      CreatedAt: this.start.createdAt / 1000,
      UpdatedAt: updatedAt / 1000,
      Duration: this.#nanoseconds(this.start.createdAt, updatedAt),
      RedshiftQueryId: status === "FINISHED" ? index + 1 : 0,
    };
  }

  #nanoseconds(from: number, to: number): number {
    return this.ended ? (to - from) * 1_000_000 : -1;
  }

  #set(index: number, part: Part): void {
    this.parts[index] = part;
    this.#updatedAt = part.updatedAt;
  }

  #end(status: StatementStatus, error: string, now: number): void {
    this.status = status;
    this.#error = error;
    this.#updatedAt = now;
  }
}

/** Whether a statement answered rows, even none; one that changes rows has no result set. */
export function hasRows(result: ResultSet | undefined): boolean {
  return result !== undefined && result.columns.length > 0;
}

function rowsOf(result: ResultSet | undefined): number {
  if (!result) return -1;
  return hasRows(result) ? result.rows.length : result.changed;
}
