/** Calendar days as numbers: days since 1970-01-01, without time or zone. */

const DAY_MS = 86_400_000;

/** A day of the calendar. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The day of a date; undefined when the calendar has none, such as 31 April. */
export function dayOf({ year, month, day }: CalendarDate): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? Math.floor(ms / DAY_MS) : undefined;
}

/** The date of a day. */
export function dateOf(day: number): CalendarDate {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** A day as `YYYY-MM-DD`. */
export function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 (Sunday) to 6. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The same day some months on; the last of the month when the month is shorter. */
export function monthsOn(day: number, months: number): number {
  const { year, month, day: dayOfMonth } = dateOf(day);
  const first = Math.floor(Date.UTC(year, month - 1 + months, 1) / DAY_MS);
  const last = Math.floor(Date.UTC(year, month + months, 0) / DAY_MS);
  return Math.min(first + dayOfMonth - 1, last);
}

/** The first day from `today` on that has this number in its month. */
export function nextDayOfMonth(today: number, dayOfMonth: number): number | undefined {
  const { year, month } = dateOf(today);
  for (let ahead = 0; ahead < 12; ahead++) {
    const found = dayOf({
      year: year + Math.floor((month - 1 + ahead) / 12),
      month: ((month - 1 + ahead) % 12) + 1,
      day: dayOfMonth,
    });
    if (found !== undefined && found >= today) return found;
  }
  return undefined;
}

/** The first day from `today` on with this day and month. */
export function nextDayOfYear(today: number, month: number, dayOfMonth: number): number | undefined {
  const { year } = dateOf(today);
  // Eight years reach the next 29 February in every case.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const found = dayOf({ year: year + ahead, month, day: dayOfMonth });
    if (found !== undefined && found >= today) return found;
  }
  return undefined;
}
