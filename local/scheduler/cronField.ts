/** One field of a cron expression of AWS: which values it names. */

/** What a field may hold. */
export interface FieldRule {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, the first for `least`. */
  readonly names?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The six fields in the order they are written. Sunday is 1. */
export const FIELDS = {
  minute: { name: "minutes", least: 0, most: 59 },
  hour: { name: "hours", least: 0, most: 23 },
  dayOfMonth: { name: "day-of-month", least: 1, most: 31 },
  month: { name: "month", least: 1, most: 12, names: MONTHS },
  dayOfWeek: { name: "day-of-week", least: 1, most: 7, names: DAYS },
  year: { name: "year", least: 1970, most: 2199 },
} as const satisfies Record<string, FieldRule>;

/** A value of a field as a number; throws when it is none or outside the field. */
export function fieldValue(text: string, rule: FieldRule): number {
  const index = rule.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = index >= 0 ? rule.least + index : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= rule.least && value <= rule.most) return value;
  throw new Error(`${rule.name} has "${text}"; it takes ${rule.least} to ${rule.most}`);
}

/** The values of a field written with `*`, lists, ranges and steps, in order; throws on anything else. */
export function fieldValues(text: string, rule: FieldRule): number[] {
  const values = new Set<number>();
  for (const entry of text.split(",")) {
    const [range = "", step, ...rest] = entry.split("/");
    const every = step === undefined ? 1 : Number(step);
    if (rest.length > 0 || !Number.isInteger(every) || every < 1) {
      throw new Error(`${rule.name} has "${entry}"; a step is a whole number from 1, as in 0/15`);
    }
    const { from, to } = rangeOf(range, step !== undefined, rule);
    if (from > to) throw new Error(`${rule.name} has "${entry}"; a range runs from the smaller to the larger value`);
    for (let value = from; value <= to; value += every) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function rangeOf(range: string, stepped: boolean, rule: FieldRule): { from: number; to: number } {
  if (range === "*" || (range === "" && stepped)) return { from: rule.least, to: rule.most };
  const [first = "", last, ...rest] = range.split("-");
  if (rest.length > 0) throw new Error(`${rule.name} has "${range}"; a range has two ends`);
  const from = fieldValue(first, rule);
  if (last !== undefined) return { from, to: fieldValue(last, rule) };
  return { from, to: stepped ? rule.most : from };
}
