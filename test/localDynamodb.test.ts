/** DynamoDB on this machine, asked by the real AWS SDK through the gateway. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import { ReadWriteLock } from "../local/dynamodb/readWriteLock";
import { fromAttribute, toAttribute, type PlainValue } from "../local/dynamodb/values";
import { Gateway, type Credentials } from "../local/gateway";
import { IamService } from "../local/iam/iamService";
import { ACCOUNT, GraphBuilder, REGION, roleArn, tableArn, type TestStatement } from "./support/graphs";

const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const start = Date.parse("2026-03-02T09:00:00Z");

const orders = {
  hashKey: "customerId",
  rangeKey: "orderId",
  attributes: [
    { name: "customerId", type: "S" },
    { name: "orderId", type: "S" },
    { name: "placedAt", type: "S" },
    { name: "status", type: "S" },
  ],
  localSecondaryIndexes: [{ name: "byPlacedAt", rangeKey: "placedAt", projectionType: "ALL" }],
  globalSecondaryIndexes: [
    { name: "byStatus", hashKey: "status", projectionType: "INCLUDE", nonKeyAttributes: ["item"] },
  ],
};

const settings = {
  hashKey: "scope",
  attributes: [{ name: "scope", type: "S" }],
  ttl: { attributeName: "expiresAt", enabled: true },
  pointInTimeRecovery: { enabled: true },
};

/** A failure of `work`; it must fail. */
async function failure(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("This was expected to fail.");
}

