/**
 * The one clock of a local run. Time is virtual: nothing happens by itself, `advance` moves time from timer to timer, and
 * real work in progress (a handler in a worker thread) makes virtual time stand still until it is done. An hour of traffic
 * therefore takes as long as its work takes, and the same seed gives the same hour twice.
 */

/** Something that will happen once at a virtual time, unless it is cancelled first. */
export interface Timer {
  /** When it fires, milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  /** Takes the timer off the clock; harmless when it has fired or was cancelled. */
  cancel(): void;
}

/** Fires due timers in order of time; timers for the same instant fire in the order they were scheduled. */
export class Clock {
  private time: number;
  private sequence = 0;
  /** Binary heap ordered by time, then by sequence; every timer knows its place, so cancelling leaves nothing behind. */
  private readonly heap: HeapTimer[] = [];
  private pending = 0;
  private waiters: (() => void)[] = [];
  private turn: Promise<void> = Promise.resolve();

  /**
   * @param startMs virtual time to start at, milliseconds since 1970-01-01T00:00:00Z
   * @throws RangeError when startMs is not a finite number
   */
  constructor(startMs: number) {
    if (!Number.isFinite(startMs)) {
      throw new RangeError(`A clock starts at a finite number of epoch milliseconds; it was given ${startMs}.`);
    }
    this.time = startMs;
  }

  /** Virtual time now, epoch milliseconds. */
  now(): number {
    return this.time;
  }

  /** Runs `run` at a virtual time; a time already past means "at the next advance, before anything later". */
  schedule(atMs: number, run: () => void): Timer {
    if (Number.isNaN(atMs)) throw new RangeError("A timer needs a time in epoch milliseconds; it was given NaN.");
    const timer = new HeapTimer(this.heap, Math.max(atMs, this.time), this.sequence++, run);
    timer.insert();
    return timer;
  }

  /** Runs `run` after `delayMs` of virtual time. */
  after(delayMs: number, run: () => void): Timer {
    return this.schedule(this.time + delayMs, run);
  }

  /** The time of the next timer, or undefined when nothing is scheduled. */
  nextAt(): number | undefined {
    return this.heap[0]?.at;
  }

  /** Moves time on by `ms`, firing what falls due. Overlapping calls run one after the other, each its full span. */
  advance(ms: number): Promise<void> {
    if (!(ms >= 0) || !Number.isFinite(ms)) {
      return Promise.reject(new RangeError(`Time moves forward by a finite number of milliseconds; not by ${ms}.`));
    }
    return this.enqueue(() => this.run(this.time + ms));
  }

  /** Moves time to `atMs` (no effect when that is past), firing what falls due. */
  runUntil(atMs: number): Promise<void> {
    if (!Number.isFinite(atMs)) {
      return Promise.reject(new RangeError(`runUntil needs a finite time in epoch milliseconds; not ${atMs}.`));
    }
    return this.enqueue(() => this.run(atMs));
  }

  /** Declares real work in progress: virtual time stands still until it has settled and its followers have run. */
  busy<T>(work: Promise<T>): Promise<T> {
    this.pending++;
    const release = (): void => {
      if (--this.pending > 0) return;
      const waiters = this.waiters;
      this.waiters = [];
      for (const wake of waiters) wake();
    };
    work.then(release, release);
    return work;
  }

  /** Resolves once no real work is pending; work started by the followers of finished work counts too. */
  async idle(): Promise<void> {
    while (this.pending > 0) {
      await new Promise<void>((wake) => this.waiters.push(wake));
      // One macrotask lets every promise reaction of the finished work run, however long its chain.
      await new Promise<void>((wake) => setImmediate(wake));
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async run(until: number): Promise<void> {
    if (this.pending > 0) await this.idle();
    for (let next = this.heap[0]; next !== undefined && next.at <= until; next = this.heap[0]) {
      this.time = next.at;
      next.cancel();
      next.run();
      if (this.pending > 0) await this.idle();
    }
    if (until > this.time) this.time = until;
  }
}

class HeapTimer implements Timer {
  private index = -1;

  constructor(
    private readonly heap: HeapTimer[],
    readonly at: number,
    private readonly sequence: number,
    readonly run: () => void,
  ) {}

  insert(): void {
    this.heap.push(this);
    this.index = this.heap.length - 1;
    this.rise();
  }

  cancel(): void {
    if (this.index < 0) return;
    const last = this.heap.pop();
    if (last !== undefined && last !== this) {
      last.moveTo(this.index);
      last.rise();
      last.sink();
    }
    this.index = -1;
  }

  private before(other: HeapTimer): boolean {
    return this.at < other.at || (this.at === other.at && this.sequence < other.sequence);
  }

  private moveTo(index: number): void {
    this.heap[index] = this;
    this.index = index;
  }

  private rise(): void {
    while (this.index > 0) {
      const at = (this.index - 1) >> 1;
      const parent = this.heap[at];
      if (parent === undefined || !this.before(parent)) return;
      parent.moveTo(this.index);
      this.moveTo(at);
    }
  }

  private sink(): void {
    for (;;) {
      const at = 2 * this.index + 1;
      const left = this.heap[at];
      if (left === undefined) return;
      const right = this.heap[at + 1];
      const child = right !== undefined && right.before(left) ? right : left;
      if (!child.before(this)) return;
      const childIndex = child.index;
      child.moveTo(this.index);
      this.moveTo(childIndex);
    }
  }
}
