/**
 * Reads every shard of a stream as Lambda and Firehose do: once a second while a shard is quiet, faster while it is behind,
 * and children only when all of their parents is handled. It costs nothing while nothing arrives.
 */
import type { Clock, Timer } from "../clock";
import { ServiceError } from "../services/serviceError";
import type { LogRecord } from "./shardLog";
import type { StartingPosition, StreamSource } from "./streamSource";

/** What takes the records that were read. */
export interface RecordSink<R> {
  /** How many records of a shard it takes now; with 0 the shard waits for {@link StreamReader.resume}. */
  room(shardId: string): number;
  /** Takes records, in the order of the shard. */
  take(shardId: string, records: readonly R[]): void;
  /** Whether all records it took of a shard are handled, so that the shards made from it may be read. */
  isIdle(shardId: string): boolean;
}

/** A shard that is being read. */
interface ShardState {
  readonly id: string;
  after: string;
  /** Read to its end: nothing more comes. */
  exhausted: boolean;
  /** Not read because the sink had no room. */
  held: boolean;
  next: Timer | undefined;
}

/** How often a quiet shard is looked at, in milliseconds. */
const POLL_MS = 1000;
/** Between two reads of a shard that is behind: five reads a second are shared with other readers. */
const BEHIND_MS = 250;

/** Reads one stream for one consumer. */
export class StreamReader<R extends LogRecord> {
  readonly #shards = new Map<string, ShardState>();
  readonly #finished = new Set<string>();
  /** Where reading begins in the shards there were at the start. */
  readonly #starts = new Map<string, string>();
  readonly #since: number;
  readonly #stop: () => void;

  constructor(
    private readonly source: StreamSource<R>,
    private readonly clock: Clock,
    start: StartingPosition,
    private readonly sink: RecordSink<R>,
  ) {
    this.#since = clock.now();
    for (const { id } of source.shards()) this.#starts.set(id, source.position(id, start));
    this.#discover();
    this.#stop = source.onChange((id) => this.#changed(id));
  }

  /** Records that arrived and were not read yet. */
  get unread(): number {
    return this.source.shards().reduce((sum, { id }) => {
      if (this.#finished.has(id)) return sum;
      return sum + this.source.pending(id, this.#shards.get(id)?.after ?? this.#starts.get(id) ?? "");
    }, 0);
  }

  /** The sink has room again, or has handled what it took. */
  resume(shardId: string): void {
    const state = this.#shards.get(shardId);
    if (!state) return;
    if (state.exhausted) this.#finishIfIdle(state);
    else if (state.held) this.#readIn(state, BEHIND_MS);
  }

  /** Reads no more. */
  close(): void {
    this.#stop();
    for (const { next } of this.#shards.values()) next?.cancel();
    this.#shards.clear();
  }

  #changed(id: string): void {
    const state = this.#shards.get(id);
    if (!state) this.#discover();
    else if (!state.next && !state.exhausted && !state.held) this.#readAtNextPoll(state);
  }

  /** Begins with every shard whose parents are done, or gone. */
  #discover(): void {
    const shards = this.source.shards();
    const there = new Set(shards.map(({ id }) => id));
    for (const { id, parents } of shards) {
      if (this.#shards.has(id) || this.#finished.has(id)) continue;
      if (parents.some((parent) => there.has(parent) && !this.#finished.has(parent))) continue;
      const state: ShardState = {
        id,
        after: this.#starts.get(id) ?? "",
        exhausted: false,
        held: false,
        next: undefined,
      };
      this.#shards.set(id, state);
      this.#readAtNextPoll(state);
    }
  }

  #readAtNextPoll(state: ShardState): void {
    const passed = (this.clock.now() - this.#since) % POLL_MS;
    this.#readIn(state, POLL_MS - passed);
  }

  #readIn(state: ShardState, delayMs: number): void {
    state.held = false;
    state.next = this.clock.after(delayMs, () => {
      state.next = undefined;
      this.#read(state);
    });
  }

  #read(state: ShardState): void {
    const room = this.sink.room(state.id);
    if (room <= 0) {
      state.held = true;
      return;
    }
    try {
      const { records, more, ended } = this.source.read(state.id, state.after, room);
      const last = records.at(-1);
      if (last) {
        state.after = last.sequenceNumber;
        this.sink.take(state.id, records);
      }
      state.exhausted = ended;
      if (more) this.#readIn(state, BEHIND_MS);
      else if (ended) this.#finishIfIdle(state);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#readIn(state, BEHIND_MS);
    }
  }

  #finishIfIdle(state: ShardState): void {
    if (this.#finished.has(state.id) || !this.sink.isIdle(state.id)) return;
    this.#finished.add(state.id);
    this.#shards.delete(state.id);
    this.#discover();
  }
}
