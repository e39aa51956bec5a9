/** What can be asked: the tables and views of the warehouse with their columns, and the queries a stack has saved. */
import { isRecord, type ResourceGraph } from "../../engine/graph";
import { resourcesOfType } from "../../graphValues";
import { nearestNames } from "./nearest";
import type { QueryResult } from "./result";

/** A table or view. */
export interface Relation {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A query the stack has saved for its analysts. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  /** The database it is about. */
  readonly database: string;
}

/** Asks a warehouse, of its database for contact analytics unless another is named. @throws Error as the engine words it */
export type Ask = (sql: string, database?: string) => Promise<QueryResult>;

const COLUMNS = `select table_name, column_name, data_type
from information_schema.columns
where table_schema not in ('information_schema', 'pg_catalog', 'sys')
order by table_name, ordinal_position`;

/** The tables and views there are, by name. */
export async function relations(ask: Ask): Promise<Relation[]> {
  const { rows } = await ask(COLUMNS);
  const found = new Map<string, { name: string; type: string }[]>();
  for (const [table, name, type] of rows) {
    const columns = found.get(String(table)) ?? [];
    columns.push({ name: String(name), type: String(type).toLowerCase() });
    found.set(String(table), columns);
  }
  return [...found].map(([name, columns]) => ({ name, columns }));
}

/** The tables and views that Athena knows, of the database that was declared last: the one of contact analytics. */
export function catalogued(graph: ResourceGraph): Relation[] {
  const tables = resourcesOfType(graph, "aws:glue/catalogTable:CatalogTable");
  const database = tables.at(-1)?.outputs["databaseName"];
  return tables
    .filter(({ outputs }) => outputs["databaseName"] === database)
    .map(({ outputs }) => ({ name: String(outputs["name"]), columns: columnsOf(outputs["storageDescriptor"]) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function columnsOf(descriptor: unknown): Relation["columns"] {
  const columns = isRecord(descriptor) ? [descriptor["columns"] ?? []].flat() : [];
  return columns.filter(isRecord).map(({ name, type }) => ({ name: String(name), type: String(type) }));
}

/** The saved queries of a stack, by name. */
export function savedQueries(graph: ResourceGraph): SavedQuery[] {
  return resourcesOfType(graph, "aws:athena/namedQuery:NamedQuery")
    .map(({ outputs }) => ({
      name: String(outputs.name),
      description: String(outputs.description ?? ""),
      sql: String(outputs.query),
      database: String(outputs.database),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The saved query of a name. @throws Error that lists those there are */
export function savedQuery(all: readonly SavedQuery[], name: string): SavedQuery {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  const like = nearestNames(name, names);
  throw new Error(
    `There is no saved query ${name}.${like.length > 0 ? ` Did you mean ${like.join(" or ")}?` : ""} ` +
      (names.length > 0 ? `Saved are ${names.join(", ")}.` : "This stack has saved none."),
  );
}
