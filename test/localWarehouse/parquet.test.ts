/** Parquet that UNLOAD wrote, read back by a reader that has nothing to do with the engine that wrote it. */
import { expect } from "chai";
import { athenaTables } from "../../warehouse/athena";
import { compactionStatement } from "../../warehouse/compaction";
import { DATASETS, type DatasetName } from "../../warehouse/schema";
import { DATA, WarehouseWorld } from "./world";

const HOUR = "2026-01-10-12";

/** Parquet's physical and logical type of each Glue type. */
const PARQUET: Record<string, [physical: string, logical: string | undefined]> = {
  string: ["BYTE_ARRAY", "UTF8"],
  int: ["INT32", "INT_32"],
  bigint: ["INT64", "INT_64"],
  boolean: ["BOOLEAN", undefined],
  timestamp: ["INT64", "TIMESTAMP_MICROS"],
};

const ROWS: Record<DatasetName, Record<string, unknown>> = {
  contact_records: {
    contact_id: "c1",
    last_update: "2026-01-10 12:00:00.123",
    revision: "r",
    queue_seconds: 15,
    attributes: '{"a":"ü"}',
  },
  agent_events: { event_id: "e1", event_at: "2026-01-10 12:00:00.123", revision: "r", agent_id: "a" },
  survey_answers: {
    contact_id: "c1",
    answered_at: "2026-01-10 12:00:00.123",
    revision: "r",
    score: 5,
    commented: true,
  },
};

describe("Parquet of the local Athena", () => {
  let world: WarehouseWorld;

  before(async () => {
    world = await WarehouseWorld.start();
  });
  after(() => world.close());

  for (const dataset of Object.keys(DATASETS) as DatasetName[]) {
    it(`has the types that the table of ${dataset} declares, and the values`, async () => {
      const { parquetMetadata, parquetReadObjects } = await import("hyparquet");
      world.putRows(dataset, HOUR, "rows", [ROWS[dataset]]);
      const { Status } = await world.run(compactionStatement({ dataset, bucket: DATA, arrived: HOUR, run: "run-1" }));
      expect(Status?.StateChangeReason).to.equal(undefined);
      const [object] = world.store.list(DATA, `tables/${dataset}/`);
      expect(object?.key).to.match(new RegExp(`^tables/${dataset}/arrived=2026-01-10/run-1/`));
      const body = world.store.get(DATA, object?.key ?? "") ?? Buffer.alloc(0);
      const file = Uint8Array.from(body).buffer;
      const { schema, row_groups: groups } = parquetMetadata(file);
      expect(groups[0]?.columns[0]?.meta_data?.codec).to.equal("SNAPPY");
      const table = athenaTables(DATA).find((one) => one.dataset === dataset && one.name.endsWith("_files"));
      expect(schema.slice(1).map(({ name, type, converted_type: logical }) => [name, [type, logical]])).to.deep.equal(
        table?.columns.map(({ name, type }) => [name, PARQUET[type]]),
      );
      const [row] = await parquetReadObjects({ file });
      for (const [name, value] of Object.entries(ROWS[dataset])) {
        const isTime = DATASETS[dataset].columns.some((column) => column.name === name && column.type === "timestamp");
        expect(row?.[name], name).to.deep.equal(isTime ? new Date(`${String(value).replace(" ", "T")}Z`) : value);
      }
    });
  }
});
