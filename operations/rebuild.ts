/**
 * `npm run rebuild`: makes the rows of contact analytics anew from the raw copy of every record.
 *
 * Replaying changes nothing that is right already: the same record gives the same row, and a row that is there twice counts
 * once. With `--clean` what is there goes first, so that rows an earlier version has made wrongly are gone for good.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { S3Client } from "@aws-sdk/client-s3";
import { type WarehouseClient } from "./emptyTables";
import { cleanAll } from "./clean";
import { call, type FunctionClient, inLanes } from "./functions";
import { allKeys, type ObjectClient } from "./objects";
import { Progress, type Screen } from "./progress";
import { readRebuildFlags, type RebuildFlags, USAGE } from "./rebuildFlags";
import { RebuildJournal, type ReplayCounts } from "./rebuildJournal";
import { UsageError } from "./stackOutputs";

/** What the command works with. Tests give their own. */
export interface RebuildTools {
  objects: ObjectClient;
  functions: FunctionClient;
  warehouse: WarehouseClient;
  /** Folder the journal is kept in. */
  journalFolder: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Waits. */
  pause(milliseconds: number): Promise<void>;
  /** Asks whether to remove what is there. */
  confirm(question: string): Promise<boolean>;
  print(line: string): void;
  screen?: Screen;
}

/** Datasets that have a raw copy in the bucket. Survey answers are their table's. */
export const RAW_DATASETS: readonly string[] = ["contact_records", "agent_events"];

/** Objects that are replayed at a time. */
const LANES = 8;

/** Times an object is tried, and milliseconds before the next: doubled each time. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 1000;

/** The days of a key, when it is of a raw record. */
function dayOf(key: string): string | undefined {
  return /^raw\/\w+\/arrived=(\d{4}-\d\d-\d\d)-\d\d\/./.exec(key)?.[1];
}

/** Keys of the raw objects of some days, in order. */
async function rawKeys(objects: ObjectClient, { analytics, from, to }: RebuildFlags): Promise<string[]> {
  const keys: string[] = [];
  for (const dataset of RAW_DATASETS) keys.push(...(await allKeys(objects, analytics.bucket, `raw/${dataset}/`)));
  return keys.filter((key) => {
    const day = dayOf(key);
    return day !== undefined && (from === undefined || day >= from) && (to === undefined || day <= to);
  });
}

/** Replays one object. @throws Error after {@link ATTEMPTS} attempts */
async function replay(tools: RebuildTools, functionName: string, key: string): Promise<ReplayCounts> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return countsIn(await call(tools.functions, functionName, { key }));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await tools.pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

function countsIn(answer: unknown): ReplayCounts {
  const { read, rows, quarantined } = (answer ?? {}) as Partial<ReplayCounts>;
  if (typeof read !== "number" || typeof rows !== "number" || typeof quarantined !== "number") {
    throw new Error("the function does not say what became of the records; bring the stack up to date");
  }
  return { read, rows, quarantined };
}

/**
 * Rebuilds.
 *
 * @returns whether everything was replayed and what became of the records adds up
 */
export async function rebuild(tools: RebuildTools, flags: RebuildFlags): Promise<boolean> {
  const { analytics, from, to } = flags;
  const journal = new RebuildJournal(tools.journalFolder, [analytics.bucket, from, to]);
  if (flags.clean) {
    if (!(await mayClean(tools, flags))) return false;
    // What was done before goes with the rows it made.
    journal.clear();
    await cleanAll(tools, flags, RAW_DATASETS);
  }
  const keys = await rawKeys(tools.objects, flags);
  tools.print(`${count(keys.length, "raw object")}${spanOf(flags)}.`);
  const outcome = await replayAll(tools, { keys, journal, functionName: analytics.replayFunction });
  const isWhole = report(tools, journal, outcome);
  return (await compactAll(tools, analytics.compactFunction)) && isWhole;
}

interface Compacted {
  hours?: { done: number; failed: number; waiting: number };
  days?: { done: number; failed: number; waiting: number };
}

/**
 * Compacts what was written, run by run: Athena looks for rows of the last days only, and finds older ones once they are
 * compacted.
 *
 * @returns whether nothing waits any more
 */
