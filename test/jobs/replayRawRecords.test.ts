/** Replaying raw records: the rows the stream's handler makes, the same objects however often, in bounded memory. */
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { contactRecordReader } from "../../handlers/analytics/contactRecord";
import { gunzippedLines, linesIn, LONGEST_LINE } from "../../handlers/jobs/lines";
import { type ReplayEvent, replayRawRecordsFactory } from "../../handlers/replayRawRecords";
import { useEnvironment } from "../support/handlerLog";
import { contactRecordBytes, RECORDS_START } from "../support/contactRecords";

const HASH_KEY = "k".repeat(64);
const RAW = "raw/contact_records/arrived=2026-03-02-09/contact-records-1.gz";
const ROWS = "rows/contact_records/arrived=2026-03-02-09/";

/** A bucket in memory. */
function bucketWith(objects: Record<string, Buffer>) {
  const stored = new Map(Object.entries(objects));
  let largest = 0;
  return {
    stored,
    largest: () => largest,
    getObject: ({ Key = "" }: { Key?: string | undefined }) => {
      const body = stored.get(Key);
      if (!body) return Promise.reject(Object.assign(new Error(Key), { name: "NoSuchKey" }));
      return Promise.resolve({ Body: Readable.from([body.subarray(0, 100), body.subarray(100)]) });
    },
    putObject: ({ Key = "", Body }: { Key?: string | undefined; Body?: unknown }) => {
      const body = Buffer.from(Body as Uint8Array);
      largest = Math.max(largest, gunzipSync(body).length);
      stored.set(Key, body);
      return Promise.resolve({});
    },
  };
}

