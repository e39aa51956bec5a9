/** Redshift's SQL in DuckDB's: what macros cannot do, because it is not a function or depends on how it is written. */
import { literal } from "../duckDb";
import { argumentsOf, blankOut, closingOf, isSymbol, isWord, nameOf, textOfTokens, type Token } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";

/** Parts of dates with their short names. */
const DATE_PARTS = new Map<string, readonly string[]>(
  Object.entries({
    year: ["years", "y", "yr", "yrs"],
    quarter: ["quarters", "qtr", "qtrs"],
    month: ["months", "mon", "mons"],
    week: ["weeks", "w"],
    day: ["days", "d"],
    hour: ["hours", "h", "hr", "hrs"],
    minute: ["minutes", "m", "min", "mins"],
    second: ["seconds", "s", "sec", "secs"],
    millisecond: ["milliseconds", "ms", "msec", "msecs"],
    microsecond: ["microseconds", "us", "usec", "usecs"],
  }),
);
/** Functions whose first argument is such a part, with or without quotes. */
const WITH_PART = ["DATEADD", "DATEDIFF", "DATE_ADD", "DATE_DIFF", "DATE_PART", "DATE_TRUNC"];
const FOREIGN =
  /^(read_\w+|\w+_scan|glob|duckdb_\w+|pragma_\w+|getenv|query|query_table|parquet_\w+|sniff_csv|which_secret)$/;
const UNTRANSLATED = ["TO_CHAR", "TO_TIMESTAMP", "TO_DATE", "STRTOL", "OBJECT_TRANSFORM", "RATIO_TO_REPORT"];

