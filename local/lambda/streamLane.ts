/**
 * Batches of one shard in order, one at a time: what fails is tried again from the first record that failed, split when the
 * mapping says so, and given up when it was tried often enough or is too old. Nothing behind it is handled before.
 */
import type { Clock, Timer } from "../clock";
import type { LogRecord } from "../kinesis/shardLog";
import { failedIds } from "./batchResponse";
import type { EventStream } from "./eventStream";
import type { Condition, FailedBatches } from "./failedBatches";
import type { InvocationOutcome } from "./invocationOutcome";
import type { Functions } from "./queueConsumer";
import type { MappingMetrics, StreamMappingSpec } from "./streamMapping";

/** What the lanes of one mapping share. */
export interface LaneSetup {
  readonly spec: StreamMappingSpec;
  readonly stream: EventStream;
  readonly functions: Functions;
  readonly clock: Clock;
  readonly failures: FailedBatches;
  readonly metrics: MappingMetrics;
  /** Told when a lane has finished a batch. */
  progressed(shardId: string): void;
}

/** Records on their way through the function. */
interface Batch {
  records: readonly LogRecord[];
  /** Invocations that count against the retries. */
  attempts: number;
  invocations: number;
  /** Failures in a row, throttling included, by which the wait grows. */
  strikes: number;
  outcome: InvocationOutcome | undefined;
}

/** AWS: 6 MB is the payload of an invocation. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
/** Waits between attempts: from one second, doubled, to one minute. AWS does not tell its own. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

function newBatch(records: readonly LogRecord[]): Batch {
  return { records, attempts: 0, invocations: 0, strikes: 0, outcome: undefined };
}

/** One lane. */
export class StreamLane {
  #waiting: LogRecord[] = [];
  /** What is being worked on, the first first. */
  #work: Batch[] = [];
  #busy = false;
  #window: Timer | undefined;

  constructor(
    private readonly shardId: string,
    private readonly setup: LaneSetup,
  ) {}

  /** Records that are not in a batch yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Records taken and not handled. */
  get unhandled(): number {
    return this.#work.reduce((sum, { records }) => sum + records.length, this.#waiting.length);
  }

  add(record: LogRecord): void {
    this.#waiting.push(record);
  }

  /** Begins with a batch when one is full, or its window is over. */
  consider(): void {
    if (this.#busy || this.#waiting.length === 0) return;
    const { spec, clock } = this.setup;
    if (spec.windowSeconds === 0 || this.#fullBatch() < this.#waiting.length) return this.#begin();
    if (this.#waiting.length >= spec.batchSize) return this.#begin();
    this.#window ??= clock.after(spec.windowSeconds * 1000, () => this.#begin());
  }

  #begin(): void {
    this.#window?.cancel();
    this.#window = undefined;
    this.#busy = true;
    this.#work = [newBatch(this.#waiting.splice(0, this.#fullBatch()))];
    this.#next();
  }

  /** How many of the records that wait go into one event. */
  #fullBatch(): number {
    const { spec, stream } = this.setup;
    let bytes = 0;
    let count = 0;
    for (const record of this.#waiting) {
      bytes += stream.eventBytes(record);
      if (count > 0 && (count >= spec.batchSize || bytes > MAX_EVENT_BYTES)) break;
      count += 1;
    }
    return count;
  }

  /** Invokes the function with the first batch that has anything in it; without one the lane is free. */
  #next(): void {
    for (;;) {
      const [batch] = this.#work;
      if (!batch) break;
      this.#giveUpOld(batch);
      if (batch.records.length > 0 && !this.#isTooLarge(batch)) return void this.#invoke(batch);
      this.#work.shift();
    }
    this.#busy = false;
    this.setup.progressed(this.shardId);
    this.consider();
  }

  #giveUpOld(batch: Batch): void {
    const { spec, stream, clock } = this.setup;
    const oldest = clock.now() - Math.min(spec.maximumAgeMs, stream.source.retentionMs);
    const kept = batch.records.filter(({ arrivedAt }) => arrivedAt >= oldest);
    if (kept.length === batch.records.length) return;
    const old = batch.records.slice(0, batch.records.length - kept.length);
    this.#giveUp({ ...batch, records: old }, "RecordAgeExceeded");
    batch.records = kept;
  }

