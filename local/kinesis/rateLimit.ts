/** Limits per second, by the virtual clock. */

/** Something of which so much is had per second, and a second's worth at once. */
export class RateLimit {
  #left: number;
  #atMs = -Infinity;

  constructor(readonly perSecond: number) {
    this.#left = perSecond;
  }

  /** Whether an amount is to be had; more than a second's worth is, when nothing of that was used. */
  allows(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#left >= Math.min(amount, this.perSecond);
  }

  /** Whether anything is left. */
  isOpen(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#left > 0;
  }

  /** Uses an amount, be it more than is left: that is made up for later. */
  use(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#left -= amount;
  }

  #refill(nowMs: number): void {
    if (nowMs <= this.#atMs) return;
    const gained = ((nowMs - this.#atMs) / 1000) * this.perSecond;
    this.#left = Math.min(this.perSecond, this.#left + gained);
    this.#atMs = nowMs;
  }
}
