/** CREATE TABLE as Redshift has it: where rows lie and how columns are encoded goes, lengths stay as checks. */
import { identifier } from "../duckDb";
import { argumentsOf, blankOut, closingOf, isSymbol, isWord, nameOf, textOfTokens, type Token } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";

/** Types that are not the same in DuckDB. */
const TYPES: Readonly<Record<string, string>> = {
  super: "JSON",
  text: "VARCHAR",
  nvarchar: "VARCHAR",
  bpchar: "VARCHAR",
  char: "VARCHAR",
  nchar: "VARCHAR",
  character: "VARCHAR",
  varchar: "VARCHAR",
  varbyte: "BLOB",
};
/** Bytes of a text type whose length is not said. */
const DEFAULT_LENGTHS: Readonly<Record<string, number>> = {
  text: 256,
  varchar: 256,
  nvarchar: 256,
  bpchar: 256,
  char: 1,
  nchar: 1,
  character: 1,
};
const MAX_LENGTH = 65_535;
const MISSING = ["GEOMETRY", "GEOGRAPHY", "HLLSKETCH", "IDENTITY", "GENERATED"];
/** Words about where rows lie, which come after the columns or before AS. */
const LAYOUT = [
  ...["DISTSTYLE", "DISTKEY", "SORTKEY", "COMPOUND", "INTERLEAVED", "ENCODE", "BACKUP"],
  ...["AUTO", "EVEN", "ALL", "KEY", "YES", "NO"],
];

/** Bytes a declared text type holds, from the tokens of the type; undefined for others. */
function lengthOf(tokens: readonly Token[], at: number): number | undefined {
  const standard = DEFAULT_LENGTHS[nameOf(tokens[at]) ?? ""];
  if (standard === undefined) return undefined;
  const open = isWord(tokens[at + 1], "VARYING") ? at + 2 : at + 1;
  if (!isSymbol(tokens[open], "(")) return standard;
  return isWord(tokens[open + 1], "MAX") ? MAX_LENGTH : Number(tokens[open + 1]?.text);
}

/** One column in DuckDB's words. */
function columnText(tokens: readonly Token[], from: number, to: number): string {
  const missing = tokens.slice(from + 1, to).find((token) => isWord(token, ...MISSING));
  if (missing)
    throw new StatementFailure(`${missing.text.toUpperCase()} columns are not translated by the local Redshift`);
  const name = nameOf(tokens[from]) ?? "";
  const length = lengthOf(tokens, from + 1);
  let at = from + 1;
  const type = [TYPES[nameOf(tokens[at]) ?? ""] ?? tokens[at]?.text ?? ""];
  at++;
  for (; at < to && isWord(tokens[at], "VARYING", "PRECISION", "WITH", "WITHOUT", "TIME", "ZONE"); at++) {
    if (!isWord(tokens[at], "VARYING")) type.push(tokens[at]?.text ?? "");
  }
  if (isSymbol(tokens[at], "(")) {
    const end = closingOf(tokens, at);
    if (length === undefined) type.push(textOfTokens(tokens.slice(at, end + 1)));
    at = end + 1;
  } else if (length === undefined && isWord(tokens[from + 1], "NUMERIC", "DECIMAL")) type.push("(18, 0)");
  const check = length === undefined ? "" : ` CHECK (strlen(${identifier(name)}) <= ${length})`;
  return `${identifier(name)} ${type.join(" ")}${attributesText(tokens, at, to)}${check}`;
}

/** NOT NULL and DEFAULT; keys are not enforced by Redshift, so they go. */
function attributesText(tokens: readonly Token[], from: number, to: number): string {
  const kept: Token[] = [];
  for (let at = from; at < to; at++) {
    if (isWord(tokens[at], "ENCODE")) at += 1;
    else if (isWord(tokens[at], "PRIMARY")) at += 1;
    else if (isWord(tokens[at], "REFERENCES")) at = isSymbol(tokens[at + 2], "(") ? closingOf(tokens, at + 2) : at + 1;
    else if (isWord(tokens[at], "COLLATE")) at += 1;
    else if (!isWord(tokens[at], "DISTKEY", "SORTKEY", "UNIQUE")) kept.push(...tokens.slice(at, at + 1));
  }
  return kept.length > 0 ? ` ${textOfTokens(kept).trim()}` : "";
}

/** Takes the words about layout out, from a place on to AS or the end. Answers where AS is. */
function dropLayout(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && !isWord(tokens[at], "AS")) {
    if (isSymbol(tokens[at], "(")) at = closingOf(tokens, at);
    else if (!isWord(tokens[at], ...LAYOUT)) {
      throw new StatementFailure(`syntax error at or near "${tokens[at]?.text ?? ""}"`);
    }
    at++;
  }
  blankOut(tokens, from, at);
  return at;
}

/** A table that is to look like another. */
export interface LikeTable {
  readonly name: string;
  readonly temporary: boolean;
  readonly like: string;
}

/**
 * Translates CREATE TABLE in place; undefined when the statement is another. A table that is LIKE another is answered, for
 * only the database knows what that looks like.
 */
export function translateCreateTable(tokens: readonly Token[]): { like?: LikeTable } | undefined {
  let at = 1;
  if (isWord(tokens[at], "LOCAL")) at++;
  const temporary = isWord(tokens[at], "TEMP", "TEMPORARY");
  if (temporary) at++;
  if (!isWord(tokens[0], "CREATE") || !isWord(tokens[at], "TABLE")) return undefined;
  at++;
  if (isWord(tokens[at], "IF")) at += 3;
  const first = tokens[at];
  const hashed = first?.kind === "word" && first.text.startsWith("#");
  const table = tokens[at - 1];
  if (hashed && table && !temporary) table.text = `TEMP ${table.text}`;
  while (isSymbol(tokens[at + 1], ".")) at += 2;
  const name = nameOf(tokens[at])?.replace(/^#/, "") ?? "";
  const open = tokens[++at];
  if (!isSymbol(open, "(") || !open) return dropLayout(tokens, at) < tokens.length ? {} : undefined;
  const end = closingOf(tokens, at);
  dropLayout(tokens, end + 1);
  const parts = argumentsOf(tokens, at);
  if (isWord(tokens[at + 1], "LIKE")) {
    return { like: { name, temporary: temporary || hashed, like: nameOf(tokens[at + 2])?.replace(/^#/, "") ?? "" } };
  }
  const constraints = ["PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT"];
  const columns = parts.filter(([from]) => !isWord(tokens[from], ...constraints));
  const text = columns.map(([from, to]) => columnText(tokens, from, to)).join(", ");
  blankOut(tokens, at + 1, end + 1);
  open.text = `(${text})`;
  return {};
}