describe("replayRawRecords", () => {
  useEnvironment({
    ANALYTICS_BUCKET: "analytics",
    CUSTOMER_HASH_SECRET_ARN: "arn:example",
    KEPT_ATTRIBUTES: "queue,door",
  });

  const options = { seed: 7, start: RECORDS_START };
  const record = (contact: number): Buffer => contactRecordBytes(options, contact);
  const secrets = { getSecretValue: () => Promise.resolve({ SecretString: HASH_KEY }) };
  const replay = (objects: ReturnType<typeof bucketWith>, event: ReplayEvent, partBytes?: number) =>
    replayRawRecordsFactory({ objects, secrets }, partBytes)(event);
  const raw = (records: readonly Buffer[]): Buffer =>
    gzipSync(Buffer.concat(records.flatMap((one) => [one, Buffer.from("\n")])));
  const rowsIn = (objects: ReturnType<typeof bucketWith>): string =>
    [...objects.stored.keys()]
      .filter((key) => key.startsWith(ROWS))
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
      .map((key) => gunzipSync(objects.stored.get(key) ?? Buffer.alloc(0)).toString())
      .join("");

  it("makes the rows the stream's handler makes, in the hour the records arrived in", async () => {
    const records = Array.from({ length: 20 }, (_, at) => record(at));
    const objects = bucketWith({ [RAW]: raw(records) });
    expect(await replay(objects, { key: RAW })).to.deep.equal({ read: 20, rows: 20, quarantined: 0 });
    const read = contactRecordReader({ hashKey: HASH_KEY, keptAttributes: ["queue", "door"] });
    const lines = records.map((one) => read(one)).map((reading) => ("line" in reading ? reading.line : "poison"));
    expect(rowsIn(objects)).to.equal(lines.join(""));
  });

  it("counts what cannot be a row, an empty line too, and leaves it in the raw copy", async () => {
    const poison = ["", "no JSON", "[]", "{}"].map((text) => Buffer.from(text));
    const objects = bucketWith({ [RAW]: raw([record(1), ...poison, record(2)]) });
    expect(await replay(objects, { key: RAW })).to.deep.equal({ read: 6, rows: 2, quarantined: 4 });
    expect([...objects.stored.keys()].filter((key) => key.startsWith("quarantine"))).to.deep.equal([]);
  });

  it("writes the same objects when it is run again, and none when there are no rows", async () => {
    const other = RAW.replace("-1.gz", "-2.gz");
    const objects = bucketWith({ [RAW]: raw([record(1), record(2)]), [other]: raw([Buffer.from("[]")]) });
    const event = { keys: [RAW, other] };
    expect(await replay(objects, event)).to.deep.equal({ read: 3, rows: 2, quarantined: 1 });
    const once = [...objects.stored].map(([key, body]) => `${key} ${createHash("md5").update(body).digest("hex")}`);
    await replay(objects, event);
    const twice = [...objects.stored].map(([key, body]) => `${key} ${createHash("md5").update(body).digest("hex")}`);
    expect(twice).to.deep.equal(once);
    expect(objects.stored.size, "two raw objects and the rows of one").to.equal(3);
    expect([...objects.stored.keys()][2]).to.match(/\/of-raw-[0-9a-f]{32}\.json\.gz$/);
  });

  it("splits the rows of a large object", async () => {
    const objects = bucketWith({ [RAW]: raw(Array.from({ length: 40 }, (_, at) => record(at))) });
    await replay(objects, { key: RAW }, 4000);
    const parts = [...objects.stored.keys()].filter((key) => key.startsWith(ROWS));
    expect(parts.length).to.be.greaterThan(3);
    expect(objects.largest(), "bytes held for one object").to.be.below(8000);
    expect(rowsIn(objects).trim().split("\n")).to.have.length(40);
  });

  it("replays a record in quarantine, and says when it still cannot be a row", async () => {
    const quarantined = (data: Buffer) => Buffer.from(JSON.stringify({ reason: "x", data: data.toString("base64") }));
    const [good, bad] = ["1", "2"].map((name) => `quarantine/contact_records/arrived=2026-03-02-09/shard-${name}.json`);
    const objects = bucketWith({ [good ?? ""]: quarantined(record(1)), [bad ?? ""]: quarantined(Buffer.from("[]")) });
    expect(await replay(objects, { key: good })).to.deep.equal({ read: 1, rows: 1, quarantined: 0 });
    expect(await replay(objects, { key: bad })).to.deep.equal({ read: 1, rows: 0, quarantined: 1 });
    expect(rowsIn(objects).trim().split("\n")).to.have.length(1);
  });

  it("replays agent events, and what has changed in the table of survey answers", async () => {
    const event = {
      EventId: "e1",
      EventTimestamp: "2026-03-02T09:00:00.000Z",
      EventType: "LOGIN",
      AgentARN: "arn:aws:a/b",
    };
    const text = (S: string) => ({ S });
    const NewImage = { id: text("contact#c1"), answeredAt: text("2026-03-02T09:00:00.000Z"), score: { N: "5" } };
    const change = Buffer.from(JSON.stringify({ eventName: "INSERT", dynamodb: { NewImage } })).toString("base64");
    const events = RAW.replace("contact_records", "agent_events");
    const answer = "quarantine/survey_answers/arrived=2026-03-02-09/1.json";
    const objects = bucketWith({
      [events]: raw([Buffer.from(JSON.stringify(event))]),
      [answer]: Buffer.from(JSON.stringify({ reason: "x", data: change })),
    });
    expect(await replay(objects, { keys: [events, answer] })).to.deep.equal({ read: 2, rows: 2, quarantined: 0 });
  });

  for (const key of [
    "rows/contact_records/arrived=2026-03-02-09/a.gz",
    "raw/no_dataset/arrived=2026-03-02-09/a",
    "x",
  ]) {
    it(`refuses ${key}, which is no raw record`, async () => {
      const error = await replay(bucketWith({}), { key }).catch((failure: Error) => failure);
      expect(error).to.have.property("name", "NoRawRecord");
    });
  }

  it("fails, and says so, when the object is cut off or is not there", async () => {
    const whole = raw([randomBytes(4000), record(1)]);
    const objects = bucketWith({ [RAW]: whole.subarray(0, whole.length - 20) });
    expect(await replay(objects, { key: RAW }).catch((failure: Error) => failure)).to.be.instanceOf(Error);
    const missing = await replay(bucketWith({}), { key: RAW }).catch((failure: Error) => failure);
    expect(missing).to.have.property("name", "NoSuchKey");
  });
});

describe("the lines of an object", () => {
  async function all(lines: AsyncIterable<Buffer>): Promise<string[]> {
    const found: string[] = [];
    for await (const line of lines) found.push(line.toString());
    return found;
  }

  it("are the same however the bytes are cut", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "ñ", "{", "\n", "\r") });
    const property = fc.asyncProperty(text, fc.array(fc.nat(8)), async (content, cuts) => {
      const bytes = Buffer.from(content);
      const chunks: Buffer[] = [];
      let from = 0;
      for (const length of cuts) chunks.push(bytes.subarray(from, (from += length)));
      chunks.push(bytes.subarray(from));
      const expected = content.split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(await all(linesIn(Readable.from(chunks)))).to.deep.equal(expected);
      expect(await all(gunzippedLines(Readable.from([gzipSync(bytes)])))).to.deep.equal(expected);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it("of more bytes than a record can have are given in part, as one line", async () => {
    const chunk = Buffer.alloc(1_048_576, "x");
    async function* chunks(): AsyncGenerator<Buffer> {
      for (let at = 0; at < 12; at += 1) yield chunk;
      yield Buffer.from("\nnext\n");
    }
    const found = await all(linesIn(chunks()));
    expect(found.map(({ length }) => length)).to.deep.equal([LONGEST_LINE + 1, 4]);
  });
});
