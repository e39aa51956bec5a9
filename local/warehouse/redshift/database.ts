/** One Redshift database: its statements in transactions of their own, one transaction after the other. */
import type { ObjectStore } from "../../s3/objectStore";
import { DuckDatabase, type DuckSession, identifier, literal, type ResultSet } from "../duckDb";
import { isSymbol, isWord, statementsOf, stringOf, textOfTokens, TokenError, type Token } from "../sql/tokens";
import { runCopy, type CopyContext } from "./copy";
import { readCopy } from "./copyStatement";
import { translateCreateTable, type LikeTable } from "./createTable";
import { REDSHIFT_MACROS } from "./macros";
import { readCall, readProcedure } from "./procedures";
import { readMerge, type MergeStatement } from "./merge";
import { isRightsStatement, Rights, type Use, usesOf } from "./rights";
import { redshiftFailure, StatementFailure } from "./redshiftError";
import { columnName, nameAt, translateWords } from "./translate";

/** Every session: UTC, integers divide to integers, NULL is greater than everything. */
const SETTINGS = [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET GLOBAL integer_division = true",
  "SET GLOBAL default_null_order = 'nulls_last_on_asc_first_on_desc'",
];
/** Where tables are that name no schema. */
const SEARCH = ["SET schema = 'public'"];

/** A statement with its named parameters, each a text. */
export interface SqlStatement {
  readonly sql: string;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
}

/** How statements run. */
export interface RunOptions {
  readonly now: number;
  readonly copy: CopyContext;
  /** Database user; the administrator, who may do everything, when left out. */
  readonly user?: string;
  /** Stands around each statement, by its place: faults, states. */
  around?(index: number, sql: string, work: () => Promise<ResultSet>): Promise<ResultSet>;
  /** Told of the session, so that it can be interrupted. */
  onSession?(session: DuckSession): void;
}

const NOTHING: ResultSet = { columns: [], rows: [], changed: 0 };
/** Statements about rights, storage and statistics, which have no effect here. */
const WITHOUT_EFFECT = ["ANALYZE", "VACUUM", "SET", "RESET", "BEGIN", "START"];
/** Statements of Redshift that are not translated. */
const UNTRANSLATED = [
  ...["UNLOAD", "FETCH", "DECLARE", "CLOSE", "PREPARE", "EXECUTE", "DEALLOCATE", "CANCEL", "REFRESH"],
  ...["ATTACH", "DETACH", "USE"],
];
const KNOWN = [
  ...[
    "SELECT",
    "WITH",
    "VALUES",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "ALTER",
    "TRUNCATE",
    "COMMENT",
    "EXPLAIN",
  ],
  ...["SHOW", "("],
];

/** The tables and roles of one database. */
export class RedshiftDatabase {
  readonly #duck: DuckDatabase;
  #rights = Rights.empty();
  readonly #procedures = new Map<string, readonly string[]>();

