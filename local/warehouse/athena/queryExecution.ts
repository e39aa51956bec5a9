/** One query from its start to its result, as Athena tells of it. */
import { randomUUID } from "node:crypto";
import type { Principal } from "../../gateway/service";
import type { Json } from "../../services/jsonProtocol";
import type { DuckSession, ResultSet } from "../duckDb";
import { QueryFailure } from "./athenaError";
import { athenaText } from "./athenaText";
import type { StatementOutcome } from "./engine";
import { athenaType } from "./glueType";
import type { AthenaWorkgroup } from "./workgroups";

/** What a query was started with. */
export interface QueryStart {
  readonly sql: string;
  readonly database: string;
  readonly workgroup: AthenaWorkgroup;
  readonly principal: Principal;
  /** `s3://bucket/prefix/` */
  readonly outputLocation: string;
  readonly parameters?: readonly string[];
  readonly submittedAt: number;
}

/** A query and its state. */
export class QueryExecution {
  readonly id = randomUUID();
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED" = "QUEUED";
  /** What runs, so that it can be interrupted. */
  session: DuckSession | undefined;
  #outcome: StatementOutcome | undefined;
  #reason: string | undefined;
  #error: Json | undefined;
  #completedAt: number | undefined;

  constructor(readonly start: QueryStart) {}

  /** Whether it will change no more. */
  get ended(): boolean {
    return this.#completedAt !== undefined;
  }

  /** The result of a query that succeeded. */
  get result(): ResultSet | undefined {
    return this.#outcome?.result;
  }

  /** Whether the result is a CSV file; what is no query writes text. */
  get resultKey(): string {
    return `${this.id}.${this.#outcome?.kind === "DDL" ? "txt" : "csv"}`;
  }

  succeed(outcome: StatementOutcome, now: number): void {
    if (this.ended) return;
    this.#outcome = outcome;
    this.state = "SUCCEEDED";
    this.#completedAt = now;
  }

  fail(error: unknown, now: number): void {
    if (this.ended) return;
    this.state = "FAILED";
    this.#completedAt = now;
    this.#reason = error instanceof Error ? error.message : String(error);
    const category = error instanceof QueryFailure ? error.category : 1;
    this.#error = {
      ErrorCategory: category,
      ErrorType: category === 2 ? 1 : 0,
      Retryable: false,
      ErrorMessage: this.#reason,
    };
  }

  /** Ends the query as its owner asked. Nothing happens when it has ended. */
  cancel(now: number): void {
    if (this.ended) return;
    this.state = "CANCELLED";
    this.#completedAt = now;
    this.#reason = "Query cancelled by user";
    this.session?.interrupt();
  }

  /** What GetQueryExecution tells. */
  describe(): Json {
    const { sql, workgroup, outputLocation, submittedAt, database, parameters } = this.start;
    const took = (this.#completedAt ?? submittedAt) - submittedAt;
    return {
      QueryExecutionId: this.id,
      Query: sql,
      StatementType: this.#outcome?.kind ?? "DML",
      SubstatementType: /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase(),
      ResultConfiguration: { OutputLocation: `${outputLocation}${this.resultKey}` },
      QueryExecutionContext: { Database: database, Catalog: "awsdatacatalog" },
      ExecutionParameters: parameters,
      Status: {
        State: this.state,
        StateChangeReason: this.#reason,
        SubmissionDateTime: submittedAt / 1000,
        CompletionDateTime: this.#completedAt === undefined ? undefined : this.#completedAt / 1000,
        AthenaError: this.#error,
      },
      Statistics: {
        EngineExecutionTimeInMillis: took,
        DataScannedInBytes: this.#outcome?.scannedBytes ?? 0,
        DataManifestLocation: this.#manifest(),
        TotalExecutionTimeInMillis: took,
        QueryQueueTimeInMillis: 0,
      },
      WorkGroup: workgroup.name,
      EngineVersion: {
        SelectedEngineVersion: "AUTO",
        EffectiveEngineVersion: "Athena engine version 3",
      },
    };
  }

  /** One page of the result; the first begins with the names of the columns, which count as a row. */
  page(offset: number, size: number): { body: Json; next: number | undefined } {
    const { columns, rows, changed } = this.result ?? { columns: [], rows: [], changed: 0 };
    const header = columns.length > 0 ? [columns.map(({ name }): unknown => name)] : [];
    const total = header.length + rows.length;
    const taken = [...header, ...rows].slice(offset, offset + size);
    const data = taken.map((row, index) => ({
      Data: row.map((value, column) => {
        const isHeader = offset + index < header.length;
        const text = isHeader ? String(value) : athenaText(value, columns[column]?.type ?? "");
        return text === undefined ? {} : { VarCharValue: text };
      }),
    }));
    const info = columns.map(({ name, type }) => columnInfo(name, type));
    return {
      body: { UpdateCount: changed, ResultSet: { Rows: data, ResultSetMetadata: { ColumnInfo: info } } },
      next: offset + size < total ? offset + size : undefined,
    };
  }

  #manifest(): string | undefined {
    return this.#outcome && this.#outcome.written.length > 0
      ? `${this.start.outputLocation}${this.id}-manifest.csv`
      : undefined;
  }
}

/** Digits of the types that have a fixed number of them. */
const PRECISIONS: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  float: 17,
  double: 17,
  timestamp: 3,
  varchar: 2147483647,
};

function columnInfo(name: string, type: string): Json {
  const kind = athenaType(type);
  const [precision, scale] = /^DECIMAL\((\d+),(\d+)\)/.exec(type)?.slice(1).map(Number) ?? [];
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type: kind,
    Precision: precision ?? PRECISIONS[kind] ?? 0,
    Scale: scale ?? 0,
    Nullable: "UNKNOWN",
    CaseSensitive: kind === "varchar",
  };
}
