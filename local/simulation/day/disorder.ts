/** What streams do to records: some come twice, and none need come in order. Follows from the seed. */
import { fraction } from "../../connect/random";

/** Records that are held back at most, so that memory stays bounded. */
const HELD = 400;

const PLACES = 0x5d8;
const TWICE = 0x5d9;

/** A record on its way. */
export interface Travelling {
  readonly text: string;
  /** When it arrives, epoch milliseconds. */
  readonly at: number;
}

/** Lets records overtake one another. */
export class Disorder {
  private readonly held: Travelling[] = [];
  private count = 0;

  /** @param twice share of the records that come again */
  constructor(
    private readonly seed: number,
    private readonly twice: number,
  ) {}

  /** Takes a record in, and gives those that arrive now. */
  *pass(record: Travelling): Generator<Travelling> {
    const count = this.count++;
    const again = fraction(this.seed, TWICE, count) < this.twice;
    for (const one of again ? [record, record] : [record]) {
      if (this.held.length < HELD) {
        this.held.push(one);
        continue;
      }
      const place = Math.floor(fraction(this.seed, PLACES, 2 * count + (one === record ? 0 : 1)) * HELD);
      const other = this.held[place];
      this.held[place] = one;
      if (other !== undefined) yield { ...other, at: record.at };
    }
  }

  /** Those still held back, last first. */
  rest(): Travelling[] {
    return this.held.splice(0).reverse();
  }
}
