/**
 * What `compactRows` does, written so that it may be killed anywhere.
 *
 * ```text
 * 1 list the objects          2 UNLOAD their folder to a fresh folder      3 see files there      4 remove what 1 listed
 * ```
 *
 * Step 2 begins after step 1 has ended, so it reads all that was listed, and perhaps more. Killed before 4, the rows are there
 * twice and every view takes them once; killed within 4, some are. What comes between 1 and 4 is not removed.
 *
 * A folder left over from a run that was killed, or from an UNLOAD that failed, needs no removal: an object appears in S3
 * whole or not at all, so what lies there are readable Parquet files whose rows are also in `rows/` or in the folder of the run
 * that came after. They are duplicates, and go when their day is merged.
 */
import { type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import { logOutcome } from "../support/logOutcome";
import { failureOf, type QueryRunner, runQuery } from "./athenaQuery";
import { nameOf } from "./failure";
import { deleteAll, type Listed, listAll, listFolders, type ObjectRemover } from "./objects";
import { dayOf, folderName, isClosed, placeOf } from "./partitions";
import { type Budget } from "./time";
import { compactionStatement, folderOf } from "../../warehouse/compaction";
import { type DatasetName } from "../../warehouse/schema";

/** What compacting works with. */
export interface CompactTools {
  objects: ObjectRemover & { listObjectsV2(input: ListObjectsV2CommandInput): Promise<ListObjectsV2CommandOutput> };
  queries: QueryRunner;
  budget: Budget;
  bucket: string;
  database: string;
  workgroup: string;
  /** A name that no folder has. */
  newId(): string;
}

/** One UNLOAD: objects that become files of one folder. */
export interface Unload {
  dataset: DatasetName;
  /** What is unloaded: rows of hours of one day, or a day's files. */
  arrived: readonly string[];
  /** The objects that are replaced. Listed when the turn comes, so that a long list is no reason to begin nothing. */
  list(arrived: readonly string[]): Promise<Listed[]>;
}

/** What became of one UNLOAD. `left`: objects S3 would not remove; they stay as duplicates until the next run. */
interface Done {
  ok: boolean;
  removed: number;
  left: number;
}

/** Milliseconds an UNLOAD may take; with less than that left no further one is started. */
export const LEAST_MS_TO_START = 20_000;

/** Runs one UNLOAD and removes what it replaces. */
const unload = async (tools: CompactTools, { dataset, arrived, list }: Unload): Promise<Done> => {
  const start = tools.budget.now();
  const listed = await list(arrived);
  if (listed.length === 0) return { ok: true, removed: 0, left: 0 };
  const failed = (failure: string): Done => {
    logOutcome({ outcome: "notCompacted", failure, objects: listed.length, ms: tools.budget.now() - start });
    return { ok: false, removed: 0, left: 0 };
  };
  const { bucket, database, workgroup } = tools;
  const target = { dataset, bucket, arrived, run: folderName(arrived, tools.newId()) };
  const statement = { sql: compactionStatement(target), database, workgroup, token: `${dataset}-${target.run}` };
  const ended = await runQuery(tools.queries, statement, tools.budget);
  if (ended.state !== "SUCCEEDED") return failed(failureOf(ended));
  const files = await listAll(tools.objects, bucket, folderOf(target));
  // Rows always leave a file: without one the statement did not see them, and what it did not see must stay.
  if (!files.some(({ size }) => size > 0)) return failed("NothingUnloaded");
  const keys = listed.map(({ key }) => key);
  const left = await deleteAll(tools.objects, bucket, keys);
  const removed = keys.length - left;
  const line = { removed, left, files: files.length, ms: tools.budget.now() - start };
  logOutcome({ outcome: "compacted", ...(left > 0 ? { failure: "NotRemoved" } : {}), ...line });
  return { ok: true, removed, left };
};

/** What became of several UNLOADs. `waiting`: not started, because there was no time left. */
export interface Tally {
  done: number;
  failed: number;
  removed: number;
  left: number;
  waiting: number;
}

/** Runs UNLOADs one after the other, while there is time to start one. One that fails does not keep the others from it. */
const unloadEach = async (tools: CompactTools, work: readonly Unload[], tally: Tally): Promise<void> => {
  for (const next of work) {
    if (tools.budget.left() < LEAST_MS_TO_START) return;
    const { ok, removed, left } = await unload(tools, next).catch((error) => {
      logOutcome({ outcome: "notCompacted", failure: nameOf(error) });
      return { ok: false, removed: 0, left: 0 };
    });
    tally.removed += removed;
    tally.left += left;
    if (ok || next.arrived.length === 1) {
      tally.waiting -= next.arrived.length;
      tally[ok ? "done" : "failed"] += next.arrived.length;
    } else {
      // Perhaps it is one of them that cannot be read.
      await unloadEach(
        tools,
        next.arrived.map((one) => ({ ...next, arrived: [one] })),
        tally,
      );
    }
  }
};

/** Runs UNLOADs: of each dataset one at a time, because what one removes another may be about to open. */
export const unloadAll = async (tools: CompactTools, work: readonly Unload[]): Promise<Tally> => {
  const waiting = work.reduce((sum, { arrived }) => sum + arrived.length, 0);
  const tally = { done: 0, failed: 0, removed: 0, left: 0, waiting };
  const lanes = [...new Set(work.map(({ dataset }) => dataset))];
  await Promise.all(
    lanes.map((lane) =>
      unloadEach(
        tools,
        work.filter(({ dataset }) => dataset === lane),
        tally,
      ),
    ),
  );
  return tally;
};

/** The hours of a dataset that have rows and are over, by day, oldest first. */
export const closedHours = async (
  { objects, bucket, budget }: Pick<CompactTools, "objects" | "bucket" | "budget">,
  dataset: DatasetName,
): Promise<string[][]> => {
  const days: Record<string, string[]> = {};
  for (const folder of await listFolders(objects, bucket, `rows/${dataset}/`)) {
    const hour = placeOf(`${folder}/.`)?.arrived ?? "";
    if (hour.length > 10 && isClosed(hour, budget.now())) (days[dayOf(hour)] ??= []).push(hour);
  }
  return Object.values(days).sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
};

/** The days of a dataset that are over and whose files lie in several folders, with their files, oldest first. */
export const scatteredDays = async (
  { objects, bucket, budget }: Pick<CompactTools, "objects" | "bucket" | "budget">,
  dataset: DatasetName,
): Promise<[day: string, files: Listed[]][]> => {
  const days: Record<string, Listed[]> = {};
  for (const file of await listAll(objects, bucket, `tables/${dataset}/`)) {
    const day = placeOf(file.key)?.arrived;
    if (day && isClosed(day, budget.now())) (days[day] ??= []).push(file);
  }
  const folderOf = ({ key }: Listed) => key.slice(0, key.lastIndexOf("/"));
  return Object.entries(days)
    .filter(([, files]) => new Set(files.map(folderOf)).size > 1)
    .sort(([one], [other]) => (one < other ? -1 : 1));
};
