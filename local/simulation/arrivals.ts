/** When callers dial: at random through an hour, or along the curve of a day. */
import type { Chance } from "./distribution";

/** How many call, and when. */
export interface Arrivals {
  /** Calls expected in each interval of the simulated time; the last one holds for whatever follows. */
  readonly callsPerInterval: readonly number[];
  /** `poisson` (default): as many as chance brings. `exact`: that many in each interval, at random moments. */
  readonly process?: "poisson" | "exact";
}

/** Streams of chance that arrivals draw from. */
const GAPS = 11;
const MOMENTS = 12;

/**
 * Moments at which callers dial, in seconds from the start, in order.
 * @param intervalSeconds length of an interval
 * @param seconds moments from here on are left out
 */
export function* arrivalTimes(
  { callsPerInterval, process = "poisson" }: Arrivals,
  intervalSeconds: number,
  seconds: number,
  source: Chance,
): Generator<number> {
  const expected = (interval: number): number => callsPerInterval[Math.min(interval, callsPerInterval.length - 1)] ?? 0;
  if (process === "exact") yield* exactTimes(expected, intervalSeconds, seconds, source);
  else yield* poissonTimes(expected, intervalSeconds, seconds, source);
}

/** A steady stream of rate one, stretched so that each interval gets its share of it. */
function* poissonTimes(
  expected: (interval: number) => number,
  intervalSeconds: number,
  seconds: number,
  source: Chance,
): Generator<number> {
  let interval = 0;
  /** Calls expected before this interval. */
  let before = 0;
  let steady = 0;
  for (let count = 0; ; count++) {
    steady -= Math.log1p(-source(GAPS, count));
    while (steady >= before + expected(interval)) {
      before += expected(interval);
      interval++;
      if (interval * intervalSeconds >= seconds) return;
    }
    const at = (interval + (steady - before) / expected(interval)) * intervalSeconds;
    if (at >= seconds) return;
    yield at;
  }
}

function* exactTimes(
  expected: (interval: number) => number,
  intervalSeconds: number,
  seconds: number,
  source: Chance,
): Generator<number> {
  let count = 0;
  for (let interval = 0; interval * intervalSeconds < seconds; interval++) {
    const moments = Array.from({ length: Math.round(expected(interval)) }, () => source(MOMENTS, count++));
    for (const moment of moments.sort((a, b) => a - b)) {
      const at = (interval + moment) * intervalSeconds;
      if (at < seconds) yield at;
    }
  }
}
