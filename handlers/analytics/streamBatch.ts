/**
 * A batch of a stream's records, whatever stream: rows go to Firehose, what never becomes a row to the quarantine, and what
 * could not be dealt with now comes again.
 *
 * Lambda takes the LOWEST sequence number of the answer for where to go on, and runs everything from there again: a row may be
 * delivered twice, none is lost. An empty answer says that all is done, so nothing here may swallow an error.
 */
import { logOutcome } from "../support/logOutcome";
import { deliverRows, type DeliveryClient, REQUEST_MS, type Row } from "./deliverRows";
import { type Reading } from "./poison";
import { logPoison, type ObjectClient, type Quarantined, quarantineAll } from "./quarantine";

/** What Lambda takes back. */
export interface StreamAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** The part of Lambda's context that is read. */
export interface StreamContext {
  getRemainingTimeInMillis?: () => number;
}

/** One record of a batch, whatever the stream. */
export interface StreamRecord {
  /** Where it was read from, for the quarantine. */
  shard: string;
  sequenceNumber: string;
  /** Epoch milliseconds. */
  arrivedAt: number;
  data: Buffer;
}

/** What a batch of records is read and followed by. */
export interface StreamWork<S extends StreamRecord, R> {
  dataset: Quarantined["dataset"];
  /** The row of a record; `ignored` when it is none of ours. */
  read: (record: S) => Reading<R> | "ignored";
  /** What follows besides the row; the sequence numbers of records whose work has to be done again. */
  follow?: (records: readonly { sequenceNumber: string; record: R }[]) => Promise<string[]>;
}

/** What the batch is done with. */
export interface StreamTools {
  deliveries: DeliveryClient;
  objects: ObjectClient;
  /** The clock, epoch milliseconds. */
  now: () => number;
  pause: (milliseconds: number) => Promise<void>;
}

/** Milliseconds an invocation has when nobody says. */
const USUAL_TIME_MS = 30000;

/** A batch after it was read. */
interface Sorted<R> {
  rows: Row[];
  followed: { sequenceNumber: string; record: R }[];
  poisoned: Quarantined[];
}

const sorted = <S extends StreamRecord, R>(records: readonly S[], { dataset, read }: StreamWork<S, R>): Sorted<R> => {
  const batch: Sorted<R> = { rows: [], followed: [], poisoned: [] };
  for (const record of records) {
    const reading = read(record);
    if (reading === "ignored") continue;
    const { shard, sequenceNumber, arrivedAt, data } = record;
    if ("poison" in reading) {
      const base64 = data.toString("base64");
      batch.poisoned.push({ dataset, shard, sequenceNumber, arrivedAt, poison: reading.poison, data: base64 });
    } else {
      batch.rows.push({ line: reading.line, sequenceNumber });
      batch.followed.push({ sequenceNumber, record: reading.record });
    }
  }
  return batch;
};

/** Does a batch. Throws nothing that the records are to blame for. */
export const streamBatch = async <S extends StreamRecord, R>(
  records: readonly S[],
  work: StreamWork<S, R>,
  tools: StreamTools,
  context?: StreamContext,
): Promise<StreamAnswer> => {
  const { deliveries, objects, now, pause } = tools;
  const start = now();
  const end = start + (context?.getRemainingTimeInMillis?.() ?? USUAL_TIME_MS) - REQUEST_MS / 5;
  const { rows, followed, poisoned } = sorted(records, work);
  const [delivered, unquarantined, unfollowed] = await Promise.all([
    deliverRows(rows, { deliveries, pause, timeLeft: () => end - now() }),
    quarantineAll(poisoned, objects),
    work.follow ? work.follow(followed) : [],
  ]);
  const again = new Set([...delivered.failed, ...unquarantined, ...unfollowed]);
  for (const { sequenceNumber, poison } of poisoned) if (!again.has(sequenceNumber)) logPoison(poison);
  const reason =
    unquarantined.length > 0 ? "QuarantineFailed" : unfollowed.length > 0 ? "NotificationFailed" : undefined;
  logOutcome({
    outcome: again.size === 0 ? "delivered" : "retried",
    failure: again.size === 0 ? undefined : (delivered.failed.length > 0 && delivered.failure) || reason,
    records: records.length,
    rows: rows.length - delivered.failed.length,
    quarantined: poisoned.length - unquarantined.length,
    resent: delivered.resent,
    failed: again.size,
    ms: now() - start,
  });
  return {
    batchItemFailures: records
      .filter(({ sequenceNumber }) => again.has(sequenceNumber))
      .map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
  };
};
