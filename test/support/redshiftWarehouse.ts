/** The warehouse for Redshift in DuckDB: the statements that ship, each load one transaction. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDatabase, literal } from "../../local/warehouse/duckDb";
import { loadStatements, tableStatements, viewStatements } from "../../warehouse/redshift";
import { DATASETS, type DatasetName } from "../../warehouse/schema";
import { type ViewSettings } from "../../warehouse/views";
import { toPostgres } from "./postgres";

const ROLE = "arn:aws:iam::111111111111:role/copy";
const TIMESTAMP = /^TIMESTAMP/;

/** A Redshift of its own. */
export interface RedshiftWarehouse {
  /** Loads rows in one transaction. */
  load(dataset: DatasetName, rows: readonly object[]): Promise<void>;
  /** Loads a file of rows, one JSON object a line. */
  loadFile(dataset: DatasetName, file: string): Promise<void>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

function macros(now: number): string[] {
  const moment = new Date(now).toISOString().replace("T", " ").replace("Z", "");
  return [
    "SET TimeZone = 'UTC'",
    "SET integer_division = true",
    `CREATE MACRO getdate() AS TIMESTAMP '${moment}'`,
    `CREATE MACRO json_extract_path_text(j, k, null_if_invalid) AS CASE WHEN json_valid(j) THEN json_extract_string(j, '$.' || k) END`,
    "CREATE MACRO convert_timezone(source, target, moment) AS moment AT TIME ZONE source AT TIME ZONE target",
  ];
}

/** Where rows lie is nothing to DuckDB, its tables cannot be locked, and files come from this machine. */
function toDuckDb(statement: string, dataset?: DatasetName, file?: string): string | undefined {
  if (/^(LOCK|COMMENT) /.test(statement)) return undefined;
  if (dataset === undefined || file === undefined || !statement.startsWith("COPY ")) {
    return toPostgres(statement).replace(/\bCAST\((\w+) AS (integer|timestamp)\) AS/g, "TRY_CAST($1 AS $2) AS");
  }
  const columns = DATASETS[dataset].columns.map(({ name }) => `${name}: 'VARCHAR'`).join(", ");
  const rows = `read_json(${literal(file)}, columns = {${columns}}, format = 'newline_delimited')`;
  return `INSERT INTO staged_${dataset} SELECT * FROM ${rows}`;
}

function plain(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (/INT|DOUBLE|DECIMAL/.test(type)) return Number(value);
  return TIMESTAMP.test(type) && typeof value === "string" ? value.replace(/\.0+$/, "") : value;
}

/** Tables and views of a Redshift with nothing in it; made twice, because every statement can be run again. */
export async function redshiftWarehouse(now: number, settings: ViewSettings = {}): Promise<RedshiftWarehouse> {
  const database = new DuckDatabase(macros(now));
  const session = await database.connect();
  const statements = [...tableStatements(), ...viewStatements(settings)].map((statement) => toDuckDb(statement));
  for (const statement of [...statements, ...statements]) if (statement !== undefined) await session.run(statement);
  const folder = mkdtempSync(join(tmpdir(), "load-"));
  let files = 0;
  const loadFile = async (dataset: DatasetName, file: string): Promise<void> => {
    const manifest = `s3://analytics/manifests/${dataset}`;
    await session.run("BEGIN");
    for (const statement of loadStatements({ dataset, manifest, role: ROLE, format: "json" })) {
      const translated = toDuckDb(statement, dataset, file);
      if (translated !== undefined) await session.run(translated);
    }
    await session.run("COMMIT");
  };
  return {
    loadFile,
    async load(dataset, rows) {
      const file = join(folder, `${files++}.json`);
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      await loadFile(dataset, file);
      rmSync(file);
    },
    async rows(query) {
      const result = await session.run(query);
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map(({ name, type }, at) => [name, plain(row[at], type)])),
      );
    },
    async close() {
      session.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
