/** The warehouse for Redshift in PostgreSQL: the statements that ship, each load one transaction. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RELATIONS } from "../../warehouse/datasetSql";
import {
  CREATE_ANALYST_ROLE,
  CALL_SCHEMA_PROCEDURE,
  grantStatements,
  loadStatements,
  schemaProcedure,
  tableStatements,
  viewStatements,
} from "../../warehouse/redshift";
import { DATASETS, type DatasetName } from "../../warehouse/schema";
import { type ViewSettings } from "../../warehouse/views";
import { type Postgres, toPostgres } from "./postgres";

const ROLE = "arn:aws:iam::111111111111:role/copy";

/** A field of a CSV file; nothing at all is NULL, quoted nothing the empty text. */
function field(value: unknown): string {
  if (value === undefined || value === null) return "";
  return `"${String(value as string | number | boolean).replace(/"/g, '""')}"`;
}

/** Writes rows as a CSV file with the columns of a dataset: what stands for the files of a manifest. */
export function writeCsv(file: string, dataset: DatasetName, rows: readonly object[]): void {
  const columns = DATASETS[dataset].columns.map(({ name }) => name);
  const line = (row: object): string => columns.map((name) => field((row as Record<string, unknown>)[name])).join(",");
  writeFileSync(file, rows.map((row) => `${line(row)}\n`).join(""));
}

/**
 * Tables, views and rights, by the procedure; twice, because it can be called again.
 *
 * @param now what GETDATE() answers
 */
export async function preparePostgres(postgres: Postgres, now: number, settings: ViewSettings = {}): Promise<void> {
  const statements = [...tableStatements(), ...viewStatements(settings)];
  const rights = grantStatements(settings);
  const procedure = schemaProcedure([...statements, ...rights].map(toPostgres));
  const all = [getDate(now), CREATE_ANALYST_ROLE, procedure, CALL_SCHEMA_PROCEDURE, CALL_SCHEMA_PROCEDURE];
  await postgres.script(all.map((statement) => `${toPostgres(statement)};\n`).join(""));
}

const getDate = (now: number): string =>
  `CREATE FUNCTION getdate() RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$ SELECT TIMESTAMP '${new Date(now).toISOString().slice(0, 19)}' $$`;

/**
 * One load as a script: BEGIN to COMMIT, with the file read by psql in the place of COPY. Redshift keeps its statistics by
 * itself; PostgreSQL's come too late for tables this young, and without them it joins row by row.
 */
export function loadScript(dataset: DatasetName, file: string): string {
  const manifest = `s3://analytics/manifests/${dataset}`;
  const statements = loadStatements({ dataset, manifest, role: ROLE, format: "json" }).map((statement) =>
    statement.startsWith("COPY ") ? `\\copy staged_${dataset} FROM '${file}' CSV\n` : `${toPostgres(statement)};\n`,
  );
  const analyze = (table: string): string => `ANALYZE ${table};\n`;
  const merge = statements.findIndex((statement) => statement.startsWith("MERGE "));
  statements.splice(merge, 0, analyze(`newest_${dataset}`));
  return ["BEGIN;\n", ...statements, "COMMIT;\n"].join("");
}

/** Loads rows, each list in a transaction of its own. */
export async function loadPostgres(
  postgres: Postgres,
  dataset: DatasetName,
  batches: readonly (readonly object[])[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "load-"));
  try {
    const scripts = batches.map((rows, at) => {
      const file = join(folder, `${at}.csv`);
      writeCsv(file, dataset, rows);
      const statistics = at % 10 === 1 ? `ANALYZE ${RELATIONS[dataset].current};\n` : "";
      return statistics + loadScript(dataset, file);
    });
    await postgres.script(scripts.join(""));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