  /** @param store Whose objects COPY reads. */
  constructor(store: Pick<ObjectStore, "buckets" | "folderOf">) {
    this.#duck = new DuckDatabase([...SETTINGS, ...REDSHIFT_MACROS, "CREATE SCHEMA public"], () =>
      store.buckets().map(({ name }) => store.folderOf(name)),
    );
  }

  /**
   * Runs statements as one transaction: all of them take effect or none. TRUNCATE commits what was before it.
   * @throws StatementFailure in Redshift's words
   */
  run(statements: readonly SqlStatement[], options: RunOptions): Promise<ResultSet[]> {
    return this.#duck.exclusively(() => this.#transaction(statements, options));
  }

  async close(): Promise<void> {
    await this.#duck.close();
  }

  async #transaction(statements: readonly SqlStatement[], options: RunOptions): Promise<ResultSet[]> {
    const session = await this.#duck.connect(SEARCH);
    options.onSession?.(session);
    const around = options.around ?? ((_index, _sql, work) => work());
    const results: ResultSet[] = [];
    const rights = this.#rights.copy();
    await session.run("BEGIN");
    try {
      for (const [index, statement] of statements.entries()) {
        results.push(await around(index, statement.sql, () => this.#statement(session, statement, options)));
      }
      await session.run("COMMIT");
      return results;
    } catch (error) {
      this.#rights = rights;
      await session.run("ROLLBACK").catch(() => undefined);
      throw redshiftFailure(error);
    } finally {
      session.close();
    }
  }

  /** Only those who are not the administrator are asked, and only about what is not their session's own. */
  async #authorize(session: DuckSession, uses: readonly Use[], user: string | undefined): Promise<void> {
    if (user === undefined) return;
    const relations = await relationsOf(session);
    const temporary = await session.run("SELECT table_name FROM duckdb_tables() WHERE temporary");
    const own = temporary.rows.map(([name]) => String(name));
    const shared = uses.filter(({ relation }) => relations.includes(relation) && !own.includes(relation));
    this.#rights.require(user, shared);
  }

  async #statement(session: DuckSession, statement: SqlStatement, options: RunOptions): Promise<ResultSet> {
    const tokens = onlyStatement(statement.sql);
    fillIn(tokens, statement.parameters ?? []);
    const uses = usesOf(tokens);
    await this.#authorize(session, uses, options.user);
    const result = await this.#perform(session, tokens, options);
    this.#rights.done(tokens, uses, options.user);
    return result;
  }

  /** Whether the statement was one that makes a procedure. */
  #define(tokens: readonly Token[]): boolean {
    const procedure = readProcedure(tokens);
    if (procedure === undefined) return false;
    if (this.#procedures.has(procedure.name) && !procedure.replaces) {
      throw new StatementFailure(`procedure ${procedure.name} already exists with same argument types`);
    }
    this.#procedures.set(procedure.name, procedure.statements);
    return true;
  }

  /** With the rights of whoever calls, in the transaction of the call. */
  async #call(session: DuckSession, name: string, options: RunOptions): Promise<ResultSet> {
    const statements = this.#procedures.get(name);
    if (statements === undefined) throw new StatementFailure(`procedure ${name}() does not exist`);
    for (const sql of statements) await this.#statement(session, { sql }, options);
    return NOTHING;
  }

  async #perform(session: DuckSession, tokens: readonly Token[], options: RunOptions): Promise<ResultSet> {
    const copy = readCopy(tokens);
    if (copy) return { ...NOTHING, changed: await runCopy(session, copy, options.copy) };
    const [first] = tokens;
    if (isWord(first, "COMMIT", "END")) return restart(session, "COMMIT");
    if (isWord(first, "ROLLBACK", "ABORT")) return restart(session, "ROLLBACK");
    if (isWord(first, ...WITHOUT_EFFECT)) return NOTHING;
    if (this.#define(tokens)) return NOTHING;
    const called = readCall(tokens);
    if (called !== undefined) return this.#call(session, called, options);
    if (isRightsStatement(tokens)) {
      const relation = this.#rights.change(tokens, await relationsOf(session), options.user);
      if (relation !== undefined) await session.run(`DESCRIBE ${identifier(relation)}`);
      return NOTHING;
    }
    if (isWord(first, "LOCK")) return lock(session, tokens);
    const merge = readMerge(tokens);
    if (!merge && !isWord(first, ...KNOWN) && !isSymbol(first, "(")) {
      const word = first?.text ?? "";
      if (!isWord(first, ...UNTRANSLATED)) throw new StatementFailure(`syntax error at or near "${word}"`);
      throw new StatementFailure(`${word.toUpperCase()} is not translated by the local Redshift`);
    }
    const created = translateCreateTable(tokens);
    translateWords(tokens, options.now);
    if (created?.like) return createLike(session, created.like);
    if (merge) await checkMerge(session, merge, translated(merge.duplicates, options.now));
    dropViewOptions(tokens);
    const result = await session.run(textOfTokens(tokens));
    if (isWord(first, "TRUNCATE")) await restart(session, "COMMIT");
    return named(result, first);
  }
}

