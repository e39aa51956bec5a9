/** When a centre can be called: a demonstration of a closed one would be short. */
import type { Clock } from "../clock";

/** Hours of operation, as far as they matter here. */
export interface Hours {
  /** @param atMs epoch milliseconds */
  isOpen(atMs: number): boolean;
}

const QUARTER_MS = 15 * 60_000;

/** How far ahead to look: beyond the longest holidays. */
const AHEAD_MS = 28 * 24 * 60 * 60_000;

/**
 * Moves the clock to the next quarter of an hour at which all hours of operation are open, if they are not now.
 *
 * @returns whether it moved; it stays where there is no such time within four weeks
 */
export async function waitForOpening(clock: Clock, hours: readonly Hours[]): Promise<boolean> {
  const start = clock.now();
  const open = (at: number) => hours.every((one) => one.isOpen(at));
  if (open(start)) {
    return false;
  }
  for (let at = Math.ceil(start / QUARTER_MS) * QUARTER_MS; at <= start + AHEAD_MS; at += QUARTER_MS) {
    if (open(at)) {
      await clock.runUntil(at);
      return true;
    }
  }
  return false;
}
