/**
 * One Firehose stream: gathers records by size and time and delivers them to S3, in order, each accepted record at least
 * once. What S3 refuses is tried again for 24 hours, and then lost.
 *
 * What AWS does not document is assumed so: the interval runs from the first record of an object; an interval of zero
 * ("within a few seconds") is {@link ZERO_INTERVAL_MS}; the wait between attempts doubles from {@link FIRST_RETRY_MS} to
 * {@link LONGEST_RETRY_MS}; every attempt has a name of its own, so that an attempt whose answer was lost leaves a second
 * object, as a delivery that is repeated does on AWS.
 */
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Clock, Timer } from "../clock";
import type { ObjectEncryption } from "../s3/objectInfo";
import { ServiceError } from "../services/serviceError";
import { evaluatePrefix, objectName } from "./prefix";
import { RecordBuffer, type Batch } from "./recordBuffer";
import type { FirehoseDefinition, S3Destination } from "./streamDefinition";

/** How long records wait in a stream whose interval is zero. */
export const ZERO_INTERVAL_MS = 2000;
/** Wait before the second attempt of a delivery. */
export const FIRST_RETRY_MS = 1000;
/** Longest wait between two attempts. */
export const LONGEST_RETRY_MS = 300_000;
/** How long S3 may refuse before records are lost. */
export const RETRY_FOR_MS = 24 * 3_600_000;

/** Writes an object for a stream, or throws why it cannot be written. */
export type WriteObject = (
  destination: S3Destination,
  key: string,
  body: Buffer,
  encryption: ObjectEncryption | undefined,
) => Promise<void>;

/** What a stream has done so far. */
export interface DeliveryMetrics {
  /** Records it took. */
  accepted: number;
  /** Records in objects that S3 took. */
  delivered: number;
  objects: number;
  /** Bytes of those objects. */
  bytes: number;
  failedAttempts: number;
  /** Records that were given up after 24 hours. */
  lost: number;
  /** Age in milliseconds of the oldest record of the object delivered last, when it was delivered. */
  lastAgeMs: number;
  /** The greatest such age. */
  greatestAgeMs: number;
  /** Why the last attempt failed; undefined since one succeeded. */
  lastFailure: string | undefined;
}

interface Delivery extends Batch {
  attempts: number;
  /** When it failed first. */
  failingSince?: number;
}

/** One stream that delivers to a bucket. */
export class DeliveryStream {
  readonly metrics: DeliveryMetrics = {
    accepted: 0,
    delivered: 0,
    objects: 0,
    bytes: 0,
    failedAttempts: 0,
    lost: 0,
    lastAgeMs: 0,
    greatestAgeMs: 0,
    lastFailure: undefined,
  };
  readonly #buffer: RecordBuffer;
  readonly #waiting: Delivery[] = [];
  readonly #listeners = new Set<() => void>();
  #interval: Timer | undefined;
  #retry: Timer | undefined;
  #work: Promise<void> | undefined;

  constructor(
    readonly definition: FirehoseDefinition,
    private readonly destination: S3Destination,
    private readonly clock: Clock,
    private readonly write: WriteObject,
  ) {
    this.#buffer = new RecordBuffer(destination.delimiter);
  }

  /** Records it has and has not delivered. */
  get undelivered(): number {
    return this.#buffer.records + this.#waiting.reduce((sum, { records }) => sum + records, 0);
  }

  /** Age of the oldest record that is not delivered, milliseconds: CloudWatch's DataFreshness. 0 when there is none. */
  get freshnessMs(): number {
    const since = this.#waiting[0]?.since ?? this.#buffer.since;
    return since === undefined ? 0 : this.clock.now() - since;
  }

  /** Takes a record. */
  accept(data: Uint8Array, arrivedAt = this.clock.now()): void {
    this.metrics.accepted += 1;
    this.#buffer.add(data, arrivedAt);
    if (this.#buffer.bytes >= this.destination.bufferBytes) this.#seal();
    else this.#interval ??= this.clock.after(intervalMs(this.destination), () => this.#seal());
  }

  /** Delivers what it has now, whatever the buffer's limits; resolves when that was tried. */
  async flush(): Promise<void> {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#seal();
    while (this.#work !== undefined) await this.#work;
  }

  /** Tells of every object that was delivered, or given up. */
  onDelivered(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets what it has not delivered. */
  close(): void {
    this.#interval?.cancel();
    this.#retry?.cancel();
    this.#buffer.take();
    this.#waiting.length = 0;
  }

  #seal(): void {
    this.#interval?.cancel();
    this.#interval = undefined;
    const batch = this.#buffer.take();
    if (batch) this.#waiting.push({ ...batch, attempts: 0 });
    this.#deliver();
  }

  #deliver(): void {
    if (this.#work !== undefined || this.#retry !== undefined || this.#waiting.length === 0) return;
    const work = this.#deliverAll().finally(() => {
      this.#work = undefined;
      // What was gathered while the last object was under way.
      this.#deliver();
    });
    this.#work = this.clock.busy(work);
  }

  /** Delivers one after the other; a delivery that fails holds up those behind it. */
  async #deliverAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (await this.#attempt(next)) {
        this.#settle();
        continue;
      }
      const now = this.clock.now();
      const end = (next.failingSince ??= now) + RETRY_FOR_MS;
      if (now >= end) {
        this.metrics.lost += next.records;
        this.#settle();
        continue;
      }
      const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (next.attempts - 1), end - now);
      this.#retry = this.clock.after(wait, () => {
        this.#retry = undefined;
        this.#deliver();
      });
      return;
    }
  }

  /** The oldest object is delivered, or given up. */
  #settle(): void {
    this.#waiting.shift();
    for (const listener of this.#listeners) listener();
  }

  async #attempt(delivery: Delivery): Promise<boolean> {
    const { gzip, keyArn } = this.destination;
    delivery.attempts += 1;
    const body = gzip ? gzipSync(delivery.body) : delivery.body;
    try {
      const encryption = keyArn === undefined ? undefined : ({ algorithm: "aws:kms", keyArn } as const);
      await this.write(this.destination, this.#keyOf(delivery), body, encryption);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.metrics.failedAttempts += 1;
      this.metrics.lastFailure = `${error.code}: ${error.message}`;
      return false;
    }
    this.#count(delivery, body.length);
    return true;
  }

  #count({ records, since }: Delivery, bytes: number): void {
    const { metrics } = this;
    const age = this.clock.now() - since;
    metrics.delivered += records;
    metrics.objects += 1;
    metrics.bytes += bytes;
    metrics.lastAgeMs = age;
    metrics.greatestAgeMs = Math.max(metrics.greatestAgeMs, age);
    metrics.lastFailure = undefined;
  }

  #keyOf({ since }: Delivery): string {
    const { prefix, timeZone, extension } = this.destination;
    const { name, version } = this.definition;
    const uuid = randomUUID();
    const context = { at: since, timeZone, seed: uuid };
    return `${evaluatePrefix(prefix, context)}${objectName(name, version, context, uuid)}${extension}`;
  }
}

function intervalMs({ intervalSeconds }: S3Destination): number {
  return intervalSeconds === 0 ? ZERO_INTERVAL_MS : intervalSeconds * 1000;
}
