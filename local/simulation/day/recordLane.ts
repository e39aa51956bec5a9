/**
 * The way from the centre to the thread that stores records: records are gathered into batches and handed over; when the thread
 * falls behind, virtual time stands still until it has caught up, so memory stays bounded and the figures are the same
 * however busy the machine is.
 */
import { extname, join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "../../clock";
import type { ContactRecord } from "../../connect/contactRecord";
import { Disorder } from "./disorder";
import type { RecordIntake } from "./recordIntake";
import type { RecordBatch, StageFigures, StoredObject } from "./recordStage";
import type { FromWorker, ToWorker, WorkerStart } from "./recordWorker";

/** Records handed over together. */
const BATCH = 500;

/** Batches the thread may be behind: some ten megabytes. */
const MOST_WAITING = 8;

/** What makes a thread understand TypeScript, as for the process itself. */
const LOADER = resolve(__dirname, "..", "..", "engine", "registerTypescript.cjs");

/** How records travel. */
export interface LaneOptions {
  readonly intake: RecordIntake;
  readonly seed: number;
  readonly clock: Clock;
  /** Takes the objects. */
  store(object: StoredObject): void;
  /** Share of the records that arrive twice, and all of them arrive in another order; undefined: once, in order. */
  readonly twice?: number;
  /** Told how many records are on their way, now and then. */
  onRecords?(count: number): void;
}

/** Takes the records of a day. */
export class RecordLane {
  private readonly worker: Worker;
  private readonly batch = new BatchWriter();
  private readonly disorder: Disorder | undefined;
  private readonly ended: Promise<StageFigures>;
  private waiting = 0;
  private count = 0;
  private room: (() => void) | undefined;
  private failure: Error | undefined;

  constructor(private readonly options: LaneOptions) {
    const { intake, seed, twice } = options;
    this.disorder = twice === undefined ? undefined : new Disorder(seed, twice);
    const start: WorkerStart = { intake, seed };
    this.worker = new Worker(program(), { eval: true, workerData: start, execArgv: [] });
    this.ended = new Promise((resolve, reject) => {
      this.worker.on("message", (message: FromWorker) => this.hear(message, resolve));
      this.worker.once("error", (error) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.room?.();
        reject(this.failure);
      });
      this.worker.once("exit", () => reject(new Error("The thread that stores records ended too early.")));
    });
    // Told to whoever ends the lane; nobody need listen before.
    this.ended.catch(() => undefined);
  }

  /** A record is due. */
  take(record: ContactRecord): void {
    const now = this.options.clock.now();
    const text = JSON.stringify(record);
    if (this.disorder === undefined) this.write(text, now);
    else for (const one of this.disorder.pass({ text, at: now })) this.write(one.text, one.at);
    if (++this.count % BATCH === 0) this.options.onRecords?.(this.count);
  }

  /** Hands over the rest and waits until all is stored. @throws Error why records could not be stored */
  async end(): Promise<StageFigures> {
    for (const { text, at } of this.disorder?.rest() ?? []) this.write(text, at);
    this.hand();
    this.tell("end");
    return this.ended;
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private write(text: string, arrivedAt: number): void {
    this.batch.add(text, arrivedAt);
    if (this.batch.count === BATCH) this.hand();
  }

  private hand(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.batch.count === 0) return;
    this.waiting++;
    const batch = this.batch.take();
    this.tell(batch, [batch.bytes.buffer, batch.ends.buffer, batch.arrivals.buffer]);
    if (this.waiting > MOST_WAITING && this.room === undefined) {
      void this.options.clock.busy(new Promise<void>((resolve) => (this.room = resolve)));
    }
  }

  private tell(message: ToWorker, transfer: ArrayBufferLike[] = []): void {
    this.worker.postMessage(message, transfer as ArrayBuffer[]);
  }

  private hear(message: FromWorker, ended: (figures: StageFigures) => void): void {
    if (message.kind === "object") this.options.store(message.object);
    else if (message.kind === "ended") ended(message.figures);
    else {
      this.waiting--;
      if (this.waiting <= MOST_WAITING / 2) {
        this.room?.();
        this.room = undefined;
      }
    }
  }
}

/** The thread's program. TypeScript needs its loader first, in each thread anew. */
function program(): string {
  const extension = extname(__filename);
  const loader = extension === ".ts" ? `require(${JSON.stringify(LOADER)});` : "";
  return `${loader}require(${JSON.stringify(join(__dirname, `recordWorker${extension}`))});`;
}

/** Bytes a record takes about; the room for a batch grows when it does not do. */
const USUAL_BYTES = 4_096;

/** Writes records one behind the other. */
class BatchWriter {
  count = 0;
  private bytes = Buffer.alloc(0);
  private length = 0;
  private ends = new Uint32Array(BATCH);
  private arrivals = new Float64Array(BATCH);

  add(text: string, arrivedAt: number): void {
    const size = Buffer.byteLength(text);
    if (this.length + size > this.bytes.length) this.grow(this.length + size);
    this.length += this.bytes.write(text, this.length);
    this.ends[this.count] = this.length;
    this.arrivals[this.count] = arrivedAt;
    this.count++;
  }

  /** The batch, whose memory is given away. */
  take(): RecordBatch {
    const { bytes, length, count, ends, arrivals } = this;
    const batch = { bytes: bytes.subarray(0, length), ends: ends.slice(0, count), arrivals: arrivals.slice(0, count) };
    this.bytes = Buffer.alloc(0);
    this.length = this.count = 0;
    this.ends = new Uint32Array(BATCH);
    this.arrivals = new Float64Array(BATCH);
    return batch;
  }

  private grow(least: number): void {
    // Memory of its own, not of a pool: it is transferred whole.
    const larger = Buffer.from(new ArrayBuffer(Math.max(least, 2 * this.bytes.length, BATCH * USUAL_BYTES)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
