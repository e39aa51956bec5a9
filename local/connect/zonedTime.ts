/** Wall-clock time in an IANA time zone, from Node's own time zone data, daylight saving included. */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Offsets change at quarter-hour boundaries at most; one look-up serves the whole quarter. */
const QUARTER = 15 * MINUTE;

/** A calendar day and a time of day as people in the zone read them. */
export interface LocalTime {
  /** Days since 1970-01-01 of the local calendar date. */
  readonly day: number;
  /** 0 (Sunday) to 6. */
  readonly weekday: number;
  /** Minutes since local midnight, 0 to 1439. */
  readonly minute: number;
}

/** Days since 1970-01-01 of a `YYYY-MM-DD` date, or undefined when it is not a date. */
export function parseDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? undefined : ms / DAY;
}

/** One IANA time zone. */
export class TimeZone {
  private readonly format: Intl.DateTimeFormat;
  private quarter = Number.NaN;
  private offset = 0;

  /** @throws RangeError when the zone is not a known IANA name */
  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  }

  /** What calendars and clocks in the zone show at an instant (epoch milliseconds). */
  localTime(atMs: number): LocalTime {
    const local = atMs + this.offsetAt(atMs);
    const day = Math.floor(local / DAY);
    return { day, weekday: (((day + 4) % 7) + 7) % 7, minute: Math.floor((local - day * DAY) / MINUTE) };
  }

  /** Milliseconds the zone is ahead of UTC at an instant. */
  private offsetAt(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER);
    if (quarter !== this.quarter) {
      const at = quarter * QUARTER;
      const parts: Record<string, number> = {};
      for (const { type, value } of this.format.formatToParts(at)) parts[type] = Number(value);
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
      this.offset = Date.UTC(year, month - 1, day, hour, minute) - at;
      this.quarter = quarter;
    }
    return this.offset;
  }
}
