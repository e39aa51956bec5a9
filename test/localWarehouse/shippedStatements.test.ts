/** Every statement that ships runs in the local warehouse: in Athena over files, in Redshift over its own tables. */
import { expect } from "chai";
import { athenaTables, athenaViews } from "../../warehouse/athena";
import { compactionStatement } from "../../warehouse/compaction";
import {
  COLUMNS_QUERY,
  CREATE_ANALYST_ROLE,
  grantStatements,
  tableStatements,
  viewStatements,
} from "../../warehouse/redshift";
import { loadStatements } from "../../warehouse/redshiftLoad";
import { DATASETS, type DatasetName } from "../../warehouse/schema";
import { ATHENA } from "../../warehouse/dialect";
import { athenaType } from "../../local/warehouse/athena/glueType";
import { COPY_ROLE, DATA, WarehouseWorld } from "./world";

const HOUR = "2026-01-10-12";

function contact(id: string, update: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    contact_id: id,
    last_update: update,
    revision: "a".repeat(64),
    channel: "VOICE",
    initiation_method: "INBOUND",
    initiated_at: "2026-01-10 12:00:00.123",
    enqueued_at: "2026-01-10 12:00:10",
    dequeued_at: "2026-01-10 12:00:25",
    connected_to_agent_at: "2026-01-10 12:00:25",
    disconnected_at: "2026-01-10 12:03:00",
    queue_id: "q1",
    queue_name: "Support",
    queue_seconds: 15,
    agent_id: "agent-1",
    agent_username: "agent",
    interaction_seconds: 120,
    attributes: JSON.stringify({ door: "voice", caller: "known" }),
    ...more,
  };
}

/** As many statements as the Data API takes at once. */
function batchesOf(statements: readonly string[]): string[][] {
  const count = Math.ceil(statements.length / 40);
  return Array.from({ length: count }, (_, index) => statements.slice(index * 40, index * 40 + 40));
}

const SAMPLES: Record<DatasetName, Record<string, unknown>[]> = {
  contact_records: [
    contact("c1", "2026-01-10 12:05:00"),
    contact("c1", "2026-01-10 12:06:00", { after_contact_work_seconds: 30 }),
    contact("c2", "2026-01-10 12:05:00", { connected_to_agent_at: null, agent_id: null, queue_seconds: 40 }),
  ],
  agent_events: [
    {
      event_id: "e1",
      event_at: "2026-01-10 12:00:00",
      revision: "b",
      event_type: "LOGIN",
      agent_id: "agent-1",
      status_type: "ROUTABLE",
    },
    {
      event_id: "e2",
      event_at: "2026-01-10 12:02:00",
      revision: "b",
      event_type: "HEART_BEAT",
      agent_id: "agent-1",
      status_type: "ROUTABLE",
    },
  ],
  survey_answers: [
    { contact_id: "c1", answered_at: "2026-01-10 12:10:00", revision: "c", score: 5, through: "link", commented: true },
  ],
};
const DATASET_NAMES = Object.keys(DATASETS) as DatasetName[];

