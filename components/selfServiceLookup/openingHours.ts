/** Opening hours as an environment variable of a handler: few bytes, because Lambda allows 4 KB for all of them. */
import type { OpeningHours } from "../../handlers/domain/openingHours";
import type { HoursArgs, OpenPeriod } from "../contactCenter/hours";

const WEEKDAYS = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/** Bytes the hours may have: Lambda's 4,096 for all variables, less what names of tables and the rest take. */
export const MAX_OPENING_HOURS_BYTES = 3_400;

/** The hours as `fulfilIntent` reads them. @throws Error when a day or time is not one, or when it is too much */
export function openingHoursVariable(name: string, { timeZone, open, holidays = [] }: HoursArgs): string {
  const hours: OpeningHours = {
    zone: timeZone,
    week: open.map((period) => opening(name, period)),
    dates: holidays.map(({ from, till, open = [] }) => [from, till ?? from, open.map((each) => opening(name, each))]),
  };
  const text = JSON.stringify(hours);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_OPENING_HOURS_BYTES) {
    throw new Error(
      `SelfServiceLookup ${name}: fulfilment.openingHours takes ${bytes} bytes; ${MAX_OPENING_HOURS_BYTES} fit into Lambda's environment. Give fewer periods: one for all days with the same hours, one holiday for dates in a row.`,
    );
  }
  return text;
}

function opening(name: string, { days, from, to }: OpenPeriod): [days: string, from: string, to: string] {
  const digits = days.map((day) => WEEKDAYS.indexOf(day));
  const wrong = days.find((day) => !WEEKDAYS.includes(day)) ?? [from, to].find((time) => !isTime(time));
  if (wrong !== undefined) {
    throw new Error(
      `SelfServiceLookup ${name}: "${wrong}" in fulfilment.openingHours is no day and no time; write MONDAY to SUNDAY and HH:MM from 00:00 to 23:59.`,
    );
  }
  return [digits.join(""), from, to];
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
