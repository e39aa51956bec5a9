/** Raw contact records as they arrive: rows, quarantine and requests, whatever fails and however often an object comes. */
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { contactRecordReader } from "../../handlers/analytics/contactRecord";
import { type RawRecordClients, processRawRecordsFactory } from "../../handlers/processRawRecords";
import { useEnvironment, withLog } from "../support/handlerLog";
import { contactRecord, RECORDS_START } from "../support/contactRecords";
import { Mortal } from "./killed";

const HASH_KEY = "k".repeat(64);
const HOUR = "arrived=2026-03-02-09";
const RAW = `raw/contact_records/${HOUR}/contact-records-direct-1-2026-03-02-09-00-00-a b.direct.json.gz`;
const NOW = RECORDS_START + 10 * 3_600_000;

/** A contact that an agent answered an hour ago, of a customer with a number. */
const answered = (contact: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...contactRecord({ seed: 7, start: RECORDS_START }, contact),
      InitiationMethod: "INBOUND",
      NextContactId: null,
      CustomerEndpoint: { Address: "+12065550123", Type: "TELEPHONE_NUMBER" },
      Agent: { ConnectedToAgentTimestamp: "2026-03-02T08:00:00Z" },
      DisconnectTimestamp: new Date(NOW - 3_600_000).toISOString(),
    }),
  );

const POISON = ["no JSON", "[]", '{"ContactId":"c-1"}'].map((text) => Buffer.from(text));

/** What S3 tells of an object: its key as a form would write it. */
const told = (...keys: string[]) => ({
  Records: keys.map((key) => ({ s3: { object: { key: encodeURIComponent(key).replace(/%20/g, "+") } } })),
});

/** The bucket, the hub and the table of tokens, in memory. */
class World implements RawRecordClients {
  readonly stored = new Map<string, Buffer>();
  /** Contacts the hub was asked to send something, once for each time. */
  readonly asked: string[] = [];
  readonly tokens: string[] = [];
  /** Says which request fails, before it does anything. */
  failing: (request: string) => boolean = () => false;

  constructor(records: readonly Buffer[], key = RAW) {
    this.stored.set(key, gzipSync(Buffer.concat(records.flatMap((one) => [one, Buffer.from("\n")]))));
  }

  private meet(request: string): void {
    if (this.failing(request)) throw Object.assign(new Error(request), { name: "SlowDown" });
  }

  readonly objects = {
    getObject: async ({ Key = "" }: { Key?: string | undefined }) => {
      this.meet("getObject");
      const body = this.stored.get(Key);
      if (!body) throw Object.assign(new Error(Key), { name: "NoSuchKey" });
      return { Body: Readable.from([body]) };
    },
    putObject: async ({ Key = "", Body }: { Key?: string | undefined; Body?: unknown }) => {
      this.meet(`putObject ${Key.split("/")[0] ?? ""}`);
      this.stored.set(Key, Buffer.from(Body as Uint8Array));
      return {};
    },
  };

  readonly secrets = {
    getSecretValue: async () => {
      this.meet("getSecretValue");
      return { SecretString: HASH_KEY };
    },
  };

  readonly tables = {
    putItem: async ({ Item }: Parameters<RawRecordClients["tables"]["putItem"]>[0]) => {
      this.meet("putItem");
      this.tokens.push(Item?.contactId?.S ?? "");
    },
  };

  readonly topics: RawRecordClients["topics"] = {
    publishBatch: async ({ PublishBatchRequestEntries: entries = [] }) => {
      this.meet("publishBatch");
      this.asked.push(...entries.map(({ Message = "" }) => (JSON.parse(Message) as { eventId: string }).eventId));
      return {};
    },
  };

  readonly now = () => NOW;

  rows(): string {
    const keys = [...this.stored.keys()].filter((key) => key.startsWith(`rows/contact_records/${HOUR}/`));
    return keys.map((key) => gunzipSync(this.stored.get(key) ?? Buffer.alloc(0)).toString()).join("");
  }

  quarantined(): Record<string, unknown>[] {
    const keys = [...this.stored.keys()].filter((key) => key.startsWith(`quarantine/contact_records/${HOUR}/`));
    return keys.map((key) => JSON.parse(String(this.stored.get(key))) as Record<string, unknown>);
  }

  /** All that is there, for comparing. */
  everything(): string[] {
    return [...this.stored].map(([key, body]) => `${key} ${body.toString("base64")}`).sort();
  }
}

const run = (world: RawRecordClients, event: object = told(RAW)) =>
  withLog(() => processRawRecordsFactory(world)(event));
const failureOf = async (world: RawRecordClients, event?: object): Promise<Error> =>
  run(world, event).then(
    () => new Error("It did not fail."),
    (error: Error) => error,
  );

