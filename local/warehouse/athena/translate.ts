/** Athena's SQL in DuckDB's: what macros cannot do, because it is not a function or depends on how it is written. */
import { literal } from "../duckDb";
import { tableReferences, type TableReference } from "../sql/tableReferences";
import {
  argumentsOf,
  blankOut,
  closingOf,
  isSymbol,
  isWord,
  nameOf,
  stringOf,
  textOfTokens,
  type Token,
  tokensOf,
} from "../sql/tokens";
import { placeOf, QueryFailure } from "./athenaError";
import { duckDbFormat } from "./dateFormat";

/** Functions that only have another name; those that aggregate or take a lambda cannot be macros. */
const RENAMED = new Map(
  Object.entries({
    transform: "list_transform",
    filter: "list_filter",
    approx_percentile: "quantile_disc",
    approx_distinct: "approx_count_distinct",
    arbitrary: "any_value",
    every: "bool_and",
    array_distinct: "list_distinct",
    array_sort: "list_sort",
    array_max: "list_max",
    array_min: "list_min",
    array_position: "list_position",
    sequence: "generate_series",
    uuid: "gen_random_uuid",
  }),
);

/** Functions of this machine's engine that Athena does not have: they read files or tell of the engine. */
const FOREIGN =
  /^(read_\w+|\w+_scan|glob|duckdb_\w+|pragma_\w+|getenv|query|query_table|parquet_\w+|sniff_csv|which_secret)$/;

/** Constructs of Athena that are not translated. */
const UNTRANSLATED = ["MATCH_RECOGNIZE", "TABLESAMPLE", "MERGE_PARTITIONS", "REDUCE", "MULTIMAP_AGG", "ZIP_WITH"];

/** When a query runs, and whether it asks for the place of rows. */
export interface Translation {
  /** DuckDB's SQL. */
  readonly sql: string;
  /** The tables it names, as it names them. */
  readonly tables: readonly (TableReference & { readonly at: number })[];
  /** Whether it uses the hidden column `$path`. */
  readonly withPath: boolean;
}

/** Where tables are: the place of each is written into the SQL. */
export type TableResolver = (parts: readonly string[], at: number) => string;

/** A moment as a literal. */
export function momentLiteral(now: number): string {
  return `TIMESTAMPTZ ${literal(new Date(now).toISOString().replace("T", " ").replace("Z", "+00"))}`;
}

/**
 * Translates one query, or one part of a statement.
 * @throws QueryFailure for a construct that is not translated, naming it
 * @throws what `resolve` throws for a table it does not know
 */
export function translateQuery(sql: string, now: number, resolve: TableResolver): Translation {
  const tokens = tokensOf(sql);
  const tables = tableReferences(tokens).map((reference) => ({ ...reference, at: tokens[reference.from]?.at ?? 0 }));
  for (const { parts, from, to, at } of tables) {
    const [first] = tokens.slice(from, to);
    if (!first) continue;
    first.text = resolve(parts, at);
    blankOut(tokens, from + 1, to);
  }
  const withPath = tokens.some((token) => nameOf(token) === "$path");
  tokens.forEach((token, at) => translateToken(tokens, token, at, now, sql));
  return { sql: textOfTokens(tokens), tables, withPath };
}

function translateToken(tokens: readonly Token[], token: Token, at: number, now: number, sql: string): void {
  if (token.kind !== "word" || isSymbol(tokens[at - 1], ".")) return;
  const called = isSymbol(tokens[at + 1], "(");
  if (UNTRANSLATED.includes(token.text.toUpperCase())) {
    if (called) throw unsupported(sql, token, `${token.text} is not translated by the local Athena`);
  }
  if (isWord(token, "FOR") && isWord(tokens[at + 1], "TIMESTAMP", "VERSION")) {
    throw unsupported(sql, token, "time travel needs an Iceberg table, which the local Athena does not have");
  }
  translateMoment(tokens, token, at, now);
  if (isWord(tokens[at - 1], "AS") || isSymbol(tokens[at - 1], ",", "(", "::")) translateType(tokens, token, at);
  if (isWord(token, "TIMESTAMP") && isSymbol(tokens[at + 1], "(") && tokens[at + 2]?.kind === "number") {
    blankOut(tokens, at + 1, at + 4);
  }
  if (called) translateCall(tokens, token, at, sql);
}

