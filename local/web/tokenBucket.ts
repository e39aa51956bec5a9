/** A token bucket: so many at once, and so many a second from then on. */

/** Counts what is taken against what flows in. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /**
   * @param burst most tokens it holds; it begins full
   * @param rate tokens a second
   * @param now epoch milliseconds
   */
  constructor(
    private readonly burst: number,
    private readonly rate: number,
    now: number,
  ) {
    this.tokens = burst;
    this.filledAt = now;
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    const flown = (Math.max(0, now - this.filledAt) * this.rate) / 1_000;
    this.tokens = Math.min(this.burst, this.tokens + flown);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
