/** What DuckDB's plan tells: how many files of a table a query opens; and the names of columns that have none. */
import { isRecord } from "../../engine/graph";
import type { DuckSession, ResultColumn } from "../duckDb";
import type { TableFile } from "./tableScan";

/** Files opened and files there are, of every scan of a plan. */
function scansOf(node: unknown): { opened: number; all: number }[] {
  if (Array.isArray(node)) return node.flatMap(scansOf);
  if (!isRecord(node)) return [];
  const info = node["extra_info"];
  const files = isRecord(info) ? /^(\d+)\/(\d+)$/.exec(String(info["Scanning Files"] ?? "")) : null;
  const own = files ? [{ opened: Number(files[1]), all: Number(files[2]) }] : [];
  return [...own, ...scansOf(node["children"])];
}

/** Bytes of the files a query opens: those whose partition its conditions leave. Files count by their mean size. */
export async function scannedBytesOf(
  session: DuckSession,
  query: string,
  files: readonly TableFile[],
): Promise<number> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const isPartitioned = files.some(({ partition }) => Object.keys(partition).length > 0);
  if (files.length === 0 || !isPartitioned) return bytes;
  const { rows } = await session.run(`EXPLAIN (FORMAT JSON) ${query}`);
  const plan: unknown = JSON.parse(String(rows[0]?.[1] ?? "[]"));
  const scans = scansOf(plan);
  const all = scans.reduce((sum, scan) => sum + scan.all, 0);
  const opened = scans.reduce((sum, scan) => sum + scan.opened, 0);
  return all === 0 ? bytes : Math.round((bytes * opened) / all);
}

/** A column as Trino names it: `_col1` for the second when it is an expression without a name. */
export function named({ name, type }: ResultColumn, index: number): ResultColumn {
  const isExpression = !/^[\p{L}_$][\p{L}\p{N}_$ -]*$/u.test(name) || /^(CASE|CAST) /.test(name);
  return { name: isExpression ? `_col${index}` : name, type };
}
