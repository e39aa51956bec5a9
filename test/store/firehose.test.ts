/** Firehose: what it takes, when and how it delivers, and what becomes of it when S3 refuses. */
import { gunzipSync } from "node:zlib";
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from "@aws-sdk/client-firehose";
import { expect } from "chai";
import { ZERO_INTERVAL_MS } from "../../local/firehose/deliveryStream";
import { FirehoseService, LARGE_REGION_THROUGHPUT } from "../../local/firehose/firehoseService";
import { KinesisService } from "../../local/kinesis/kinesisService";
import { ACCOUNT, policy, REGION, roleArn, type TestStatement } from "../support/graphs";
import { failure } from "../support/localDynamodb";
import { BUCKET_KEY, RunningStore, START, StoreGraph } from "./support";

const BUCKET = "analytics";
const NAME = "rows";
const HOUR = 3_600_000;
const STREAM_ARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/records`;

const DELIVER: TestStatement = {
  Effect: "Allow",
  Action: [
    "s3:AbortMultipartUpload",
    "s3:GetBucketLocation",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:PutObject",
  ],
  Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
};

class FirehoseGraph extends StoreGraph {
  deliveryRole(...statements: TestStatement[]): this {
    const trust = {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "firehose.amazonaws.com" },
    } as const;
    const inputs = {
      assumeRolePolicy: policy(trust),
      inlinePolicies: [{ name: "inline", policy: policy(...statements) }],
    };
    return this.add("aws:iam/role:Role", "delivery", inputs, { name: "delivery", arn: roleArn("delivery") });
  }

  firehose(s3: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}): this {
    return this.declare("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", NAME, {
      name: NAME,
      destination: "extended_s3",
      extendedS3Configuration: {
        bucketArn: `arn:aws:s3:::${BUCKET}`,
        roleArn: roleArn("delivery"),
        prefix: "rows/arrived=!{timestamp:yyyy-MM-dd-HH}/",
        errorOutputPrefix: "failed/!{firehose:error-output-type}/",
        bufferingInterval: 60,
        bufferingSize: 1,
        ...s3,
      },
      ...inputs,
    });
  }
}

const usual = (s3: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}) =>
  new FirehoseGraph().bucket(BUCKET).deliveryRole(DELIVER).firehose(s3, inputs);

describe("the local Firehose", () => {
  let store: RunningStore;
  let firehose: FirehoseService;
  let kinesis: KinesisService;
  const clients: FirehoseClient[] = [];

  async function open(graph: StoreGraph = usual()): Promise<void> {
    store = await RunningStore.start(graph);
    const { clock, iam, s3 } = store;
    kinesis = KinesisService.fromGraph(graph.build(), { clock, iam });
    firehose = FirehoseService.fromGraph(graph.build(), { clock, iam, s3, streams: kinesis });
    store.gateway.register("firehose", (request) => firehose.handle(request));
  }

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.destroy());
    firehose.close();
    await store.close();
  });

  function client(role?: string, maxAttempts = 1): FirehoseClient {
    const { gateway } = store;
    const session = { roleArn: roleArn(role ?? ""), sessionName: "worker" };
    const credentials = role === undefined ? gateway.administrator : gateway.issueCredentials(session);
    const made = new FirehoseClient({ endpoint: gateway.url, region: REGION, credentials, maxAttempts });
    clients.push(made);
    return made;
  }

  const put = (Data: Uint8Array, by = client()) =>
    by.send(new PutRecordCommand({ DeliveryStreamName: NAME, Record: { Data } }));
  const batch = (texts: readonly string[], by = client()) => {
    const Records = texts.map((text) => ({ Data: Buffer.from(text) }));
    return by.send(new PutRecordBatchCommand({ DeliveryStreamName: NAME, Records }));
  };
  const objects = () => store.s3.store.list(BUCKET).map(({ key }) => [key, String(store.s3.store.get(BUCKET, key))]);
  const bodies = () => objects().map(([, body]) => body);
  const stream = () => firehose.stream(NAME);

  it("delivers when the interval is over, one record behind the other", async () => {
    await open();
    await put(Buffer.from("one"));
    await store.clock.advance(30_000);
    await batch(["two", "three"]);
    await store.clock.advance(29_999);
    expect(objects()).to.deep.equal([]);
    await store.clock.advance(1);
    expect(bodies()).to.deep.equal(["onetwothree"]);
    expect(stream().metrics).to.include({ accepted: 3, delivered: 3, objects: 1, lost: 0, greatestAgeMs: 60_000 });
    expect(stream().freshnessMs).to.equal(0);
  });

  it("delivers when enough bytes are there", async () => {
    await open();
    const half = Buffer.alloc(512 * 1024, "a");
    await put(half);
    expect(objects()).to.deep.equal([]);
    await put(half);
    await store.clock.advance(0);
    expect(bodies().map((body) => body?.length)).to.deep.equal([1024 * 1024]);
  });

  it("delivers within seconds when the interval is zero", async () => {
    await open(usual({ bufferingInterval: 0 }));
    await put(Buffer.from("one"));
    await store.clock.advance(ZERO_INTERVAL_MS);
    expect(bodies()).to.deep.equal(["one"]);
    expect(ZERO_INTERVAL_MS).to.be.below(5000);
  });

  it("names objects after stream, version, arrival of the oldest record and chance, below the evaluated prefix", async () => {
    await open();
    await store.clock.advance(59 * 60_000 + 30_000);
    await put(Buffer.from("one"));
    await store.clock.advance(60_000);
    expect(objects()[0]?.[0]).to.match(
      /^rows\/arrived=2026-03-02-09\/rows-1-2026-03-02-09-59-30-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
  });

  it("has folders by the hour when the prefix has no expression, in the declared time zone", async () => {
    await open(usual({ prefix: "raw/", errorOutputPrefix: undefined, customTimeZone: "America/Los_Angeles" }));
    await put(Buffer.from("one"));
    await firehose.flush();
    expect(objects()[0]?.[0]).to.match(/^raw\/2026\/03\/02\/01\/rows-1-2026-03-02-01-00-00-/);
  });

  it("compresses, and puts a delimiter behind each record", async () => {
    const processingConfiguration = { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] };
    await open(usual({ compressionFormat: "GZIP", fileExtension: ".json.gz", processingConfiguration }));
    await batch(["{}", '{"a":1}']);
    await firehose.flush();
    const [object] = store.s3.store.list(BUCKET);
    expect(object?.key).to.match(/\.json\.gz$/);
    const body = store.s3.store.get(BUCKET, object?.key ?? "") ?? Buffer.alloc(0);
    expect(gunzipSync(body).toString()).to.equal('{}\n{"a":1}\n');
  });

  it("takes batches and records up to AWS's limits", async () => {
    await open();
    const many = Array.from({ length: 501 }, () => "x");
    expect((await failure(batch(many))).message).to.contain("1 to 500");
    expect((await batch(many.slice(1))).FailedPutCount).to.equal(0);
    await put(Buffer.alloc(1000 * 1024));
    expect((await failure(put(Buffer.alloc(1000 * 1024 + 1)))).name).to.equal("InvalidArgumentException");
    const large = "x".repeat(1000 * 1024);
    expect((await failure(batch([large, large, large, large, large]))).message).to.contain("4194304");
  });

  it("tells which records of a batch it refused; the others are taken", async () => {
    await open();
    firehose.failRecords(NAME, ({ index }) => index === 1);
    const { FailedPutCount, RequestResponses = [] } = await batch(["one", "two", "three"]);
    expect(FailedPutCount).to.equal(1);
    expect(RequestResponses.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([undefined, "InternalFailure", undefined]);
    expect(RequestResponses[0]?.RecordId).to.be.a("string");
    await firehose.flush();
    expect(bodies()).to.deep.equal(["onethree"]);
  });

  it("slows producers down at the throughput it is given", async () => {
    await open();
    firehose.limit(NAME, { ...LARGE_REGION_THROUGHPUT, records: 2 });
    const { RequestResponses = [] } = await batch(["one", "two", "three"]);
    expect(RequestResponses.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
      undefined,
      undefined,
      "ServiceUnavailableException",
    ]);
    expect((await failure(put(Buffer.from("four")))).name).to.equal("ServiceUnavailableException");
    await store.clock.advance(1000);
    await put(Buffer.from("five"));
  });

  it("tries again when S3 refuses, in order, and says how late it is", async () => {
    await open();
    store.s3.faults.set(BUCKET, { kind: "error500" });
    await put(Buffer.from("one"));
    await store.clock.advance(60_000);
    await put(Buffer.from("two"));
    await store.clock.advance(HOUR);
    expect(stream().freshnessMs).to.equal(HOUR + 60_000);
    expect(stream().metrics.lastFailure).to.contain("InternalFailure");
    store.s3.faults.clear();
    await store.clock.advance(300_000);
    expect(bodies().sort()).to.deep.equal(["one", "two"]);
    expect(stream().metrics).to.include({ delivered: 2, lost: 0, lastFailure: undefined });
    expect(store.s3.store.list(BUCKET).map(({ lastModified }) => lastModified)[0]).to.be.above(START + HOUR);
  });

  it("gives up after 24 hours, and goes on with what came later", async () => {
    await open();
    store.s3.faults.set(BUCKET, { kind: "throttle" });
    await put(Buffer.from("old"));
    await store.clock.advance(24 * HOUR);
    await put(Buffer.from("new"));
    await store.clock.advance(120_000);
    expect(stream().metrics.lost).to.equal(1);
    store.s3.faults.clear();
    await store.clock.advance(HOUR);
    expect(bodies()).to.deep.equal(["new"]);
  });

  it("delivers twice what S3 took without an answer", async () => {
    await open();
    store.s3.faults.set(BUCKET, { kind: "lostAnswer", times: 1 });
    await put(Buffer.from("one"));
    await firehose.flush();
    await store.clock.advance(60_000);
    expect(bodies()).to.deep.equal(["one", "one"]);
  });

  it("delivers nothing in a role that may not write, or that it may not assume, and says so", async () => {
    const reading: TestStatement = { ...DELIVER, Action: ["s3:ListBucket"] };
    await open(new FirehoseGraph().bucket(BUCKET).deliveryRole(reading).firehose());
    expect(firehose.diagnostics.map(({ message }) => message).join("\n")).to.contain("s3:PutObject");
    await put(Buffer.from("one"));
    await firehose.flush();
    expect(stream().metrics.lastFailure).to.contain("AccessDenied");
    await store.close();

    await open(new FirehoseGraph().bucket(BUCKET).role("delivery", DELIVER).firehose());
    expect(firehose.diagnostics.map(({ message }) => message).join()).to.contain("firehose.amazonaws.com");
    await put(Buffer.from("one"));
    await firehose.flush();
    expect(objects()).to.deep.equal([]);
  });

  it("has nothing to say about a stream that is well declared", async () => {
    await open();
    expect(firehose.diagnostics).to.deep.equal([]);
  });

  it("uses the key of its objects in the name of its role", async () => {
    const key = (role: TestStatement) =>
      new FirehoseGraph().bucket(BUCKET).bucketKey().deliveryRole(DELIVER, role).firehose({ kmsKeyArn: BUCKET_KEY });
    await open(key({ Effect: "Allow", Action: "kms:Decrypt", Resource: BUCKET_KEY }));
    await put(Buffer.from("one"));
    await firehose.flush();
    expect(stream().metrics.lastFailure).to.contain("kms:GenerateDataKey");
    await store.close();

    await open(key({ Effect: "Allow", Action: "kms:GenerateDataKey", Resource: BUCKET_KEY }));
    await put(Buffer.from("one"));
    await firehose.flush();
    const [object] = store.s3.store.list(BUCKET);
    expect(store.s3.store.head(BUCKET, object?.key ?? "")?.encryption).to.include({
      algorithm: "aws:kms",
      keyArn: BUCKET_KEY,
    });
  });

  it("refuses records when the key of the stream lets no grant be made", async () => {
    const sse = { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: BUCKET_KEY } };
    await open(usual({}, sse).bucketKey());
    expect((await put(Buffer.from("one"))).Encrypted).to.equal(true);
    await store.close();

    const lambda: TestStatement = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "kms:*",
      Resource: "*",
    };
    await open(usual({}, sse).add("aws:kms/key:Key", "closed", { policy: policy(lambda) }, { arn: BUCKET_KEY }));
    expect((await failure(put(Buffer.from("one")))).name).to.equal("InvalidKMSResourceException");
    expect(firehose.diagnostics[0]?.message).to.contain("kms:CreateGrant");
  });

  it("lets a role put only what its policies allow", async () => {
    const arn = `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/${NAME}`;
    await open(usual().role("producer", { Effect: "Allow", Action: "firehose:PutRecordBatch", Resource: arn }));
    expect((await batch(["one"], client("producer"))).FailedPutCount).to.equal(0);
    expect((await failure(put(Buffer.from("one"), client("producer")))).name).to.equal("AccessDeniedException");
  });

  it("describes and lists its streams, and knows no others", async () => {
    await open();
    const { DeliveryStreamNames } = await client().send(new ListDeliveryStreamsCommand({}));
    expect(DeliveryStreamNames).to.deep.equal([NAME]);
    const described = await client().send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: NAME }));
    expect(described.DeliveryStreamDescription).to.include({
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: "DirectPut",
    });
    const unknown = new PutRecordCommand({ DeliveryStreamName: "other", Record: { Data: Buffer.from("x") } });
    expect((await failure(client().send(unknown))).name).to.equal("ResourceNotFoundException");
  });

  it("fails as it is told to: the SDK puts again", async () => {
    await open();
    firehose.faults.set(NAME, { kind: "throttle", times: 1 });
    await batch(["one"], client(undefined, 2));
    await firehose.flush();
    expect(bodies()).to.deep.equal(["one"]);
  });

  describe("with a Kinesis stream as its source", () => {
    const READ: TestStatement = { Effect: "Allow", Action: "kinesis:*", Resource: STREAM_ARN };
    const sourced = (...statements: TestStatement[]) =>
      new FirehoseGraph()
        .bucket(BUCKET)
        .deliveryRole(...statements)
        .declare("aws:kinesis/stream:Stream", "records", { name: "records", shardCount: 2 })
        .firehose({}, { kinesisSourceConfiguration: { kinesisStreamArn: STREAM_ARN, roleArn: roleArn("delivery") } });

    it("delivers every record of every shard, each shard in order", async () => {
      await open(sourced(DELIVER, READ));
      for (let index = 0; index < 40; index++) {
        kinesis.stream("records").put({ partitionKey: `key ${index % 7}`, data: `${index % 7}:${index};` });
      }
      await store.clock.advance(70_000);
      const delivered = bodies().join("").split(";").filter(Boolean);
      expect(delivered).to.have.length(40);
      for (let key = 0; key < 7; key++) {
        const own = delivered.filter((text) => text.startsWith(`${key}:`)).map((text) => Number(text.slice(2)));
        expect(own).to.deep.equal(own.slice().sort((a, b) => a - b));
      }
      expect(firehose.diagnostics).to.deep.equal([]);
    });

    it("takes no records of anybody else", async () => {
      await open(sourced(DELIVER, READ));
      expect((await failure(put(Buffer.from("one")))).message).to.contain("KinesisStreamAsSource");
    });

    it("reads nothing in a role that may not, and says so", async () => {
      await open(sourced(DELIVER));
      kinesis.stream("records").put({ partitionKey: "a", data: "x" });
      await store.clock.advance(70_000);
      expect(objects()).to.deep.equal([]);
      expect(firehose.diagnostics.map(({ message }) => message).join()).to.contain("kinesis:DescribeStream");
    });
  });

  it("says what it cannot do here, and delivers nothing then", async () => {
    await open(usual({ compressionFormat: "Snappy" }));
    expect(firehose.diagnostics[0]?.message).to.contain("Snappy");
    expect((await failure(put(Buffer.from("one")))).name).to.equal("ServiceUnavailableException");
  });
});
