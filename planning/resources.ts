/** How the resource graph is read for its costs, and the lines of a bill. Pure. */

/** A resource as a program registers it. */
export interface PricedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** One line of a bill, US dollars a month. */
export interface CostLine {
  /** The AWS service. */
  readonly service: string;
  readonly what: string;
  readonly usd: number;
  /** Whether it follows from contacts, or stands whether or not anybody calls: by the month, or by the hour. */
  readonly kind: "usage" | "month" | "hour";
}

/** The resources of a type, in the graph's order. */
export function ofType(resources: readonly PricedResource[], type: string): PricedResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** Lines that follow from contacts. */
export function usageLines(service: string, costs: readonly (readonly [what: string, usd: number])[]): CostLine[] {
  return costs.map(([what, usd]) => ({ service, what, usd, kind: "usage" }));
}

/** An object among inputs; empty where there is none. */
export function recordAt(inputs: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const value = inputs[key];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** A list among inputs; empty where there is none. */
export function listAt(inputs: Readonly<Record<string, unknown>>, key: string): unknown[] {
  const value = inputs[key];
  return Array.isArray(value) ? value : [];
}

/** A list of objects among inputs. */
export function recordsAt(inputs: Readonly<Record<string, unknown>>, key: string): Record<string, unknown>[] {
  return listAt(inputs, key).map((value) => recordAt({ value }, "value"));
}

/** Minutes between two runs of a rate such as `rate(5 minutes)`; undefined for anything else, such as a cron. */
export function rateMinutes(expression: unknown): number | undefined {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };
  return count === undefined ? undefined : Number(count) * (minutes[unit] ?? 1);
}
