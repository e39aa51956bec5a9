/** Athena over the tables and views that ship, without a program: files go in, queries go through the local engine. */
import { gzipSync } from "node:zlib";
import { Clock } from "../../local/clock";
import { ObjectStore } from "../../local/s3/objectStore";
import { QueryAccess } from "../../local/warehouse/athena/access";
import { GlueCatalog } from "../../local/warehouse/athena/catalog";
import { AthenaEngine } from "../../local/warehouse/athena/engine";
import { athenaTables, athenaViews, glueView } from "../../warehouse/athena";
import { type DatasetName } from "../../warehouse/schema";
import { type ViewSettings } from "../../warehouse/views";
import { graph, resource } from "./connectGraph";

const BUCKET = "analytics";
const DATABASE = "contact_center";

/** An Athena of its own. */
export interface AthenaWarehouse {
  readonly bucket: string;
  readonly store: ObjectStore;
  /** Puts rows where Firehose puts them. */
  put(dataset: DatasetName, hour: string, rows: readonly object[]): string;
  /** Takes every object away. */
  clear(): void;
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** Columns of a query's answer with the local engine's types. */
  types(query: string): Promise<[name: string, type: string][]>;
  close(): Promise<void>;
}

/** A value as tests compare it: numbers of 64 bits come as text. */
function plain(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (/INT|DOUBLE|DECIMAL/.test(type)) return Number(value);
  return value;
}

/** Tables and views as the data catalogue holds them, over an empty bucket. */
export function athenaWarehouse(now: number, settings: ViewSettings = {}): AthenaWarehouse {
  const declared = graph(resource("aws:glue/catalogDatabase:CatalogDatabase", "database", { name: DATABASE }));
  const store = new ObjectStore([{ name: BUCKET }], new Clock(now));
  const catalog = new GlueCatalog(declared);
  for (const table of athenaTables(BUCKET)) {
    const { name, columns, partitionKeys, parameters, serde, serdeParameters } = table;
    catalog.put({
      kind: "table",
      database: DATABASE,
      name,
      columns,
      partitionKeys,
      location: `s3://${BUCKET}/${table.prefix}`,
      serializationLibrary: serde,
      serializationParameters: serdeParameters,
      parameters,
    });
  }
  for (const view of athenaViews(settings)) {
    const { name, columns, viewOriginalText } = glueView(view, DATABASE);
    const encoded = /Presto View: (\S+)/.exec(viewOriginalText)?.[1] ?? "";
    const { originalSql: sql } = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as { originalSql: string };
    catalog.put({ kind: "view", database: DATABASE, name, columns, sql });
  }
  const engine = new AthenaEngine(catalog, store);
  const access = new QueryAccess({ graph: declared, store }, { kind: "administrator", accessKeyId: "test" });
  const run = (query: string) => engine.run(query, { database: DATABASE, now, access });
  let files = 0;
  return {
    bucket: BUCKET,
    store,
    put(dataset, hour, rows) {
      const key = `rows/${dataset}/arrived=${hour}/part-${files++}.gz`;
      store.put(BUCKET, key, gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join("")));
      return key;
    },
    clear() {
      for (const { key } of store.list(BUCKET)) store.delete(BUCKET, key);
    },
    async types(query) {
      const { result } = await run(query);
      return result.columns.map(({ name, type }) => [name, type]);
    },
    async rows(query) {
      const { result } = await run(query);
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map(({ name, type }, at) => [name, plain(row[at], type)])),
      );
    },
    close: () => engine.close(),
  };
}
