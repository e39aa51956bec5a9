/** Runs Athena's statements: names become views over the files that are there now, and DuckDB does the rest. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore } from "../../s3/objectStore";
import { DuckDatabase, type DuckSession, identifier, literal, type ResultSet } from "../duckDb";
import { isWord, statementsOf, textOfTokens, TokenError, type Token } from "../sql/tokens";
import type { QueryAccess } from "./access";
import { athenaFailure, placeOf, QueryFailure, SyntaxFailure } from "./athenaError";
import type { GlueCatalog, GlueEntry, GlueTable } from "./catalog";
import { isWide } from "./glueType";
import { ATHENA_MACROS } from "./macros";
import { checkParquet } from "./parquetTypes";
import { requireInjected } from "./projection";
import { named, scannedBytesOf } from "./queryPlan";
import { filesOf, placeOfUri, scanOf, type TableFile } from "./tableScan";
import { translateQuery } from "./translate";
import { readUnload, type UnloadStatement } from "./unload";
import { readViewStatement } from "./viewStatement";

/** Athena's session: UTC, integers divide to integers. */
const SETTINGS = ["SET GLOBAL TimeZone = 'UTC'", "SET GLOBAL integer_division = true"];
const CATALOG = "awsdatacatalog";

/** What a statement answered. */
export interface StatementOutcome {
  readonly result: ResultSet;
  readonly kind: "DML" | "DDL" | "UTILITY";
  /** Bytes of the files it read. */
  readonly scannedBytes: number;
  /** Objects it wrote, as URIs. */
  readonly written: readonly string[];
}

/** Where and for whom a statement runs. */
export interface StatementContext {
  readonly database: string;
  readonly now: number;
  readonly access: QueryAccess;
  /** Bytes it may read; unlimited when left out. */
  readonly scanLimit?: number;
  /** Told of the session, so that it can be interrupted. */
  onSession?(session: DuckSession): void;
}

/** What else a statement of Athena begins with; most of it is not run here, which the query then tells. */
const OTHERS = [
  ...["UNLOAD", "CREATE", "DROP", "SHOW", "INSERT", "UPDATE", "DELETE", "MERGE", "ALTER", "MSCK", "DESCRIBE", "DESC"],
  ...["EXPLAIN", "OPTIMIZE", "VACUUM", "PREPARE", "EXECUTE", "DEALLOCATE", "USE"],
];
const NOTHING: ResultSet = { columns: [], rows: [], changed: 0 };

/** The engine of one centre's Athena. */
export class AthenaEngine {
  readonly #duck: DuckDatabase;
  /** Where UNLOAD writes before its file becomes an object. */
  readonly #out = join(tmpdir(), `warehouse-${randomUUID()}`);
  /** Parquet files whose types were found right. */
  readonly #checked = new Set<string>();

