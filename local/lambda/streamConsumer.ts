/**
 * An event source mapping from a stream to a function: Lambda reads the stream in the name of the function's role and
 * invokes it with batches, in the order of each shard, or of each partition key where several batches are handled at once.
 */
import type { Clock } from "../clock";
import { hashKeyOf } from "../kinesis/hashKeys";
import type { LogRecord } from "../kinesis/shardLog";
import { type RecordSink, StreamReader } from "../kinesis/streamReader";
import type { EventStream } from "./eventStream";
import { FailedBatches, type FailedBatchOptions, type LostRecords } from "./failedBatches";
import type { Functions } from "./queueConsumer";
import { type LaneSetup, StreamLane } from "./streamLane";
import { MappingMetrics, type StreamMappingSpec } from "./streamMapping";

/** What a consumer runs with. */
export interface StreamConsumerOptions extends FailedBatchOptions {
  readonly functions: Functions;
  readonly clock: Clock;
}

/** Consumes one stream for one function. */
export class StreamConsumer implements RecordSink<LogRecord> {
  readonly metrics = new MappingMetrics();
  readonly #failures: FailedBatches;
  readonly #lanes = new Map<string, StreamLane[]>();
  readonly #setup: LaneSetup;
  readonly #reader: StreamReader<LogRecord>;

  constructor(
    readonly spec: StreamMappingSpec,
    stream: EventStream,
    options: StreamConsumerOptions,
  ) {
    const { functions, clock } = options;
    this.#failures = new FailedBatches(spec, stream, options);
    this.#setup = {
      spec,
      stream,
      functions,
      clock,
      failures: this.#failures,
      metrics: this.metrics,
      progressed: (shardId) => this.#reader.resume(shardId),
    };
    this.#reader = new StreamReader(stream.source, clock, spec.start, this);
  }

  /** Records that were given up and that no destination has, oldest first. */
  get lost(): readonly LostRecords[] {
    return this.#failures.lost;
  }

  /** Why the on-failure destination would take nothing; undefined when it would, or there is none. */
  get destinationRefusal(): string | undefined {
    return this.#failures.refusal;
  }

  /** Records that arrived and are not handled yet. */
  get backlog(): number {
    const taken = [...this.#lanes.values()].flat().reduce((sum, { unhandled }) => sum + unhandled, 0);
    return this.#reader.unread + taken;
  }

  room(shardId: string): number {
    const { batchSize, lanes } = this.spec;
    const waiting = (this.#lanes.get(shardId) ?? []).reduce((sum, lane) => sum + lane.waiting, 0);
    return 2 * batchSize * lanes - waiting;
  }

  take(shardId: string, records: readonly LogRecord[]): void {
    const lanes = this.#lanesOf(shardId);
    for (const record of records) lanes[laneOf(record, lanes.length)]?.add(record);
    for (const lane of lanes) lane.consider();
  }

  isIdle(shardId: string): boolean {
    return (this.#lanes.get(shardId) ?? []).every(({ unhandled }) => unhandled === 0);
  }

  /** Reads no more; what is under way comes to its end. */
  close(): void {
    this.#reader.close();
  }

  #lanesOf(shardId: string): StreamLane[] {
    const known = this.#lanes.get(shardId);
    if (known) return known;
    const lanes = Array.from({ length: this.spec.lanes }, () => new StreamLane(shardId, this.#setup));
    this.#lanes.set(shardId, lanes);
    return lanes;
  }
}

/** One partition key always goes the same way. */
function laneOf({ partitionKey }: LogRecord, lanes: number): number {
  return lanes === 1 ? 0 : parseInt(hashKeyOf(partitionKey).slice(-8), 16) % lanes;
}