describe("DynamoDB on this machine", () => {
  let gateway: Gateway;
  let service: DynamoDbService;
  let now: number;
  const clients: DynamoDBClient[] = [];

  function clientFor(credentials: Credentials, maxAttempts = 1): DynamoDBClient {
    const client = new DynamoDBClient({ endpoint: gateway.url, region: REGION, credentials, maxAttempts });
    clients.push(client);
    return client;
  }

  async function open(graph: GraphBuilder): Promise<DynamoDBClient> {
    const built = graph.build();
    service = await DynamoDbService.fromGraph(built, { now: () => now, iam: IamService.fromGraph(built) });
    gateway.register("dynamodb", (request) => service.handle(request));
    return clientFor(gateway.administrator);
  }

  beforeEach(async () => {
    now = start;
    gateway = await Gateway.start();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await gateway.close();
    await service.close();
  });

  function order(orderId: string, placedAt: string, status = "placed"): Record<string, string> {
    return { customerId: "c-1", orderId, placedAt, status, item: "kettle" };
  }

  describe("tables", () => {
    it("are those of the program, with ARNs of its account and region, keys, indexes and encryption", async () => {
      const graph = new GraphBuilder().table("orders", {
        ...orders,
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
        deletionProtectionEnabled: true,
      });
      const client = await open(graph.table("settings", settings));
      expect((await client.send(new ListTablesCommand({}))).TableNames).to.have.members(["orders", "settings"]);
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableArn("orders") }));
      expect(Table).to.deep.include({ TableArn: tableArn("orders"), TableStatus: "ACTIVE" });
      expect(Table?.DeletionProtectionEnabled).to.equal(true);
      expect(Table?.SSEDescription?.KMSMasterKeyArn).to.equal(keyArn);
      expect(Table?.LocalSecondaryIndexes?.[0]?.IndexArn).to.equal(`${tableArn("orders")}/index/byPlacedAt`);
      expect(Table?.GlobalSecondaryIndexes?.[0]?.Projection).to.deep.equal({
        ProjectionType: "INCLUDE",
        NonKeyAttributes: ["item"],
      });
    });

    it("come with the items the program declares", async () => {
      const item = JSON.stringify({ scope: { S: "center" }, version: { N: "1" } });
      const graph = new GraphBuilder()
        .table("settings", settings)
        .add("aws:dynamodb/tableItem:TableItem", "center", { tableName: "settings", hashKey: "scope", item });
      await open(graph);
      expect(await service.database.get("settings", { scope: "center" })).to.deep.equal({
        scope: "center",
        version: 1,
      });
    });

    it("can have provisioned capacity and newer key schemas of an index", async () => {
      const client = await open(
        new GraphBuilder().table("orders", {
          ...orders,
          billingMode: "PROVISIONED",
          readCapacity: 5,
          writeCapacity: 6,
          localSecondaryIndexes: undefined,
          attributes: orders.attributes.filter(({ name }) => name !== "placedAt"),
          globalSecondaryIndexes: [
            {
              name: "byStatus",
              keySchemas: [{ attributeName: "status", keyType: "HASH" }],
              projectionType: "KEYS_ONLY",
              readCapacity: 1,
              writeCapacity: 1,
            },
          ],
        }),
      );
      const { Table } = await client.send(new DescribeTableCommand({ TableName: "orders" }));
      expect(Table?.ProvisionedThroughput).to.deep.include({ ReadCapacityUnits: 5, WriteCapacityUnits: 6 });
      expect(Table?.GlobalSecondaryIndexes?.[0]?.KeySchema).to.deep.equal([
        { AttributeName: "status", KeyType: "HASH" },
      ]);
    });

    it("that AWS would not create fail when the local run starts, by name", async () => {
      const graph = new GraphBuilder()
        .table("orders", { ...orders, attributes: orders.attributes.slice(0, 1) })
        .build();
      service = await DynamoDbService.fromGraph(new GraphBuilder().build());
      const error = await failure(DynamoDbService.fromGraph(graph));
      expect(error.message).to.match(/^Table "orders" cannot be created: .*hash|range|attribute/i);
    });

    it("are never created or dropped by a request", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      const create = new CreateTableCommand({ TableName: "x", KeySchema: [], AttributeDefinitions: [] });
      const error = await failure(client.send(create));
      expect(error.name).to.equal("UnknownOperationException");
      expect(error.message).to.contain("CreateTable is not served").and.contain("TransactWriteItems");
    });
  });

  describe("items", () => {
    it("are queried by key, by local and by global index, as the SDK asks", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      await service.database.putAll("orders", [
        order("o-1", "2026-03-01T10:00:00Z"),
        order("o-2", "2026-02-01T10:00:00Z", "shipped"),
      ]);
      const newest = await client.send(
        new QueryCommand({
          TableName: "orders",
          IndexName: "byPlacedAt",
          KeyConditionExpression: "customerId = :c",
          ExpressionAttributeValues: { ":c": { S: "c-1" } },
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      expect(newest.Items?.map((item) => item["orderId"]?.S)).to.deep.equal(["o-1"]);
      const shipped = await client.send(
        new QueryCommand({
          TableName: "orders",
          IndexName: "byStatus",
          KeyConditionExpression: "#s = :s",
          ExpressionAttributeNames: { "#s": "status" },
          ExpressionAttributeValues: { ":s": { S: "shipped" } },
        }),
      );
      expect(shipped.Items).to.have.length(1);
      expect(shipped.Items?.[0]).to.not.have.property("placedAt");
    });

    it("are returned with a failed condition when asked for", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      await service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z", "shipped"));
      const update = {
        TableName: "orders",
        Key: { customerId: { S: "c-1" }, orderId: { S: "o-1" } },
        UpdateExpression: "SET #s = :new",
        ConditionExpression: "#s = :old",
        ExpressionAttributeNames: { "#s": "status" },
        ExpressionAttributeValues: { ":new": { S: "cancelled" }, ":old": { S: "placed" } },
      };
      const returned = new UpdateItemCommand({ ...update, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
      const error = await failure(client.send(returned));
      expect(error).to.be.instanceOf(ConditionalCheckFailedException);
      expect((error as ConditionalCheckFailedException).Item?.["status"]).to.deep.equal({ S: "shipped" });
      const bare = await failure(client.send(new UpdateItemCommand(update)));
      expect((bare as ConditionalCheckFailedException).Item).to.equal(undefined);
    });

    it("never get two winners of one optimistic update", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      await service.database.put("settings", { scope: "center", version: 1 });
      const update = (): Promise<boolean> =>
        client
          .send(
            new UpdateItemCommand({
              TableName: "settings",
              Key: { scope: { S: "center" } },
              UpdateExpression: "SET version = version + :one",
              ConditionExpression: "version = :one",
              ExpressionAttributeValues: { ":one": { N: "1" } },
            }),
          )
          .then(
            () => true,
            () => false,
          );
      const won = await Promise.all(Array.from({ length: 8 }, update));
      expect(won.filter(Boolean)).to.have.length(1);
    });

    it("of an unknown table answer ResourceNotFoundException", async () => {
      const client = await open(new GraphBuilder());
      const error = await failure(client.send(new GetItemCommand({ TableName: "nowhere", Key: { a: { S: "b" } } })));
      expect(error.name).to.equal("ResourceNotFoundException");
    });
  });

  describe("transactions", () => {
    const put = (orderId: string, extra: object = {}): TransactWriteItem => ({
      Put: { TableName: "orders", Item: { customerId: { S: "c-1" }, orderId: { S: orderId } }, ...extra },
    });

    it("write all items", async () => {
      const client = await open(new GraphBuilder().table("orders", orders).table("settings", settings));
      await service.database.putAll("orders", [
        order("o-1", "2026-03-01T10:00:00Z"),
        order("o-2", "2026-03-02T10:00:00Z"),
      ]);
      const output = await client.send(
        new TransactWriteItemsCommand({
          ReturnConsumedCapacity: "TOTAL",
          TransactItems: [
            put("o-3"),
            { Delete: { TableName: "orders", Key: { customerId: { S: "c-1" }, orderId: { S: "o-2" } } } },
            {
              Update: {
                TableName: "settings",
                Key: { scope: { S: "center" } },
                UpdateExpression: "ADD version :one",
                ExpressionAttributeValues: { ":one": { N: "1" } },
              },
            },
            {
              ConditionCheck: {
                TableName: tableArn("orders"),
                Key: { customerId: { S: "c-1" }, orderId: { S: "o-1" } },
                ConditionExpression: "attribute_exists(orderId)",
              },
            },
          ],
        }),
      );
      const kept = await service.database.scan("orders");
      expect(kept.map((item) => item["orderId"])).to.have.members(["o-1", "o-3"]);
      expect(await service.database.get("settings", { scope: "center" })).to.deep.equal({
        scope: "center",
        version: 1,
      });
      expect(output.ConsumedCapacity?.map(({ TableName }) => TableName)).to.have.members(["orders", "settings"]);
    });

    it("write nothing when one condition fails, and give a reason for every item", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      await service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z"));
      const before = await service.database.scan("orders");
      const error = await failure(
        client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              put("o-2"),
              put("o-1", {
                ConditionExpression: "attribute_not_exists(orderId)",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              }),
              {
                ConditionCheck: {
                  TableName: "orders",
                  Key: { customerId: { S: "c-1" }, orderId: { S: "o-9" } },
                  ConditionExpression: "attribute_exists(orderId)",
                },
              },
            ],
          }),
        ),
      );
      expect(error).to.be.instanceOf(TransactionCanceledException);
      const { CancellationReasons: reasons } = error as TransactionCanceledException;
      expect(reasons?.map(({ Code }) => Code)).to.deep.equal([
        "None",
        "ConditionalCheckFailed",
        "ConditionalCheckFailed",
      ]);
      expect(reasons?.[1]?.Item?.["item"]).to.deep.equal({ S: "kettle" });
      expect(error.message).to.contain("[None, ConditionalCheckFailed, ConditionalCheckFailed]");
      expect(await service.database.scan("orders")).to.deep.equal(before);
    });

    it("put back what was changed or deleted before the failing item", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      await service.database.putAll("orders", [
        order("o-1", "2026-03-01T10:00:00Z"),
        order("o-2", "2026-03-02T10:00:00Z"),
      ]);
      const before = await service.database.scan("orders");
      await failure(
        client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Delete: { TableName: "orders", Key: { customerId: { S: "c-1" }, orderId: { S: "o-1" } } } },
              put("o-2", { ConditionExpression: "attribute_exists(orderId)" }),
              put("o-3", { ConditionExpression: "attribute_exists(orderId)" }),
            ],
          }),
        ),
      );
      expect(await service.database.scan("orders")).to.have.deep.members(before);
    });

    it("run once for one request token, and refuse the token for another request, for ten minutes", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      const add = (amount: string): Promise<unknown> =>
        client.send(
          new TransactWriteItemsCommand({
            ClientRequestToken: "token-1",
            TransactItems: [
              {
                Update: {
                  TableName: "settings",
                  Key: { scope: { S: "center" } },
                  UpdateExpression: "ADD version :n",
                  ExpressionAttributeValues: { ":n": { N: amount } },
                },
              },
            ],
          }),
        );
      await add("1");
      await add("1");
      expect(await service.database.get("settings", { scope: "center" })).to.have.property("version", 1);
      expect((await failure(add("2"))).name).to.equal("IdempotentParameterMismatchException");
      now += 11 * 60 * 1000;
      await add("2");
      expect(await service.database.get("settings", { scope: "center" })).to.have.property("version", 3);
    });

    it("refuse two actions on one item, bad expressions, and conditions of no meaning, before anything is written", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      const send = (...TransactItems: TransactWriteItem[]): Promise<Error> =>
        failure(client.send(new TransactWriteItemsCommand({ TransactItems })));
      expect((await send(put("o-1"), put("o-1"))).message).to.contain("multiple operations on one item");
      expect((await send(put("o-1"), put("o-2", { ConditionExpression: "nonsense(" }))).name).to.equal(
        "ValidationException",
      );
      const wrongKey = await send(put("o-1"), { Put: { TableName: "orders", Item: { customerId: { S: "c-1" } } } });
      expect((wrongKey as TransactionCanceledException).CancellationReasons?.[1]?.Code).to.equal("ValidationError");
      expect((await send(put("o-1"), { Put: { TableName: "gone", Item: {} } })).name).to.equal(
        "ResourceNotFoundException",
      );
      expect(await service.database.scan("orders")).to.deep.equal([]);
    });

    it("read several items as of one moment", async () => {
      const client = await open(new GraphBuilder().table("orders", orders));
      await service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z"));
      const get = (orderId: string): { Get: { TableName: string; Key: Record<string, { S: string }> } } => ({
        Get: { TableName: "orders", Key: { customerId: { S: "c-1" }, orderId: { S: orderId } } },
      });
      const output = await client.send(new TransactGetItemsCommand({ TransactItems: [get("o-1"), get("o-2")] }));
      expect(output.Responses?.map(({ Item }) => Item?.["item"]?.S)).to.deep.equal(["kettle", undefined]);
    });
  });

  describe("time to live", () => {
    const at = (ms: number): number => Math.floor(ms / 1000);

    async function scopes(): Promise<string[]> {
      return (await service.database.scan("settings")).map((item) => String(item["scope"])).sort();
    }

    it("deletes an item when the clock has passed its time, however it was written", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      const expiresAt = { N: String(at(start + 60_000)) };
      await service.database.put("settings", { scope: "direct", expiresAt: at(start + 60_000) });
      await service.database.put("settings", { scope: "for ever" });
      await service.database.put("settings", { scope: "later", expiresAt: at(start + 120_000) });
      await client.send(new PutItemCommand({ TableName: "settings", Item: { scope: { S: "put" }, expiresAt } }));
      const update = { UpdateExpression: "SET expiresAt = :e", ExpressionAttributeValues: { ":e": expiresAt } };
      await client.send(new UpdateItemCommand({ TableName: "settings", Key: { scope: { S: "update" } }, ...update }));
      const PutRequest = { Item: { scope: { S: "batch" }, expiresAt } };
      await client.send(new BatchWriteItemCommand({ RequestItems: { settings: [{ PutRequest }] } }));
      const Update = { TableName: "settings", Key: { scope: { S: "transaction" } }, ...update };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] }));
      expect(await scopes()).to.have.length(7);
      now = start + 59_000;
      expect(await scopes()).to.have.length(7);
      now = start + 60_000;
      expect(await scopes()).to.deep.equal(["for ever", "later"]);
      now = start + 120_000;
      const { Items } = await client.send(new ScanCommand({ TableName: "settings" }));
      expect(Items?.map((item) => item["scope"]?.S)).to.deep.equal(["for ever"]);
    });

    it("keeps items whose value is no number or lies more than five years back", async () => {
      await open(new GraphBuilder().table("settings", settings));
      await service.database.putAll("settings", [
        { scope: "text", expiresAt: "1" },
        { scope: "mistyped", expiresAt: 1 },
        { scope: "expired", expiresAt: at(start - 1000) },
      ]);
      expect(await scopes()).to.deep.equal(["mistyped", "text"]);
    });

    it("is described, switched off and on again", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      const describeTtl = async (): Promise<string | undefined> =>
        (await client.send(new DescribeTimeToLiveCommand({ TableName: "settings" }))).TimeToLiveDescription
          ?.TimeToLiveStatus;
      const set = (Enabled: boolean): Promise<unknown> => {
        const TimeToLiveSpecification = { Enabled, AttributeName: "expiresAt" };
        return client.send(new UpdateTimeToLiveCommand({ TableName: "settings", TimeToLiveSpecification }));
      };
      expect(await describeTtl()).to.equal("ENABLED");
      expect((await failure(set(true))).message).to.equal("TimeToLive is already enabled");
      await set(false);
      expect(await describeTtl()).to.equal("DISABLED");
      await service.database.put("settings", { scope: "old", expiresAt: at(start - 1000) });
      expect(await scopes()).to.deep.equal(["old"]);
      await set(true);
      expect(await scopes()).to.deep.equal([]);
    });

    it("says whether point-in-time recovery was declared", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      const output = await client.send(new DescribeContinuousBackupsCommand({ TableName: "settings" }));
      const recovery = output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      expect(recovery?.PointInTimeRecoveryStatus).to.equal("ENABLED");
    });
  });

  describe("permissions", () => {
    const query = new QueryCommand({
      TableName: "orders",
      KeyConditionExpression: "customerId = :c",
      ExpressionAttributeValues: { ":c": { S: "c-1" } },
    });

    async function openAs(table: Record<string, unknown>, ...statements: TestStatement[]): Promise<DynamoDBClient> {
      await open(new GraphBuilder().role("lookup", ...statements).table("orders", table));
      return clientFor(gateway.issueCredentials({ roleArn: roleArn("lookup"), sessionName: "lookup-fn" }));
    }

    function allow(resource: string, ...Action: string[]): TestStatement {
      return { Effect: "Allow", Action, Resource: resource };
    }

    it("are those of the caller's role, per operation", async () => {
      const client = await openAs(orders, allow(tableArn("orders"), "dynamodb:Query"));
      expect((await client.send(query)).Items).to.deep.equal([]);
      const error = await failure(client.send(new ScanCommand({ TableName: "orders" })));
      expect(error.name).to.equal("AccessDeniedException");
      expect(error.message).to.contain(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/lookup/lookup-fn is not authorized to perform: dynamodb:Scan ` +
          `on resource: ${tableArn("orders")} because no identity-based policy allows the dynamodb:Scan action`,
      );
    });

    it("are asked for on the index when an index is queried", async () => {
      const onIndex = new QueryCommand({ ...query.input, IndexName: "byPlacedAt" });
      const client = await openAs(orders, allow(tableArn("orders"), "dynamodb:Query"));
      expect((await failure(client.send(onIndex))).message).to.contain(`${tableArn("orders")}/index/byPlacedAt`);
    });

    it("are asked for each action of a transaction", async () => {
      const client = await openAs(orders, allow(tableArn("orders"), "dynamodb:PutItem"));
      const key = { customerId: { S: "c-1" }, orderId: { S: "o-1" } };
      const Put = { TableName: "orders", Item: key };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
      const ConditionCheck = {
        TableName: "orders",
        Key: { ...key, orderId: { S: "o-2" } },
        ConditionExpression: "attribute_exists(orderId)",
      };
      const error = await failure(
        client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { ConditionCheck }] })),
      );
      expect(error.message).to.contain("dynamodb:ConditionCheckItem");
    });

    it("are asked for batches by their own actions", async () => {
      const client = await openAs(orders, allow(tableArn("orders"), "dynamodb:BatchGetItem"));
      const key = { customerId: { S: "c-1" }, orderId: { S: "o-1" } };
      await client.send(new BatchGetItemCommand({ RequestItems: { orders: { Keys: [key] } } }));
      const RequestItems = { orders: [{ PutRequest: { Item: key } }] };
      const error = await failure(client.send(new BatchWriteItemCommand({ RequestItems })));
      expect(error.message).to.contain("dynamodb:BatchWriteItem");
    });

    it("include the customer key: to decrypt for reads, to make data keys for writes, through DynamoDB", async () => {
      const encrypted = { ...orders, serverSideEncryption: { enabled: true, kmsKeyArn: keyArn } };
      const via = { StringEquals: { "kms:ViaService": `dynamodb.${REGION}.amazonaws.com` } };
      const client = await openAs(encrypted, allow(tableArn("orders"), "dynamodb:Query", "dynamodb:PutItem"), {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: keyArn,
        Condition: via,
      });
      expect((await client.send(query)).Items).to.deep.equal([]);
      const Item = { customerId: { S: "c-1" }, orderId: { S: "o-1" } };
      const error = await failure(client.send(new PutItemCommand({ TableName: "orders", Item })));
      expect(error.name).to.equal("AccessDeniedException");
      expect(error.message).to.contain(`kms:GenerateDataKey on resource: ${keyArn}`);
    });

    it("are not asked of the administrator", async () => {
      await openAs(orders);
      const administrator = clientFor(gateway.administrator);
      expect((await administrator.send(query)).Items).to.deep.equal([]);
    });
  });

  describe("faults", () => {
    const get = new GetItemCommand({ TableName: "settings", Key: { scope: { S: "center" } } });

    it("throttle as many requests as told, which the SDK gets over by retrying", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      service.faults.set("settings", { kind: "throttle", times: 1 });
      const error = await failure(client.send(get));
      expect(error.name).to.equal("ProvisionedThroughputExceededException");
      await client.send(get);
      service.faults.set("settings", { kind: "throttle", times: 1 });
      const output = await clientFor(gateway.administrator, 3).send(get);
      expect(output.$metadata.attempts).to.equal(2);
    });

    it("fail with a server error until they are cleared", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      service.faults.set("settings", { kind: "error500" });
      for (let count = 0; count < 2; count += 1) {
        const error = await failure(client.send(get));
        expect(error).to.have.nested.property("$metadata.httpStatusCode", 500);
      }
      service.faults.clear("settings");
      await client.send(get);
    });

    it("cut the connection", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      service.faults.set("settings", { kind: "reset", times: 1 });
      expect(await failure(client.send(get))).to.have.property("code", "ECONNRESET");
      await client.send(get);
    });

    it("stay silent until the caller gives up", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      service.faults.set("settings", { kind: "hang", times: 1 });
      const error = await failure(client.send(get, { abortSignal: AbortSignal.timeout(50) }));
      expect(error.name).to.equal("AbortError");
      await client.send(get);
    });

    it("answer late, and only for the operations named", async () => {
      const client = await open(new GraphBuilder().table("settings", settings));
      service.faults.set("settings", { kind: "slow", delayMs: 60_000, operations: ["GetItem"] });
      await client.send(new ScanCommand({ TableName: "settings" }));
      const late = client.send(get);
      const first = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 50, "waiting"))]);
      expect(first).to.equal("waiting");
      service.faults.close();
      await late;
    });

    it("are refused when they make no sense", async () => {
      await open(new GraphBuilder().table("settings", settings));
      expect(() => service.faults.set("settings", { kind: "slow" })).to.throw("delayMs");
      expect(() => service.faults.set("settings", { kind: "hang", times: 0 })).to.throw("1 or more");
    });
  });

  describe("our own access", () => {
    it("takes a table by its name, its ARN or its name in the program, and names the tables there are", async () => {
      await open(new GraphBuilder().table("settings", settings));
      await service.database.put(tableArn("settings"), { scope: "center", music: undefined });
      expect(await service.database.get("settings", { scope: "center" })).to.deep.equal({ scope: "center" });
      const error = await failure(service.database.scan("setings"));
      expect(error.message).to.equal('There is no table "setings". Tables here: settings.');
    });

    it("loads all items or none, and says what is wrong with which", async () => {
      await open(new GraphBuilder().table("settings", settings));
      await service.database.put("settings", { scope: "kept", version: 1 });
      const wrongs: [Record<string, PlainValue>, RegExp][] = [
        [{ version: 1 }, /item 2: the key scope is missing/],
        [{ scope: 7 }, /item 2: .*(Type mismatch|does not match)/],
        [{ scope: "" }, /item 2: .*empty string/],
        [{ scope: "first" }, /items 1 and 2 have the same key/],
        [{ scope: "x", at: new Date(0) as never }, /item 2: item\.at is a Date/],
        [{ scope: "x", big: "y".repeat(410_000) }, /item 2: Item size has exceeded/],
      ];
      for (const [wrong, message] of wrongs) {
        const error = await failure(
          service.database.putAll("settings", [{ scope: "first" }, wrong, { scope: "kept" }]),
        );
        expect(error.message).to.match(message);
        expect(await service.database.scan("settings")).to.deep.equal([{ scope: "kept", version: 1 }]);
      }
      await service.database.delete("settings", { scope: "kept" });
      expect(await service.database.scan("settings")).to.deep.equal([]);
    });

    it("reads more than one page", async () => {
      await open(new GraphBuilder().table("settings", settings));
      const items = Array.from({ length: 30 }, (_, index) => ({ scope: `s-${index}`, text: "x".repeat(100_000) }));
      await service.database.putAll("settings", items);
      expect(await service.database.scan("settings")).to.have.length(30);
    });

    it("serves SDK clients of this process without a socket, faults included", async () => {
      await open(new GraphBuilder().table("settings", settings));
      const credentials = gateway.administrator;
      const client = new DynamoDBClient({
        endpoint: gateway.url,
        region: REGION,
        credentials,
        maxAttempts: 1,
        requestHandler: gateway.inProcessHandler(),
      });
      const Item = { scope: { S: "center" } };
      await client.send(new PutItemCommand({ TableName: "settings", Item }));
      expect(await service.database.get("settings", { scope: "center" })).to.deep.equal({ scope: "center" });
      service.faults.set("settings", { kind: "reset", times: 1 });
      expect(await failure(client.send(new ScanCommand({ TableName: "settings" })))).to.have.property(
        "code",
        "ECONNRESET",
      );
      service.faults.set("settings", { kind: "hang", times: 1 });
      const abortSignal = AbortSignal.timeout(20);
      const hung = await failure(client.send(new ScanCommand({ TableName: "settings" }), { abortSignal }));
      expect(hung.name).to.equal("AbortError");
      expect(gateway.connections.accepted).to.equal(0);
    });
  });
});

describe("plain values", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    // Odd, so that no number holds them.
    fc.bigInt({ min: 2n ** 53n, max: 10n ** 37n }).map((value) => value | 1n),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.set(fc.string(), { minLength: 1 }).map((values) => new Set(values)),
    fc.set(fc.integer(), { minLength: 1 }).map((values) => new Set(values)),
  );
  const value = fc.letrec<{ value: PlainValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value")),
      fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
    ),
  })).value;

  it("come back from attribute values as they went in", () => {
    fc.assert(
      fc.property(value, (given) => {
        const wire: unknown = JSON.parse(JSON.stringify(toAttribute(given)));
        expect(fromAttribute(wire as Record<string, unknown>)).to.deep.equal(given);
      }),
    );
  });

  it("that DynamoDB cannot store are refused with their path", () => {
    const refusals: [unknown, RegExp][] = [
      [{ a: [1, Number.NaN] }, /value\.a\[1\] is NaN/],
      [{ a: new Map() }, /value\.a is a Map/],
      [() => 1, /value is a function/],
      [new Set(), /value is an empty set/],
      [new Set([1, "a"]), /mixed/],
    ];
    for (const [given, message] of refusals) expect(() => toAttribute(given)).to.throw(message);
  });
});

describe("the read-write lock", () => {
  it("never lets a writer in beside anyone, and loses nobody", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (kinds) => {
        const lock = new ReadWriteLock();
        let readers = 0;
        let writers = 0;
        let done = 0;
        const work = async (exclusive: boolean): Promise<void> => {
          if (exclusive) writers += 1;
          else readers += 1;
          expect(writers === 0 || (writers === 1 && readers === 0)).to.equal(true);
          await new Promise((resolve) => setImmediate(resolve));
          if (exclusive) writers -= 1;
          else readers -= 1;
          done += 1;
        };
        await Promise.all(
          kinds.map((exclusive) => (exclusive ? lock.exclusive(() => work(true)) : lock.shared(() => work(false)))),
        );
        expect(done).to.equal(kinds.length);
      }),
    );
  });
});
