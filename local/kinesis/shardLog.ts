/** The records of one shard in the order they arrived, from the oldest that is kept. */

/** What every stream's records have. */
export interface LogRecord {
  /** Decimal digits; of one stream all numbers are equally long, so that text order is number order. */
  readonly sequenceNumber: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** Records of one key are handled in order. */
  readonly partitionKey: string;
  /** Size that counts against limits. */
  readonly bytes: number;
}

/** Room at the front of a log that is given back at once. */
const COMPACT_AT = 1024;

/** Append only; positions are sequence numbers, and reading begins after one. */
export class ShardLog<R extends LogRecord> {
  #records: R[] = [];
  #head = 0;
  #last = "";

  /** Sequence number of the newest record ever appended; empty when there was none. */
  get last(): string {
    return this.#last;
  }

  /** Records kept. */
  get size(): number {
    return this.#records.length - this.#head;
  }

  append(record: R): void {
    this.#records.push(record);
    this.#last = record.sequenceNumber;
  }

  /** Records after a position, oldest first: at most so many, and as many bytes unless the first alone has more. */
  read(after: string, most: number, maxBytes: number): R[] {
    const from = this.#indexAfter(after);
    let bytes = 0;
    let to = from;
    for (; to < this.#records.length && to - from < most; to++) {
      bytes += this.#records[to]?.bytes ?? 0;
      if (bytes > maxBytes && to > from) break;
    }
    return this.#records.slice(from, to);
  }

  /** How many records follow a position. */
  countAfter(after: string): number {
    return this.#records.length - this.#indexAfter(after);
  }

  /** The oldest record after a position. */
  firstAfter(after: string): R | undefined {
    return this.#records[this.#indexAfter(after)];
  }

  /** The position after which the records that arrived at `atMs` or later follow. */
  positionAt(atMs: number): string {
    const index = this.#search(({ arrivedAt }) => arrivedAt >= atMs);
    if (index > this.#head) return this.#records[index - 1]?.sequenceNumber ?? "";
    return this.size > 0 ? "" : this.#last;
  }

  /** Forgets what arrived before `beforeMs`. */
  trim(beforeMs: number): void {
    this.#head = this.#search(({ arrivedAt }) => arrivedAt >= beforeMs);
    if (this.#head < COMPACT_AT || this.#head * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }

  #indexAfter(after: string): number {
    return this.#search(({ sequenceNumber }) => sequenceNumber > after);
  }

  /** Index of the first kept record for which the condition holds, as it does for all that follow. */
  #search(condition: (record: R) => boolean): number {
    let low = this.#head;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = this.#records[middle];
      if (record === undefined || condition(record)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
