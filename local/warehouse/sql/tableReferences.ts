/** Which tables a statement reads: the names after FROM and JOIN, and after the commas between them. */
import { closingOf, isSymbol, isWord, nameOf, type Token } from "./tokens";

/** A name of up to three parts in a FROM clause. */
export interface TableReference {
  /** Parts of the name, outermost first. */
  readonly parts: readonly string[];
  /** Its tokens, from the first to past the last. */
  readonly from: number;
  readonly to: number;
}

/** What ends a FROM clause at its own depth. */
const CLAUSES = [
  ...["WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT", "EXCEPT", "WINDOW"],
  ...["QUALIFY", "SET", "WHEN", "SELECT", "RETURNING"],
];
/** Functions that have a FROM between their arguments. */
const FUNCTIONS_WITH_FROM = ["EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION"];

/** Names that the statement's own WITH clauses define. */
function commonTables(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, at) => {
    if (!isWord(token, "AS") || !isSymbol(tokens[at + 1], "(")) return;
    let place = at - 1;
    if (isSymbol(tokens[place], ")")) {
      while (place >= 0 && closingOf(tokens, place) !== at - 1) place--;
      place--;
    }
    const name = nameOf(tokens[place]);
    const introduced = isWord(tokens[place - 1], "WITH", "RECURSIVE") || isSymbol(tokens[place - 1], ",");
    if (name !== undefined && introduced) names.add(name);
  });
  return names;
}

/** A FROM that is part of a function's arguments or of IS DISTINCT FROM. */
function isClause(tokens: readonly Token[], at: number, opened: readonly number[]): boolean {
  if (isWord(tokens[at - 1], "DISTINCT") && isWord(tokens[at - 2], "IS", "NOT")) return false;
  const open = opened.at(-1);
  return open === undefined || !isWord(tokens[open - 1], ...FUNCTIONS_WITH_FROM);
}

function referenceAt(tokens: readonly Token[], at: number): TableReference | undefined {
  const parts: string[] = [];
  let to = at;
  for (;;) {
    const name = nameOf(tokens[to]);
    if (name === undefined) return undefined;
    parts.push(name);
    to++;
    if (!isSymbol(tokens[to], ".")) break;
    to++;
  }
  if (isSymbol(tokens[to], "(") || isWord(tokens[at], "LATERAL", "SELECT", "VALUES", "UNNEST")) return undefined;
  return { parts, from: at, to };
}

/** The tables a statement names in its FROM clauses, without those it defines itself, in order. */
export function tableReferences(tokens: readonly Token[]): TableReference[] {
  const own = commonTables(tokens);
  const found: TableReference[] = [];
  const opened: number[] = [];
  /** By depth, whether a FROM clause is open there. */
  const clauses = new Map<number, boolean>();
  tokens.forEach((token, at) => {
    if (isSymbol(token, "(", "[")) opened.push(at);
    else if (isSymbol(token, ")", "]")) {
      clauses.delete(opened.length);
      opened.pop();
    }
    const depth = opened.length;
    const begins = isWord(token, "FROM") && isClause(tokens, at, opened);
    if (begins) clauses.set(depth, true);
    else if (isWord(token, ...CLAUSES)) clauses.set(depth, false);
    const listed = isSymbol(token, ",") && clauses.get(depth) === true;
    if (!begins && !listed && !isWord(token, "JOIN")) return;
    const reference = referenceAt(tokens, isWord(tokens[at + 1], "ONLY") ? at + 2 : at + 1);
    if (reference && !(reference.parts.length === 1 && own.has(reference.parts[0] ?? ""))) found.push(reference);
  });
  return found;
}
