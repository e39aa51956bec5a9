/**
 * The Redshift Data API in front of PostgreSQL, as far as loads use it: a list of statements is one transaction that goes on
 * whatever becomes of who started it, and the same token is the same transaction.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ServiceAnswer, ServiceRequest } from "../../local/gateway/service";
import type { ObjectStore } from "../../local/s3/objectStore";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../../local/services/jsonProtocol";
import { ServiceError } from "../../local/services/serviceError";
import { DATASETS, type DatasetName } from "../../warehouse/schema";
import { type Postgres, toPostgres } from "./postgres";
import { writeCsv } from "./postgresWarehouse";

/** A list of statements that was started. */
interface Batch {
  id: string;
  status: "STARTED" | "FINISHED" | "FAILED" | "ABORTED";
  error?: string;
}

/** What it tells whoever watches. */
export interface DataApiEvents {
  /** A transaction has ended well. `startedBy`: access key of who started it. */
  committed(startedBy: string): void;
  /** The server has ended in the middle of a transaction, or after it. */
  crashed(): void;
  /** It answers again. */
  recovered(): void;
}

/** `s3://bucket/key`. */
function placeOf(address: string): [bucket: string, key: string] {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  return [bucket, key];
}

/** The API; register its `handle` at the gateway as `redshift-data`. */
export class PostgresDataApi {
  /** Errors of transactions, but of those the server's own end has ended. */
  readonly errors: string[] = [];
  readonly #batches = new Map<string, Batch>();
  readonly #tokens = new Map<string, Batch>();
  readonly #running = new Set<Promise<void>>();
  readonly #folder = mkdtempSync(join(tmpdir(), "data-api-"));
  #crashAt: number | undefined;
  #down = false;

  constructor(
    private readonly postgres: Postgres,
    private readonly store: ObjectStore,
    private readonly events: DataApiEvents,
  ) {}

  /** Ends the server during the next transaction. `at`: where in it, from 0, before all of it, to 1, right behind COMMIT. */
  crashNext(at: number): void {
    this.#crashAt = at;
  }

  /** Whether the server still has to be ended by {@link crashNext}, or is about to start again. */
  get crashing(): boolean {
    return this.#crashAt !== undefined || this.#down;
  }

  /** Resolves when no transaction is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Waits for what is under way, and removes its files. */
  async close(): Promise<void> {
    await this.idle();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, "RedshiftData", ["BatchExecuteStatement", "DescribeStatement"]);
      const input = jsonInput(request.body);
      const answer =
        operation === "DescribeStatement" ? this.#describe(input) : this.#start(input, request.principal.accessKeyId);
      return jsonAnswer(answer, "1.1");
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  #describe({ Id }: Json): Json {
    const batch = this.#batches.get(String(Id));
    if (!batch) throw new ServiceError("ResourceNotFoundException", "Query does not exist.");
    return { Id: batch.id, Status: batch.status, Error: batch.error };
  }

  #start({ Sqls, ClientToken }: Json, startedBy: string): Json {
    const token = String(ClientToken);
    const known = this.#tokens.get(token);
    if (known) return { Id: known.id };
    if (!Array.isArray(Sqls)) throw new ServiceError("ValidationException", "Sqls is no list.");
    const batch: Batch = { id: randomUUID(), status: "STARTED" };
    this.#batches.set(batch.id, batch);
    this.#tokens.set(token, batch);
    const work = this.#run(batch, Sqls.map(String), startedBy).finally(() => this.#running.delete(work));
    this.#running.add(work);
    return { Id: batch.id };
  }

  async #run(batch: Batch, statements: readonly string[], startedBy: string): Promise<void> {
    const crashAt = this.#down ? undefined : this.#crashAt;
    if (crashAt !== undefined) [this.#crashAt, this.#down] = [undefined, true];
    try {
      const lines = [
        "BEGIN;\n",
        ...statements.flatMap((text, at) => this.#line(text, `${batch.id}-${at}`)),
        "COMMIT;\n",
      ];
      if (crashAt !== undefined)
        lines.splice(Math.round(crashAt * lines.length), 0, this.postgres.crash(), "SELECT 1;\n");
      await this.postgres.script(lines.join(""));
      batch.status = "FINISHED";
      this.events.committed(startedBy);
    } catch (error) {
      const lost = crashAt !== undefined || this.#down;
      batch.error = error instanceof Error ? error.message : String(error);
      batch.status = lost ? "ABORTED" : "FAILED";
      if (!lost) this.errors.push(batch.error);
    }
    if (crashAt === undefined) return;
    this.events.crashed();
    await this.postgres.restart();
    this.#down = false;
    this.events.recovered();
  }

  /** A statement as psql takes it: files in the place of COPY's, and statistics, which Redshift keeps by itself, for MERGE. */
  #line(statement: string, name: string): string[] {
    const [, dataset, manifest] = /^COPY staged_(\w+)\nFROM '([^']+)'/.exec(statement) ?? [];
    if (dataset !== undefined && manifest !== undefined) return [this.#copy(dataset as DatasetName, manifest, name)];
    const [, newest] = /^MERGE INTO \w+ USING (\w+)/.exec(statement) ?? [];
    return [...(newest === undefined ? [] : [`ANALYZE ${newest};\n`]), `${toPostgres(statement)};\n`];
  }

  #copy(dataset: DatasetName, manifest: string, name: string): string {
    if (!(dataset in DATASETS)) throw new Error(`There is no dataset ${dataset}.`);
    const { entries } = JSON.parse(this.#read(manifest).toString()) as { entries: { url: string }[] };
    const lines = entries.flatMap(({ url }) => gunzipSync(this.#read(url)).toString().trimEnd().split("\n"));
    const file = join(this.#folder, `${name}.csv`);
    writeCsv(
      file,
      dataset,
      lines.map((line) => JSON.parse(line) as object),
    );
    return `\\copy staged_${dataset} FROM '${file}' CSV\n`;
  }

  #read(address: string): Buffer {
    const body = this.store.get(...placeOf(address));
    if (!body) throw new Error(`There is no object ${address}.`);
    return body;
  }
}
