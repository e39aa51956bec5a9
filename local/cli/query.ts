/** `npm run query`: asks the warehouse of a stack in SQL, on this machine. */
import type { LocalCenter } from "../center";
import { evaluateProgram } from "../engine/evaluateProgram";
import { centerToAsk, checkData } from "./askedCenter";
import { typedCommands } from "./commandLine";
import { failureText } from "./failure";
import { type Ask, catalogued, type Relation, relations, savedQueries, savedQuery } from "./query/catalog";
import { explainRefusal } from "./query/explain";
import { csvLines, jsonLines } from "./query/exports";
import { drawResult } from "./query/grid";
import { runPrompt, showSaved } from "./query/prompt";
import { QUERY_USAGE, type QueryFlags, readQueryFlags } from "./query/queryFlags";
import type { QueryResult } from "./query/result";
import { splitStatements } from "./query/statements";
import { terminal, type Terminal } from "./terminal";
import { drawsUnicode } from "./unicode";
import { UsageError } from "./usageError";

/** A statement, and the database it is about when it is not the one of contact analytics. */
interface Statement {
  readonly sql: string;
  readonly database?: string;
}

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const flags = readQueryFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${QUERY_USAGE}\n`);
    return;
  }
  // Only answers go to standard output.
  const out = terminal(process.stderr);
  const given = await givenStatements(flags);
  await checkData(flags.data);
  out.status("  starting the program");
  const { stack, config } = flags;
  const graph = await evaluateProgram({ cwd: process.cwd(), stack, config });
  const saved = savedQueries(graph);
  if (flags.saved === "") {
    out.status("");
    showSaved(saved, terminal(process.stdout));
    return;
  }
  const statements = flags.saved === undefined ? given : [savedQuery(saved, flags.saved)];
  const center = await centerToAsk(graph, flags, out);
  try {
    out.status("");
    if (statements === undefined) await prompt(center, flags, saved);
    else await answerAll(center, flags, statements);
  } finally {
    await center.close();
  }
}

/** What was asked on the command line or through a pipe; undefined when a person is to be asked. */
async function givenStatements({ sql, saved }: QueryFlags): Promise<Statement[] | undefined> {
  if (saved !== undefined) return [];
  if (sql === undefined && process.stdin.isTTY) return undefined;
  const { complete, rest } = splitStatements(sql ?? (await standardInput()));
  const statements = [...complete, ...(rest.trim() === "" ? [] : [rest.trim()])];
  if (statements.length === 0) {
    throw new UsageError('There is no statement: give one, such as npm run query -- "select count(*) from contacts".');
  }
  return statements.map((one) => ({ sql: one }));
}

async function standardInput(): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const part of process.stdin) text += String(part);
  return text;
}

function askOf({ warehouse }: LocalCenter, { engine }: QueryFlags): Ask {
  return (sql, database) => warehouse.query(sql, { engine, database });
}

/** What can be asked: Athena's catalogue is declared, Redshift's tables are in its database. */
async function askable({ graph, warehouse }: LocalCenter, flags: QueryFlags, ask: Ask): Promise<readonly Relation[]> {
  const engine = flags.engine ?? warehouse.engines.at(-1);
  return engine === "redshift" ? relations(ask) : catalogued(graph);
}

/** Answers each statement; the first that is refused ends it. */
async function answerAll(center: LocalCenter, flags: QueryFlags, statements: readonly Statement[]): Promise<void> {
  const ask = askOf(center, flags);
  for (const { sql, database } of statements) {
    try {
      write(await ask(sql, database), flags);
    } catch (error) {
      throw new Error(await refusal(error, sql, () => askable(center, flags, ask)));
    }
  }
}

async function prompt(center: LocalCenter, flags: QueryFlags, saved: ReturnType<typeof savedQueries>): Promise<void> {
  const out = terminal(process.stdout);
  const ask = askOf(center, flags);
  const known = () => askable(center, flags, ask);
  const answer = async (sql: string, database?: string): Promise<void> => {
    try {
      write(await ask(sql, database), flags);
    } catch (error) {
      out.line(await refusal(error, sql, known));
    }
  };
  const prompted = { out, saved, answer, relations: known };
  await runPrompt(prompted, typedCommands(process.stdin, process.stdout, "sql> "));
}

async function refusal(error: unknown, sql: string, known: () => Promise<readonly Relation[]>): Promise<string> {
  const all = await known().catch(() => []);
  return explainRefusal(failureText(error), all, sql);
}

function write(result: QueryResult, { format }: QueryFlags): void {
  const { stdout } = process;
  if (format === "json") stdout.write([...jsonLines(result)].join(""));
  else if (format === "csv") stdout.write([...csvLines(result)].join(""));
  else writeTable(result, terminal(stdout));
}

function writeTable(result: QueryResult, out: Terminal): void {
  const { isTTY, columns = 80 } = process.stdout;
  const style = { width: isTTY ? columns : undefined, unicode: drawsUnicode(process.stdout) };
  drawResult(result, style).forEach((line) => out.line(line));
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? `${error.message} --help shows what there is.\n` : `${failureText(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
