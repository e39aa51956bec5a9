/** What a query answers, and how a value of it is written. */

/** Columns and rows of an answer. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A value as text; undefined for none. */
export function valueText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value, withoutBigInts) : String(value);
}

/** A value as JSON holds it: whole numbers beyond what a number keeps exactly are text. */
export function valueJson(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return withoutBigInts("", value);
  return value instanceof Date ? value.toISOString() : value;
}

function withoutBigInts(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
