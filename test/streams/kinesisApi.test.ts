/** Kinesis behind the gateway, asked by the real SDK client, which speaks HTTP/2. */
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type ShardIteratorType,
  SplitShardCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { Gateway } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { KinesisService } from "../../local/kinesis/kinesisService";
import { KEY_ARN, sessionOf } from "../messaging/support";
import { failure } from "../support/localDynamodb";
import { kinesisClient, START, streamArn, StreamsGraph } from "./support";

const RECORDS = { StreamName: "records" };
const ALLOW = "Allow" as const;
const SHARD = "shardId-000000000000";
const HALF = (2n ** 127n).toString();

describe("the local Kinesis", () => {
  let gateway: Gateway;
  let clock: Clock;
  let service: KinesisService;
  const clients: KinesisClient[] = [];

  before(async () => {
    gateway = await Gateway.start();
    const graph = new StreamsGraph()
      .key()
      .stream("records", { shardCount: 2, retentionPeriod: 48 })
      .stream("single", { maxRecordSizeInKib: 2048 })
      .stream("demand", { shardCount: undefined, streamModeDetails: { streamMode: "ON_DEMAND" } })
      .stream("secret", { encryptionType: "KMS", kmsKeyId: KEY_ARN })
      .role("writer", {
        Effect: ALLOW,
        Action: "kinesis:PutRecord*",
        Resource: [streamArn("records"), streamArn("secret")],
      })
      .role(
        "keyholder",
        { Effect: ALLOW, Action: "kinesis:*", Resource: "*" },
        { Effect: ALLOW, Action: ["kms:GenerateDataKey"], Resource: KEY_ARN },
      )
      .build();
    clock = new Clock(START);
    service = KinesisService.fromGraph(graph, { clock, iam: IamService.fromGraph(graph) });
    gateway.register("kinesis", (request) => service.handle(request));
  });

  after(async () => {
    clients.forEach((client) => client.destroy());
    await gateway.close();
  });

  function clientOf(role?: string): KinesisClient {
    const client = kinesisClient(gateway.url, role === undefined ? gateway.administrator : sessionOf(gateway, role));
    clients.push(client);
    return client;
  }

  const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString();
  const bytes = (data: string) => new Uint8Array(Buffer.from(data));
  const aheadASecond = () => clock.advance(1000);

  async function iteratorOf(client: KinesisClient, stream: string, type: ShardIteratorType, more = {}) {
    const input = { StreamName: stream, ShardId: SHARD, ShardIteratorType: type, ...more };
    return (await client.send(new GetShardIteratorCommand(input))).ShardIterator;
  }

  async function read(client: KinesisClient, stream: string, type: ShardIteratorType, more = {}): Promise<string[]> {
    await aheadASecond();
    const ShardIterator = await iteratorOf(client, stream, type, more);
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    return Records.map(({ Data }) => text(Data));
  }

  it("puts a record where the MD5 of its key falls, or where the record says", async () => {
    const client = clientOf();
    // MD5 of "a" is 0cc1…, of "c" 4a8a…, of "d" 8277…, of "b" 92eb…
    for (const [PartitionKey, index] of [
      ["a", 0],
      ["c", 0],
      ["d", 1],
      ["b", 1],
    ] as const) {
      const { ShardId } = await client.send(
        new PutRecordCommand({ ...RECORDS, PartitionKey, Data: bytes(PartitionKey) }),
      );
      expect(ShardId, PartitionKey).to.equal(`shardId-00000000000${index}`);
    }
    const explicit = { ...RECORDS, PartitionKey: "a", ExplicitHashKey: HALF, Data: bytes("explicit") };
    expect((await client.send(new PutRecordCommand(explicit))).ShardId).to.equal("shardId-000000000001");
    const low = { ...explicit, ExplicitHashKey: (BigInt(HALF) - 1n).toString() };
    expect((await client.send(new PutRecordCommand(low))).ShardId).to.equal(SHARD);
    const over = client.send(new PutRecordCommand({ ...explicit, ExplicitHashKey: (2n ** 128n).toString() }));
    expect((await failure(over)).name).to.equal("InvalidArgumentException");
  });

  it("reads from each kind of position, and on from what was read last", async () => {
    const client = clientOf();
    const put = async (data: string) =>
      (await client.send(new PutRecordCommand({ StreamName: "single", PartitionKey: "k", Data: bytes(data) })))
        .SequenceNumber;
    const latest = await iteratorOf(client, "single", "LATEST");
    const first = await put("one");
    await clock.advance(10_000);
    const second = await put("two");
    await put("three");
    expect(BigInt(second ?? 0) > BigInt(first ?? 0)).to.equal(true);
    expect(await read(client, "single", "TRIM_HORIZON")).to.deep.equal(["one", "two", "three"]);
    expect(await read(client, "single", "AT_SEQUENCE_NUMBER", { StartingSequenceNumber: second })).to.deep.equal([
      "two",
      "three",
    ]);
    expect(await read(client, "single", "AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber: second })).to.deep.equal([
      "three",
    ]);
    const Timestamp = new Date(clock.now() - 5000);
    expect(await read(client, "single", "AT_TIMESTAMP", { Timestamp })).to.deep.equal(["two", "three"]);
    expect(await read(client, "single", "LATEST")).to.deep.equal([]);
    const page = await client.send(new GetRecordsCommand({ ShardIterator: latest, Limit: 2 }));
    expect(page.Records?.map(({ Data }) => text(Data))).to.deep.equal(["one", "two"]);
    expect(page.MillisBehindLatest).to.be.greaterThan(0);
    const rest = await client.send(new GetRecordsCommand({ ShardIterator: page.NextShardIterator }));
    expect(rest.Records?.map(({ Data }) => text(Data))).to.deep.equal(["three"]);
    expect(rest.MillisBehindLatest).to.equal(0);
    expect(rest.Records?.[0]?.ApproximateArrivalTimestamp?.getTime()).to.equal(START + clock.now() - START - 5000);
  });

  it("lets an iterator live five minutes, and refuses numbers of another stream", async () => {
    const client = clientOf();
    const ShardIterator = await iteratorOf(client, "single", "TRIM_HORIZON");
    await clock.advance(300_000);
    await client.send(new GetRecordsCommand({ ShardIterator }));
    await clock.advance(1);
    expect((await failure(client.send(new GetRecordsCommand({ ShardIterator })))).name).to.equal(
      "ExpiredIteratorException",
    );
    const broken = client.send(new GetRecordsCommand({ ShardIterator: "nonsense" }));
    expect((await failure(broken)).name).to.equal("InvalidArgumentException");
    const foreign = iteratorOf(client, "single", "AT_SEQUENCE_NUMBER", { StartingSequenceNumber: "17" });
    expect((await failure(foreign)).message).to.match(/did not come from this stream/);
  });

  it("holds a shard to a thousand records and one mebibyte a second, record by record", async () => {
    const client = clientOf();
    await aheadASecond();
    const put = (count: number, size: number) => {
      const Data = new Uint8Array(size);
      const Records = Array.from({ length: count }, () => ({ PartitionKey: "a", Data }));
      return client.send(new PutRecordsCommand({ ...RECORDS, Records }));
    };
    await put(500, 10);
    await put(400, 10);
    const { FailedRecordCount, Records = [] } = await put(150, 10);
    expect(FailedRecordCount).to.equal(50);
    expect(Records.findIndex(({ ErrorCode }) => ErrorCode !== undefined)).to.equal(100);
    expect(Records.at(-1)).to.include({ ErrorCode: "ProvisionedThroughputExceededException" });
    expect(Records.at(-1)?.ErrorMessage).to.match(
      /^Rate exceeded for shard shardId-000000000000 in stream records under account 123456789012/,
    );
    await aheadASecond();
    const large = await put(5, 250_000);
    expect(large.FailedRecordCount, "four times 250 kB fit").to.equal(1);
    const refused = client.send(new PutRecordCommand({ ...RECORDS, PartitionKey: "a", Data: new Uint8Array(100_000) }));
    expect((await failure(refused)).name).to.equal("ProvisionedThroughputExceededException");
    const other = await client.send(
      new PutRecordCommand({ ...RECORDS, PartitionKey: "b", Data: bytes("other shard") }),
    );
    expect(other.ShardId).to.equal("shardId-000000000001");
  });

  it("takes records up to what the stream allows, partition key included", async () => {
    const client = clientOf();
    await aheadASecond();
    const put = (StreamName: string, size: number) =>
      client.send(new PutRecordCommand({ StreamName, PartitionKey: "kk", Data: new Uint8Array(size) }));
    expect((await failure(put("records", 1_048_575))).name).to.equal("ValidationException");
    await put("records", 1_048_574);
    await put("single", 1_048_576);
    const none = client.send(new PutRecordsCommand({ ...RECORDS, Records: [] }));
    expect((await failure(none)).name).to.equal("ValidationException");
  });

  it("answers five reads of a shard a second, and two mebibytes of it", async () => {
    const client = clientOf();
    await clock.advance(10_000);
    const ShardIterator = await iteratorOf(client, "secret", "TRIM_HORIZON");
    const get = () => client.send(new GetRecordsCommand({ ShardIterator }));
    for (let call = 0; call < 5; call++) await get();
    expect((await failure(get())).name).to.equal("ProvisionedThroughputExceededException");
    await aheadASecond();
    for (let index = 0; index < 5; index++)
      service.stream("secret").put({ partitionKey: "k", data: Buffer.alloc(1_000_000) });
    expect((await get()).Records, "up to 10 MiB in one call").to.have.length(5);
    expect((await failure(get())).name).to.equal("ProvisionedThroughputExceededException");
    await clock.advance(2000);
    expect((await get()).Records).to.have.length(5);
  });

  it("forgets what is older than the retention, which can be made longer", async () => {
    const client = clientOf();
    service.stream("demand").put({ partitionKey: "a", data: "old" });
    await clock.advance(23 * 3_600_000);
    service.stream("demand").put({ partitionKey: "a", data: "new" });
    expect(await read(client, "demand", "TRIM_HORIZON")).to.deep.equal(["old", "new"]);
    await clock.advance(3_600_000);
    expect(await read(client, "demand", "TRIM_HORIZON")).to.deep.equal(["new"]);
    await client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName: "demand", RetentionPeriodHours: 168 }));
    await clock.advance(48 * 3_600_000);
    expect(await read(client, "demand", "TRIM_HORIZON")).to.deep.equal(["new"]);
  });

  it("splits and merges shards with their lineage, and reads a closed one to its end", async () => {
    const client = clientOf();
    const name = { StreamName: "single" };
    await client.send(new SplitShardCommand({ ...name, ShardToSplit: SHARD, NewStartingHashKey: HALF }));
    await aheadASecond();
    const { Shards = [] } = await client.send(new ListShardsCommand(name));
    expect(Shards.map(({ ShardId, ParentShardId }) => [ShardId, ParentShardId])).to.deep.equal([
      [SHARD, undefined],
      ["shardId-000000000001", SHARD],
      ["shardId-000000000002", SHARD],
    ]);
    expect(Shards[0]?.SequenceNumberRange?.EndingSequenceNumber).to.match(/^\d{56}$/);
    expect(Shards[1]?.HashKeyRange?.EndingHashKey).to.equal((BigInt(HALF) - 1n).toString());
    const ShardIterator = await iteratorOf(client, "single", "TRIM_HORIZON");
    const end = await client.send(new GetRecordsCommand({ ShardIterator }));
    expect(end.NextShardIterator).to.equal(undefined);
    expect(end.ChildShards?.map(({ ShardId }) => ShardId)).to.deep.equal([
      "shardId-000000000001",
      "shardId-000000000002",
    ]);
    const pair = { ShardToMerge: "shardId-000000000001", AdjacentShardToMerge: "shardId-000000000002" };
    await client.send(new MergeShardsCommand({ ...name, ...pair }));
    const open = await client.send(new ListShardsCommand({ ...name, ShardFilter: { Type: "AT_LATEST" } }));
    expect(open.Shards).to.have.length(1);
    expect(open.Shards?.[0]).to.include({
      ParentShardId: "shardId-000000000001",
      AdjacentParentShardId: "shardId-000000000002",
    });
    const again = client.send(new MergeShardsCommand({ ...name, ...pair }));
    expect((await failure(again)).name).to.equal("InvalidArgumentException");
  });

  it("scales to at most twice and at least half of the shards, and not at all on demand", async () => {
    const client = clientOf();
    const scale = (StreamName: string, TargetShardCount: number) =>
      client.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }));
    expect(await scale("records", 3)).to.deep.include({ CurrentShardCount: 2, TargetShardCount: 3 });
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand(RECORDS));
    expect(StreamDescriptionSummary).to.include({
      OpenShardCount: 3,
      StreamStatus: "ACTIVE",
      RetentionPeriodHours: 48,
    });
    expect((await failure(scale("records", 7))).name).to.equal("InvalidArgumentException");
    expect((await failure(scale("demand", 5))).name).to.equal("ValidationException");
    const { OpenShardCount } =
      (await client.send(new DescribeStreamSummaryCommand({ StreamName: "demand" }))).StreamDescriptionSummary ?? {};
    expect(OpenShardCount, "on demand begins with four").to.equal(4);
  });

  it("asks for permission of the stream, and of its key", async () => {
    const writer = clientOf("writer");
    const put = (client: KinesisClient, StreamName: string) =>
      client.send(new PutRecordCommand({ StreamName, PartitionKey: "a", Data: bytes("a") }));
    await aheadASecond();
    await put(writer, "records");
    const denied = await failure(put(writer, "single"));
    expect(denied.name).to.equal("AccessDeniedException");
    expect(denied.message).to.match(/not authorized to perform: kinesis:PutRecord on resource: .*stream\/single/);
    const keyless = await failure(put(writer, "secret"));
    expect(keyless.name).to.equal("KMSAccessDeniedException");
    expect(keyless.message).to.contain("kms:GenerateDataKey");
    const holder = clientOf("keyholder");
    expect((await put(holder, "secret")).EncryptionType).to.equal("KMS");
    const ShardIterator = await iteratorOf(holder, "secret", "TRIM_HORIZON");
    expect((await failure(holder.send(new GetRecordsCommand({ ShardIterator })))).name).to.equal(
      "KMSAccessDeniedException",
    );
    expect((await failure(writer.send(new ListStreamsCommand({})))).name).to.equal("AccessDeniedException");
    expect((await clientOf().send(new ListStreamsCommand({}))).StreamNames).to.deep.equal([
      "demand",
      "records",
      "secret",
      "single",
    ]);
  });

  it("fails as it is told to, and knows no stream that is not declared", async () => {
    const client = clientOf();
    await aheadASecond();
    const put = () => client.send(new PutRecordCommand({ ...RECORDS, PartitionKey: "fault", Data: bytes("fault") }));
    service.faults.set("records", { kind: "throttle", times: 1, operations: ["PutRecord"] });
    expect((await failure(put())).name).to.equal("ProvisionedThroughputExceededException");
    await put();
    const missing = client.send(new PutRecordCommand({ StreamName: "nowhere", PartitionKey: "a", Data: bytes("a") }));
    expect((await failure(missing)).name).to.equal("ResourceNotFoundException");
  });
});