function partOf(token: Token): string | undefined {
  const name = token.text.replace(/'/g, "").toLowerCase();
  if (DATE_PARTS.has(name)) return name;
  return [...DATE_PARTS].find(([, short]) => short.includes(name))?.[0];
}

/** A moment of the run's clock as a literal without a zone, which is UTC. */
function momentLiteral(now: number): string {
  return `TIMESTAMP ${literal(new Date(now).toISOString().replace("T", " ").replace("Z", ""))}`;
}

/**
 * Translates the words of a statement, in place: names in lower case, functions, moments, casts.
 * @throws StatementFailure for a construct that is not translated, naming it
 */
export function translateWords(tokens: readonly Token[], now: number): void {
  tokens.forEach((token, at) => {
    if (token.kind !== "word") return;
    token.text = token.text.toLowerCase().replace(/^#/, "");
    if (isWord(token, "SUPER") && (isWord(tokens[at - 1], "AS") || isSymbol(tokens[at - 1], "::"))) token.text = "json";
    if (isWord(token, "APPROXIMATE")) token.text = "";
    if (isWord(token, "TOP") && isWord(tokens[at - 1], "SELECT") && tokens[at + 1]?.kind === "number") {
      throw new StatementFailure("SELECT TOP is not translated by the local Redshift; write LIMIT");
    }
    if (isWord(token, "SYSDATE", "CURRENT_TIMESTAMP") && !isSymbol(tokens[at - 1], "."))
      token.text = momentLiteral(now);
    if (isWord(token, "CURRENT_DATE")) token.text = `CAST(${momentLiteral(now)} AS DATE)`;
    if (isSymbol(tokens[at + 1], "(") && !isSymbol(tokens[at - 1], ".")) translateCall(tokens, token, at, now);
  });
}

function translateCall(tokens: readonly Token[], token: Token, at: number, now: number): void {
  const name = token.text.toUpperCase();
  const end = closingOf(tokens, at + 1);
  if (FOREIGN.test(token.text)) throw new StatementFailure(`function ${token.text} does not exist`);
  if (UNTRANSLATED.includes(name)) throw new StatementFailure(`${name} is not translated by the local Redshift`);
  if (name === "GETDATE" || (name === "NOW" && end === at + 2)) {
    token.text = momentLiteral(now);
    blankOut(tokens, at + 1, end + 1);
  }
  if (WITH_PART.includes(name)) translatePart(tokens, token, at, name);
  // PostgreSQL's postfix of the same name is a keyword.
  if (name === "ISNULL") token.text = "coalesce";
  if (name === "LISTAGG") translateList(tokens, token, at, end);
  if (name === "DECODE") translateDecode(tokens, token, at, end);
  // A macro takes neither DISTINCT nor a window.
  if (name === "AVG" && (isWord(tokens[at + 2], "DISTINCT") || isWord(tokens[end + 1], "OVER"))) token.text = "mean";
  if (name === "JSON_EXTRACT_PATH_TEXT") {
    const last = tokens[end - 1];
    if (isWord(last, "TRUE", "FALSE")) {
      if (isWord(last, "TRUE")) token.text = "json_extract_path_text_or_null";
      blankOut(tokens, end - 2, end);
    }
  }
}

function translatePart(tokens: readonly Token[], token: Token, at: number, name: string): void {
  const [first] = argumentsOf(tokens, at + 1);
  const part = first && first[1] - first[0] === 1 ? tokens[first[0]] : undefined;
  // What only some functions know, such as dow and epoch, stays as it is.
  const unit = part && (partOf(part) ?? (part.kind === "word" ? part.text.toLowerCase() : undefined));
  if (part && unit !== undefined) {
    part.text = `'${unit}'`;
    part.kind = "string";
  }
  if (name === "DATE_ADD") token.text = "dateadd";
  if (name === "DATE_DIFF") token.text = "datediff";
}

/** `LISTAGG(x, ',') WITHIN GROUP (ORDER BY y)` has the order inside in DuckDB. */
function translateList(tokens: readonly Token[], token: Token, at: number, end: number): void {
  token.text = "string_agg";
  const parts = argumentsOf(tokens, at + 1);
  const close = tokens[end];
  const separator = parts.length < 2 ? ", ''" : "";
  if (!close) return;
  if (!isWord(tokens[end + 1], "WITHIN") || !isSymbol(tokens[end + 3], "(")) {
    close.text = `${separator})`;
    return;
  }
  const orderEnd = closingOf(tokens, end + 3);
  const order = textOfTokens(tokens.slice(end + 4, orderEnd));
  blankOut(tokens, end + 1, orderEnd + 1);
  close.text = `${separator} ${order})`;
}

/** `DECODE(x, a, b, …, z)` compares x with each a, NULL being equal to NULL. */
function translateDecode(tokens: readonly Token[], token: Token, at: number, end: number): void {
  const texts = argumentsOf(tokens, at + 1).map(([from, to]) => textOfTokens(tokens.slice(from, to)));
  const [subject = "NULL", ...rest] = texts;
  const cases: string[] = [];
  for (let pair = 0; pair + 1 < rest.length; pair += 2) {
    cases.push(`WHEN ${subject} IS NOT DISTINCT FROM ${rest[pair] ?? ""} THEN ${rest[pair + 1] ?? ""}`);
  }
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1) ?? ""}` : "";
  token.text = `CASE ${cases.join(" ")}${otherwise} END`;
  blankOut(tokens, at + 1, end + 1);
}

/** What a result's column is called: PostgreSQL's names for what has none of its own. */
export function columnName(name: string): string {
  if (/^[a-z_][\w$ ]*$/i.test(name) && !/^(CASE|CAST) /i.test(name)) return name;
  if (/^count_star\(/.test(name)) return "count";
  const cast = /^CAST\("?([a-z_][\w$]*)"? AS /i.exec(name)?.[1];
  const called = /^(?!CAST\b)([a-z_][\w$]*)\(/i.exec(name)?.[1];
  return cast ?? called?.toLowerCase() ?? (/^CASE/i.test(name) ? "case" : "?column?");
}

/** A name of up to three parts, and where it ends. */
export function nameAt(
  tokens: readonly Token[],
  at: number,
): { name: string; schema?: string; to: number } | undefined {
  const parts: string[] = [];
  for (let to = at; ; to += 2) {
    const part = nameOf(tokens[to]);
    if (part === undefined) return undefined;
    parts.push(part.replace(/^#/, ""));
    if (!isSymbol(tokens[to + 1], ".")) {
      const [name = "", schema] = parts.reverse();
      return { name, schema, to: to + 1 };
    }
  }
}
