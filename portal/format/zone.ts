/** Times of the contact centre's time zone, as they are typed and shown: by Intl, which knows every zone's changes. */

/** A date and a time of day, as people type them. */
export interface LocalTime {
  /** `2026-03-04`. */
  date: string;
  /** `17:05`. */
  time: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([timeZone, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options });
  formats.set(key, known);
  return known;
}

/** What clocks of the zone show at a moment. */
export function localTime(instant: number, timeZone: string): LocalTime {
  const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const parts = format(timeZone, digits).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return { date: `${part("year")}-${part("month")}-${part("day")}`, time: `${part("hour")}:${part("minute")}` };
}

/**
 * The moment at which clocks of the zone show this. Where clocks go forward past it, the moment an hour later by them;
 * where they show it twice, the first. Undefined when it is no date and time.
 */
export function instantOf({ date, time }: LocalTime, timeZone: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) {
    return undefined;
  }
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== date) {
    return undefined;
  }
  // A zone's distance from UTC a day before and a day after: between them clocks are changed at most once.
  const candidates = [asUtc - DAY, asUtc + DAY].map((around) => asUtc - distance(around, timeZone));
  const shown = candidates.filter((instant) => asUtc - distance(instant, timeZone) === instant);
  return Math.min(...(shown.length > 0 ? shown : [Math.max(...candidates)]));
}

/** Milliseconds by which clocks of the zone are ahead of UTC at a moment. */
function distance(instant: number, timeZone: string): number {
  const { date, time } = localTime(instant, timeZone);
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}

/** The moment at which today ends: midnight, or the first moment of tomorrow that clocks show. */
export function endOfDay(now: number, timeZone: string): number {
  const { date } = localTime(now, timeZone);
  const tomorrow = new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return instantOf({ date: tomorrow, time: "00:00" }, timeZone) ?? now + DAY;
}

/** A moment in few words: `17:05`, `tomorrow 09:00`, `Wed 4 March 09:00`, with the year when it is another one. */
export function shortTime(instant: number, now: number, timeZone: string): string {
  const { date, time } = localTime(instant, timeZone);
  const today = localTime(now, timeZone).date;
  if (date === today) {
    return time;
  }
  const days = Math.round((Date.parse(date) - Date.parse(today)) / DAY);
  if (days === 1 || days === -1) {
    return `${days === 1 ? "tomorrow" : "yesterday"} ${time}`;
  }
  return `${dayOf(instant, date.slice(0, 4) !== today.slice(0, 4), timeZone)} ${time}`;
}

function dayOf(instant: number, withYear: boolean, timeZone: string): string {
  const parts = format(timeZone, { weekday: "short", day: "numeric", month: "long", year: "numeric" }).formatToParts(
    instant,
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")}${withYear ? ` ${part("year")}` : ""}`;
}

/** The end of something: as {@link shortTime}, but the midnight at the end of today is no `tomorrow 00:00`. */
export function shortEnd(instant: number, now: number, timeZone: string): string {
  return instant === endOfDay(now, timeZone) ? "midnight" : shortTime(instant, now, timeZone);
}

/** `17:05:30`, and the day: what a clock on the wall shows. */
export function clockTime(instant: number, timeZone: string): { day: string; time: string } {
  const time = format(timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(instant);
  return { day: dayOf(instant, false, timeZone), time };
}

/** A zone's name as people know it: `New York time`. */
export function zoneName(timeZone: string): string {
  return `${(timeZone.split("/").pop() ?? timeZone).replaceAll("_", " ")} time`;
}
