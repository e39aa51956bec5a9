/**
 * One Kinesis data stream in memory, by the virtual clock: records go to the shard their key's hash falls to, are read any
 * number of times, and leave when their retention is over.
 */
import type { Clock } from "../clock";
import { ServiceError } from "../services/serviceError";
import { evenRanges, fromDecimal, hashKeyOf, type HashRange, neighbour } from "./hashKeys";
import { SequenceNumbers } from "./sequenceNumbers";
import { type KinesisRecord, Shard, shardId, type Lineage } from "./shard";
import type { StreamDefinition } from "./streamDefinition";
import type { ShardRead, SourceShard, StartingPosition, StreamSource } from "./streamSource";

/** What a producer writes. */
export interface NewRecord {
  /** 1 to 256 characters. */
  readonly partitionKey: string;
  readonly data: Uint8Array | string;
  /** A decimal number of 128 bits that says where the record goes, in place of the partition key's hash. */
  readonly explicitHashKey?: string;
}

/** Where a record was put. */
export interface PutResult {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

const HOUR_MS = 3_600_000;

/** One stream. */
export class KinesisStream implements StreamSource<KinesisRecord> {
  /** Hours records are kept; IncreaseStreamRetentionPeriod and its opposite change it. */
  retentionHours: number;
  readonly #numbers = new SequenceNumbers();
  readonly #listeners = new Set<(shardId: string) => void>();
  #shards: Shard[] = [];
  /** The shards that take records, by hash range. */
  #open: Shard[] = [];
  #opened = 0;

  constructor(
    readonly definition: StreamDefinition,
    private readonly clock: Clock,
  ) {
    this.retentionHours = definition.retentionHours;
    for (const range of evenRanges(definition.shardCount)) this.#openShard(range, {});
  }

  get arn(): string {
    return this.definition.arn;
  }

  get retentionMs(): number {
    return this.retentionHours * HOUR_MS;
  }

  /** Puts a record past permissions, faults and limits of a second: for tools of this machine. */
  put(record: NewRecord): PutResult {
    return this.#append(this.#shardFor(record), record);
  }