describe("the shipped statements in the local Athena", () => {
  let world: WarehouseWorld;

  before(async () => {
    world = await WarehouseWorld.start();
    for (const dataset of DATASET_NAMES) world.putRows(dataset, HOUR, "rows", SAMPLES[dataset]);
  });
  after(() => world.close());

  for (const table of athenaTables(DATA)) {
    it(`reads the table ${table.name}`, async () => {
      const injected = table.parameters["projection.arrived.type"] === "injected";
      const rows = await world.rows(`SELECT * FROM ${table.name}${injected ? ` WHERE arrived = '${HOUR}'` : ""}`);
      expect(rows).to.have.length(table.name.includes("rows") ? SAMPLES[table.dataset].length : 0);
    });
  }

  for (const view of athenaViews()) {
    it(`reads the view ${view.name} with the types it declares`, async () => {
      const { columns } = await world.warehouse.query(`SELECT * FROM ${view.name}`, { engine: "athena" });
      const declared = view.columns.map(({ name, type }) => [name, ATHENA.type(type).replace(/\(.*/, "")]);
      expect(columns.map(({ name, type }) => [name, athenaType(type)])).to.deep.equal(declared);
    });
  }

  it("shows one current row of each contact, and the figures of the half hour", async () => {
    expect(await world.rows("SELECT contact_id, last_update FROM contacts ORDER BY 1")).to.deep.equal([
      ["c1", "2026-01-10 12:06:00.000"],
      ["c2", "2026-01-10 12:05:00.000"],
    ]);
    expect(
      await world.rows("SELECT interval_start, offered, handled, abandoned, service_level FROM queue_intervals"),
    ).to.deep.equal([["2026-01-10 12:00:00.000", "2", "1", "1", "0.5"]]);
  });

  for (const dataset of DATASET_NAMES) {
    it(`compacts an hour of ${dataset}, and then the day`, async () => {
      const hour = { dataset, bucket: DATA, arrived: HOUR, run: "run-1" };
      const first = await world.run(compactionStatement(hour));
      expect(first.Status).to.include({ State: "SUCCEEDED" });
      const again = await world.run(compactionStatement(hour));
      expect(again.Status?.StateChangeReason).to.match(/^HIVE_PATH_ALREADY_EXISTS/);
      const day = { dataset, bucket: DATA, arrived: HOUR.slice(0, 10), run: "day-1" };
      expect((await world.run(compactionStatement(day))).Status?.State).to.equal("SUCCEEDED");
    });
  }
});

describe("the shipped statements in the local Redshift", () => {
  let world: WarehouseWorld;

  before(async () => {
    world = await WarehouseWorld.start();
  });
  after(() => world.close());

  it("makes tables, views and rights, and makes them again", async () => {
    for (let round = 0; round < 2; round++) {
      for (const batch of batchesOf(tableStatements())) expect((await world.execute(batch)).Error).to.equal(undefined);
      const views = await world.execute(viewStatements());
      expect(views.Error).to.equal(undefined);
    }
    expect((await world.execute(CREATE_ANALYST_ROLE)).Status).to.equal("FINISHED");
    expect((await world.execute(CREATE_ANALYST_ROLE)).Error).to.match(/already exists/);
    for (const batch of batchesOf(grantStatements())) expect((await world.execute(batch)).Error).to.equal(undefined);
  });

  it("lists the columns there are", async () => {
    const { rows } = await world.warehouse.query(COLUMNS_QUERY);
    const own = rows.filter(([table]) => table === "contacts").map(([, column]) => column);
    expect(own).to.deep.equal(DATASETS.contact_records.columns.map(({ name }) => name));
  });

  for (const dataset of DATASET_NAMES) {
    it(`loads ${dataset} by JSON, twice with the same end`, async () => {
      const key = world.putRows(dataset, HOUR, "load", SAMPLES[dataset]);
      const entries = [{ url: `s3://${DATA}/${key}`, mandatory: true }];
      world.store.put(DATA, `manifests/${dataset}`, Buffer.from(JSON.stringify({ entries })));
      const load = { dataset, manifest: `s3://${DATA}/manifests/${dataset}`, role: COPY_ROLE, format: "json" } as const;
      for (let round = 0; round < 2; round++) {
        const done = await world.execute(loadStatements(load));
        expect(done.Error).to.equal(undefined);
      }
      const { rows } = await world.warehouse.query(
        `SELECT rows_staged, rows_applied FROM loads WHERE dataset = '${dataset}' ORDER BY rows_applied DESC`,
      );
      const keys = new Set(SAMPLES[dataset].map((row) => row[DATASETS[dataset].key]));
      expect(rows.map((row) => row.map(Number))).to.deep.equal([
        [SAMPLES[dataset].length, keys.size],
        [SAMPLES[dataset].length, 0],
      ]);
    });
  }

  it("answers the same figures as Athena", async () => {
    const { rows } = await world.warehouse.query(
      "SELECT interval_start, offered, handled, abandoned, service_level FROM queue_intervals",
    );
    expect(rows).to.deep.equal([["2026-01-10 12:00:00", "2", "1", "1", 0.5]]);
  });
});
