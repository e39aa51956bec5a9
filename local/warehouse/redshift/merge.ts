/** MERGE as Redshift has it, which is less than others have: both clauses, no conditions on them, tables only. */
import { closingOf, isSymbol, isWord, textOfTokens, type Token } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";
import { nameAt } from "./translate";

/** A MERGE, ready for DuckDB. */
export interface MergeStatement {
  readonly target: string;
  readonly source: string;
  /** What finds rows of the target that several rows of the source match. */
  readonly duplicates: string;
}

function refuse(near: string, why: string): never {
  throw new StatementFailure(`syntax error at or near "${near}" (${why})`);
}

/** Where a clause begins, outside brackets; -1 when it does not. */
function clauseAt(tokens: readonly Token[], ...words: readonly string[]): number {
  for (let at = 0; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) at = closingOf(tokens, at);
    if (words.every((word, index) => isWord(tokens[at + index], word))) return at;
  }
  return -1;
}

/**
 * Reads and checks a MERGE; undefined when the statement is another.
 * @throws StatementFailure for what Redshift refuses
 */
export function readMerge(tokens: readonly Token[]): MergeStatement | undefined {
  if (!isWord(tokens[0], "MERGE")) return undefined;
  const target = nameAt(tokens, 2);
  if (!isWord(tokens[1], "INTO") || !target) refuse(tokens[1]?.text ?? "", "MERGE INTO table");
  if (!isWord(tokens[target.to], "USING")) refuse(tokens[target.to]?.text ?? "", "the target has no alias");
  if (isSymbol(tokens[target.to + 1], "(")) refuse("(", "the source of MERGE is a table, no subquery");
  const source = nameAt(tokens, target.to + 1);
  if (!source) refuse(tokens[target.to + 1]?.text ?? "", "the source of MERGE is a table");
  const on = clauseAt(tokens, "ON");
  const matched = clauseAt(tokens, "WHEN", "MATCHED");
  const missing = clauseAt(tokens, "WHEN", "NOT", "MATCHED");
  if (clauseAt(tokens, "REMOVE", "DUPLICATES") >= 0) {
    throw new StatementFailure("MERGE … REMOVE DUPLICATES is not translated by the local Redshift");
  }
  if (on < 0 || matched < 0 || missing < 0) {
    refuse("end of statement", "Redshift's MERGE has WHEN MATCHED and WHEN NOT MATCHED, both once");
  }
  for (const then of [matched + 2, missing + 3]) {
    if (isWord(tokens[then], "AND")) refuse("AND", "Redshift's clauses of MERGE have no conditions");
    if (!isWord(tokens[then], "THEN")) refuse(tokens[then]?.text ?? "", "THEN");
  }
  const later = clauseAt(tokens.slice(matched + 1), "WHEN", "MATCHED");
  if (later >= 0) refuse("WHEN", "each clause of MERGE stands once");
  checkSet(tokens, matched);
  const targetText = textOfTokens(tokens.slice(2, target.to)).trim();
  const sourceText = textOfTokens(tokens.slice(target.to + 1, on)).trim();
  const condition = textOfTokens(tokens.slice(on + 1, Math.min(matched, missing))).trim();
  return {
    target: target.name,
    source: source.name,
    duplicates: `SELECT 1 FROM ${targetText} JOIN ${sourceText} ON ${condition} GROUP BY ${targetText}.rowid HAVING count(*) > 1 LIMIT 1`,
  };
}

/** The columns that are set are named without their table. */
function checkSet(tokens: readonly Token[], matched: number): void {
  if (!isWord(tokens[matched + 3], "UPDATE")) return;
  for (let at = matched + 4; at < tokens.length && !isWord(tokens[at], "WHEN"); at++) {
    if (isSymbol(tokens[at], "(")) at = closingOf(tokens, at);
    const begins = isWord(tokens[at], "SET") || isSymbol(tokens[at], ",");
    if (begins && isSymbol(tokens[at + 2], ".")) {
      refuse(".", "columns of SET are named without their table");
    }
  }
}
