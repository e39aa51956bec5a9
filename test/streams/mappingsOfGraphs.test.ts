/** Mappings of streams as a program declares them: permissions, what is refused, and tables' streams. */
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { DynamoDbService } from "../../local/dynamodb/dynamoDbService";
import { isRecord } from "../../local/engine/graph";
import { Gateway } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { KinesisService } from "../../local/kinesis/kinesisService";
import { kinesisEvents } from "../../local/lambda/kinesisEvents";
import { LambdaService } from "../../local/lambda/lambdaService";
import { tableEvents } from "../../local/lambda/tableEvents";
import { LocalMessaging } from "../../local/messaging";
import { clientSettings, KEY_ARN } from "../messaging/support";
import { ACCOUNT, REGION, tableArn, type TestStatement } from "../support/graphs";
import { failure } from "../support/localDynamodb";
import { START, streamArn, StreamsGraph } from "./support";

const SEE = `exports.handler = async (event) => { console.log("SEEN " + JSON.stringify(event)); };`;
const READ = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListShards"];
const TABLE_READ = ["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"].map(
  (action) => `dynamodb:${action}`,
);
const BUCKET = "arn:aws:s3:::failures";

const allow = (Action: string | readonly string[], Resource: string): TestStatement => ({
  Effect: "Allow",
  Action,
  Resource,
});

/** What runs for one graph. */
class Running {
  private constructor(
    readonly clock: Clock,
    readonly gateway: Gateway,
    readonly streams: KinesisService,
    readonly tables: DynamoDbService,
    readonly lambda: LambdaService,
    readonly messaging: LocalMessaging,
    readonly logged: string[],
    readonly written: { bucket: string; key: string; body: string }[],
  ) {}

  static async start(graph: StreamsGraph): Promise<Running> {
    const built = graph.build();
    const clock = new Clock(START);
    const gateway = await Gateway.start();
    const iam = IamService.fromGraph(built);
    const streams = KinesisService.fromGraph(built, { clock, iam });
    const tables = await DynamoDbService.fromGraph(built, { iam, now: () => clock.now() });
    const logged: string[] = [];
    const written: Running["written"] = [];
    const onLog = ({ text }: { text: string }): void => void logged.push(text);
    const lambda = LambdaService.fromGraph(built, { gateway, iam, mode: "inProcess", onLog, now: () => clock.now() });
    try {
      const messaging = LocalMessaging.start(built, {
        clock,
        gateway,
        lambda,
        iam,
        stream: (arn) => kinesisEvents(streams, arn) ?? tableEvents(tables, arn),
        objects: {
          permissionsToWrite: (bucket, key) => [{ action: "s3:PutObject", resource: `arn:aws:s3:::${bucket}/${key}` }],
          write: (bucket, key, body) => {
            written.push({ bucket, key, body: Buffer.from(body).toString() });
            return undefined;
          },
        },
      });
      return new Running(clock, gateway, streams, tables, lambda, messaging, logged, written);
    } catch (error) {
      await tables.close();
      await gateway.close();
      throw error;
    }
  }

  /** Records of every event a function has seen. */
  seen(): Record<string, unknown>[] {
    return this.logged.flatMap((text) => {
      const at = text.indexOf("SEEN ");
      const event: unknown = at < 0 ? undefined : JSON.parse(text.slice(at + 5));
      return isRecord(event) && Array.isArray(event.Records) ? event.Records.filter(isRecord) : [];
    });
  }

  async close(): Promise<void> {
    await this.lambda.close();
    await this.tables.close();
    await this.gateway.close();
  }
}

