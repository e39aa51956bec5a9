/**
 * DuckDB in this process, loaded when a first statement runs: a center nobody queries never pays for it. Databases live in
 * memory under a cap, and nothing here reaches the network: extensions are neither installed nor loaded by themselves.
 */
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** What one database may take of this machine's memory; beyond it sorts and joins go through a temporary folder. */
const MEMORY_LIMIT = "1GB";
const THREADS = "2";

/** One column of a result, with the type as DuckDB writes it, e.g. `DECIMAL(10,2)`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** A result. Values are JSON's own; numbers of 64 bits and more, decimals, dates and times are text. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows a statement changed; 0 for one that reads. */
  readonly changed: number;
}

/** What DuckDB refuses, with the kind of refusal it names first, e.g. `Binder Error`. */
export class DuckDbError extends Error {
  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
    this.name = "DuckDbError";
  }
}

/** One in-memory database. Its sessions take turns: {@link DuckDatabase.exclusively}. */
export class DuckDatabase {
  #instance: Promise<DuckDBInstance> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * @param prepare Statements that every new database begins with: macros, schemas.
   * @param folders The folders it may read and write; it reaches no other file, whatever a statement says.
   */
  constructor(
    private readonly prepare: readonly string[],
    private readonly folders: () => readonly string[],
  ) {}

  /** Runs `work` when all work that was given before is done. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** A session with temporary tables and a transaction of its own. Each statement of `settings` is run in it first. */
  async connect(settings: readonly string[] = []): Promise<DuckSession> {
    if (this.#closed) throw new Error("The warehouse was closed.");
    const instance = await (this.#instance ??= this.#open());
    const session = new DuckSession(await instance.connect());
    for (const statement of settings) await session.run(statement);
    return session;
  }

  /** Ends the database; what runs in it fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const instance = await this.#instance?.catch(() => undefined);
    instance?.closeSync();
  }

  async #open(): Promise<DuckDBInstance> {
    const { DuckDBInstance: Instance } = await import("@duckdb/node-api");
    const instance = await Instance.create(":memory:", {
      memory_limit: MEMORY_LIMIT,
      threads: THREADS,
      temp_directory: join(tmpdir(), `warehouse-${randomUUID()}`),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const session = new DuckSession(await instance.connect());
    await session.run(`SET allowed_directories = [${this.folders().map(literal).join(", ")}]`);
    await session.run("SET enable_external_access = false");
    for (const statement of this.prepare) await session.run(statement);
    session.close();
    return instance;
  }
}

/** A connection to a database. */
export class DuckSession {
  constructor(private readonly connection: DuckDBConnection) {}

  /**
   * Runs one statement.
   * @throws DuckDbError for whatever DuckDB refuses
   */
  async run(sql: string): Promise<ResultSet> {
    try {
      const reader = await this.connection.runAndReadAll(sql);
      const types = reader.columnTypes();
      const columns = reader.columnNames().map((name, index) => ({ name, type: typeName(types[index]) }));
      return { columns, rows: reader.getRowsJson(), changed: reader.rowsChanged };
    } catch (error) {
      throw duckDbError(error);
    }
  }

  /**
   * Reads a statement without running it or looking up its names.
   * @throws DuckDbError when it cannot be read
   */
  async parse(sql: string): Promise<void> {
    try {
      await this.connection.extractStatements(sql);
    } catch (error) {
      throw duckDbError(error);
    }
  }

  /** Ends the statement that runs. */
  interrupt(): void {
    this.connection.interrupt();
  }

  close(): void {
    this.connection.closeSync();
  }
}

/** JSON is text with an alias. */
function typeName(type: { alias?: string; toString(): string } | undefined): string {
  return type?.alias ?? String(type);
}

function duckDbError(error: unknown): DuckDbError {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.replace(/^Failed to extract statements: /, "");
  const match = /^([A-Z][A-Za-z ]*?(?:Error|INTERRUPT)|INTERRUPT Error): ?/.exec(message);
  return new DuckDbError(match?.[1] ?? "Error", match ? message.slice(match[0].length) : message);
}

/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** A name as a quoted identifier of SQL. */
export function identifier(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}
