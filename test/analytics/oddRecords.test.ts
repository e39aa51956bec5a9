/** Contact records nobody foresaw, in a whole centre: each is kept as it came, and found by a query, compacted or not. */
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { AnalyticsCenter } from "../support/analyticsCenter";
import { GROWN } from "../support/evaluated";
import {
  CHANNELS,
  contactRecord,
  DISCONNECT_REASONS,
  INITIATION_METHODS,
  RECORDS_START,
  type RawRecord,
} from "../support/contactRecords";

/** Nine in the morning, so long after the contacts that nobody is asked how they went. */
const START = RECORDS_START + (10 * 24 + 9) * 3_600_000;

const bytesOf = (record: object): Buffer => Buffer.from(JSON.stringify(record));

/** A usual record with an id of its own, and with fields changed. */
const recordOf = (ContactId: string, fields: object = {}): RawRecord => ({
  ...contactRecord({ seed: 21 }, 2),
  ...fields,
  ContactId,
});

/** Most bytes of the attributes of a contact. */
const MOST_ATTRIBUTES = 32_768;
const FRAME = '{"intent":""}'.length;

const NULLS = {
  ...Object.fromEntries(Object.keys(recordOf("")).map((name) => [name, null])),
  ContactId: "nulls",
  LastUpdateTimestamp: "2026-03-02T10:00:00Z",
};

const UNKNOWN = recordOf("unknown", {
  Novelty: { depth: [1, { secret: "of the record" }] },
  anotherName: null,
  Queue: { Name: "Orders", Mood: "good" },
  Agent: { Username: "agent-0001", Shoes: 2 },
});

const OTHER = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`detail-${at}`, "d".repeat(90)]));

const EVERY = CHANNELS.flatMap((Channel) =>
  INITIATION_METHODS.map((InitiationMethod, at) =>
    recordOf(`${Channel}-${InitiationMethod}`, {
      ...{ Channel, InitiationMethod },
      DisconnectReason: DISCONNECT_REASONS[at % DISCONNECT_REASONS.length],
    }),
  ),
);

const RECORDS: object[] = [
  NULLS,
  UNKNOWN,
  recordOf("large", { Attributes: { intent: "é".repeat((MOST_ATTRIBUTES - FRAME) / 2) } }),
  recordOf("many", { Attributes: { ...OTHER, locale: "es-US" } }),
  ...EVERY,
];

describe("contact records nobody foresaw", () => {
  let center: AnalyticsCenter;

  before(async () => {
    center = await AnalyticsCenter.start(START, GROWN);
    await center.deliver(RECORDS.map(bytesOf));
  });
  after(() => center.close());

  async function row(contact: string): Promise<Record<string, unknown>> {
    const [found] = await center.rows(`SELECT * FROM contacts WHERE contact_id = '${contact}'`);
    const entries = Object.entries(found ?? {}).filter(([, value]) => value !== null);
    return Object.fromEntries(entries);
  }

  async function check(): Promise<void> {
    const { revision, ...nulls } = await row("nulls");
    expect(revision).to.match(/^[0-9a-f]{64}$/);
    expect(nulls).to.have.all.keys("contact_id", "last_update");
    const unknown = await row("unknown");
    expect(unknown).to.include({ queue_name: "Orders", agent_username: "agent-0001" });
    expect(JSON.parse(String(unknown["unknown_fields"]))).to.deep.equal([
      "Agent.Shoes",
      "Novelty",
      "Queue.Mood",
      "anotherName",
    ]);
    const length = "length(json_extract_scalar(attributes, '$.intent'))";
    const [large] = await center.rows(`SELECT ${length} AS characters FROM contacts WHERE contact_id = 'large'`);
    expect(Number(large?.["characters"])).to.equal((MOST_ATTRIBUTES - FRAME - 1) / 2);
    expect((await row("many"))["attributes"]).to.equal('{"locale":"es-US"}');
    const kinds = await center.rows(
      "SELECT contact_id, channel, initiation_method, disconnect_reason FROM contacts WHERE contact_id LIKE '%-%'",
    );
    const wanted = EVERY.map(({ ContactId, Channel, InitiationMethod, DisconnectReason }) => ({
      contact_id: ContactId,
      channel: Channel,
      initiation_method: InitiationMethod,
      disconnect_reason: DisconnectReason,
    }));
    expect(kinds).to.have.deep.members(wanted);
  }

  it("are rows that can be asked for, none in quarantine", async () => {
    const [counted] = await center.rows("SELECT COUNT(*) AS contacts FROM contacts");
    expect(Number(counted?.["contacts"])).to.equal(RECORDS.length);
    expect(center.keys("quarantine/")).to.deep.equal([]);
    await check();
  });

  it("lie in the raw copy byte by byte, with what no row tells", () => {
    const { objects } = center.center;
    const raw = center.keys("raw/contact_records/").flatMap((key) =>
      gunzipSync(objects.get(center.pipeline.bucket, key) ?? Buffer.alloc(0))
        .toString()
        .trimEnd()
        .split("\n"),
    );
    expect(raw).to.have.members(RECORDS.map((record) => JSON.stringify(record)));
  });

  it("answer the same once they are compacted to Parquet", async () => {
    await center.hours(2);
    expect(center.keys("rows/contact_records/")).to.deep.equal([]);
    expect(center.keys("tables/contact_records/")).not.to.deep.equal([]);
    await check();
  });
});
