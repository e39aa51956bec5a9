/** Values as Athena writes them: in GetQueryResults and, quoted, in the CSV file of a query. */
import { isRecord } from "../../engine/graph";
import type { ResultSet } from "../duckDb";

/** A floating-point number as Java writes it: `1.0`, `0.25`, `1.2E7`. */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
}

function milliseconds(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  return `${whole}.${`${fraction}000`.slice(0, 3)}`;
}

/** A value inside an array, map or row. */
function nested(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) {
    const entries = value.filter(isRecord).filter((one) => "key" in one && "value" in one);
    const isMap = value.length > 0 && entries.length === value.length;
    if (isMap) return `{${entries.map(({ key, value }) => `${nested(key)}=${nested(value)}`).join(", ")}}`;
    return `[${value.map(nested).join(", ")}]`;
  }
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}=${nested(one)}`)
      .join(", ")}}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** A value of a type as text; undefined for NULL. */
export function athenaText(value: unknown, type: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if ((type === "DOUBLE" || type === "FLOAT") && typeof value === "number") return javaDouble(value);
  if (type.startsWith("TIMESTAMP WITH")) return `${milliseconds(String(value).replace(/\+00$/, ""))} UTC`;
  if (type.startsWith("TIMESTAMP")) return milliseconds(String(value));
  return typeof value === "string" ? value : nested(value);
}

/** The CSV file of a result: every value quoted, NULL nothing at all. */
export function csvOf(result: ResultSet): string {
  const quoted = (text: string): string => `"${text.replace(/"/g, '""')}"`;
  const header = result.columns.map(({ name }) => quoted(name)).join(",");
  const rows = result.rows.map((row) =>
    row
      .map((value, index) => athenaText(value, result.columns[index]?.type ?? ""))
      .map((text) => (text === undefined ? "" : quoted(text)))
      .join(","),
  );
  return `${[header, ...rows].join("\n")}\n`;
}
