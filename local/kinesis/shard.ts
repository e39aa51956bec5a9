/** One shard: its range of hash keys, its records, and how much may be written to and read from it in a second. */
import { ServiceError } from "../services/serviceError";
import type { HashRange } from "./hashKeys";
import { RateLimit } from "./rateLimit";
import { type LogRecord, ShardLog } from "./shardLog";

/** A record of a Kinesis data stream. */
export interface KinesisRecord extends LogRecord {
  readonly data: Uint8Array;
}

/** Shards a shard was made from. */
export interface Lineage {
  readonly parent?: string;
  readonly adjacentParent?: string;
}

const MIB = 1024 * 1024;
/** AWS: 1 MB and 1,000 records written to a shard in a second. */
const WRITE_BYTES = MIB;
const WRITE_RECORDS = 1000;
/** AWS: five GetRecords calls and 2 MB read from a shard in a second, shared by everyone who reads it. */
const READ_CALLS = 5;
const READ_BYTES = 2 * MIB;
/** AWS: most that one GetRecords call answers. */
export const MAX_READ_BYTES = 10 * MIB;
export const MAX_READ_RECORDS = 10_000;

/** The id of the shard that was opened as number `index`. */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}

/** One shard; closed once it was split or merged. */
export class Shard {
  readonly log = new ShardLog<KinesisRecord>();
  /** Set when the shard is closed: nothing is written to it any more. */
  closed: { readonly atMs: number; readonly sequenceNumber: string } | undefined;
  readonly #written = { bytes: new RateLimit(WRITE_BYTES), records: new RateLimit(WRITE_RECORDS) };
  readonly #read = { calls: new RateLimit(READ_CALLS), bytes: new RateLimit(READ_BYTES) };

  constructor(
    readonly id: string,
    readonly range: HashRange,
    readonly openedAt: number,
    readonly startingSequenceNumber: string,
    readonly lineage: Lineage = {},
  ) {}

  get parents(): string[] {
    const { parent, adjacentParent } = this.lineage;
    return [parent, adjacentParent].filter((id): id is string => id !== undefined);
  }

  /** Takes a record's share of the second. @throws ServiceError ProvisionedThroughputExceededException */
  admitWrite(bytes: number, nowMs: number, where: string): void {
    const { bytes: size, records } = this.#written;
    if (!records.allows(1, nowMs) || !size.allows(bytes, nowMs)) throw rateExceeded(this.id, where);
    records.use(1, nowMs);
    size.use(bytes, nowMs);
  }

  /** Reads within the limits of a second. @throws ServiceError ProvisionedThroughputExceededException */
  read(after: string, most: number, nowMs: number, where: string): KinesisRecord[] {
    const { calls, bytes } = this.#read;
    if (!calls.allows(1, nowMs) || !bytes.isOpen(nowMs)) throw rateExceeded(this.id, where);
    const records = this.log.read(after, Math.min(most, MAX_READ_RECORDS), MAX_READ_BYTES);
    calls.use(1, nowMs);
    bytes.use(
      records.reduce((sum, record) => sum + record.bytes, 0),
      nowMs,
    );
    return records;
  }
}

function rateExceeded(shard: string, where: string): ServiceError {
  return new ServiceError("ProvisionedThroughputExceededException", `Rate exceeded for shard ${shard} in ${where}.`);
}
