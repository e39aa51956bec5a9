/** Records that are gathered for one object. */

/** What becomes one object. */
export interface Batch {
  /** The records with what was put behind each, not compressed. */
  readonly body: Buffer;
  readonly records: number;
  /** Arrival of the oldest record, epoch milliseconds. */
  readonly since: number;
}

/** Gathers records in the order they arrive. */
export class RecordBuffer {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #records = 0;
  #since: number | undefined;

  /** @param delimiter Put behind each record. */
  constructor(private readonly delimiter: string) {}

  /** Bytes gathered, before compression. */
  get bytes(): number {
    return this.#bytes;
  }

  get records(): number {
    return this.#records;
  }

  /** Arrival of the oldest record; undefined when there is none. */
  get since(): number | undefined {
    return this.#since;
  }

  add(data: Uint8Array, arrivedAt: number): void {
    // A copy: the producer may use its bytes again.
    const bytes = Buffer.concat([data, Buffer.from(this.delimiter)]);
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    this.#records += 1;
    this.#since = Math.min(this.#since ?? arrivedAt, arrivedAt);
  }

  /** Takes everything out; undefined when there is nothing. */
  take(): Batch | undefined {
    if (this.#since === undefined) return undefined;
    const batch = { body: Buffer.concat(this.#chunks), records: this.#records, since: this.#since };
    this.#chunks = [];
    this.#bytes = 0;
    this.#records = 0;
    this.#since = undefined;
    return batch;
  }
}
