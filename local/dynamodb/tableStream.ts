/** The stream of a table: what was written to its items, for 24 hours, in one shard. */
import { type LogRecord, ShardLog } from "../kinesis/shardLog";
import { SequenceNumbers } from "../kinesis/sequenceNumbers";
import type { ShardRead, SourceShard, StartingPosition, StreamSource } from "../kinesis/streamSource";
import type { AttributeMap } from "./values";

/** What a record of a stream holds of an item. */
export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** The stream of a table as declared. */
export interface TableStreamDefinition {
  readonly arn: string;
  readonly viewType: StreamViewType;
}

/** One change of one item. */
export interface ItemChange {
  readonly keys: AttributeMap;
  /** The item before; undefined when there was none. */
  readonly old: AttributeMap | undefined;
  /** The item afterwards; undefined when it is gone. */
  readonly new: AttributeMap | undefined;
  /** True when the time of the item was over and DynamoDB itself deleted it. */
  readonly expired?: boolean;
}

/** One record. */
export interface TableStreamRecord extends LogRecord, ItemChange {}

/** AWS: 1 MB is the most one GetRecords of DynamoDB Streams answers. */
const MAX_READ_BYTES = 1024 * 1024;
const RETENTION_MS = 24 * 3_600_000;
const SHARD = "shardId-00000000000000000001-00000001";
/** Digits a sequence number begins with, and their count. */
const NUMBERS = ["4", 28] as const;

/** One stream. */
export class TableStream implements StreamSource<TableStreamRecord> {
  readonly retentionMs = RETENTION_MS;
  readonly #log = new ShardLog<TableStreamRecord>();
  readonly #numbers = new SequenceNumbers(...NUMBERS);
  readonly #listeners = new Set<(shardId: string) => void>();

  /** @param now Current time in epoch milliseconds. */
  constructor(
    readonly definition: TableStreamDefinition,
    private readonly hashKey: string,
    private readonly now: () => number,
  ) {}

  get arn(): string {
    return this.definition.arn;
  }

  /** Records a change. */
  append(change: ItemChange): void {
    const arrivedAt = this.now();
    const { viewType } = this.definition;
    const keepsNew = viewType === "NEW_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
    const keepsOld = viewType === "OLD_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
    const images = [keepsNew ? change.new : undefined, keepsOld ? change.old : undefined];
    this.#log.append({
      ...change,
      sequenceNumber: this.#numbers.next(arrivedAt),
      arrivedAt,
      partitionKey: JSON.stringify(change.keys[this.hashKey]),
      bytes: [change.keys, ...images].reduce((sum, image) => sum + sizeOf(image), 0),
    });
    for (const listener of this.#listeners) listener(SHARD);
  }

  shards(): readonly SourceShard[] {
    this.#log.trim(this.now() - RETENTION_MS);
    return [{ id: SHARD, parents: [] }];
  }

  position(_shardId: string, start: StartingPosition): string {
    if (start.type === "TRIM_HORIZON") return "";
    return start.type === "LATEST" ? this.#log.last : this.#log.positionAt(start.atMs);
  }

  read(_shardId: string, after: string, most: number): ShardRead<TableStreamRecord> {
    this.#log.trim(this.now() - RETENTION_MS);
    const records = this.#log.read(after, most, MAX_READ_BYTES);
    const more = this.#log.countAfter(records.at(-1)?.sequenceNumber ?? after) > 0;
    return { records, more, ended: false };
  }

  pending(_shardId: string, after: string): number {
    return this.#log.countAfter(after);
  }

  onChange(listener: (shardId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** About the bytes DynamoDB counts: names and values. */
function sizeOf(item: AttributeMap | undefined): number {
  if (!item) return 0;
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + valueSize(entry), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.entries(value).reduce((sum, [type, inner]) => {
    // The names of types are not stored; those of the attributes of a map are.
    return sum + valueSize(inner) + (type.length > 4 ? Buffer.byteLength(type) : 0);
  }, 0);
}