async function compactAll({ functions, print }: RebuildTools, name: string | undefined): Promise<boolean> {
  if (name === undefined) return true;
  for (let compacted = 0; ;) {
    const { hours, days } = ((await call(functions, name, {})) ?? {}) as Compacted;
    const [done, waiting] = [hours?.done ?? 0, (hours?.waiting ?? 0) + (days?.waiting ?? 0)];
    compacted += done;
    if (waiting > 0 && done + (days?.done ?? 0) > 0) continue;
    print(`${count(compacted, "hour")} compacted for Athena.`);
    const failed = waiting + (hours?.failed ?? 0) + (days?.failed ?? 0);
    if (failed > 0) print(`${failed} more could not be; the log of ${name} says why, and its next run tries again.`);
    return failed === 0;
  }
}

async function mayClean(
  { confirm, print }: RebuildTools,
  { analytics, yes, from, to }: RebuildFlags,
): Promise<boolean> {
  const where = analytics.workgroup === undefined ? "" : " and empties its tables in Redshift";
  const what = `This removes rows/ and tables/ of ${RAW_DATASETS.join(" and ")}${spanOf({ from, to })} in ${analytics.bucket}${where}.`;
  if (yes || (await confirm(`${what} Until the rebuild is done, queries find less. Go on? [y/N] `))) return true;
  print("Nothing was changed.");
  return false;
}

function spanOf({ from, to }: Pick<RebuildFlags, "from" | "to">): string {
  return `${from === undefined ? "" : ` from ${from}`}${to === undefined ? "" : ` to ${to}`}`;
}

interface Work {
  keys: readonly string[];
  journal: RebuildJournal;
  functionName: string;
}

interface Outcome {
  totals: ReplayCounts;
  objects: number;
  earlier: number;
  failed: string[];
}

async function replayAll(tools: RebuildTools, { keys, journal, functionName }: Work): Promise<Outcome> {
  const outcome: Outcome = { totals: { read: 0, rows: 0, quarantined: 0 }, objects: 0, earlier: 0, failed: [] };
  const progress = new Progress(keys.length, "objects", tools.screen);
  progress.at(0);
  await inLanes(LANES, keys, async (key) => {
    const before = journal.countsOf(key);
    try {
      const counts = before ?? (await replay(tools, functionName, key));
      if (before === undefined) journal.add(key, counts);
      else outcome.earlier += 1;
      outcome.objects += 1;
      outcome.totals.read += counts.read;
      outcome.totals.rows += counts.rows;
      outcome.totals.quarantined += counts.quarantined;
    } catch (error) {
      outcome.failed.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
    }
    progress.at(outcome.objects + outcome.failed.length);
  });
  progress.end();
  return outcome;
}

function report({ print }: RebuildTools, journal: RebuildJournal, outcome: Outcome): boolean {
  const { totals, objects, earlier, failed } = outcome;
  const { read, rows, quarantined } = totals;
  const again = earlier > 0 ? `, ${earlier} of them before` : "";
  print(`${count(objects, "object")} replayed${again}: ${read} records = ${rows} rows + ${quarantined} quarantined.`);
  const addsUp = read === rows + quarantined;
  if (!addsUp) print(`These do not add up: ${read - rows - quarantined} records are unaccounted for.`);
  if (failed.length > 0) {
    print(`${count(failed.length, "object")} could not be replayed; call the command again to go on with them:`);
    for (const line of failed) print(`  ${line}`);
    return false;
  }
  journal.clear();
  return addsUp;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError("--clean asks before it removes anything; say --yes where nobody answers.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

/** The command: reads flags, rebuilds, gives the exit code. */
async function run(args: string[], print: (line: string) => void): Promise<number> {
  if (args.includes("--help")) {
    print(USAGE);
    return 0;
  }
  const flags = readRebuildFlags(args, () => readFileSync(0, "utf8"));
  const tools: RebuildTools = {
    objects: new S3Client({}),
    // An answer may take as long as the function may; it is tried again here, not behind our back.
    functions: new LambdaClient({ maxAttempts: 1, requestHandler: { requestTimeout: 0, socketTimeout: 0 } }),
    warehouse: new RedshiftDataClient({}),
    journalFolder: ".local",
    now: Date.now,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    confirm: ask,
    print,
  };
  return (await rebuild(tools, flags)) ? 0 : 1;
}

// Only when it is run, not when it is imported.
if (require.main === module) {
  run(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`)).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    },
  );
}
