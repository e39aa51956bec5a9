/** The Glue catalogue as the program declares it, and the views that queries add to it. */
import { isRecord, type GraphResource, type ResourceGraph } from "../../engine/graph";
import { recordOf, resourcesOfType, textOf } from "../../graphValues";

/** A column with its type as Glue writes it. */
export interface GlueColumn {
  readonly name: string;
  readonly type: string;
}

/** A table of files. */
export interface GlueTable {
  readonly kind: "table";
  readonly database: string;
  readonly name: string;
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly GlueColumn[];
  /** `s3://bucket/prefix/` */
  readonly location: string;
  readonly serializationLibrary: string;
  readonly serializationParameters: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A view, with the SQL that it stands for. */
export interface GlueView {
  readonly kind: "view";
  readonly database: string;
  readonly name: string;
  readonly sql: string;
  /** Columns as the view declares them; a query finds them with other types when what it reads has changed. */
  readonly columns: readonly GlueColumn[];
}

/** What a name in a query may stand for. */
export type GlueEntry = GlueTable | GlueView;

function textsOf(value: unknown): Record<string, string> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : {};
}

function columnsOf(value: unknown): GlueColumn[] {
  const columns = [value].flat().filter(isRecord);
  return columns.map(({ name, type }) => ({ name: String(name).toLowerCase(), type: String(type ?? "string") }));
}

function entryOf(resource: GraphResource): GlueEntry {
  const database = textOf(resource, "databaseName") ?? "";
  const name = (textOf(resource, "name") ?? resource.name).toLowerCase();
  const storage = recordOf(resource, "storageDescriptor");
  const encoded = /Presto View: ([A-Za-z0-9+/=]+)/.exec(textOf(resource, "viewOriginalText") ?? "")?.[1];
  if (encoded !== undefined) {
    const view: unknown = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
    const definition = isRecord(view) ? view : {};
    return {
      kind: "view",
      database,
      name,
      sql: String(definition["originalSql"] ?? ""),
      columns: columnsOf(definition["columns"]),
    };
  }
  const serDe = [storage?.["serDeInfo"]].flat().find(isRecord);
  return {
    kind: "table",
    database,
    name,
    columns: columnsOf(storage?.["columns"]),
    partitionKeys: columnsOf(resource.inputs["partitionKeys"]),
    location: String(storage?.["location"] ?? "").replace(/\/?$/, "/"),
    serializationLibrary: String(serDe?.["serializationLibrary"] ?? ""),
    serializationParameters: textsOf(serDe?.["parameters"]),
    parameters: textsOf(resource.inputs["parameters"]),
  };
}

/** Databases and what is in them. Names are in lower case, as Glue keeps them. */
export class GlueCatalog {
  readonly #entries = new Map<string, GlueEntry>();
  /** Names of the databases. */
  readonly databases: readonly string[];

  constructor(graph: ResourceGraph) {
    const databases = resourcesOfType(graph, "aws:glue/catalogDatabase:CatalogDatabase");
    this.databases = ["default", ...databases.map((one) => textOf(one, "name") ?? one.name)];
    for (const resource of resourcesOfType(graph, "aws:glue/catalogTable:CatalogTable")) this.put(entryOf(resource));
  }

  /** The table or view of a name; undefined when there is none. */
  find(database: string, name: string): GlueEntry | undefined {
    return this.#entries.get(`${database}.${name}`);
  }

  /** Adds an entry, in place of one of the same name. */
  put(entry: GlueEntry): void {
    this.#entries.set(`${entry.database}.${entry.name}`, entry);
  }

  /** Takes an entry out. Answers whether it was there. */
  remove(database: string, name: string): boolean {
    return this.#entries.delete(`${database}.${name}`);
  }

  /** Every table and view. */
  entries(): GlueEntry[] {
    return [...this.#entries.values()];
  }
}
