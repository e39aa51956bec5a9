/** `CREATE [OR REPLACE] VIEW … AS query` and `DROP VIEW [IF EXISTS] …`. */
import { isSymbol, isWord, nameOf, textOfTokens, type Token } from "../sql/tokens";
import { placeOf, SyntaxFailure } from "./athenaError";

/** What a statement about a view says. */
export interface ViewStatement {
  readonly database: string;
  readonly name: string;
  /** What the view stands for; undefined when it is dropped. */
  readonly query?: string;
  readonly replace: boolean;
  readonly ifExists: boolean;
}

/**
 * Reads a statement about a view; undefined when it is about something else.
 * @throws SyntaxFailure for one that is not whole
 */
export function readViewStatement(
  tokens: readonly Token[],
  sql: string,
  defaultDatabase: string,
): ViewStatement | undefined {
  const create = isWord(tokens[0], "CREATE");
  const replace = create && isWord(tokens[1], "OR") && isWord(tokens[2], "REPLACE");
  let at = replace ? 3 : 1;
  if (!(create || isWord(tokens[0], "DROP")) || !isWord(tokens[at], "VIEW")) return undefined;
  at++;
  const ifExists = !create && isWord(tokens[at], "IF") && isWord(tokens[at + 1], "EXISTS");
  if (ifExists) at += 2;
  const parts: string[] = [];
  for (; nameOf(tokens[at]) !== undefined; at++) {
    parts.push((nameOf(tokens[at]) ?? "").toLowerCase());
    if (!isSymbol(tokens[at + 1], ".")) break;
    at++;
  }
  at++;
  const [name, database = defaultDatabase] = parts.reverse();
  if (name === undefined || (create ? !isWord(tokens[at], "AS") : at < tokens.length)) {
    const found = tokens[at]?.text ?? "<EOF>";
    throw new SyntaxFailure(`${placeOf(sql, tokens[at]?.at ?? sql.length)}mismatched input '${found}'`);
  }
  const query = create ? textOfTokens(tokens.slice(at + 1)) : undefined;
  return { database, name, query, replace, ifExists };
}
