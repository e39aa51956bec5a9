/** Batches of a stream against services that misbehave, driven the way Lambda drives an event source mapping. */
import { expect } from "chai";
import fc from "fast-check";
import type { DeliveryClient } from "../../handlers/analytics/deliverRows";
import type { KinesisEvent } from "../../handlers/analytics/kinesisEvent";
import { type ContactRecordClients, processContactRecordFactory } from "../../handlers/processContactRecord";
import { drive, kinesisEvent } from "../support/checkpoints";
import { contactRecordBytes } from "../support/contactRecords";
import { useEnvironment, withLog } from "../support/handlerLog";
import { poison, POISON_KINDS } from "../support/poisonRecords";

const NOW = Date.parse("2026-03-03T12:00:00Z");

/** What a request to Firehose comes to: taken, broken off before or after it was taken, or taken in parts. */
type Fault = "taken" | "throttled" | "lost" | "takenAndLost" | readonly boolean[];

/** The services of one run: a list of faults is used up, after it all is well. */
class Services implements ContactRecordClients {
  readonly rows: string[] = [];
  readonly quarantine = new Map<string, string>();
  readonly requests: number[] = [];
  readonly tokens: string[] = [];
  published = 0;
  pauses = 0;
  clock = NOW;
  faults: Fault[] = [];
  quarantineFaults: boolean[] = [];
  secretFaults = 0;

  readonly deliveries: DeliveryClient = {
    putRecordBatch: async ({ Records = [] }) => {
      const data = Records.map(({ Data }) => Buffer.from(Data ?? []));
      expect(data.length).to.be.within(1, 500);
      expect(data.reduce((sum, { length }) => sum + length, 0)).to.be.at.most(4 * 1024 * 1024);
      this.requests.push(data.length);
      const fault = this.faults.shift() ?? "taken";
      const failed = (name: string) => Object.assign(new Error("made up"), { name });
      if (fault === "throttled") throw failed("ServiceUnavailableException");
      if (fault === "lost") throw failed("TimeoutError");
      const refused = (index: number): boolean => typeof fault !== "string" && fault[index % fault.length] === true;
      this.rows.push(...data.filter((_, index) => !refused(index)).map(String));
      if (fault === "takenAndLost") throw failed("TimeoutError");
      const RequestResponses = data.map((_, index) =>
        refused(index) ? { ErrorCode: "ServiceUnavailableException" } : { RecordId: `${index}` },
      );
      return { FailedPutCount: RequestResponses.filter(({ ErrorCode }) => ErrorCode).length, RequestResponses };
    },
  };

  readonly objects = {
    putObject: async ({ Key = "", Body }: { Key?: string | undefined; Body?: unknown }) => {
      if (this.quarantineFaults.shift()) throw new Error("made up");
      this.quarantine.set(Key, String(Body));
    },
  };

  readonly secrets = {
    getSecretValue: async () => {
      if (this.secretFaults-- > 0) throw Object.assign(new Error("made up"), { name: "Throttled" });
      return { SecretString: "0123456789abcdef0123456789abcdef" };
    },
  };

  readonly tables = {
    putItem: async ({ Item }: { Item?: Record<string, { S?: string }> | undefined }) => {
      this.tokens.push(Item?.contactId?.S ?? "");
    },
  };

  readonly topics = {
    publishBatch: async ({
      PublishBatchRequestEntries: entries = [],
    }: {
      PublishBatchRequestEntries?: unknown[] | undefined;
    }) => {
      this.published += entries.length;
      return {};
    },
  };

  readonly now = (): number => this.clock;
  readonly pause = async (milliseconds: number): Promise<void> => {
    this.pauses += 1;
    this.clock += milliseconds;
  };
}

const eventOf = (records: readonly Buffer[], first = 0): KinesisEvent =>
  kinesisEvent(records, { first, arrivedAt: NOW + 250 });

const good = (contact: number): Buffer => contactRecordBytes({ seed: 11 }, contact);
const contactOf = (data: Buffer | string): string =>
  (/"(?:ContactId|contact_id)":"([^"]+)"/.exec(String(data)) ?? [])[1] ?? "";

