/** The databases of the namespaces, each made when a first statement asks for it, with what the program declares in it. */
import type { ResultSet } from "../duckDb";
import type { CopyContext } from "./copy";
import { RedshiftDatabase, type RunOptions, type SqlStatement } from "./database";
import type { DeclaredStatement, Namespace, RedshiftWorkgroup } from "./namespaces";
import { StatementFailure } from "./redshiftError";

/** What databases are made with. */
export interface DatabasesOptions {
  now(): number;
  copyOf(namespace: Namespace): CopyContext;
}

/** Runs statements in databases. */
export type Databases = Pick<RedshiftDatabases, "run" | "close">;

const CREATE_DATABASE = /^\s*create\s+database\s+"?(\w+)"?/i;

/** The databases of one centre. */
export class RedshiftDatabases {
  readonly #databases = new Map<string, Promise<RedshiftDatabase>>();
  readonly #created = new Set<string>();

  constructor(
    private readonly declared: readonly DeclaredStatement[],
    private readonly options: DatabasesOptions,
  ) {
    for (const { workgroup, sql } of declared) {
      const name = CREATE_DATABASE.exec(sql)?.[1];
      if (name !== undefined) this.#created.add(`${workgroup}/${name.toLowerCase()}`);
    }
  }

  /**
   * Runs statements as one transaction.
   * @throws StatementFailure in Redshift's words
   */
  async run(
    workgroup: RedshiftWorkgroup,
    database: string,
    statements: readonly SqlStatement[],
    options: Pick<RunOptions, "around" | "onSession" | "user">,
  ): Promise<ResultSet[]> {
    const created = statements.length === 1 ? CREATE_DATABASE.exec(statements[0]?.sql ?? "")?.[1] : undefined;
    if (created !== undefined) {
      this.#created.add(`${workgroup.name}/${created.toLowerCase()}`);
      return [{ columns: [], rows: [], changed: 0 }];
    }
    const opened = await this.#open(workgroup, database);
    return opened.run(statements, { ...this.#settings(workgroup), ...options });
  }

  async close(): Promise<void> {
    for (const database of this.#databases.values()) await database.then((one) => one.close()).catch(() => undefined);
  }

  #open(workgroup: RedshiftWorkgroup, database: string): Promise<RedshiftDatabase> {
    const { namespace } = workgroup;
    const key = `${namespace.name}/${database}`;
    const known = this.#databases.get(key);
    if (known) return known;
    if (database !== namespace.database && !this.#created.has(`${workgroup.name}/${database}`)) {
      const message = `database "${database}" does not exist (the namespace ${namespace.name} has ${namespace.database})`;
      return Promise.reject(new StatementFailure(`FATAL: ${message}`));
    }
    const opened = this.#make(workgroup, database);
    this.#databases.set(key, opened);
    return opened;
  }

  /** Statements of the program run first, in its order, each by itself. What fails there fails on AWS when it is deployed. */
  async #make(workgroup: RedshiftWorkgroup, name: string): Promise<RedshiftDatabase> {
    const database = new RedshiftDatabase(this.options.copyOf(workgroup.namespace).store);
    for (const statement of this.declared) {
      if (statement.database !== name || CREATE_DATABASE.test(statement.sql)) continue;
      try {
        await database.run([statement], this.#settings(workgroup));
      } catch (error) {
        await database.close();
        const why = error instanceof Error ? error.message : String(error);
        throw new StatementFailure(`the program's statement ${statement.name} fails: ${why}`);
      }
    }
    return database;
  }

  #settings({ namespace }: RedshiftWorkgroup): Pick<RunOptions, "now" | "copy"> {
    return { now: this.options.now(), copy: this.options.copyOf(namespace) };
  }
}
