/**
 * Partition projection: Athena computes which partitions a table has from its parameters, and never looks for others. A
 * folder outside the range, or between two steps of it, does not exist for a query.
 */
import { QueryFailure } from "./athenaError";
import type { GlueTable } from "./catalog";

const UNIT_MS: Readonly<Record<string, number>> = {
  MILLISECONDS: 1,
  SECONDS: 1_000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { MONTHS: 1, YEARS: 12 };

/** Letters of a date format with the place each has in a date, and what they are when missing. */
const FIELDS: readonly [letters: string, pattern: string][] = [
  ["yyyy", "(?<year>\\d{4})"],
  ["MM", "(?<month>\\d\\d)"],
  ["dd", "(?<day>\\d\\d)"],
  ["HH", "(?<hour>\\d\\d)"],
  ["mm", "(?<minute>\\d\\d)"],
  ["ss", "(?<second>\\d\\d)"],
];

/** Whether a partition's values are among those a table projects. */
export type PartitionFilter = (values: Readonly<Record<string, string>>) => boolean;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Reads a date of a format such as `yyyy-MM-dd-HH`, as UTC; NaN when it is not one. Text in quotes stands for itself. */
export function parseDate(text: string, format: string): number {
  const unquoted = format.replace(/'([^']*)'/g, "$1");
  const pattern = FIELDS.reduce((all, [letters, field]) => all.replace(letters, field), escaped(unquoted));
  const { year, month, day, hour, minute, second } = new RegExp(`^${pattern}$`).exec(text)?.groups ?? {};
  if (year === undefined) return Number.NaN;
  const [y, mo, d, h, mi, s] = [year, month ?? 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0].map(Number);
  return Date.UTC(y ?? 0, (mo ?? 1) - 1, d, h, mi, s);
}

/** A moment cut to what the format can say. */
function cut(at: number, format: string): number {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const unit = ["ss", "mm", "HH"].findIndex((letters) => format.includes(letters));
  if (unit >= 0) {
    const length = [1_000, 60_000, 3_600_000][unit] ?? 1;
    return Math.floor(at / length) * length;
  }
  return Date.UTC(year, format.includes("MM") ? month : 0, format.includes("dd") ? day : 1);
}

function moved(at: number, count: number, unit: string): number {
  const months = UNIT_MONTHS[unit.replace(/S?$/, "S")];
  if (months === undefined) return at + count * (UNIT_MS[unit.replace(/S?$/, "S")] ?? Number.NaN);
  const date = new Date(at);
  return date.setUTCMonth(date.getUTCMonth() + count * months);
}

/** One end of a range: a date of the format, or NOW with offsets such as `NOW-14DAYS`. */
function endOf(text: string, format: string, now: number): number {
  if (!text.startsWith("NOW")) return parseDate(text, format);
  let at = now;
  for (const [, sign, count, unit] of text.matchAll(/([+-])\s*(\d+)\s*([A-Z]+)/g)) {
    at = moved(at, Number(`${sign ?? "+"}${count ?? 0}`), unit ?? "");
  }
  return cut(at, format);
}

function dateFilter(of: (property: string) => string | undefined, now: number): (value: string) => boolean {
  const format = of("format") ?? "";
  const [from = Number.NaN, to = Number.NaN] = (of("range") ?? "")
    .split(",")
    .map((end) => endOf(end.trim(), format, now));
  const unit = of("interval.unit") ?? smallestUnit(format);
  const interval = Number(of("interval") ?? 1);
  const step = (UNIT_MS[unit] ?? 0) * interval;
  const months = (UNIT_MONTHS[unit] ?? 0) * interval;
  return (value) => {
    const at = parseDate(value, format);
    if (!(at >= from && at <= to)) return false;
    if (step > 0) return (at - from) % step === 0;
    return months === 0 || monthsBetween(from, at) % months === 0;
  };
}

function smallestUnit(format: string): string {
  const units: [string, string][] = [
    ["ss", "SECONDS"],
    ["mm", "MINUTES"],
    ["HH", "HOURS"],
    ["dd", "DAYS"],
    ["MM", "MONTHS"],
  ];
  return units.find(([letters]) => format.includes(letters))?.[1] ?? "YEARS";
}

function monthsBetween(from: number, to: number): number {
  const [a, b] = [new Date(from), new Date(to)];
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
}

function filterOf(table: GlueTable, key: string, now: number): (value: string) => boolean {
  const of = (property: string): string | undefined => table.parameters[`projection.${key}.${property}`];
  switch (of("type")) {
    case "date":
      return dateFilter(of, now);
    case "enum": {
      const values = (of("values") ?? "").split(",").map((value) => value.trim());
      return (value) => values.includes(value);
    }
    case "integer": {
      const [least = 0, greatest = 0] = (of("range") ?? "").split(",").map(Number);
      const interval = Number(of("interval") ?? 1);
      return (value) => Number(value) >= least && Number(value) <= greatest && (Number(value) - least) % interval === 0;
    }
    default:
      // Values of an injected key come from the query, which then names them.
      return () => true;
  }
}

/**
 * Athena reads no partition of an injected key unless the query says which.
 * @throws QueryFailure when it does not
 */
export function requireInjected(table: GlueTable, sql: string): void {
  for (const { name } of table.partitionKeys) {
    const injected = isProjected(table) && table.parameters[`projection.${name}.type`] === "injected";
    if (!injected || new RegExp(`\\b${name}"?\\s*(=|in\\b)`, "i").test(sql)) continue;
    throw new QueryFailure(
      "CONSTRAINT_VIOLATION",
      `For the injected projected partition column ${name}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
    );
  }
}

/** Whether a table's partitions are computed. */
export function isProjected(table: GlueTable): boolean {
  return table.parameters["projection.enabled"]?.toLowerCase() === "true";
}

/** What decides whether a table has a partition, at a moment. Without projection it has none: the program declares none. */
export function partitionFilter(table: GlueTable, now: number): PartitionFilter {
  if (!isProjected(table)) return () => false;
  const filters = table.partitionKeys.map(({ name }) => [name, filterOf(table, name, now)] as const);
  return (values) => filters.every(([name, filter]) => filter(values[name] ?? ""));
}

/** Reads the partition's values out of an object's place; undefined when it lies in no partition's folder. */
export function partitionReader(table: GlueTable): (uri: string) => Record<string, string> | undefined {
  const hive = `${table.location}${table.partitionKeys.map(({ name }) => `${name}=\${${name}}/`).join("")}`;
  const template = (table.parameters["storage.location.template"] ?? hive).replace(/\/?$/, "/");
  const pattern = table.partitionKeys.reduce(
    (text, { name }) => text.replace(escaped(`\${${name}}`), `(?<${name}>[^/]+)`),
    escaped(template),
  );
  const place = new RegExp(`^${pattern}`);
  return (uri) => {
    const groups = place.exec(uri)?.groups;
    return groups && { ...groups };
  };
}
