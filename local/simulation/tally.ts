/** Counters of a simulation: who waited how long in which interval, and how many of something there were at once. */
import type { QueueFigures } from "./result";

/** How a contact left its queue. */
export type Departure = "handled" | "abandoned" | "left";

/** The waits of one queue in one interval, or of several. */
export class Waits {
  private readonly times: number[] = [];
  private sum = 0;
  private answerSum = 0;
  private handled = 0;
  private handledInTime = 0;
  private abandoned = 0;
  private left = 0;
  peakWaiting = 0;

  constructor(private readonly withinMs: number) {}

  add(departure: Departure, waitMs: number): void {
    this.times.push(waitMs);
    this.sum += waitMs;
    this[departure]++;
    if (departure !== "handled") return;
    this.answerSum += waitMs;
    if (waitMs <= this.withinMs) this.handledInTime++;
  }

  figures(): QueueFigures {
    const { times, handled, abandoned, left, peakWaiting } = this;
    const offered = times.length;
    const sorted = Float64Array.from(times).sort();
    const quantile = (share: number): number => rounded((sorted[Math.ceil(share * offered) - 1] ?? 0) / 1_000);
    return {
      offered,
      handled,
      abandoned,
      left,
      serviceLevel: offered === 0 ? 1 : this.handledInTime / offered,
      abandonment: offered === 0 ? 0 : abandoned / offered,
      meanWait: offered === 0 ? 0 : this.sum / offered / 1_000,
      meanAnswer: handled === 0 ? 0 : this.answerSum / handled / 1_000,
      waits: { p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99) },
      peakWaiting,
    };
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

/** Waits by interval of the time of queueing, and all of them together. */
export class WaitsByInterval {
  readonly total: Waits;
  readonly intervals: readonly Waits[];

  constructor(intervals: number, withinMs: number) {
    this.total = new Waits(withinMs);
    this.intervals = Array.from({ length: intervals }, () => new Waits(withinMs));
  }

  add(interval: number, departure: Departure, waitMs: number): void {
    this.total.add(departure, waitMs);
    this.intervals[interval]?.add(departure, waitMs);
  }

  waiting(interval: number, count: number): void {
    const one = this.intervals[interval];
    if (one === undefined) return;
    one.peakWaiting = Math.max(one.peakWaiting, count);
    this.total.peakWaiting = Math.max(this.total.peakWaiting, count);
  }
}

/** How many of something there are at once, and the most of each interval. */
export class Peak {
  private count = 0;
  readonly intervals: number[];
  /** The interval counted in; before the first one none. */
  private at = -1;

  /** @param clock which interval it is now; outside of all of them nothing is noted */
  constructor(
    intervals: number,
    private readonly clock: () => number,
  ) {
    this.intervals = Array.from({ length: intervals }, () => 0);
  }

  change(by: number): void {
    this.reach();
    this.count += by;
    const now = this.clock();
    if (now >= 0 && now < this.intervals.length) this.note();
  }

  /** Carries the count on into intervals in which nothing changed. */
  private reach(): void {
    const now = Math.min(this.clock(), this.intervals.length - 1);
    while (this.at < now) {
      this.at++;
      this.note();
    }
  }

  get most(): number {
    return Math.max(0, ...this.intervals);
  }

  private note(): void {
    this.intervals[this.at] = Math.max(this.intervals[this.at] ?? 0, this.count);
  }
}

/** Milliseconds of something in each interval. */
export class TimeByInterval {
  readonly intervals: number[];

  constructor(
    intervals: number,
    private readonly startMs: number,
    private readonly intervalMs: number,
    private readonly endMs: number,
  ) {
    this.intervals = Array.from({ length: intervals }, () => 0);
  }

  /** Adds a stretch of time; what lies outside the simulated time does not count. */
  add(fromMs: number, toMs: number): void {
    const end = Math.min(toMs, this.endMs);
    for (let at = Math.max(fromMs, this.startMs); at < end;) {
      const interval = Math.floor((at - this.startMs) / this.intervalMs);
      const next = Math.min(end, this.startMs + (interval + 1) * this.intervalMs);
      this.intervals[interval] = (this.intervals[interval] ?? 0) + next - at;
      at = next;
    }
  }

  get total(): number {
    return this.intervals.reduce((sum, ms) => sum + ms, 0);
  }
}
