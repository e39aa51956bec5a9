/** What an Athena query fails with, in the words of Athena and of the Trino engine in it. */
import { DuckDbError } from "../duckDb";
import { lineAndColumn } from "../sql/tokens";

/** Why a query failed; told by the query's state, not by the request that started it. */
export class QueryFailure extends Error {
  /**
   * @param code Trino's name of the error, e.g. `TABLE_NOT_FOUND`.
   * @param category 1 for Athena's own failures, 2 for the user's, 3 for others.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly category: 1 | 2 | 3 = 2,
  ) {
    super(message === "" ? code : `${code}: ${message}`);
  }
}

/** SQL that cannot be read at all, for which a query is not even started. */
export class SyntaxFailure extends Error {}

/** `line 1:15: `, as Trino begins its messages. */
export function placeOf(sql: string, at: number): string {
  const { line, column } = lineAndColumn(sql, at);
  return `line ${line}:${column}: `;
}

function placeOfWord(sql: string, word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const at = sql.search(new RegExp(`(?<![\\w.])"?${escaped}"?(?!\\w)`, "i"));
  return at < 0 ? "" : placeOf(sql, at);
}

/** What DuckDB says, as Athena would have said it of the original text. */
export function athenaFailure(error: unknown, sql: string): QueryFailure | SyntaxFailure | Error {
  if (!(error instanceof DuckDbError)) return error instanceof Error ? error : new Error(String(error));
  const { kind, message } = error;
  const first = message.split("\n")[0] ?? message;
  const column = /Referenced column "([^"]+)"|Table "[^"]+" does not have a column named "([^"]+)"/.exec(message);
  if (kind === "Parser Error") {
    const near = /at or near "([^"]*)"/.exec(message)?.[1];
    if (/at end of input/.test(message))
      return new SyntaxFailure(`${placeOf(sql, sql.length)}mismatched input '<EOF>'`);
    const what = near === undefined ? first : `mismatched input '${near}'`;
    return new SyntaxFailure(`${near === undefined ? "" : placeOfWord(sql, near)}${what}`);
  }
  if (column) {
    const name = column[1] ?? column[2] ?? "";
    const message = `Column '${name}' cannot be resolved or requester is not authorized to access requested resources`;
    return new QueryFailure("COLUMN_NOT_FOUND", placeOfWord(sql, name) + message);
  }
  const missing = /(?:Function|Macro) with name (\S+) does not exist/i.exec(message)?.[1];
  if (missing !== undefined) {
    return new QueryFailure("FUNCTION_NOT_FOUND", `${placeOfWord(sql, missing)}Function '${missing}' not registered`);
  }
  if (/must appear in the GROUP BY clause/.test(message)) return new QueryFailure("EXPRESSION_NOT_AGGREGATE", first);
  if (/ambiguous/i.test(message)) return new QueryFailure("AMBIGUOUS_NAME", first);
  if (kind === "Conversion Error") return new QueryFailure("INVALID_CAST_ARGUMENT", castMessage(first));
  if (/No function matches|Cannot compare|Could not choose/.test(message))
    return new QueryFailure("TYPE_MISMATCH", first);
  if (/Division by zero/.test(message)) return new QueryFailure("DIVISION_BY_ZERO", "Division by zero");
  if (kind === "Out of Range Error") return new QueryFailure("NUMERIC_VALUE_OUT_OF_RANGE", first);
  if (kind === "INTERRUPT Error") return new QueryFailure("USER_CANCELED", "Query was canceled", 1);
  if (kind === "Out of Memory Error") return new QueryFailure("EXCEEDED_MEMORY_LIMIT", first, 1);
  if (/JSON|gzip|parquet|CSV/i.test(message) && /Invalid Input Error|IO Error/.test(kind)) {
    return new QueryFailure("HIVE_BAD_DATA", first);
  }
  return new QueryFailure("GENERIC_USER_ERROR", `${kind}: ${first}`);
}

/** Trino's sentence about a value that cannot be cast; it names the value, which came from the statement or the data. */
function castMessage(message: string): string {
  const match = /Could not convert string '(.*)' to (\w+)/.exec(message);
  return match ? `Cannot cast '${match[1] ?? ""}' to ${match[2] ?? ""}` : message;
}