  constructor(
    readonly catalog: GlueCatalog,
    private readonly store: ObjectStore,
  ) {
    const schemas = catalog.databases.map((name) => `CREATE SCHEMA IF NOT EXISTS ${identifier(name)}`);
    this.#duck = new DuckDatabase([...SETTINGS, ...ATHENA_MACROS, ...schemas], () => [
      ...store.buckets().map(({ name }) => store.folderOf(name)),
      this.#out,
    ]);
  }

  /**
   * Runs one statement.
   * @throws SyntaxFailure for what cannot be read, QueryFailure for what cannot be done
   */
  async run(sql: string, context: StatementContext): Promise<StatementOutcome> {
    const tokens = onlyStatement(sql);
    const text = textOfTokens(tokens);
    const unload = readUnload(tokens, sql);
    if (unload) return this.#duck.exclusively(() => this.#unload(unload, context));
    const view = readViewStatement(tokens, sql, context.database);
    if (view) return this.#changeView(view, context, sql);
    if (!isQuery(tokens)) {
      const known = "SELECT, WITH, VALUES, UNLOAD, CREATE VIEW and DROP VIEW";
      const message = `${placeOf(sql, tokens[0]?.at ?? 0)}the local Athena runs ${known}, not ${tokens[0]?.text ?? ""}`;
      throw new QueryFailure("NOT_SUPPORTED", message);
    }
    return this.#duck.exclusively(async () => {
      const { result, scannedBytes } = await this.#query(text, context, (query) => query);
      return { result, kind: "DML", scannedBytes, written: [] };
    });
  }

  /** Reads a statement without running it; answers what is wrong with its text. */
  async check(sql: string): Promise<SyntaxFailure | undefined> {
    try {
      const tokens = onlyStatement(sql);
      if (!isQuery(tokens) && !isWord(tokens[0], ...OTHERS)) {
        throw new SyntaxFailure(`line 1:1: mismatched input '${tokens[0]?.text ?? ""}'`);
      }
      if (!isQuery(tokens)) return void (readUnload(tokens, sql) ?? readViewStatement(tokens, sql, ""));
      const session = await this.#duck.connect();
      try {
        const query = translateQuery(textOfTokens(tokens), 0, (parts) => parts.map(identifier).join("."));
        await session.parse(query.sql);
      } finally {
        session.close();
      }
    } catch (error) {
      const failure = athenaFailure(error, sql);
      // Everything else is told by the query's state, once it runs.
      if (failure instanceof SyntaxFailure) return failure;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#duck.close();
    await rm(this.#out, { recursive: true, force: true });
  }

  async #query(
    sql: string,
    context: StatementContext,
    wrap: (query: string) => string,
  ): Promise<{ result: ResultSet; scannedBytes: number }> {
    const preparation = new Preparation(this.catalog, this.store, context);
    const query = preparation.translate(sql, context.database);
    const session = await this.#duck.connect();
    context.onSession?.(session);
    try {
      await this.#checkFiles(session, preparation);
      for (const statement of preparation.statements) await session.run(statement);
      const scannedBytes = await scannedBytesOf(session, query, preparation.files);
      if (context.scanLimit !== undefined && scannedBytes > context.scanLimit) {
        throw new QueryFailure("", `Query exhausted resources: Bytes scanned limit was exceeded`, 2);
      }
      const result = await session.run(wrap(query));
      return { result: { ...result, columns: result.columns.map(named) }, scannedBytes };
    } catch (error) {
      throw athenaFailure(error, sql);
    } finally {
      session.close();
    }
  }

  /** Files of Parquet have types of their own, which have to go with those of the table. */
  async #checkFiles(session: DuckSession, { tables }: Preparation): Promise<void> {
    for (const { table, files } of tables) {
      if (!/parquet/i.test(table.serializationLibrary)) continue;
      for (const file of files) {
        const id = `${table.database}.${table.name} ${file.path} ${file.etag}`;
        if (this.#checked.has(id)) continue;
        await checkParquet(session, table, file);
        this.#checked.add(id);
      }
    }
  }

  async #unload(unload: UnloadStatement, context: StatementContext): Promise<StatementOutcome> {
    const { bucket, key } = placeOfUri(unload.location) ?? { bucket: "", key: "" };
    if (!this.store.has(bucket)) {
      throw new QueryFailure("HIVE_FILESYSTEM_ERROR", `the program declares no bucket ${bucket}`, 3);
    }
    context.access.write(bucket, key);
    if (this.store.list(bucket, key).length > 0) {
      throw new QueryFailure("HIVE_PATH_ALREADY_EXISTS", `Target directory already exists: ${unload.location}`);
    }
    await mkdir(this.#out, { recursive: true });
    const file = join(this.#out, `${randomUUID()}.parquet`);
    try {
      const columns = await this.#query(unload.query, context, (query) => `SELECT * FROM (${query}) LIMIT 0`);
      const selected = columns.result.columns.map(({ name, type }) => outputColumn(name, type)).join(", ");
      const names = columns.result.columns.map(({ name }) => identifier(name)).join(", ");
      const copied = await this.#query(
        unload.query,
        context,
        (query) =>
          `COPY (SELECT ${selected} FROM (${query}) unloaded (${names})) TO ${literal(file)} (FORMAT parquet, COMPRESSION ${unload.compression})`,
      );
      const rows = Number(copied.result.rows[0]?.[0] ?? 0);
      const stamp = new Date(context.now).toISOString().replace(/[-:]/g, "").replace("T", "_").slice(0, 15);
      const object = `${key}${stamp}_00000_${randomUUID().slice(0, 5)}_${randomUUID()}`;
      if (rows > 0) this.store.put(bucket, object, await readFile(file), { by: "Put" });
      return {
        result: { ...NOTHING, changed: rows },
        kind: "DML",
        scannedBytes: copied.scannedBytes,
        written: rows > 0 ? [`s3://${bucket}/${object}`] : [],
      };
    } finally {
      await rm(file, { force: true });
    }
  }

  async #changeView(
    change: NonNullable<ReturnType<typeof readViewStatement>>,
    context: StatementContext,
    sql: string,
  ): Promise<StatementOutcome> {
    const { database, name, replace, query } = change;
    const known = this.catalog.find(database, name);
    const outcome = { result: NOTHING, kind: "DDL", scannedBytes: 0, written: [] } as const;
    if (query === undefined) {
      context.access.definition(change, ["glue:GetTable", "glue:DeleteTable"]);
      if (known?.kind === "view") this.catalog.remove(database, name);
      else if (!change.ifExists)
        throw new QueryFailure(
          "TABLE_NOT_FOUND",
          `${placeOf(sql, 0)}View '${CATALOG}.${database}.${name}' does not exist`,
        );
      return outcome;
    }
    context.access.definition(change, ["glue:GetDatabase", replace && known ? "glue:UpdateTable" : "glue:CreateTable"]);
    if (known && !(replace && known.kind === "view")) {
      throw new QueryFailure(
        "TABLE_ALREADY_EXISTS",
        `${placeOf(sql, 0)}View already exists: '${CATALOG}.${database}.${name}'`,
      );
    }
    const { result } = await this.#duck.exclusively(() =>
      this.#query(query, { ...context, database }, (text) => `SELECT * FROM (${text}) LIMIT 0`),
    );
    this.catalog.put({
      kind: "view",
      database,
      name,
      sql: query,
      columns: result.columns.map((column) => ({ ...column })),
    });
    return outcome;
  }
}