/** The engine's own clock is this machine's, not the one of the run. */
function translateMoment(tokens: readonly Token[], token: Token, at: number, now: number): void {
  const moment = momentLiteral(now);
  const precision = isSymbol(tokens[at + 1], "(");
  const take = (text: string): void => {
    token.text = text;
    if (precision) blankOut(tokens, at + 1, closingOf(tokens, at + 1) + 1);
  };
  if (isWord(token, "NOW") && precision) take(moment);
  else if (isWord(token, "CURRENT_TIMESTAMP")) take(moment);
  else if (isWord(token, "LOCALTIMESTAMP")) take(`CAST(${moment} AS TIMESTAMP)`);
  else if (isWord(token, "CURRENT_DATE")) take(`CAST(${moment} AS DATE)`);
  else if (isWord(token, "CURRENT_TIME", "LOCALTIME")) take(`CAST(${moment} AS TIME)`);
}

/** Types that are written otherwise, where a type may stand. */
function translateType(tokens: readonly Token[], token: Token, at: number): void {
  if (isWord(token, "VARBINARY")) token.text = "BLOB";
  if (isWord(token, "REAL")) token.text = "FLOAT";
  if (!isSymbol(tokens[at + 1], "(")) return;
  const end = closingOf(tokens, at + 1);
  const close = tokens[end];
  const open = tokens[at + 1];
  if (isWord(token, "ARRAY") && open && close) {
    token.text = open.text = "";
    close.text = "[]";
  } else if (isWord(token, "ROW") && argumentsOf(tokens, at + 1).every(([from, to]) => isField(tokens, from, to))) {
    token.text = "STRUCT";
  } else if (isWord(token, "CHAR", "VARCHAR") && tokens[at + 2]?.kind === "number") {
    token.text = "VARCHAR";
  }
}

/** A name and then a type, as in `ROW(a INTEGER)`; `ROW(1, x)` makes a row. */
function isField(tokens: readonly Token[], from: number, to: number): boolean {
  return to - from >= 2 && nameOf(tokens[from]) !== undefined && tokens[from + 1]?.kind === "word";
}

function translateCall(tokens: readonly Token[], token: Token, at: number, sql: string): void {
  const name = token.text.toLowerCase();
  if (FOREIGN.test(name)) {
    throw new QueryFailure("FUNCTION_NOT_FOUND", `${placeOf(sql, token.at)}Function '${name}' not registered`);
  }
  if (name === "date_format" || name === "date_parse") translateFormat(tokens, token, at, sql);
  // FILTER (WHERE …) after an aggregate is no function.
  const clause = name === "filter" && isSymbol(tokens[at - 1], ")");
  const renamed = clause ? undefined : RENAMED.get(name);
  if (renamed !== undefined) token.text = renamed;
}

function translateFormat(tokens: readonly Token[], token: Token, at: number, sql: string): void {
  const [, format] = argumentsOf(tokens, at + 1);
  const written = format && tokens[format[0]];
  const text = stringOf(written);
  if (!written || text === undefined || format[1] - format[0] !== 1) {
    throw unsupported(sql, token, `${token.text} with a format that is not a literal is not translated`);
  }
  written.text = literal(duckDbFormat(text));
  token.text = token.text.toLowerCase() === "date_format" ? "strftime" : "strptime";
}

function unsupported(sql: string, token: Token, message: string): QueryFailure {
  return new QueryFailure("NOT_SUPPORTED", placeOf(sql, token.at) + message);
}
