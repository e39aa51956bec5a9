/** The prompt of `npm run query`: statements that end with a semicolon, over as many lines as they take, and a few commands. */
import type { Commands } from "../commandLine";
import type { Terminal } from "../terminal";
import type { Relation, SavedQuery } from "./catalog";
import { savedQuery } from "./catalog";
import { nearestNames } from "./nearest";
import { splitStatements } from "./statements";

const HELP = [
  "  select …;      asks; a statement may take several lines, and ends with a semicolon",
  "  .tables        lists tables and views",
  "  .columns NAME  lists the columns of one",
  "  .saved         lists the saved queries",
  "  .saved NAME    asks one of them",
  "  .help          this list",
  "  .quit",
];

/** What the prompt works on. */
export interface Prompted {
  readonly out: Terminal;
  readonly saved: readonly SavedQuery[];
  relations(): Promise<readonly Relation[]>;
  /** Asks and prints the answer, or why there is none. */
  answer(sql: string, database?: string): Promise<void>;
}

/** Obeys what is typed until the person leaves. */
export async function runPrompt(prompted: Prompted, commands: Commands): Promise<void> {
  const { out } = prompted;
  out.line("Type a statement and a semicolon; .help lists what else there is.");
  let typed = "";
  commands.prompt();
  for await (const line of commands) {
    if (typed === "" && line.trim().startsWith(".")) {
      if (!(await obey(line.trim(), prompted))) break;
    } else if (typed === "" && /^(quit|exit|help)\s*;?$/i.test(line.trim())) {
      out.line("Commands begin with a dot: .help, .quit.");
    } else {
      const { complete, rest } = splitStatements(`${typed}${line}\n`);
      for (const sql of complete) await prompted.answer(sql);
      typed = rest;
    }
    commands.prompt(typed !== "");
  }
  commands.close();
}

/** Answers false to end. */
async function obey(line: string, prompted: Prompted): Promise<boolean> {
  const { out, saved } = prompted;
  const [command = "", name] = line.replace(/;$/, "").split(/\s+/);
  switch (command) {
    case ".quit":
    case ".exit":
      return false;
    case ".help":
      HELP.forEach((text) => out.line(text));
      break;
    case ".tables":
      for (const { name: table, columns } of await prompted.relations())
        out.line(`  ${table} (${columns.length} columns)`);
      break;
    case ".columns":
      showColumns(name, await prompted.relations(), out);
      break;
    case ".saved":
      await askSaved(name, prompted, saved);
      break;
    default:
      out.line(`There is no command ${command}; .help lists those there are.`);
  }
  return true;
}

function showColumns(name: string | undefined, all: readonly Relation[], out: Terminal): void {
  const names = all.map((one) => one.name);
  const found = all.find((one) => one.name === name?.toLowerCase());
  if (found === undefined) {
    const like = nearestNames(name ?? "", names);
    out.line(
      name === undefined
        ? `Which one? .columns takes the name of a table or view: ${names.join(", ")}.`
        : `There is no table or view ${name}.${like.length > 0 ? ` Did you mean ${like.join(" or ")}?` : ""} There are ${names.join(", ")}.`,
    );
    return;
  }
  const width = Math.max(...found.columns.map((column) => column.name.length));
  for (const column of found.columns) out.line(`  ${column.name.padEnd(width)}  ${column.type}`);
}

async function askSaved(
  name: string | undefined,
  { out, answer }: Prompted,
  saved: readonly SavedQuery[],
): Promise<void> {
  if (name === undefined) {
    showSaved(saved, out);
    return;
  }
  try {
    const { sql, database } = savedQuery(saved, name);
    await answer(sql, database);
  } catch (error) {
    out.line(error instanceof Error ? error.message : String(error));
  }
}

/** Lists the saved queries. */
export function showSaved(saved: readonly SavedQuery[], out: Terminal): void {
  if (saved.length === 0) out.line("This stack has saved no queries.");
  const width = Math.max(0, ...saved.map(({ name }) => name.length));
  for (const { name, description } of saved) out.line(`  ${name.padEnd(width)}  ${description}`.trimEnd());
}
