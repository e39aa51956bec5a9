/** A list kept in order by a key that does not change while an entry is in it. */

/** Entries in order of `compare`, which must be a total order (never 0 for two different entries). */
export class SortedList<T> {
  private readonly entries: T[] = [];

  constructor(private readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.entries.length;
  }

  get first(): T | undefined {
    return this.entries[0];
  }

  [Symbol.iterator](): Iterator<T> {
    return this.entries[Symbol.iterator]();
  }

  add(entry: T): void {
    const { entries } = this;
    const last = entries[entries.length - 1];
    // Most come after everybody who is there already.
    if (last === undefined || this.compare(last, entry) < 0) entries.push(entry);
    else entries.splice(this.placeOf(entry), 0, entry);
  }

  /** Harmless when the entry is not in the list. */
  remove(entry: T): void {
    const { entries } = this;
    if (entries.length === 0) return;
    // Most go when it is their turn.
    if (entries[0] === entry) {
      entries.shift();
      return;
    }
    const at = this.placeOf(entry);
    if (entries[at] === entry) entries.splice(at, 1);
  }

  /** Index of the first entry not before the given one. */
  private placeOf(entry: T): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.entries[middle];
      if (at !== undefined && this.compare(at, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