/** Tables and views that everybody in the database sees; temporary ones belong to their session. */
async function relationsOf(session: DuckSession): Promise<string[]> {
  const { rows } = await session.run(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'public' UNION ALL SELECT view_name FROM duckdb_views() WHERE schema_name = 'public'",
  );
  return rows.map(([name]) => String(name));
}

async function restart(session: DuckSession, end: "COMMIT" | "ROLLBACK"): Promise<ResultSet> {
  await session.run(end);
  await session.run("BEGIN");
  return NOTHING;
}

async function lock(session: DuckSession, tokens: readonly Token[]): Promise<ResultSet> {
  // Transactions take turns here, so every table is locked already; the table has to be there all the same.
  const table = nameAt(tokens, isWord(tokens[1], "TABLE") ? 2 : 1);
  await session.run(`DESCRIBE ${identifier(table?.name ?? "")}`);
  return NOTHING;
}

async function createLike(session: DuckSession, { name, temporary, like }: LikeTable): Promise<ResultSet> {
  const known = await session.run(
    `SELECT sql FROM duckdb_tables() WHERE table_name = ${literal(like)} ORDER BY temporary DESC`,
  );
  const sql = known.rows[0]?.[0];
  if (typeof sql !== "string") throw new StatementFailure(`relation "${like}" does not exist`);
  const columns = sql.slice(sql.indexOf("("));
  return session.run(`CREATE ${temporary ? "TEMP " : ""}TABLE ${identifier(name)}${columns}`);
}

async function checkMerge(session: DuckSession, { source }: MergeStatement, duplicates: string): Promise<void> {
  const views = await session.run(`SELECT 1 FROM duckdb_views() WHERE view_name = ${literal(source)} AND NOT internal`);
  if (views.rows.length > 0) throw new StatementFailure(`the source of MERGE is a table, "${source}" is a view`);
  if ((await session.run(duplicates)).rows.length > 0) {
    throw new StatementFailure("Found multiple matches to update the same tuple.");
  }
}

function translated(sql: string, now: number): string {
  const [tokens = []] = statementsOf(sql);
  translateWords(tokens, now);
  return textOfTokens(tokens);
}

/** Late binding and materialisation are Redshift's own. */
function dropViewOptions(tokens: readonly Token[]): void {
  if (!isWord(tokens[0], "CREATE")) return;
  tokens.forEach((token, at) => {
    if (isWord(token, "MATERIALIZED") && isWord(tokens[at + 1], "VIEW")) token.text = "";
    if (isWord(token, "WITH") && isWord(tokens[at + 1], "NO") && isWord(tokens[at + 2], "SCHEMA")) {
      tokens.slice(at, at + 4).forEach((one) => (one.text = ""));
    }
  });
}

/** Counts of rows are no result of a statement that changes some. */
function named(result: ResultSet, first: Token | undefined): ResultSet {
  const reads = isWord(first, "SELECT", "WITH", "VALUES", "SHOW", "EXPLAIN") || isSymbol(first, "(");
  if (!reads) return { ...NOTHING, changed: result.changed };
  return { ...result, columns: result.columns.map(({ name, type }) => ({ name: columnName(name), type })) };
}

function onlyStatement(sql: string): Token[] {
  try {
    const [statement, second] = statementsOf(sql);
    if (second) throw new StatementFailure("cannot insert multiple commands into a prepared statement");
    if (!statement) throw new StatementFailure("the statement is empty");
    return statement;
  } catch (error) {
    if (error instanceof TokenError) throw new StatementFailure(error.message);
    throw error;
  }
}

/** Puts the values of `:name` in, as texts: the statement's own types decide what they become. */
function fillIn(tokens: readonly Token[], parameters: NonNullable<SqlStatement["parameters"]>): void {
  tokens.forEach((token, at) => {
    const named = tokens[at + 1];
    if (!isSymbol(token, ":") || named?.kind !== "word" || named.before !== "" || stringOf(tokens[at]) !== undefined)
      return;
    const parameter = parameters.find(({ name }) => name === named.text);
    if (!parameter) throw new StatementFailure(`the statement names :${named.text}, for which there is no parameter`);
    token.text = "";
    named.text = literal(parameter.value);
    named.kind = "string";
  });
}