  #isTooLarge(batch: Batch): boolean {
    const [only] = batch.records;
    if (!only || batch.records.length > 1 || this.setup.stream.eventBytes(only) <= MAX_EVENT_BYTES) return false;
    this.#giveUp(batch, "PayloadSizeExceeded");
    return true;
  }

  #invoke(batch: Batch): void {
    const { spec, stream, functions, clock, metrics } = this.setup;
    const { records } = batch;
    const event = stream.event(records, { shardId: this.shardId, roleArn: spec.function.roleArn });
    metrics.invoked(records.at(-1)?.arrivedAt ?? 0, clock.now());
    batch.invocations += 1;
    void clock.busy(
      functions.invoke(spec.function.arn, event).then((outcome) => {
        batch.outcome = outcome;
        this.#settle(batch, outcome);
      }),
    );
  }

  #settle(batch: Batch, outcome: InvocationOutcome): void {
    const { metrics } = this.setup;
    const firstFailed = this.#firstFailed(batch, outcome);
    metrics.handled += firstFailed;
    if (firstFailed === batch.records.length) {
      this.#work.shift();
      return this.#next();
    }
    metrics.failures += 1;
    if (firstFailed > 0) this.#continueAt(batch, firstFailed);
    else this.#fail(batch, outcome);
  }

  /** Index of the first record to be handled again: all before it are done with. */
  #firstFailed({ records }: Batch, outcome: InvocationOutcome): number {
    if (!outcome.ok) return 0;
    if (!this.setup.spec.reportsFailures) return records.length;
    const failed = failedIds(
      outcome.payload,
      records.map(({ sequenceNumber }) => sequenceNumber),
    );
    const first = records.findIndex(({ sequenceNumber }) => failed.has(sequenceNumber));
    return first < 0 ? records.length : first;
  }

  /** The checkpoint moves on to the lowest sequence number that failed. Where batches are split, that is no retry. */
  #continueAt(batch: Batch, firstFailed: number): void {
    batch.records = batch.records.slice(firstFailed);
    batch.strikes = 0;
    if (this.setup.spec.bisects) batch.attempts = 0;
    else batch.attempts += 1;
    this.#retry(batch);
  }

  #fail(batch: Batch, outcome: InvocationOutcome): void {
    // A function that could not be invoked has tried nothing: only age ends that.
    if (!outcome.ok && outcome.error === "Throttled") return this.#wait(batch);
    if (this.setup.spec.bisects && batch.records.length > 1) return this.#split(batch);
    batch.attempts += 1;
    this.#retry(batch);
  }

  #retry(batch: Batch): void {
    if (batch.attempts <= this.setup.spec.maximumRetries) return this.#wait(batch);
    this.#giveUp(batch, "RetryAttemptsExhausted");
    this.#work.shift();
    this.#next();
  }

  /** Splitting uses up no retries: the halves have all of theirs. */
  #split({ records, invocations, outcome }: Batch): void {
    const middle = records.length >> 1;
    const halves = [records.slice(0, middle), records.slice(middle)];
    this.#work.splice(0, 1, ...halves.map((half) => ({ ...newBatch(half), invocations, outcome })));
    this.#next();
  }

  #wait(batch: Batch): void {
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** batch.strikes);
    batch.strikes += 1;
    this.setup.clock.after(waitMs, () => this.#next());
  }

  #giveUp({ records, invocations, outcome }: Batch, condition: Condition): void {
    const { failures, metrics } = this.setup;
    metrics.discarded += records.length;
    failures.tell({ shardId: this.shardId, records, condition, invocations, outcome });
  }
}
