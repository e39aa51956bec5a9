/** What stays readable of a run: everything, or the last so many. */

/** The last `limit` of what is added. */
export class History<T> {
  private readonly items: T[] = [];
  private added = 0;

  /** @param limit how many are kept; Infinity keeps all */
  constructor(private readonly limit: number) {}

  add(item: T): void {
    // Overwriting in place leaves no long-lived garbage that would keep what it points to alive.
    if (this.items.length < this.limit) this.items.push(item);
    else if (this.limit > 0) this.items[this.added % this.limit] = item;
    this.added++;
  }

  /** Oldest first. */
  get all(): readonly T[] {
    if (this.added <= this.items.length) return this.items;
    const oldest = this.added % this.limit;
    return [...this.items.slice(oldest), ...this.items.slice(0, oldest)];
  }
}
