/** Sequence numbers: they rise with every record of a stream, and all have the same number of digits. */

/** Digits of a sequence number of Kinesis. */
const KINESIS_DIGITS = 56;
const TIME_DIGITS = 15;

/** The sequence numbers of one stream. */
export class SequenceNumbers {
  #count = 0;
  #atMs = -1;
  #prefix = "";

  /**
   * @param start Digits all numbers begin with; the first is not zero.
   * @param digits Length of a number.
   */
  constructor(
    private readonly start = "49",
    private readonly digits = KINESIS_DIGITS,
  ) {}

  /** The next number; `nowMs` never goes back. */
  next(nowMs: number): string {
    if (nowMs !== this.#atMs) {
      this.#atMs = nowMs;
      this.#prefix = this.start + String(Math.floor(nowMs)).padStart(TIME_DIGITS, "0");
    }
    this.#count += 1;
    return this.#prefix + String(this.#count).padStart(this.digits - this.#prefix.length, "0");
  }
}

/** The number right before another, as long as it; what follows it begins with the other. */
export function before(sequenceNumber: string): string {
  return String(BigInt(sequenceNumber) - 1n).padStart(sequenceNumber.length, "0");
}