describe("processRawRecords", () => {
  useEnvironment({
    ANALYTICS_BUCKET: "analytics",
    CUSTOMER_HASH_SECRET_ARN: "arn:example",
    KEPT_ATTRIBUTES: "queue,door",
    NOTIFICATIONS_TOPIC: "arn:aws:sns:us-east-1:111122223333:requests",
    SURVEYS_TABLE: "surveys",
    SURVEY_SITE_URL: "https://survey.example.com",
    SURVEY_CHANNEL: "sms",
  });

  const records = [answered(1), ...POISON, answered(2)];
  const good = [records[0], records[4]].map((data) => data ?? Buffer.alloc(0));
  const idOf = (data: Buffer) => (JSON.parse(String(data)) as { ContactId: string }).ContactId;
  const read = contactRecordReader({ hashKey: HASH_KEY, keptAttributes: ["queue", "door"] });
  const lineOf = (data: Buffer): string => {
    const reading = read(data);
    return "line" in reading ? reading.line : "";
  };

  it("makes the rows the stream's handler makes, keeps poison whole, and asks for what follows", async () => {
    const world = new World(records);
    const { result, lines } = await run(world);
    expect(result).to.deep.equal({ read: 5, rows: 2, quarantined: 3 });
    expect(world.rows()).to.equal(good.map(lineOf).join(""));
    const kept = world.quarantined();
    expect(kept.map(({ data }) => Buffer.from(String(data), "base64").toString())).to.have.members(POISON.map(String));
    expect(kept.map(({ reason }) => reason)).to.have.members(["notJson", "notAnObject", "badTime"]);
    expect(world.asked).to.have.length(2);
    expect(world.tokens).to.have.members(good.map(idOf));
    expect(lines.filter((line) => line.includes('"outcome":"quarantined"'))).to.have.length(3);
    expect(JSON.parse(lines.at(-1) ?? "")).to.include({ outcome: "delivered", rows: 2, quarantined: 3 });
  });

  it("keeps the poison of two objects of an hour apart, though it stands in the same line of both", async () => {
    const world = new World(POISON);
    const other = RAW.replace(".direct", "-2.direct");
    world.stored.set(other, gzipSync("also no JSON\n"));
    await run(world, told(RAW, other));
    expect(other).not.to.equal(RAW);
    expect(world.quarantined()).to.have.length(POISON.length + 1);
  });

  it("leaves the same objects however often one comes, and asks for the same", async () => {
    const world = new World(records);
    await run(world);
    const once = world.everything();
    await run(world, told(RAW, RAW));
    expect(world.everything()).to.deep.equal(once);
    expect(new Set(world.asked).size, "what the hub's ledger tells apart").to.equal(2);
    expect(world.asked).to.have.length(6);
  });

  for (const [request, failure] of [
    ["getSecretValue", "SlowDown"],
    ["getObject", "SlowDown"],
    ["putObject rows", "SlowDown"],
    ["putObject quarantine", "QuarantineFailed"],
    ["putItem", "NotificationFailed"],
    ["publishBatch", "NotificationFailed"],
  ] as const) {
    it(`fails, so that Lambda comes again, when ${request} does, and makes up for it then`, async () => {
      const world = new World(records);
      world.failing = (one) => one === request;
      expect((await failureOf(world)).name).to.equal(failure);
      world.failing = () => false;
      await run(world);
      const whole = new World(records);
      await run(whole);
      expect(world.everything()).to.deep.equal(whole.everything());
      expect([...new Set(world.asked)]).to.have.members(whole.asked);
    });
  }

  it("does what it can of an object although something fails: rows wait for nobody's survey", async () => {
    const world = new World(records);
    world.failing = (one) => one === "publishBatch";
    await failureOf(world);
    expect(world.rows().trim().split("\n")).to.have.length(2);
    expect(world.quarantined()).to.have.length(3);
  });

  it("makes up for being killed at any request", async () => {
    const whole = new World(records);
    const counter = new Mortal();
    await run({ ...clientsOf(whole), ...counter.clients(clientsOf(whole)), now: whole.now });
    expect(counter.requests).to.be.at.least(8);
    for (let last = 0; last <= counter.requests; last++) {
      const world = new World(records);
      const mortal = new Mortal(last);
      await failureOf({ ...mortal.clients(clientsOf(world)), now: world.now });
      await run(world);
      expect(world.everything(), `killed at request ${last}`).to.deep.equal(whole.everything());
      expect([...new Set(world.asked)], `killed at request ${last}`).to.have.members([...new Set(whole.asked)]);
    }
  });

  it("fails for an object it has nothing to do with, and does nothing for a test of S3's", async () => {
    const other = `rows/contact_records/${HOUR}/a.json.gz`;
    for (const key of [other, `raw/agent_events/${HOUR}/a.gz`, "x"]) {
      expect((await failureOf(new World([], key), told(key))).name, key).to.equal("NoRawRecord");
    }
    expect((await failureOf(new World([], "x"))).name, "an object that is gone").to.equal("NoSuchKey");
    const { result } = await run(new World([]), { Event: "s3:TestEvent" });
    expect(result).to.deep.equal({ read: 0, rows: 0, quarantined: 0 });
  });
});

const clientsOf = ({ objects, secrets, tables, topics }: World) => ({ objects, secrets, tables, topics });