describe("mappings of streams in a program", () => {
  let running: Running | undefined;

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  async function start(graph: StreamsGraph): Promise<Running> {
    return (running = await Running.start(graph));
  }

  const reader = (
    statements: TestStatement[],
    mapping: Record<string, unknown> = {},
    inputs: Record<string, unknown> = {},
  ) =>
    new StreamsGraph()
      .key()
      .stream("records", inputs)
      .role("function-role", ...statements)
      .function("worker", { text: SEE })
      .reads(streamArn("records"), mapping);

  it("invoke the function with the event Lambda makes of records", async () => {
    const { streams, clock, messaging } = await start(reader([allow(READ, streamArn("records"))]));
    const { sequenceNumber } = streams.stream("records").put({ partitionKey: "contact-1", data: '{"a":1}' });
    await clock.advance(1000);
    expect(running?.seen()).to.deep.equal([
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "contact-1",
          sequenceNumber,
          data: "eyJhIjoxfQ==",
          approximateArrivalTimestamp: START / 1000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/function-role`,
        awsRegion: REGION,
        eventSourceARN: streamArn("records"),
      },
    ]);
    expect(messaging.streamConsumers.map(({ metrics }) => metrics.handled)).to.deep.equal([1]);
  });

  for (const missing of READ) {
    it(`are refused when the role lacks ${missing}`, async () => {
      const rest = READ.filter((action) => action !== missing);
      const error = await failure(start(reader([allow(rest, streamArn("records"))])));
      expect(error.message).to.match(/^Event source mapping "mapping" cannot be created: Cannot access stream/);
      expect(error.message).to.contain(missing);
    });
  }

  it("are refused for a stream the program does not declare", async () => {
    const graph = new StreamsGraph()
      .role("function-role")
      .function("worker", { text: SEE })
      .reads(streamArn("nowhere"));
    expect((await failure(start(graph))).message).to.match(/stream\/nowhere is not declared/);
  });

  it("stand still when the role may not use the stream's key, and when they are disabled", async () => {
    const secret = { encryptionType: "KMS", kmsKeyId: KEY_ARN };
    const still = await start(reader([allow(READ, "*")], {}, secret));
    still.streams.stream("records").put({ partitionKey: "a", data: "a" });
    await still.clock.advance(60_000);
    expect(still.seen()).to.deep.equal([]);
    expect(still.messaging.diagnostics[0]?.message).to.match(/nothing is read, because .*kms:Decrypt/);
    await still.close();
    const disabled = await start(reader([allow(READ, "*")], { enabled: false }));
    disabled.streams.stream("records").put({ partitionKey: "a", data: "a" });
    await disabled.clock.advance(60_000);
    expect(disabled.seen()).to.deep.equal([]);
    await disabled.close();
    const able = await start(reader([allow(READ, "*"), allow("kms:Decrypt", KEY_ARN)], {}, secret));
    able.streams.stream("records").put({ partitionKey: "a", data: "a" });
    await able.clock.advance(60_000);
    expect(able.seen()).to.have.length(1);
  });

  it("write failed batches to a bucket whole when the role may, and say at once when it may not", async () => {
    const mapping = { maximumRetryAttempts: 0, destinationConfig: { onFailure: { destinationArn: BUCKET } } };
    const failing = (...statements: TestStatement[]) =>
      new StreamsGraph()
        .stream("records")
        .role("function-role", allow(READ, "*"), ...statements)
        .function("worker", { text: `exports.handler = async () => { throw new Error("no"); };` })
        .reads(streamArn("records"), mapping);
    const may = await start(failing(allow("s3:PutObject", `${BUCKET}/*`), allow("s3:ListBucket", BUCKET)));
    may.streams.stream("records").put({ partitionKey: "a", data: "whole" });
    await may.clock.advance(1000);
    const [written] = may.written;
    expect(written?.bucket).to.equal("failures");
    expect(written?.key).to.match(
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/2026\/03\/02\/2026-03-02T09\.00\.01-/,
    );
    const { payload } = JSON.parse(written?.body ?? "{}") as { payload: string };
    expect(
      Buffer.from(
        (JSON.parse(payload) as { Records: { kinesis: { data: string } }[] }).Records[0]?.kinesis.data ?? "",
        "base64",
      ).toString(),
    ).to.equal("whole");
    await may.close();
    for (const [statement, lacks] of [
      [allow("s3:PutObject", `${BUCKET}/*`), "s3:ListBucket"],
      [allow("s3:ListBucket", BUCKET), "s3:PutObject"],
    ] as const) {
      const mayNot = await start(failing(statement));
      expect(mayNot.messaging.diagnostics[0]?.message).to.contain(lacks);
      mayNot.streams.stream("records").put({ partitionKey: "a", data: "lost" });
      await mayNot.clock.advance(1000);
      expect(mayNot.written).to.deep.equal([]);
      expect(mayNot.messaging.streamConsumers[0]?.lost[0]?.reason).to.contain(lacks);
      await mayNot.close();
    }
  });

  describe("of tables", () => {
    const arn = `${tableArn("surveys")}/stream/2026-01-01T00:00:00.000`;
    const surveys = (streamViewType: string, mapping: Record<string, unknown> = {}) =>
      new StreamsGraph()
        .declare("aws:dynamodb/table:Table", "surveys", {
          name: "surveys",
          billingMode: "PAY_PER_REQUEST",
          hashKey: "contactId",
          attributes: [{ name: "contactId", type: "S" }],
          ttl: { attributeName: "expiresAt", enabled: true },
          streamEnabled: true,
          streamViewType,
        })
        .role("function-role", allow(TABLE_READ, arn))
        .function("worker", { text: SEE })
        .reads(arn, mapping);

    it("tell of each change of an item with the images the view asks for", async () => {
      const { tables, clock } = await start(surveys("NEW_AND_OLD_IMAGES"));
      await tables.database.put("surveys", { contactId: "c-1", score: 4 });
      await tables.database.put("surveys", { contactId: "c-1", score: 5 });
      await tables.database.put("surveys", { contactId: "c-1", score: 5 });
      await tables.database.delete("surveys", { contactId: "c-1" });
      await clock.advance(1000);
      const seen = running?.seen() ?? [];
      expect(
        seen.map(({ eventName }) => eventName),
        "a write that changes nothing is none",
      ).to.deep.equal(["INSERT", "MODIFY", "REMOVE"]);
      const item = (score: string) => ({ contactId: { S: "c-1" }, score: { N: score } });
      const Keys = { contactId: { S: "c-1" } };
      const bodies = seen.map(({ dynamodb }) => dynamodb as Record<string, unknown>);
      expect(bodies.map(({ OldImage, NewImage }) => ({ OldImage, NewImage }))).to.deep.equal([
        { OldImage: undefined, NewImage: item("4") },
        { OldImage: item("4"), NewImage: item("5") },
        { OldImage: item("5"), NewImage: undefined },
      ]);
      for (const [index, body] of bodies.entries()) {
        expect(body).to.deep.include({
          Keys,
          StreamViewType: "NEW_AND_OLD_IMAGES",
          ApproximateCreationDateTime: START / 1000,
        });
        expect(body.SizeBytes).to.be.within(20, 100);
        expect(String(body.SequenceNumber) > String(bodies[index - 1]?.SequenceNumber ?? "")).to.equal(true);
      }
      expect(seen[0]).to.include({
        eventSource: "aws:dynamodb",
        eventVersion: "1.1",
        awsRegion: REGION,
        eventSourceARN: arn,
      });
      expect(seen[0]?.eventID).to.match(/^[0-9a-f]{32}$/);
      expect(new Set(seen.map(({ eventID }) => eventID)).size).to.equal(3);
    });

    it("leave out images the view does not ask for", async () => {
      for (const [view, images] of [
        ["KEYS_ONLY", []],
        ["NEW_IMAGE", ["NewImage"]],
        ["OLD_IMAGE", ["OldImage"]],
      ] as const) {
        const one = await start(surveys(view));
        await one.tables.database.put("surveys", { contactId: "c-1", score: 4 });
        await one.tables.database.put("surveys", { contactId: "c-1", score: 5 });
        await one.clock.advance(1000);
        const body = one.seen().at(-1)?.dynamodb as Record<string, unknown>;
        expect(
          Object.keys(body).filter((name) => name.endsWith("Image")),
          view,
        ).to.deep.equal(images);
        await one.close();
      }
    });

    it("tell of transactions and batches item by item, and of nothing that failed", async () => {
      const { tables, clock, gateway } = await start(surveys("NEW_IMAGE"));
      gateway.register("dynamodb", (request) => tables.handle(request));
      const client = new DynamoDBClient(clientSettings(gateway.url, gateway.administrator));
      const Item = (id: string) => ({ contactId: { S: id } });
      const put = (id: string, more = {}) => ({ Put: { TableName: "surveys", Item: Item(id), ...more } });
      await client.send(new TransactWriteItemsCommand({ TransactItems: [put("t-1"), put("t-2")] }));
      const clash = { ConditionExpression: "attribute_not_exists(contactId)" };
      await failure(client.send(new TransactWriteItemsCommand({ TransactItems: [put("t-3"), put("t-1", clash)] })));
      await failure(client.send(new PutItemCommand({ TableName: "surveys", Item: Item("t-1"), ...clash })));
      const requests = [{ PutRequest: { Item: Item("b-1") } }, { DeleteRequest: { Key: Item("t-2") } }];
      await client.send(new BatchWriteItemCommand({ RequestItems: { surveys: requests } }));
      const update = { UpdateExpression: "SET score = :s", ExpressionAttributeValues: { ":s": { N: "3" } } };
      await client.send(new UpdateItemCommand({ TableName: "surveys", Key: Item("b-1"), ...update }));
      client.destroy();
      await clock.advance(1000);
      const changes = (running?.seen() ?? []).map(({ eventName, dynamodb }) => {
        const { Keys } = dynamodb as { Keys: { contactId: { S: string } } };
        return `${String(eventName)} ${Keys.contactId.S}`;
      });
      expect(changes).to.deep.equal(["INSERT t-1", "INSERT t-2", "INSERT b-1", "REMOVE t-2", "MODIFY b-1"]);
    });

    it("tell of items whose time is over as DynamoDB's own deletions", async () => {
      const { tables, clock } = await start(surveys("OLD_IMAGE", { startingPosition: "LATEST" }));
      await tables.database.put("surveys", { contactId: "c-1", expiresAt: START / 1000 + 60 });
      await clock.advance(120_000);
      expect(await tables.database.scan("surveys")).to.deep.equal([]);
      await clock.advance(1000);
      const [insert, removal] = running?.seen() ?? [];
      expect(insert).not.to.have.property("userIdentity");
      expect(removal).to.deep.include({
        eventName: "REMOVE",
        userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
      });
    });
  });
});
