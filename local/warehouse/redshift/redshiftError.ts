/** What Redshift says of a statement it refuses. */
import { DuckDbError } from "../duckDb";

/** A statement that failed; its message begins with `ERROR: `, as Redshift's do. */
export class StatementFailure extends Error {
  constructor(message: string) {
    super(message.startsWith("ERROR: ") ? message : `ERROR: ${message}`);
  }
}

/** What is known by pattern: DuckDB's sentence, and Redshift's. */
const SENTENCES: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/syntax error at or near "([^"]*)"/, ([, near = ""]) => `syntax error at or near "${near}"`],
  [/syntax error at end of input/, () => "syntax error at end of input"],
  [/(?:Table|View) with name "?([^\s"!]+)"? does not exist/, ([, name = ""]) => `relation "${name}" does not exist`],
  [/(?:Table|View) with name "?([^\s"!]+)"? already exists/, ([, name = ""]) => `Relation "${name}" already exists`],
  [/Referenced column "([^"]+)" not found/, ([, name = ""]) => `column "${name}" does not exist`],
  [/does not have a column (?:named|with name) "([^"]+)"/, ([, name = ""]) => `column "${name}" does not exist`],
  [/(?:Function|Macro) with name "?(\S+?)"? does not exist/, ([, name = ""]) => `function ${name} does not exist`],
  [/column "([^"]+)" must appear in the GROUP BY/, ([, name = ""]) => groupBy(name)],
  [/strlen\([^)]*\) <= (\d+)/, ([, size = ""]) => `value too long for type character varying(${size})`],
  [/NOT NULL constraint failed: \S*?([\w$]+)$/m, ([, name = ""]) => `Cannot insert a NULL value into column ${name}`],
  [
    /Could not convert string '(.*?)' to (\w+)/,
    ([, , type = ""]) => `invalid input syntax for type ${type.toLowerCase()}`,
  ],
  [/Divide by zero/, () => "Divide by zero"],
];

function groupBy(name: string): string {
  return `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`;
}

/** What a statement failed with, in Redshift's words where they are known. */
export function redshiftFailure(error: unknown): StatementFailure {
  if (error instanceof StatementFailure) return error;
  if (!(error instanceof DuckDbError))
    return new StatementFailure(error instanceof Error ? error.message : String(error));
  if (error.kind === "INTERRUPT Error") return new StatementFailure("Query cancelled on user's request");
  for (const [pattern, sentence] of SENTENCES) {
    const match = pattern.exec(error.message);
    if (match) return new StatementFailure(sentence(match));
  }
  return new StatementFailure(error.message.split("\n")[0] ?? error.message);
}
