/** The warehouse for Redshift in the local engine: the statements that ship, word for word, each load one transaction. */
import { gzipSync } from "node:zlib";
import { Clock } from "../../local/clock";
import { ObjectStore } from "../../local/s3/objectStore";
import { RedshiftDatabase, type RunOptions } from "../../local/warehouse/redshift/database";
import {
  CREATE_ANALYST_ROLE,
  grantStatements,
  loadStatements,
  tableStatements,
  viewStatements,
} from "../../warehouse/redshift";
import { type DatasetName } from "../../warehouse/schema";
import { type ViewSettings } from "../../warehouse/views";
import { graph } from "./connectGraph";

const BUCKET = "analytics";
const ROLE = "arn:aws:iam::111111111111:role/copy";

/** A Redshift of its own. */
export interface RedshiftWarehouse {
  readonly store: ObjectStore;
  /** Puts rows where Firehose puts them; answers the object's address. */
  put(dataset: DatasetName, rows: readonly object[]): string;
  /** Loads rows in one transaction. */
  load(dataset: DatasetName, rows: readonly object[]): Promise<void>;
  /** Loads files in one transaction, by their addresses. */
  loadFiles(dataset: DatasetName, addresses: readonly string[], format?: "json" | "parquet"): Promise<void>;
  /** Copies one object of the bucket into a table, and nothing else. */
  copy(table: string, address: string): Promise<unknown>;
  /** Runs statements in one transaction. */
  run(statements: readonly string[]): Promise<unknown>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

function plain(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (/INT|DOUBLE|DECIMAL/.test(type)) return Number(value);
  return type.startsWith("TIMESTAMP") && typeof value === "string" ? value.replace(/\.0+$/, "") : value;
}

/** Tables, views and rights of a Redshift with nothing in it. */
export async function redshiftWarehouse(now: number, settings: ViewSettings = {}): Promise<RedshiftWarehouse> {
  const store = new ObjectStore([{ name: BUCKET }], new Clock(now));
  const namespace = { name: "analytics", database: "contact_center", roleArns: [ROLE] };
  const database = new RedshiftDatabase(store);
  const options: RunOptions = { now, copy: { graph: graph(), store, namespace } };
  const run = (statements: readonly string[]): Promise<unknown> =>
    database.run(
      statements.map((sql) => ({ sql })),
      options,
    );
  const prepare = [
    ...tableStatements(),
    ...viewStatements(settings),
    CREATE_ANALYST_ROLE,
    ...grantStatements(settings),
  ];
  await run(prepare);
  let files = 0;
  const sizeOf = (url: string): number => store.head(BUCKET, url.slice(`s3://${BUCKET}/`.length))?.size ?? 0;
  const warehouse: RedshiftWarehouse = {
    store,
    run,
    copy: (table, address) => run([`COPY ${table} FROM '${address}' IAM_ROLE '${ROLE}' GZIP FORMAT AS JSON 'auto'`]),
    put(dataset, rows) {
      const key = `rows/${dataset}/part-${files++}.json.gz`;
      store.put(BUCKET, key, gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { level: 1 }));
      return `s3://${BUCKET}/${key}`;
    },
    async loadFiles(dataset, addresses, format = "json") {
      const key = `manifests/${dataset}-${files++}`;
      const entries = addresses.map((url) => ({ url, mandatory: true, meta: { content_length: sizeOf(url) } }));
      store.put(BUCKET, key, Buffer.from(JSON.stringify({ entries })));
      await run(loadStatements({ dataset, manifest: `s3://${BUCKET}/${key}`, role: ROLE, format }));
    },
    load: (dataset, rows) => warehouse.loadFiles(dataset, [warehouse.put(dataset, rows)]),
    async rows(query) {
      const [result] = await database.run([{ sql: query }], options);
      return (result?.rows ?? []).map((row) =>
        Object.fromEntries((result?.columns ?? []).map(({ name, type }, at) => [name, plain(row[at], type)])),
      );
    },
    close: () => database.close(),
  };
  return warehouse;
}
