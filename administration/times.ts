/** From when until when a change may hold. */
import { type Problem, shown } from "./problem";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Most days a closure lasts. */
export const LONGEST_CLOSURE_DAYS = 31;

/** How long ago a start may lie and still count as at once: somebody took that long to say why. */
const GRACE_MS = 10 * MINUTE_MS;

/** When a change holds, as it is kept. */
export interface Period {
  from?: string;
  until?: string;
}

/** A time as changes have it: ISO 8601 in UTC, to the second. */
export const timeText = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

/** A time as changes have it, in epoch milliseconds; NaN when it is none. Fractions of a second are left out. */
export const readTime = (value: unknown): number => {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)) return NaN;
  const time = Date.parse(`${value.slice(0, 19)}Z`);
  // A day that its month does not have is read as one of the next.
  return Number.isNaN(time) || timeText(time).slice(0, 19) !== value.slice(0, 19) ? NaN : time;
};

const FORM = "a time in UTC, such as 2026-03-04T12:00:00Z";

/** Checks when a change is to hold. @param closes whether it closes a queue or the centre */
export const checkPeriod = (from: unknown, until: unknown, closes: boolean, now: number): Period | Problem[] => {
  const [start, end] = [readTime(from), readTime(until)];
  if (from !== undefined && Number.isNaN(start)) return [{ path: "from", given: shown(from), allowed: FORM }];
  if (until !== undefined && Number.isNaN(end)) return [{ path: "until", given: shown(until), allowed: FORM }];
  if (start < now - GRACE_MS) {
    return [{ path: "from", given: `${timeText(start)}, which is over`, allowed: "a later time, or none for at once" }];
  }
  const begins = start > now ? start : now;
  if (end <= begins) {
    const allowed = `a time after ${timeText(begins)}`;
    return [{ path: "until", given: `${timeText(end)}, before it begins`, allowed }];
  }
  const latest = timeText(begins + LONGEST_CLOSURE_DAYS * DAY_MS);
  const allowed = `an end at ${latest} at the latest: nothing stays closed by accident`;
  if (closes && until === undefined) return [{ path: "until", given: "no end", allowed }];
  if (closes && end > begins + LONGEST_CLOSURE_DAYS * DAY_MS) return [{ path: "until", given: timeText(end), allowed }];
  return {
    ...(start > now ? { from: timeText(start) } : {}),
    ...(until === undefined ? {} : { until: timeText(end) }),
  };
};