describe("batches of contact records", () => {
  useEnvironment({
    ROWS_STREAM: "rows",
    ANALYTICS_BUCKET: "bucket",
    CUSTOMER_HASH_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:hash",
    KEPT_ATTRIBUTES: "intent,locale",
  });

  it("become rows, poison goes to the quarantine whole, and the answer is empty", async () => {
    const services = new Services();
    const records = [good(0), poison("truncatedJson", good(1)), good(2), poison("gzip", good(3))];
    const { result, lines } = await withLog(() => processContactRecordFactory(services)(eventOf(records, 40)));
    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.rows.map(contactOf)).to.deep.equal([contactOf(good(0)), contactOf(good(2))]);
    expect(services.rows.every((row) => row.endsWith("}\n"))).to.equal(true);
    const folder = "quarantine/contact_records/arrived=2026-03-03-12/shardId-000000000003-";
    expect([...services.quarantine.keys()]).to.deep.equal([`${folder}41.json`, `${folder}43.json`]);
    expect(JSON.parse(services.quarantine.get(`${folder}41.json`) ?? "")).to.deep.equal({
      reason: "notJson",
      dataset: "contact_records",
      shard: "shardId-000000000003",
      sequenceNumber: "41",
      arrived: "2026-03-03T12:00:00.250Z",
      data: poison("truncatedJson", good(1)).toString("base64"),
    });
    expect(lines.map((line) => JSON.parse(line) as object)).to.deep.equal([
      { outcome: "quarantined", notJson: 1 },
      { outcome: "quarantined", compressed: 1 },
      { outcome: "delivered", records: 4, rows: 2, quarantined: 2, resent: 0, failed: 0, ms: 0 },
    ]);
  });

  it("send again only what Firehose did not take", async () => {
    const services = new Services();
    services.faults = [[false, true, false], "throttled"];
    const records = Array.from({ length: 9 }, (_, contact) => good(contact));
    const { result, lines } = await withLog(() => processContactRecordFactory(services)(eventOf(records)));
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(services.requests).to.deep.equal([9, 3, 3]);
    expect(services.rows.map(contactOf).sort()).to.deep.equal(records.map(contactOf).sort());
    expect(JSON.parse(lines[0] ?? "")).to.include({ outcome: "delivered", resent: 6 });
  });

  it("give up in time: what was not taken is the answer, with the reason in the log", async () => {
    const services = new Services();
    services.faults = Array.from({ length: 50 }, () => [true, false] as const);
    const context = { getRemainingTimeInMillis: () => 8_000 };
    const { result, lines } = await withLog(() =>
      processContactRecordFactory(services)(eventOf([good(0), good(1), good(2)]), context),
    );
    expect(services.clock - NOW).to.be.below(8_000);
    expect(services.pauses).to.be.above(1);
    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "0" }]);
    expect(JSON.parse(lines.at(-1) ?? "")).to.include({
      outcome: "retried",
      failure: "ServiceUnavailableException",
      failed: 1,
    });
  });

  it("take as many requests as 500 records and 4 MiB a request make", async () => {
    const services = new Services();
    const large = Array.from({ length: 80 }, (_, contact) => {
      const record = JSON.parse(good(contact).toString()) as { Attributes: object };
      record.Attributes = { intent: "i".repeat(60_000) };
      return Buffer.from(JSON.stringify(record));
    });
    const small = Array.from({ length: 501 }, (_, contact) => good(contact + 100));
    await withLog(() => processContactRecordFactory(services)(eventOf(large)));
    expect(services.requests).to.have.length(2);
    await withLog(() => processContactRecordFactory(services)(eventOf(small)));
    expect(services.requests.slice(2)).to.deep.equal([500, 1]);
    expect(services.rows).to.have.length(581);
  });

  it("come again when the quarantine does not take what is poisoned, and when there is no key", async () => {
    const services = new Services();
    services.quarantineFaults = [true];
    services.secretFaults = 1;
    const handler = processContactRecordFactory(services);
    const event = eventOf([good(0), poison("empty", good(1)), good(2)]);
    const { result, lines } = await withLog(async () => {
      const thrown = await handler(event).catch((error: Error) => error.name);
      return [thrown, await handler(event), await handler(event)];
    });
    expect(result).to.deep.equal([
      "Throttled",
      { batchItemFailures: [{ itemIdentifier: "1" }] },
      { batchItemFailures: [] },
    ]);
    expect(lines.join()).to.include('"failure":"Throttled"').and.include('"failure":"QuarantineFailed"');
    expect(services.quarantine).to.have.property("size", 1);
  });

  it("lose nothing and invent nothing, whatever fails and however often", async () => {
    const anyFault: fc.Arbitrary<Fault> = fc.oneof(
      fc.constantFrom("throttled" as const, "lost" as const, "takenAndLost" as const, "taken" as const),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
    );
    const anyRecord = fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...POISON_KINDS.filter((kind) => kind !== "tooLarge")) },
    );
    const anyRun = fc.record({
      kinds: fc.array(anyRecord, { minLength: 1, maxLength: 30 }),
      faults: fc.array(anyFault, { maxLength: 30 }),
      quarantineFaults: fc.array(fc.boolean(), { maxLength: 12 }),
      secretFaults: fc.nat({ max: 2 }),
    });
    const run = async ({
      kinds,
      ...faults
    }: typeof anyRun extends fc.Arbitrary<infer R> ? R : never): Promise<void> => {
      const services = Object.assign(new Services(), structuredClone(faults));
      const records = kinds.map((kind, contact) => (kind ? poison(kind, good(contact)) : good(contact)));
      await withLog(() => drive(processContactRecordFactory(services), records, { arrivedAt: NOW }));
      const wanted = records.filter((_, index) => kinds[index] === undefined).map(contactOf);
      expect([...new Set(services.rows.map(contactOf))].sort()).to.deep.equal(wanted.sort());
      const held = [...services.quarantine.values()].map((text) => (JSON.parse(text) as { data: string }).data);
      const poisoned = records.filter((_, index) => kinds[index] !== undefined).map((data) => data.toString("base64"));
      expect(held.sort()).to.deep.equal(poisoned.sort());
    };
    await fc.assert(fc.asyncProperty(anyRun, run), { numRuns: 60 });
  });

  it("are answered with exactly the rows that were not delivered", async () => {
    const anyPattern = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });
    const run = async (pattern: boolean[]): Promise<void> => {
      const services = new Services();
      services.faults = Array.from({ length: 20 }, () => pattern);
      const records = Array.from({ length: 12 }, (_, contact) => good(contact));
      const { result } = await withLog(() => processContactRecordFactory(services)(eventOf(records)));
      const delivered = new Set(services.rows.map(contactOf));
      const missing = records.flatMap((data, index) => (delivered.has(contactOf(data)) ? [] : [String(index)]));
      expect(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).to.deep.equal(missing);
      expect(services.rows).to.have.length(delivered.size);
    };
    await fc.assert(fc.asyncProperty(anyPattern, run), { numRuns: 40 });
  });
});

