/** How much is put to a stream at once and in a second. */
import { RateLimit } from "../kinesis/rateLimit";

/** AWS: most records of a PutRecordBatch. */
export const MAX_BATCH_RECORDS = 500;
/** AWS: most bytes of a PutRecordBatch, before base64. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** AWS: largest record, before base64. */
export const MAX_RECORD_BYTES = 1000 * 1024;

/** What a stream takes in a second. */
export interface Throughput {
  readonly records: number;
  readonly requests: number;
  readonly bytes: number;
}

/** AWS's quotas of a stream that records are put to, in the three large Regions; elsewhere they are a fifth to a half. */
export const LARGE_REGION_THROUGHPUT: Throughput = { records: 500_000, requests: 2000, bytes: 5 * 1024 * 1024 };

/** Counts what is put to one stream against its throughput, by the virtual clock. */
export class PutLimits {
  readonly #records: RateLimit;
  readonly #requests: RateLimit;
  readonly #bytes: RateLimit;

  constructor(throughput: Throughput) {
    this.#records = new RateLimit(throughput.records);
    this.#requests = new RateLimit(throughput.requests);
    this.#bytes = new RateLimit(throughput.bytes);
  }

  /** Takes a request's share; false when there is none left. */
  admitRequest(nowMs: number): boolean {
    if (!this.#requests.allows(1, nowMs)) return false;
    this.#requests.use(1, nowMs);
    return true;
  }

  /** Takes a record's share; false when there is none left. */
  admitRecord(bytes: number, nowMs: number): boolean {
    if (!this.#records.allows(1, nowMs) || !this.#bytes.allows(bytes, nowMs)) return false;
    this.#records.use(1, nowMs);
    this.#bytes.use(bytes, nowMs);
    return true;
  }
}
