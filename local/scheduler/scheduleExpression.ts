/** When a schedule fires: `rate(5 minutes)`, `cron(0 3 * * ? *)` or `at(2026-03-02T09:00:00)`, in its time zone. */
import { TimeZone } from "../connect/zonedTime";
import { parseCron, type Cron } from "./cron";

/** A schedule expression that was read. */
export interface ScheduleTimes {
  /** The first firing after an instant, or undefined when there is none any more; epoch milliseconds. */
  after(instant: number): number | undefined;
  /** Whether it fires once only. */
  readonly once: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: DAY };
/** Years a cron expression is searched for its next date; one that has none by then has none. */
const YEARS_AHEAD = 40;

/**
 * Reads an expression.
 * @param origin What the firings of a rate are counted from, epoch milliseconds.
 * @throws Error that says what is wrong with the expression or the time zone
 */
export function parseSchedule(expression: string, timeZone = "UTC", origin = 0): ScheduleTimes {
  const [, kind, text = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  const zone = zoneNamed(timeZone);
  switch (kind) {
    case "rate":
      return rateOf(text, origin);
    case "cron":
      return cronTimes(parseCron(text), zone);
    case "at":
      return onceAt(text, zone);
    default:
      throw new Error(`"${expression}" is no schedule; write rate(…), cron(…) or at(yyyy-mm-ddThh:mm:ss)`);
  }
}

function zoneNamed(name: string): TimeZone {
  try {
    return new TimeZone(name);
  } catch {
    throw new Error(`time zone "${name}" is not known; give an IANA name such as America/Los_Angeles`);
  }
}

function rateOf(text: string, origin: number): ScheduleTimes {
  const [, count = "", unit = ""] = /^(\d+)\s+(minute|hour|day)s?$/.exec(text.trim()) ?? [];
  const every = Number(count) * (UNIT_MS[unit] ?? 0);
  if (every <= 0) {
    throw new Error(`rate(${text}) is no rate; write a whole number from 1 and minutes, hours or days`);
  }
  return { once: false, after: (instant) => origin + (Math.floor((instant - origin) / every) + 1) * every };
}

function onceAt(text: string, zone: TimeZone): ScheduleTimes {
  const wall = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  if (Number.isNaN(wall)) throw new Error(`at(${text}) is no date; write at(yyyy-mm-ddThh:mm:ss)`);
  const at = instantOf(wall, zone);
  return { once: true, after: (instant) => (at !== undefined && at > instant ? at : undefined) };
}

function cronTimes(cron: Cron, zone: TimeZone): ScheduleTimes {
  return { once: false, after: (instant) => nextOf(cron, zone, instant) };
}

/**
 * The next firing. A time the clocks skip in spring does not fire; one they show twice in autumn fires once, the first time.
 */
function nextOf(cron: Cron, zone: TimeZone, instant: number): number | undefined {
  const first = new Date(wallClock(instant, zone));
  const firstYear = first.getUTCFullYear();
  for (const year of cron.years) {
    if (year < firstYear || year > firstYear + YEARS_AHEAD) continue;
    for (const month of cron.months) {
      if (year === firstYear && month < first.getUTCMonth() + 1) continue;
      for (const day of cron.daysIn(year, month)) {
        const midnight = Date.UTC(year, month - 1, day);
        // A day too early does no harm: what lies before the instant is passed over below.
        if (midnight < first.getTime() - 2 * DAY) continue;
        const next = firstOnDay(cron, zone, midnight, instant);
        if (next !== undefined) return next;
      }
    }
  }
  return undefined;
}

function firstOnDay(cron: Cron, zone: TimeZone, midnight: number, after: number): number | undefined {
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      const at = instantOf(midnight + (hour * 60 + minute) * MINUTE, zone);
      if (at !== undefined && at > after) return at;
    }
  }
  return undefined;
}

/** What the zone's clocks show, as if it were UTC; to the minute. */
function wallClock(instant: number, zone: TimeZone): number {
  const { day, minute } = zone.localTime(instant);
  return day * DAY + minute * MINUTE;
}

/** The first instant the zone's clocks show a wall time; undefined when they skip it. */
function instantOf(wall: number, zone: TimeZone): number | undefined {
  const minute = Math.floor(wall / MINUTE) * MINUTE;
  // Offsets a day before and after are the two that can hold around a change.
  const offsets = [wall - DAY, wall + DAY].map((at) => wallClock(at, zone) - Math.floor(at / MINUTE) * MINUTE);
  const candidates = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
  return candidates.find((at) => wallClock(at, zone) === minute);
}
