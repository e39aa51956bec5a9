/** Redrive on the local services: every place where something ends that failed, and the way back from it. */
import { Kinesis } from "@aws-sdk/client-kinesis";
import { expect } from "chai";
import { readRedriveFlags, redrive } from "../../operations/redrive";
import { queueUrl } from "../messaging/support";
import { ACCOUNT, functionArn, REGION } from "../support/graphs";
import { BUCKET, Lake } from "./lake";

const STREAM = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/records`;
const OUTPUTS = {
  analyticsBucket: BUCKET,
  functionNames: { replayRawRecords: "replay" },
  failureQueueUrls: { load: queueUrl("load-failures"), jobs: queueUrl("job-failures") },
};
const BATCHES = "aws/lambda/11111111-2222-4333-8444-555555555555/shardId-000000000000/2026/03/10";

/** An invocation as a function sees it. */
interface Invoked {
  name: string;
  type: string | undefined;
  event: unknown;
}

describe("redrive of contact analytics", () => {
  let lake: Lake;
  let streams: Kinesis;
  let invoked: Invoked[];
  let answer: (event: never) => object;

  before(async () => {
    lake = await Lake.start();
    const settings = { endpoint: lake.gateway.url, region: REGION, credentials: lake.gateway.administrator };
    streams = new Kinesis({ ...settings, maxAttempts: 1 });
  });
  after(async () => {
    streams.destroy();
    await lake.close();
  });
  beforeEach(() => {
    lake.clear("");
    for (const queue of lake.sqs.list()) queue.purge();
    invoked = [];
    answer = () => ({});
  });

  async function run(...args: string[]) {
    const flags = readRedriveFlags(
      ["--stack", "dev", ...args],
      () => "",
      () => OUTPUTS,
    );
    const functions = {
      send: async ({ input }: { input: { FunctionName?: string; InvocationType?: string; Payload?: Uint8Array } }) => {
        const event = JSON.parse(Buffer.from(input.Payload ?? []).toString()) as never;
        invoked.push({ name: input.FunctionName ?? "", type: input.InvocationType, event });
        return { Payload: Buffer.from(JSON.stringify(answer(event))) };
      },
    };
    const lines: string[] = [];
    const clients = { functions: functions as never, objects: lake.clients.objects, streams };
    const failed = await redrive(lake.clients.queues, flags, (line) => lines.push(line), clients);
    await lake.clock.advance(2000);
    return { failed, text: lines.join("\n") };
  }

  function batch(name: string, body: object): string {
    const key = `${BATCHES}/${name}`;
    lake.s3.store.put(BUCKET, key, Buffer.from(JSON.stringify(body)));
    return key;
  }

  /** What Lambda writes of a batch of records. */
  function kinesisBatch(name: string, records: readonly [partitionKey: string, data: string][]): string {
    const Records = records.map(([partitionKey, data]) => ({
      kinesis: { partitionKey, data: Buffer.from(data).toString("base64") },
      eventSource: "aws:kinesis",
    }));
    const requestContext = { functionArn: functionArn("process"), condition: "RetryAttemptsExhausted" };
    const KinesisBatchInfo = { streamArn: STREAM, batchSize: records.length };
    return batch(name, { requestContext, KinesisBatchInfo, payload: JSON.stringify({ Records }) });
  }

  async function onStream(): Promise<string[]> {
    const found: string[] = [];
    const { Shards = [] } = await streams.listShards({ StreamName: "records" });
    for (const { ShardId } of Shards) {
      const start = { StreamName: "records", ShardId, ShardIteratorType: "TRIM_HORIZON" as const };
      const { ShardIterator } = await streams.getShardIterator(start);
      const { Records = [] } = await streams.getRecords({ ShardIterator });
      for (const { PartitionKey, Data } of Records) found.push(`${PartitionKey} ${Buffer.from(Data ?? []).toString()}`);
    }
    return found;
  }

  it("only looks unless told to move", async () => {
    kinesisBatch("1", [["c1", "a"]]);
    lake.s3.store.put(BUCKET, "quarantine/contact_records/arrived=2026-03-10-09/1.json", Buffer.from("{}"));
    lake.queue("load-failures").send({ body: "x", attributes: {} }, "load");
    const before = lake.keys("");
    const { text, failed } = await run();
    expect(failed).to.equal(0);
    expect(text.split("\n")).to.deep.equal([
      "load-failures: 1 message",
      "job-failures: no messages",
      "batches of streams: 1 object",
      "quarantine: 1 record",
      "Nothing was moved. Add --yes to move.",
    ]);
    expect(lake.keys("")).to.deep.equal(before);
    expect(invoked).to.deep.equal([]);
  });

  it("puts the records of failed batches back on their stream, in order, and removes the objects", async () => {
    kinesisBatch("1", [
      ["c1", "first"],
      ["c1", "second"],
    ]);
    kinesisBatch("2", [["c1", "third"]]);
    const { failed, text } = await run("--yes");
    expect(failed).to.equal(0);
    expect(text).to.contain("batches of streams: 2 objects; 3 records brought back");
    expect(await onStream()).to.deep.equal(["c1 first", "c1 second", "c1 third"]);
    expect(lake.keys("aws/")).to.deep.equal([]);
    expect((await run("--yes")).text).to.contain("batches of streams: none");
  });

  it("keeps the object of a batch that cannot be brought back, names it, and goes on with the others", async () => {
    const broken = batch("1", { KinesisBatchInfo: { streamArn: `${STREAM}-gone` }, payload: '{"Records":[{}]}' });
    const empty = batch("2", { payload: "{}" });
    kinesisBatch("3", [["c9", "good"]]);
    const { failed, text } = await run("--yes");
    expect(failed).to.equal(1);
    expect(text).to.contain("1 records brought back, and these objects stay").and.to.contain(empty);
    expect(lake.keys("aws/")).to.deep.equal([broken, empty]);
    expect(await onStream()).to.include("c9 good");
  });

  it("gives what failed of a table's stream to the function again, and removes it when nothing fails any more", async () => {
    const payload = JSON.stringify({ Records: [{ dynamodb: { SequenceNumber: "1" } }] });
    const requestContext = { functionArn: functionArn("answers") };
    batch("1", { requestContext, DDBStreamBatchInfo: { batchSize: 1 }, payload });
    answer = () => ({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect((await run("--yes")).failed).to.equal(1);
    expect(lake.keys("aws/")).to.have.length(1);
    answer = () => ({ batchItemFailures: [] });
    expect((await run("--yes")).failed).to.equal(0);
    expect(invoked.at(-1)).to.deep.equal({ name: functionArn("answers"), type: undefined, event: JSON.parse(payload) });
    expect(lake.keys("aws/")).to.deep.equal([]);
  });

  it("replays what is in quarantine; what has become a row leaves it, what has not stays", async () => {
    const [good, bad] = ["good", "bad"].map((name) => `quarantine/contact_records/arrived=2026-03-10-09/${name}.json`);
    for (const key of [good, bad]) lake.s3.store.put(BUCKET, key ?? "", Buffer.from("{}"));
    answer = ({ key }: { key: string }) =>
      key === good ? { read: 1, rows: 1, quarantined: 0 } : { read: 1, rows: 0, quarantined: 1 };
    const { failed, text } = await run("--yes");
    expect(failed).to.equal(0);
    expect(text).to.contain("quarantine: 2 records; 1 are rows now, 1 still cannot be");
    expect(lake.keys("quarantine/")).to.deep.equal([bad]);
    expect(invoked.map(({ name }) => name)).to.deep.equal(["replay", "replay"]);
  });

  it("moves messages of the load queue back to it", async () => {
    const key = "rows/contact_records/arrived=2026-03-10-09/a.gz";
    lake.notify(key);
    for (let time = 0; time < 6; time += 1) {
      await lake.clients.queues.receiveMessage({ QueueUrl: queueUrl("load"), VisibilityTimeout: 0 });
    }
    expect(lake.queue("load-failures").counts().visible).to.equal(1);
    const { text } = await run("--yes");
    expect(text).to.contain("load-failures: 1 message; moving them back");
    expect(lake.queue("load-failures").counts().visible).to.equal(0);
    expect(lake.queue("load").counts().visible).to.equal(1);
  });

  it("invokes again what a schedule and an asynchronous invocation left, and keeps what names no function", async () => {
    const queue = lake.queue("job-failures");
    const target = { TARGET_ARN: { DataType: "String", StringValue: functionArn("compact") } };
    queue.send({ body: '{"from":"schedule"}', attributes: target }, "scheduler");
    const record = { requestContext: { functionArn: functionArn("load") }, requestPayload: { from: "invocation" } };
    queue.send({ body: JSON.stringify(record), attributes: {} }, "lambda");
    queue.send({ body: "who knows", attributes: {} }, "somebody");
    const { text, failed } = await run("--yes");
    expect(failed).to.equal(0);
    expect(text).to.contain("job-failures: 3 messages; invoked again: 2; 1 do not say which function they are for");
    expect(invoked).to.have.deep.members([
      { name: functionArn("compact"), type: "Event", event: { from: "schedule" } },
      { name: functionArn("load"), type: "Event", event: { from: "invocation" } },
    ]);
    await lake.clock.advance(60_000);
    expect(queue.counts().visible).to.equal(1);
  });

  it("reads a stack's outputs, and refuses what is no stack's name", () => {
    expect(() => readRedriveFlags(["--stack", "--yes"], () => "")).to.throw("name of a stack");
    expect(() =>
      readRedriveFlags(
        ["--stack", "dev"],
        () => "",
        () => ({}),
      ),
    ).to.throw("No dead-letter queue is named");
  });
});
