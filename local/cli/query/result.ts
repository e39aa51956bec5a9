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

/** Whether a column holds numbers, by the type as any of the engines writes it. */
export function isNumeric(type: string): boolean {
  return /^(u?(tiny|small|big|huge)?int(eger)?\d*|double.*|float\d*|real|decimal.*|numeric.*)$/i.test(type);
}

/** A value as JSON holds it. Engines give wide numbers as text; those a JSON number keeps exactly become one. */
export function valueJson(value: unknown, type: string): unknown {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "string" || !isNumeric(type)) return withoutBigInts("", value);
  const number = Number(value);
  return /^-?\d+$/.test(value) ? withoutBigInts("", BigInt(value)) : String(number) === trimmed(value) ? number : value;
}

/** A decimal without zeros at its end, as numbers are written. */
function trimmed(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function withoutBigInts(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
