/** Stored procedures that are nothing but statements one after the other; variables and branches are not translated. */
import { isSymbol, isWord, nameOf, statementsOf, textOfTokens, type Token, tokensOf } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";

/** `CREATE [OR REPLACE] PROCEDURE name() AS $$ BEGIN …; END; $$ LANGUAGE plpgsql`. */
export interface Procedure {
  readonly name: string;
  readonly replaces: boolean;
  readonly statements: readonly string[];
}

/** What begins a statement of PL/pgSQL that plain SQL does not have. */
const CONTROL = ["IF", "FOR", "WHILE", "LOOP", "CASE", "RAISE", "EXECUTE", "RETURN", "EXIT", "DECLARE", "PERFORM"];

/**
 * The procedure a statement makes; undefined when it makes none.
 *
 * @throws StatementFailure when it takes arguments or is more than a list of statements
 */
export function readProcedure(tokens: readonly Token[]): Procedure | undefined {
  const replaces = isWord(tokens[1], "OR") && isWord(tokens[2], "REPLACE");
  const at = replaces ? 3 : 1;
  if (!isWord(tokens[0], "CREATE") || !isWord(tokens[at], "PROCEDURE")) return undefined;
  const name = calledWithNothing(tokens, at + 1);
  const body = tokens.find(({ kind }) => kind === "body");
  if (body === undefined || !tokens.some((token) => isWord(token, "PLPGSQL"))) {
    throw new StatementFailure(`the procedure ${name} needs AS $$ … $$ LANGUAGE plpgsql`);
  }
  return { name, replaces, statements: statementsIn(name, body.text.replace(/^\$\w*\$|\$\w*\$$/g, "")) };
}

/** The procedure a statement calls; undefined when it calls none. */
export function readCall(tokens: readonly Token[]): string | undefined {
  return isWord(tokens[0], "CALL") ? calledWithNothing(tokens, 1) : undefined;
}

function calledWithNothing(tokens: readonly Token[], at: number): string {
  const name = nameOf(tokens[at]);
  if (name === undefined || !isSymbol(tokens[at + 1], "(") || !isSymbol(tokens[at + 2], ")")) {
    const given = textOfTokens(tokens.slice(at, at + 3)).trim();
    throw new StatementFailure(`the local Redshift knows procedures without arguments, name(); given ${given}`);
  }
  return name;
}

function statementsIn(name: string, body: string): string[] {
  const [first, ...rest] = tokensOf(body);
  const end = isSymbol(rest.at(-1), ";") ? rest.slice(0, -1) : rest;
  if (!isWord(first, "BEGIN") || !isWord(end.at(-1), "END")) {
    throw new StatementFailure(`the procedure ${name} has to be BEGIN …; END; the local Redshift knows no DECLARE`);
  }
  const statements = statementsOf(textOfTokens(end.slice(0, -1)));
  const control = statements.find(([word]) => isWord(word, ...CONTROL));
  if (control !== undefined) {
    throw new StatementFailure(
      `${control[0]?.text ?? ""} in the procedure ${name} is not translated by the local Redshift`,
    );
  }
  return statements.map((tokens) => textOfTokens(tokens).trim());
}
