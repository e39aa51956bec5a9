/** What is said when the warehouse refuses a statement: its own words and, for a wrong name, the names there are. */
import type { Relation } from "./catalog";
import { nearestNames } from "./nearest";

/** How the engines say that there is no such column, and no such table. The first group that matched is the name. */
const NO_COLUMN = [
  /Column '([^']+)' cannot be resolved/i,
  /column "([^"]+)" does not exist/i,
  /column ([\w.]+) does not exist/i,
  /Referenced column "([^"]+)" not found/i,
  /does not have a column named "([^"]+)"/i,
];
const NO_TABLE = [
  /Table '([^']+)' does not exist/i,
  /relation "([^"]+)" does not exist/i,
  /Table with name ([^\s!]+) does not exist/i,
];

/** The refusal in words for whoever asked. */
export function explainRefusal(message: string, all: readonly Relation[], sql: string): string {
  const table = nameIn(message, NO_TABLE);
  if (table !== undefined) return noTable(table, all);
  const column = nameIn(message, NO_COLUMN);
  if (column !== undefined) return noColumn(column, all, sql);
  return message.trimEnd();
}

function nameIn(message: string, patterns: readonly RegExp[]): string | undefined {
  const name = patterns.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  return name?.split(".").at(-1);
}

function noTable(name: string, all: readonly Relation[]): string {
  const names = all.map((one) => one.name);
  return `There is no table or view ${name}.${meant(name, names)} There are ${names.join(", ")}.`;
}

function noColumn(name: string, all: readonly Relation[], sql: string): string {
  const words = new Set(sql.toLowerCase().match(/\w+/g) ?? []);
  const asked = all.filter((one) => words.has(one.name.toLowerCase()));
  const columns = asked.flatMap((one) => one.columns.map((column) => column.name));
  const lists = asked.map((one) => `\n  ${one.name}: ${one.columns.map((column) => column.name).join(", ")}`);
  const elsewhere = all.filter((one) => !asked.includes(one) && one.columns.some((column) => column.name === name));
  const there = elsewhere.length === 0 ? "" : ` There is one in ${elsewhere.map((one) => one.name).join(", ")}.`;
  return `There is no column ${name}.${meant(name, columns)}${there}${lists.length > 0 ? ` Columns:${lists.join("")}` : ""}`;
}

function meant(name: string, names: readonly string[]): string {
  const like = nearestNames(name, names);
  return like.length === 0 ? "" : ` Did you mean ${like.join(" or ")}?`;
}
