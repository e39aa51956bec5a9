/** How the views analysts query are written: typed columns with their rules in words, and one text for both engines. */
import { type Dialect, type ValueType } from "../dialect";

/** A column of a view. */
export interface ViewColumn {
  readonly name: string;
  readonly type: ValueType;
  /** What the value means, its unit, and the rule it follows: what an analyst reads in the data catalogue. */
  readonly comment: string;
  /** What it is computed from; the column of the same name where this is absent. */
  readonly sql?: string | ((dialect: Dialect) => string);
}

/** Whether a view reads everything or only the last days: the prefix of the relations it reads and is named with. */
export type Scope = "" | "recent_";

/** Days the views whose names begin with `recent_` cover. */
export const RECENT_DAYS = 8;

/** A view. */
export interface View {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ViewColumn[];
  /** Common table expressions before SELECT. */
  readonly common?: (dialect: Dialect) => string;
  /** Everything after the columns, from FROM on. */
  readonly from: (dialect: Dialect) => string;
}

/** Minutes of an interval. */
const INTERVAL_MINUTES = 30;
/** Seconds of an interval. */
export const INTERVAL_SECONDS = INTERVAL_MINUTES * 60;

/** The beginning of the interval some seconds since 1970 lie in, as seconds since 1970. */
export const intervalOf = (seconds: string): string => `${seconds} - MOD(${seconds}, ${INTERVAL_SECONDS})`;

/** How many rows meet a condition. */
export const countOf = (condition: string): string => `SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

/** A quotient with a fraction; null where there is nothing to divide by. */
export const quotient = (dialect: Dialect, dividend: string, divisor: string): string =>
  `CAST(${dividend} AS ${dialect.type("double")}) / NULLIF(${divisor}, 0)`;

function columnText({ name, type, sql }: ViewColumn, dialect: Dialect): string {
  if (sql === undefined) return name;
  // Sums and texts have types of their own in each engine; what is declared is what is there.
  return `CAST(${typeof sql === "string" ? sql : sql(dialect)} AS ${dialect.type(type)}) AS ${name}`;
}

/** The SELECT a view stands for. */
export function viewText(view: View, dialect: Dialect): string {
  const columns = view.columns.map((column) => `  ${columnText(column, dialect)}`).join(",\n");
  const common = view.common === undefined ? "" : `WITH ${view.common(dialect)}\n`;
  return `${common}SELECT\n${columns}\n${view.from(dialect)}`;
}
