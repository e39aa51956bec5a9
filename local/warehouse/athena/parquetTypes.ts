/** Whether the types in Parquet files go with those a table declares, which Athena only finds out when it reads them. */
import { type DuckSession, literal } from "../duckDb";
import { QueryFailure } from "./athenaError";
import type { GlueTable } from "./catalog";
import { duckDbType } from "./glueType";
import type { TableFile } from "./tableScan";

/** Types that Athena reads one for the other. */
function kindOf(type: string): string {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(type)) return "integer";
  if (/^(FLOAT|DOUBLE)$/.test(type)) return "floating-point";
  if (type.startsWith("TIMESTAMP")) return "timestamp";
  return type.startsWith("DECIMAL") ? "decimal" : type;
}

/**
 * Compares one file with its table.
 * @throws QueryFailure HIVE_BAD_DATA naming the first column that does not fit
 */
export async function checkParquet(session: DuckSession, table: GlueTable, file: TableFile): Promise<void> {
  const source = `read_parquet(${literal(file.path)}, hive_partitioning = false)`;
  const { rows } = await session.run(`DESCRIBE SELECT * FROM ${source}`);
  const types = new Map(rows.map(([name, type]) => [String(name).toLowerCase(), String(type)]));
  for (const { name, type } of table.columns) {
    const found = types.get(name);
    if (found === undefined || kindOf(found) === kindOf(duckDbType(type))) continue;
    const place = `s3://${file.bucket}/${file.key}`;
    const message = `Field ${name}'s type ${found} in parquet file ${place} is incompatible with type ${type} defined in table schema`;
    throw new QueryFailure("HIVE_BAD_DATA", message);
  }
}
