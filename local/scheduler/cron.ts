/**
 * Cron expressions of AWS: six fields, `?` in one of the two day fields, and in the day fields `L` (last), `W` (the weekday
 * nearest to a day) and `#` (the n-th such day of the month).
 */
import { FIELDS, fieldValue, fieldValues } from "./cronField";

/** Minutes, hours and days a schedule names, on the calendar of its time zone. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  /** Days of a month that count; `month` is 1 to 12. */
  daysIn(year: number, month: number): number[];
}

type DayRule = (year: number, month: number) => number[];

/** Reads the text between the brackets of `cron(…)`; throws an error that says what is wrong. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
  if (fields.length !== 6) {
    throw new Error(`it has ${fields.length} fields; cron has six: minutes hours day-of-month month day-of-week year`);
  }
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw new Error(`day-of-month is "${dayOfMonth}" and day-of-week "${dayOfWeek}"; exactly one of them is ?`);
  }
  return {
    minutes: fieldValues(minute, FIELDS.minute),
    hours: fieldValues(hour, FIELDS.hour),
    months: fieldValues(month, FIELDS.month),
    years: fieldValues(year, FIELDS.year),
    daysIn: dayOfWeek === "?" ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek),
  };
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Day of the week of a date, 1 (Sunday) to 7. */
function weekday(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function daysOfMonth(text: string): DayRule {
  if (text === "L") return (year, month) => [lastDay(year, month)];
  if (text === "LW") return (year, month) => [nearestWeekday(year, month, lastDay(year, month))];
  const near = /^(\d+)W$/.exec(text)?.[1];
  if (near !== undefined) {
    const day = fieldValue(near, FIELDS.dayOfMonth);
    return (year, month) => (day > lastDay(year, month) ? [] : [nearestWeekday(year, month, day)]);
  }
  const days = fieldValues(text, FIELDS.dayOfMonth);
  return (year, month) => days.filter((day) => day <= lastDay(year, month));
}

/** Monday to Friday nearest to a day, in the same month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const on = weekday(year, month, day);
  if (on === 7) return day > 1 ? day - 1 : day + 2;
  if (on === 1) return day < lastDay(year, month) ? day + 1 : day - 2;
  return day;
}

function daysOfWeek(text: string): DayRule {
  const [of = "", nth] = text.split("#");
  if (nth !== undefined) {
    const wanted = fieldValue(of, FIELDS.dayOfWeek);
    const which = Number(nth);
    if (!Number.isInteger(which) || which < 1 || which > 5) {
      throw new Error(`day-of-week is "${text}"; behind # stands which of the month's, 1 to 5`);
    }
    return (year, month) => matching(year, month, [wanted]).slice(which - 1, which);
  }
  const last = /^(\w+?)L$/i.exec(text)?.[1];
  if (last !== undefined) {
    const wanted = fieldValue(last, FIELDS.dayOfWeek);
    return (year, month) => matching(year, month, [wanted]).slice(-1);
  }
  const days = fieldValues(text === "L" ? "7" : text, FIELDS.dayOfWeek);
  return (year, month) => matching(year, month, days);
}

function matching(year: number, month: number, weekdays: readonly number[]): number[] {
  const all = Array.from({ length: lastDay(year, month) }, (_, index) => index + 1);
  return all.filter((day) => weekdays.includes(weekday(year, month, day)));
}