  /** Puts a record within the limits. @throws ServiceError ProvisionedThroughputExceededException */
  write(record: NewRecord): PutResult {
    const shard = this.#shardFor(record);
    shard.admitWrite(sizeOf(record), this.clock.now(), this.#where);
    return this.#append(shard, record);
  }

  /** Every shard with records or open, oldest first. */
  allShards(): readonly Shard[] {
    this.#trim();
    return this.#shards;
  }

  /** The shards that take records, by hash range. */
  openShards(): readonly Shard[] {
    return this.#open;
  }

  /** A shard by its id. @throws ServiceError ResourceNotFoundException */
  shard(id: string): Shard {
    const shard = this.allShards().find((one) => one.id === id);
    if (shard) return shard;
    const message = `Could not find shard ${id} in ${this.#where}.`;
    throw new ServiceError("ResourceNotFoundException", message);
  }

  shards(): readonly SourceShard[] {
    return this.allShards();
  }

  position(id: string, start: StartingPosition): string {
    const { log } = this.shard(id);
    if (start.type === "TRIM_HORIZON") return "";
    return start.type === "LATEST" ? log.last : log.positionAt(start.atMs);
  }

  read(id: string, after: string, most: number): ShardRead<KinesisRecord> {
    // Of a shard whose retention is over nothing is left but its end.
    const shard = this.allShards().find((one) => one.id === id);
    if (!shard) return { records: [], more: false, ended: true };
    const records = shard.read(after, most, this.clock.now(), this.#where);
    const more = shard.log.countAfter(records.at(-1)?.sequenceNumber ?? after) > 0;
    return { records, more, ended: !more && shard.closed !== undefined };
  }

  pending(id: string, after: string): number {
    const shard = this.allShards().find((one) => one.id === id);
    return shard?.log.countAfter(after) ?? 0;
  }

  onChange(listener: (shardId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Splits an open shard in two. `at` is the first hash key of the second. */
  split(shard: Shard, at: string): [Shard, Shard] {
    this.#close(shard);
    const lineage = { parent: shard.id };
    const first = this.#openShard({ start: shard.range.start, end: neighbour(at, -1) }, lineage);
    const second = this.#openShard({ start: at, end: shard.range.end }, lineage);
    this.#tell(shard.id);
    return [first, second];
  }

  /** Makes one shard of two open ones whose ranges meet. */
  merge(shard: Shard, adjacent: Shard): Shard {
    const [low, high] = shard.range.start < adjacent.range.start ? [shard, adjacent] : [adjacent, shard];
    this.#close(shard);
    this.#close(adjacent);
    const range = { start: low.range.start, end: high.range.end };
    const merged = this.#openShard(range, { parent: shard.id, adjacentParent: adjacent.id });
    this.#tell(shard.id);
    this.#tell(adjacent.id);
    return merged;
  }

  /** Splits and merges until there are so many shards of equal range, as uniform scaling does. */
  scaleTo(count: number): void {
    const ranges = evenRanges(count);
    for (const { start } of ranges) {
      const shard = this.#open.find(({ range }) => range.start < start && start <= range.end);
      if (shard) this.split(shard, start);
    }
    for (const { start, end } of ranges) {
      const parts = this.#open.filter(({ range }) => start <= range.start && range.end <= end);
      parts.reduce((merged, part) => this.merge(merged, part));
    }
  }

  get #where(): string {
    return `stream ${this.definition.name} under account ${this.arn.split(":")[4] ?? ""}`;
  }

  #append(shard: Shard, record: NewRecord): PutResult {
    const now = this.clock.now();
    const { partitionKey } = record;
    const data = bytesOf(record);
    const sequenceNumber = this.#numbers.next(now);
    const bytes = data.length + Buffer.byteLength(partitionKey);
    shard.log.append({ sequenceNumber, arrivedAt: now, partitionKey, data, bytes });
    this.#tell(shard.id);
    return { shardId: shard.id, sequenceNumber };
  }

  #shardFor({ partitionKey, explicitHashKey }: NewRecord): Shard {
    const [only] = this.#open;
    if (only && this.#open.length === 1) return only;
    const explicit = explicitHashKey === undefined ? undefined : fromDecimal(explicitHashKey);
    const key = explicit ?? hashKeyOf(partitionKey);
    const found = this.#open.find(({ range }) => key <= range.end);
    if (!found) throw new Error(`No open shard of stream ${this.definition.name} takes hash key ${key}.`);
    return found;
  }

  #openShard(range: HashRange, lineage: Lineage): Shard {
    const now = this.clock.now();
    const shard = new Shard(shardId(this.#opened++), range, now, this.#numbers.next(now), lineage);
    this.#shards.push(shard);
    this.#open.push(shard);
    this.#open.sort((one, other) => (one.range.start < other.range.start ? -1 : 1));
    return shard;
  }

  #close(shard: Shard): void {
    const now = this.clock.now();
    shard.closed = { atMs: now, sequenceNumber: this.#numbers.next(now) };
    this.#open = this.#open.filter((one) => one !== shard);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  /** Forgets what is past its retention: records, and closed shards without any. */
  #trim(): void {
    const before = this.clock.now() - this.retentionMs;
    let gone = false;
    for (const shard of this.#shards) {
      shard.log.trim(before);
      gone ||= isOver(shard, before);
    }
    if (gone) this.#shards = this.#shards.filter((shard) => !isOver(shard, before));
  }
}

function isOver({ closed, log }: Shard, before: number): boolean {
  return closed !== undefined && closed.atMs < before && log.size === 0;
}

function bytesOf({ data }: NewRecord): Uint8Array {
  return typeof data === "string" ? Buffer.from(data) : data;
}

/** Bytes of a record that count against limits: data and partition key. */
export function sizeOf(record: NewRecord): number {
  const { data, partitionKey } = record;
  return (typeof data === "string" ? Buffer.byteLength(data) : data.length) + Buffer.byteLength(partitionKey);
}
