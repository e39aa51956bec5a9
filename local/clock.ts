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

/** Children of each node of the heap: four keys fill half a cache line, and the heap is half as deep as a binary one. */
const BRANCHES = 4;

/** Timers a heap has room for at first; it doubles when they are more. */
const ROOM = 64;

/** Fires due timers in order of time; timers for the same instant fire in the order they were scheduled. */
export class Clock {
  private time: number;
  private readonly heap = new TimerHeap();
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
    return this.heap.add(atMs > this.time ? atMs : this.time, run);
  }

  /** Runs `run` after `delayMs` of virtual time. */
  after(delayMs: number, run: () => void): Timer {
    return this.schedule(this.time + delayMs, run);
  }

  /** The time of the next timer, or undefined when nothing is scheduled. */
  nextAt(): number | undefined {
    return this.heap.first?.at;
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

  /** Whether virtual time stands still for real work. */
  get isBusy(): boolean {
    return this.pending > 0;
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
    for (let next = this.heap.dueBy(until); next !== undefined; next = this.heap.dueBy(until)) {
      this.time = next.at;
      next.cancel();
      next.run();
      if (this.pending > 0) await this.idle();
    }
    if (until > this.time) this.time = until;
  }
}

class HeapTimer implements Timer {
  constructor(
    private readonly heap: TimerHeap,
    readonly at: number,
    readonly sequence: number,
    readonly run: () => void,
    /** Where it is in the heap; negative once it is off the clock. */
    public place: number,
  ) {}

  cancel(): void {
    const { place } = this;
    if (place < 0) return;
    this.place = -1;
    this.heap.removeAt(place);
  }
}

/**
 * Heap ordered by time, then by sequence; every timer knows its place, so cancelling leaves nothing behind. Times stand
 * beside the timers in an array of their own: ordering then reads one stretch of memory, not one timer after the other.
 */
class TimerHeap {
  private readonly timers: HeapTimer[] = [];
  private times = new Float64Array(ROOM);
  private sequence = 0;

  get first(): HeapTimer | undefined {
    return this.timers[0];
  }

  /** The first timer, when it fires at `until` or earlier. */
  dueBy(until: number): HeapTimer | undefined {
    return this.timers.length > 0 && this.timeAt(0) <= until ? this.timers[0] : undefined;
  }

  add(at: number, run: () => void): HeapTimer {
    const place = this.timers.length;
    const timer = new HeapTimer(this, at, this.sequence++, run, place);
    this.timers.push(timer);
    if (place >= this.times.length) {
      const times = new Float64Array(2 * place);
      times.set(this.times);
      this.times = times;
    }
    this.rise(timer, place);
    return timer;
  }

  removeAt(place: number): void {
    const last = this.timers.pop();
    if (last === undefined || place === this.timers.length) return;
    if (place > 0 && this.before(last, this.parentOf(place))) this.rise(last, place);
    else this.sink(last, place);
  }

  private timeAt(place: number): number {
    return this.times[place] ?? Number.POSITIVE_INFINITY;
  }

  private parentOf(place: number): number {
    return (place - 1) >> 2;
  }

  private before(timer: HeapTimer, place: number): boolean {
    const at = this.timeAt(place);
    return timer.at < at || (timer.at === at && timer.sequence < (this.timers[place]?.sequence ?? 0));
  }

  private put(timer: HeapTimer, place: number): void {
    this.timers[place] = timer;
    this.times[place] = timer.at;
    timer.place = place;
  }

  /** Puts a timer into the free place, or above it. */
  private rise(timer: HeapTimer, free: number): void {
    let place = free;
    while (place > 0) {
      const above = this.parentOf(place);
      const parent = this.timers[above];
      if (parent === undefined || !this.before(timer, above)) break;
      this.put(parent, place);
      place = above;
    }
    this.put(timer, place);
  }

  /** Puts a timer into the free place, or below it. */
  private sink(timer: HeapTimer, free: number): void {
    let place = free;
    for (;;) {
      const first = BRANCHES * place + 1;
      const child = this.timers[this.earliest(first, Math.min(first + BRANCHES, this.timers.length))];
      if (child === undefined || this.before(timer, child.place)) break;
      const below = child.place;
      this.put(child, place);
      place = below;
    }
    this.put(timer, place);
  }

  /** The place of the earliest of some timers. */
  private earliest(from: number, to: number): number {
    let best = from;
    for (let place = from + 1; place < to; place++) {
      const at = this.timeAt(place);
      const least = this.timeAt(best);
      if (at < least || (at === least && this.comesFirst(place, best))) best = place;
    }
    return best;
  }

  private comesFirst(one: number, other: number): boolean {
    return (this.timers[one]?.sequence ?? 0) < (this.timers[other]?.sequence ?? 0);
  }
}
