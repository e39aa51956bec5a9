/** Figures and columns of a plan, as people read them. */

/** A count with its thousands apart; one digit after the point below ten, where there is something to say. */
export function count(value: number): string {
  const digits = value < 10 && !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** A measured figure: to a hundredth below one, to a tenth below a hundred. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "∞";
  const digits = value < 1 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Dollars: cents below a hundred, none above; tenths of cents below one. */
export function dollars(usd: number): string {
  const digits = usd >= 100 ? 0 : usd >= 1 || usd === 0 ? 2 : 3;
  return usd.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share in percent. */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Columns as wide as their widest cell; all but the first and those named are set to the right. */
export function table(rows: readonly (readonly string[])[], left: readonly number[] = []): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const cellOf = (cell: string, at: number) =>
    at === 0 || left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map((row) => `  ${row.map(cellOf).join("  ")}`.trimEnd());
}
