/** Chance of one fuzzed document: a pure function of the seed and the document's number, so that each can be made again. */
import { fraction } from "../../local/connect/random";

/** Dice that fall the same way every time. */
export class Dice {
  private thrown = 0;

  constructor(
    readonly seed: number,
    readonly number: number,
  ) {}

  /** A number in [0, 1). */
  next(): number {
    return fraction(this.seed, this.number, this.thrown++);
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined && list.length === 0) throw new Error("There is nothing to pick from.");
    return picked as T;
  }
}
