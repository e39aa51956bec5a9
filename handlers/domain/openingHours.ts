/** When the centre is open: now, and next. */
import { type Said } from "../words/said";
import { sentences } from "../words/sentences";

/** Days of the week as digits (0 Sunday to 6 Saturday), opening and closing time HH:MM; the same twice is 24 h. */
export type Opening = readonly [days: string, from: string, to: string];

/** Opening hours in the few bytes an environment variable has. */
export interface OpeningHours {
  /** IANA time zone. */
  readonly zone: string;
  readonly week: readonly Opening[];
  /** Dates with hours of their own, first and last YYYY-MM-DD; none is closed. A closure wins where two meet. */
  readonly dates: readonly (readonly [from: string, till: string, week: readonly Opening[]])[];
}

/**
 * Whether the centre is open, until when, or from when on: as Amazon Connect reads hours of operation.
 *
 * All on the local wall clock. A closing time that is not after the opening is on the next day, unless that has hours of
 * its own. Looks a year ahead.
 *
 * @param now epoch milliseconds
 */
export const openingHours = ({ zone, week, dates }: OpeningHours, now: number): Said => {
  const local = Date.parse(`${new Date(now).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T")}Z`);
  const today = local - (local % 864e5);
  const at = (day: number, time: string): number => Date.parse(`${new Date(day).toISOString().slice(0, 10)}T${time}Z`);
  const planOf = (day: number): readonly Opening[] => {
    const date = new Date(day).toISOString().slice(0, 10);
    const own = dates.filter(([from, till]) => from <= date && date <= till);
    return (own.find(([, , openings]) => !openings.length) ?? own[0])?.[2] ?? week;
  };
  const periods: { start: number; end: number }[] = [];
  for (let day = today - 864e5; day < today + 366 * 864e5; day += 864e5) {
    const [plan, next] = [planOf(day), planOf(day + 864e5)];
    for (const [days, from, to] of plan) {
      if (!days.includes(`${new Date(day).getUTCDay()}`)) continue;
      const end = at(day, to) + (to > from ? 0 : 864e5);
      periods.push({ start: at(day, from), end: next === week || next === plan ? end : Math.min(end, day + 864e5) });
    }
  }
  periods.sort((a, b) => a.start - b.start);
  let until = local;
  // A period that begins before the last one ends goes on with it.
  for (const { start, end } of periods) if (start <= until && end > until) until = end;
  const iso = (time: number): string => new Date(time).toISOString();
  if (until - local > 7 * 864e5) return { sentence: sentences.alwaysOpen };
  if (until - local > 864e5) return { sentence: sentences.openUntilDay, values: { day: iso(until), time: iso(until) } };
  if (until > local) return { sentence: sentences.openUntil, values: { time: iso(until) } };
  const next = periods.find(({ start }) => start > local);
  if (!next) return { sentence: sentences.closed };
  const time = iso(next.start);
  if (next.start < today + 864e5) return { sentence: sentences.opensAt, values: { time } };
  return { sentence: sentences.opensOn, values: { day: time, time } };
};
