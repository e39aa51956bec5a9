/**
 * What `loadWarehouse` does, written so that it may be killed anywhere: the queue is the ledger, a message goes once what it
 * names is in the warehouse, and loading something twice changes nothing there.
 */
import {
  type DeleteMessageBatchCommandInput,
  type DeleteMessageBatchCommandOutput,
  type Message,
  type ReceiveMessageCommandInput,
  type ReceiveMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { logOutcome } from "../support/logOutcome";
import { type Arrival, type Notice, noticeOf, type Receipt } from "./loadMessages";
import { type Listed, listAll, type ObjectLister } from "./objects";
import { dayOf, mayHold, rowsPrefix, tablesPrefix } from "./partitions";
import { type BatchEnd, runBatch, type StatementRunner } from "./redshiftBatch";
import { type Budget } from "./time";
import { loadStatements } from "../../warehouse/redshiftLoad";
import { type DatasetName } from "../../warehouse/schema";

/** The part of the SQS client that is used. */
export interface LoadQueue {
  receiveMessage(input: ReceiveMessageCommandInput): Promise<ReceiveMessageCommandOutput>;
  deleteMessageBatch(input: DeleteMessageBatchCommandInput): Promise<DeleteMessageBatchCommandOutput>;
}

/** The part of the S3 client that is used. */
export interface LoadObjects extends ObjectLister {
  putObject(input: PutObjectCommandInput): Promise<unknown>;
}

/** What loading works with. */
export interface LoadTools {
  queues: LoadQueue;
  objects: LoadObjects;
  warehouse: StatementRunner;
  budget: Budget;
  queueUrl: string;
  bucket: string;
  database: string;
  workgroup: string;
  /** ARN of the role COPY reads the bucket with. */
  copyRole: string;
  /** A name that no run has. */
  newId(): string;
}

/** What became of a run. */
export interface LoadTally {
  /** Objects whose rows are in the warehouse now. */
  loaded: number;
  /** Objects that the database cannot read: their messages end in the dead-letter queue. */
  refused: number;
  /** Objects that are nowhere in the bucket any more. */
  missing: number;
  /** Messages that are no notifications: they end in the dead-letter queue. */
  notUnderstood: number;
  /** Whether something other than an object failed: what is left comes back later. */
  stopped: boolean;
}

/** Most objects of one transaction. */
const MOST_OBJECTS = 1000;

/** Milliseconds messages are received before what they name is loaded, however many go on coming. */
const MOST_MS_TO_RECEIVE = 30_000;

/** Milliseconds without which no further transaction is started. */
export const LEAST_MS_TO_LOAD = 15_000;

/** Transactions a run may spend on finding objects that cannot be read. */
const MOST_SPLITS = 40;

/** A run in progress. */
interface Run extends LoadTools {
  id: string;
  tally: LoadTally;
  /** Transactions started. */
  started: number;
  /** Transactions that may still be started to find out what cannot be read. */
  splits: number;
}

/** What there is of some arrivals in the bucket now: their objects, and the files of days whose objects were compacted. */
interface Found {
  rows: string[];
  files: Listed[];
  missing: number;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Files of a day that may hold rows of some hours. */
const filesOf = (files: readonly Listed[], prefix: string, hours: readonly string[]): Listed[] =>
  files.filter(({ key, size }) => size > 0 && mayHold(key.slice(prefix.length).split("/")[0] ?? "", hours));

/**
 * Looks for the objects. One that is gone was compacted: its rows were in the day's files before it went, so the files are
 * listed after the objects.
 */
const find = async (
  { objects, bucket }: LoadTools,
  dataset: DatasetName,
  arrivals: readonly Arrival[],
): Promise<Found> => {
  const keys = unique(arrivals.map(({ key }) => key));
  const present = new Set<string>();
  for (const hour of unique(arrivals.map(({ arrived }) => arrived))) {
    for (const { key } of await listAll(objects, bucket, rowsPrefix(dataset, hour))) present.add(key);
  }
  const gone = arrivals.filter(({ key }) => !present.has(key));
  const found: Found = { rows: keys.filter((key) => present.has(key)), files: [], missing: 0 };
  for (const day of unique(gone.map(({ arrived }) => dayOf(arrived)))) {
    const here = gone.filter(({ arrived }) => dayOf(arrived) === day);
    const prefix = tablesPrefix(dataset, day);
    const hours = unique(here.map(({ arrived }) => arrived));
    const files = filesOf(await listAll(objects, bucket, prefix), prefix, hours);
    found.files.push(...files);
    if (files.length === 0) found.missing += unique(here.map(({ key }) => key)).length;
  }
  return found;
};

/** Writes the list of what is loaded where COPY reads it. @returns the statements that load it; none when it is empty */
const statementsFor = async (
  { objects, bucket, id, started, copyRole }: Run,
  dataset: DatasetName,
  format: "json" | "parquet",
  found: readonly { key: string; size?: number }[],
): Promise<string[]> => {
  if (found.length === 0) return [];
  const entries = found.map(({ key, size }) => ({
    url: `s3://${bucket}/${key}`,
    mandatory: true,
    // COPY wants to know how long Parquet files are, which it reads from their end.
    ...(size === undefined ? {} : { meta: { content_length: size } }),
  }));
  const Key = `manifests/${dataset}-${id}-${started}-${format}.json`;
  await objects.putObject({ Bucket: bucket, Key, Body: JSON.stringify({ entries }), ContentType: "application/json" });
  return loadStatements({ dataset, manifest: `s3://${bucket}/${Key}`, role: copyRole, format });
};

/** One transaction with all that is found of some arrivals. @returns how it ended and whether an object was at fault */
const loadOnce = async (run: Run, dataset: DatasetName, found: Found): Promise<BatchEnd & { atFault: boolean }> => {
  run.started += 1;
  const rows = found.rows.map((key) => ({ key }));
  const sql = [
    ...(await statementsFor(run, dataset, "json", rows)),
    ...(await statementsFor(run, dataset, "parquet", found.files)),
  ];
  if (sql.length === 0) return { state: "FINISHED", failedAt: -1, error: "", atFault: false };
  const { database, workgroup, id, started, budget } = run;
  const ended = await runBatch(run.warehouse, { sql, database, workgroup, token: `${id}-${started}` }, budget);
  return { ...ended, atFault: ended.state === "FAILED" && /^COPY /.test(sql[ended.failedAt] ?? "") };
};

/**
 * Loads arrivals of one dataset. When an object cannot be read, halves of them are tried, and so on, until it is alone.
 *
 * @returns the keys that are in the warehouse now
 */
const load = async (run: Run, dataset: DatasetName, arrivals: readonly Arrival[]): Promise<string[]> => {
  if (run.tally.stopped || arrivals.length === 0) return [];
  if (run.budget.left() < LEAST_MS_TO_LOAD) {
    run.tally.stopped = true;
    return [];
  }
  const start = run.budget.now();
  const found = await find(run, dataset, arrivals);
  const ended = await loadOnce(run, dataset, found);
  const keys = unique(arrivals.map(({ key }) => key));
  const line = { objects: keys.length, ms: run.budget.now() - start };
  if (ended.state === "FINISHED") {
    run.tally.loaded += keys.length - found.missing;
    run.tally.missing += found.missing;
    // Gone from rows and tables alike: someone has removed it, and it is no longer to be in the warehouse.
    const failure = found.missing > 0 ? "ObjectsMissing" : undefined;
    logOutcome({ outcome: "loaded", failure, missing: found.missing, ...line });
    return keys;
  }
  if (ended.atFault && keys.length === 1 && run.splits > 0) {
    run.splits -= 1;
    // It may have been compacted after it was found, or its day's files merged.
    const now = await find(run, dataset, arrivals);
    if (JSON.stringify(now) !== JSON.stringify(found)) return load(run, dataset, arrivals);
    run.tally.refused += 1;
    // The hour as a number tells which object it is: its message, with the key, ends in the dead-letter queue.
    const arrived = Number(arrivals[0]?.arrived.replace(/-/g, ""));
    logOutcome({ outcome: "notReadable", failure: "CopyFailed", arrived, ...line });
    return [];
  }
  if (ended.atFault && run.splits >= 2) {
    run.splits -= 2;
    const half = keys.slice(0, Math.ceil(keys.length / 2));
    const [first, rest] = [true, false].map((isFirst) => arrivals.filter(({ key }) => half.includes(key) === isFirst));
    return [...(await load(run, dataset, first ?? [])), ...(await load(run, dataset, rest ?? []))];
  }
  run.tally.stopped = true;
  const failure = ended.state === "OUT_OF_TIME" ? "OutOfTime" : "LoadFailed";
  logOutcome({ outcome: "notLoaded", failure, ...line });
  return [];
};

/** Takes messages off the queue. What cannot be removed comes again, and does no harm. */
const remove = async ({ queues, queueUrl }: LoadTools, receipts: readonly Receipt[]): Promise<void> => {
  for (let from = 0; from < receipts.length; from += 10) {
    // Ids are only this call's; a message that was received twice would otherwise be there twice under one.
    const Entries = receipts
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const { Failed = [] } = await queues.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
    if (Failed.length > 0) logOutcome({ outcome: "notRemoved", messages: Failed.length });
  }
};

/** Receives messages until the queue has none, they name enough objects, or it has taken long enough: rows wait meanwhile. */
const receive = async ({ queues, queueUrl, bucket, tally, budget }: Run): Promise<Notice[]> => {
  const notices: Notice[] = [];
  let objects = 0;
  const least = budget.left() - MOST_MS_TO_RECEIVE;
  for (;;) {
    const { Messages = [] }: { Messages?: Message[] } = await queues.receiveMessage({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      // Long polling asks all of the queue's servers, so that nothing means nothing.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    for (const message of Messages) {
      const notice = noticeOf(message, bucket);
      if (notice) notices.push(notice);
      else tally.notUnderstood += 1;
      objects += notice?.arrivals.length ?? 0;
    }
    if (Messages.length === 0 || objects >= MOST_OBJECTS || budget.left() <= least) return notices;
  }
};

/** Loads what some messages name, and takes off the queue those all of whose objects are loaded. */
const loadNotices = async (run: Run, notices: readonly Notice[]): Promise<void> => {
  const arrivals = notices.flatMap((notice) => notice.arrivals);
  const loaded = new Set<string>();
  for (const dataset of unique(arrivals.map((arrival) => arrival.dataset))) {
    // What came back may hold what cannot be read: by itself it keeps nothing else waiting.
    for (const returned of [false, true]) {
      const some = arrivals.filter((arrival) => arrival.dataset === dataset && arrival.returned === returned);
      for (const key of await load(run, dataset, some)) loaded.add(key);
    }
  }
  const done = notices.filter((notice) => notice.arrivals.every(({ key }) => loaded.has(key)));
  await remove(
    run,
    done.map(({ receipt }) => receipt),
  );
};

/** Loads what waits in the queue, until it is empty, time runs out, or something other than an object fails. */
export const loadAll = async (tools: LoadTools): Promise<LoadTally> => {
  const tally = { loaded: 0, refused: 0, missing: 0, notUnderstood: 0, stopped: false };
  const run: Run = { ...tools, id: tools.newId(), tally, started: 0, splits: MOST_SPLITS };
  while (!tally.stopped && run.budget.left() >= LEAST_MS_TO_LOAD) {
    const notices = await receive(run);
    if (notices.length === 0) break;
    await loadNotices(run, notices);
  }
  if (tally.notUnderstood > 0) {
    logOutcome({ outcome: "notUnderstood", failure: "NoNotification", messages: tally.notUnderstood });
  }
  return tally;
};
