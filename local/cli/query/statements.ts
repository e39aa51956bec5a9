/** SQL that a person types or a file holds, statement by statement. */

/** What can stand between two semicolons: a text, a quoted name, a comment, anything else. */
const TOKEN = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*(?:\n|$)|\/\*[^]*?(?:\*\/|$)|;|[^'"\-/;]+|[-/]/gy;

/** Statements of a text, and what follows the last semicolon. */
export interface Statements {
  /** Without their semicolons, and without those that say nothing. */
  readonly complete: string[];
  /** As it was written; "" when nothing but white space and comments follows. */
  readonly rest: string;
}

/** Cuts a text at its semicolons, those in texts, quoted names and comments left alone. */
export function splitStatements(text: string): Statements {
  const complete: string[] = [];
  let statement = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token !== ";") {
      statement += token;
      continue;
    }
    if (says(statement)) complete.push(statement.trim());
    statement = "";
  }
  return { complete, rest: says(statement) || isOpen(statement) ? statement : "" };
}

/** Whether there is more to a statement than white space and comments. */
function says(statement: string): boolean {
  for (const [token] of statement.matchAll(TOKEN)) {
    if (!token.startsWith("--") && !token.startsWith("/*") && token.trim() !== "") return true;
  }
  return false;
}

/** Whether a comment has begun and not ended, so that the next line belongs to it. */
function isOpen(statement: string): boolean {
  const last = [...statement.matchAll(TOKEN)].at(-1)?.[0] ?? "";
  return last.startsWith("/*") && !(last.length >= 4 && last.endsWith("*/"));
}
