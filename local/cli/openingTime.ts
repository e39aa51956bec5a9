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

const DAY_MS = 24 * 60 * 60_000;
/** Morning and noon, minutes since midnight. */
const MORNING = 7 * 60;
const NOON = 12 * 60;

/** Hours of operation, and the time zone people think of them in. */
export interface LocalHours extends Hours {
  readonly zone: { localTime(atMs: number): { readonly minute: number } };
}

/**
 * Moves the clock to the next 07:00, by the first hours' time zone, of a day on which all hours are open at noon; to the next
 * 07:00 there is when no such day is within four weeks.
 */
export async function waitForMorning(clock: Clock, hours: readonly LocalHours[]): Promise<void> {
  const [first] = hours;
  const minuteOf = (at: number): number => first?.zone.localTime(at).minute ?? Math.floor((at % DAY_MS) / 60_000);
  const now = Math.ceil(clock.now() / 60_000) * 60_000;
  const today = now + (MORNING - minuteOf(now)) * 60_000;
  let chosen: number | undefined;
  for (let day = today < now ? 1 : 0; day * DAY_MS <= AHEAD_MS; day++) {
    const near = today + day * DAY_MS;
    // Where clocks have changed since, an hour is missing or left over.
    const morning = near + (MORNING - minuteOf(near)) * 60_000;
    chosen ??= morning;
    if (!hours.every((one) => one.isOpen(morning + (NOON - MORNING) * 60_000))) continue;
    chosen = morning;
    break;
  }
  if (chosen !== undefined) await clock.runUntil(chosen);
}