/** What a query needs before it runs: the views its names stand for, in order, and the files they read. */
class Preparation {
  readonly statements: string[] = [];
  readonly tables: { table: GlueTable; files: readonly TableFile[] }[] = [];
  readonly #done = new Set<string>();
  #withPath = false;

  constructor(
    private readonly catalog: GlueCatalog,
    private readonly store: ObjectStore,
    private readonly context: StatementContext,
  ) {}

  /** All files there are to read. */
  get files(): TableFile[] {
    return this.tables.flatMap(({ files }) => files);
  }

  /** The query in DuckDB's SQL; views for all it names are among {@link statements} then. */
  translate(sql: string, database: string): string {
    this.#withPath ||= sql.includes('"$path"');
    return translateQuery(sql, this.context.now, (parts, at) => {
      const entry = this.#find(parts, database, sql, at);
      if (entry.kind === "table") requireInjected(entry, sql);
      return this.#prepare(entry);
    }).sql;
  }

  #find(parts: readonly string[], database: string, sql: string, at: number): GlueEntry {
    const [name = "", schema = database, catalog = CATALOG] = [...parts].reverse();
    const place = placeOf(sql, at);
    if (catalog !== CATALOG) throw new QueryFailure("CATALOG_NOT_FOUND", `${place}Catalog '${catalog}' does not exist`);
    if (!this.catalog.databases.includes(schema)) {
      throw new QueryFailure("SCHEMA_NOT_FOUND", `${place}Schema '${schema}' does not exist`);
    }
    const entry = this.catalog.find(schema, name);
    if (!entry)
      throw new QueryFailure("TABLE_NOT_FOUND", `${place}Table '${CATALOG}.${schema}.${name}' does not exist`);
    return entry;
  }

  #prepare(entry: GlueEntry): string {
    const name = `${identifier(entry.database)}.${identifier(entry.name)}`;
    if (this.#done.has(name)) return name;
    this.#done.add(name);
    this.context.access.definition(entry);
    this.statements.push(`CREATE OR REPLACE VIEW ${name} AS ${this.#sqlOf(entry)}`);
    return name;
  }

  #sqlOf(entry: GlueEntry): string {
    if (entry.kind === "view") return this.translate(entry.sql, entry.database);
    const files = filesOf(entry, this.store, this.context.now);
    this.context.access.files(files);
    this.tables.push({ table: entry, files });
    return scanOf(entry, files, this.#withPath);
  }
}

/** Parquet has no integers beyond 64 bits, and Athena's UNLOAD no time zones. */
function outputColumn(name: string, type: string): string {
  if (type === "TIMESTAMP WITH TIME ZONE") {
    throw new QueryFailure(
      "NOT_SUPPORTED",
      `Unsupported Hive type: timestamp(3) with time zone (column ${name}); cast it to timestamp`,
    );
  }
  return isWide(type) ? `CAST(${identifier(name)} AS BIGINT) AS ${identifier(name)}` : identifier(name);
}

function isQuery(tokens: readonly Token[]): boolean {
  return isWord(tokens[0], "SELECT", "WITH", "VALUES", "TABLE") || tokens[0]?.text === "(";
}

function onlyStatement(sql: string): Token[] {
  try {
    const [statement, second] = statementsOf(sql);
    if (!statement) throw new SyntaxFailure("line 1:1: mismatched input '<EOF>'");
    if (second) throw new SyntaxFailure("Only one sql statement is allowed");
    return statement;
  } catch (error) {
    if (error instanceof TokenError) throw new SyntaxFailure(placeOf(sql, error.at) + error.message);
    throw error;
  }
}
