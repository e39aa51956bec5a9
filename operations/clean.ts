/** Removing what can be made anew of the raw copies: rows and tables in S3, and the tables of Redshift. */
import { emptyTables, type WarehouseClient } from "./emptyTables";
import { keysBelow, type ObjectClient, removeAll } from "./objects";
import { type RebuildFlags } from "./rebuildFlags";

/** What cleaning works with. */
export interface CleanTools {
  objects: ObjectClient;
  warehouse: WarehouseClient;
  now(): number;
  pause(milliseconds: number): Promise<void>;
  print(line: string): void;
}

/**
 * Milliseconds after its end from which on an hour's raw records are all in the bucket: they are gathered for up to five
 * minutes. The rows of later hours stay, because nothing could make them anew yet.
 */
const RAW_IS_THERE_MS = 900_000;
const HOUR_MS = 3_600_000;

function arrivedOf(key: string): string {
  return /\/arrived=(\d{4}-\d\d-\d\d(?:-\d\d)?)\//.exec(key)?.[1] ?? "";
}

/** Whether the object can be made anew and is of the days asked for. */
function mayGo(key: string, now: number, { from, to }: RebuildFlags): boolean {
  const arrived = arrivedOf(key);
  const day = arrived.slice(0, 10);
  if (day === "" || (from !== undefined && day < from) || (to !== undefined && day > to)) return false;
  // Tables hold hours that are over only.
  if (arrived === day) return true;
  return Date.parse(`${day}T${arrived.slice(11)}:00:00Z`) + HOUR_MS + RAW_IS_THERE_MS <= now;
}

/** Removes the rows and tables of some datasets, then empties the tables of Redshift, where there are any. */
export async function cleanAll(tools: CleanTools, flags: RebuildFlags, datasets: readonly string[]): Promise<void> {
  const { bucket, workgroup, database = "contact_center", adminSecretArn } = flags.analytics;
  let removed = 0;
  for (const folder of ["rows", "tables"]) {
    for (const dataset of datasets) {
      for await (const keys of keysBelow(tools.objects, bucket, `${folder}/${dataset}/`)) {
        const some = keys.filter((key) => mayGo(key, tools.now(), flags));
        await removeAll(tools.objects, bucket, some);
        removed += some.length;
      }
    }
  }
  tools.print(`${removed} objects of rows/ and tables/ removed.`);
  if (workgroup === undefined) return;
  await emptyTables(tools, { workgroup, database, adminSecretArn });
  tools.print(`Tables in Redshift emptied.`);
}