describe("what follows contacts", () => {
  useEnvironment({
    ROWS_STREAM: "rows",
    ANALYTICS_BUCKET: "bucket",
    CUSTOMER_HASH_SECRET_ARN: "arn",
    KEPT_ATTRIBUTES: "intent",
    NOTIFICATIONS_TOPIC: "arn:aws:sns:us-east-1:111122223333:requests",
    SURVEYS_TABLE: "surveys",
    SURVEY_SITE_URL: "https://survey.example.com",
    SURVEY_CHANNEL: "sms",
    MISSED_YOU_CHANNEL: "sms",
  });

  /** A contact an agent answered, of a customer with a number, at some time before now. */
  function answered(contact: number, daysAgo: number): Buffer {
    const record = JSON.parse(good(contact).toString()) as object;
    return Buffer.from(
      JSON.stringify({
        ...record,
        InitiationMethod: "INBOUND",
        NextContactId: null,
        CustomerEndpoint: { Address: "+12065550123", Type: "TELEPHONE_NUMBER" },
        Agent: { ConnectedToAgentTimestamp: "2026-03-02T10:00:00Z" },
        DisconnectTimestamp: new Date(NOW - daysAgo * 86_400_000).toISOString(),
      }),
    );
  }

  it("asks the hub for a survey of each contact, and for none of long ago", async () => {
    const services = new Services();
    const records = [answered(0, 1), answered(1, 8), answered(2, 2)];
    const { result } = await withLog(() => processContactRecordFactory(services)(eventOf(records)));
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(services.published).to.equal(2);
    expect(services.tokens).to.deep.equal([contactOf(answered(0, 1)), contactOf(answered(2, 2))]);
    expect(services.rows).to.have.length(3);
  });

  it("brings a record again when the hub may not have its request, though its row is delivered", async () => {
    const services = new Services();
    services.topics.publishBatch = async () => ({ Failed: [{ Id: "1" }] }) as never;
    const { result, lines } = await withLog(() =>
      processContactRecordFactory(services)(eventOf([answered(0, 1), answered(1, 1)])),
    );
    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "1" }]);
    expect(JSON.parse(lines.at(-1) ?? "")).to.include({ rows: 2, failed: 1, failure: "NotificationFailed" });
  });

  it("is nothing for records whose fields are not what they should be", async () => {
    const services = new Services();
    const odd = {
      ContactId: "c-1",
      LastUpdateTimestamp: "2026-03-02T10:00:00Z",
      CustomerEndpoint: { Address: { toString: 1 } },
    };
    const { result } = await withLog(() =>
      processContactRecordFactory(services)(eventOf([Buffer.from(JSON.stringify(odd))])),
    );
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(services.published).to.equal(0);
  });
});
