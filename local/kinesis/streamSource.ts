/** What reads a stream needs to know of it: Kinesis data streams and DynamoDB Streams are read alike. */
import type { LogRecord } from "./shardLog";

/** Where reading begins. */
export type StartingPosition =
  | { readonly type: "TRIM_HORIZON" }
  | { readonly type: "LATEST" }
  | { readonly type: "AT_TIMESTAMP"; readonly atMs: number };

/** A shard as its readers see it. */
export interface SourceShard {
  readonly id: string;
  /** Shards it was made from; they are read to their end first. */
  readonly parents: readonly string[];
}

/** What one read gives. */
export interface ShardRead<R> {
  readonly records: readonly R[];
  /** More can be read at once. */
  readonly more: boolean;
  /** The shard is closed and was read to its end. */
  readonly ended: boolean;
}

/** A stream that can be read. Positions are sequence numbers: what follows one is read next; empty is the oldest. */
export interface StreamSource<R extends LogRecord> {
  readonly arn: string;
  /** How long records are kept, in milliseconds. */
  readonly retentionMs: number;
  /** Every shard that still holds records or takes some, parents before their children. */
  shards(): readonly SourceShard[];
  /** The position a start means in a shard, now. */
  position(shardId: string, start: StartingPosition): string;
  /** Reads at most `most` records. @throws ServiceError ProvisionedThroughputExceededException above the read limits */
  read(shardId: string, after: string, most: number): ShardRead<R>;
  /** How many records follow a position. */
  pending(shardId: string, after: string): number;
  /** Tells of each shard that has a new record, was opened, or was closed; answers how to end that. */
  onChange(listener: (shardId: string) => void): () => void;
}
