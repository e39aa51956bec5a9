/** Answers for machines: CSV as RFC 4180 has it, and JSON. */
import { type QueryResult, valueJson, valueText } from "./result";

/** An answer as CSV, its names first, lines ended by CR LF. Nothing and an empty text are told apart: the latter is quoted. */
export function* csvLines({ columns, rows }: QueryResult): Generator<string> {
  yield `${columns.map(({ name }) => csvField(name)).join(",")}\r\n`;
  for (const row of rows) yield `${columns.map((_, at) => csvField(valueText(row[at]))).join(",")}\r\n`;
}

function csvField(text: string | undefined): string {
  if (text === undefined) return "";
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** An answer as a JSON list of objects, one a line. Columns of the same name are numbered. */
export function* jsonLines({ columns, rows }: QueryResult): Generator<string> {
  const names = distinct(columns.map(({ name }) => name));
  yield "[";
  for (const [index, row] of rows.entries()) {
    const entries = names.map((name, at) => [name, valueJson(row[at], columns[at]?.type ?? "")]);
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(Object.fromEntries(entries))}`;
  }
  yield "\n]\n";
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
    taken.add(free);
    return free;
  });
}
