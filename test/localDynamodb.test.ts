/** DynamoDB on this machine, asked by the real AWS SDK through the gateway: tables, items, our own access. */
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import type { PlainValue } from "../local/dynamodb/values";
import { GraphBuilder, REGION, tableArn } from "./support/graphs";
import { failure, keyArn, LocalDynamoDb, order, orders, settings } from "./support/localDynamodb";

describe("DynamoDB on this machine", () => {
  let local: LocalDynamoDb;

  beforeEach(async () => {
    local = await LocalDynamoDb.start();
  });

  afterEach(() => local.close());

  describe("tables", () => {
    it("are those of the program, with ARNs of its account and region, keys, indexes and encryption", async () => {
      const graph = new GraphBuilder().table("orders", {
        ...orders,
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
        deletionProtectionEnabled: true,
      });
      const client = await local.open(graph.table("settings", settings));
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
      await local.open(graph);
      expect(await local.service.database.get("settings", { scope: "center" })).to.deep.equal({
        scope: "center",
        version: 1,
      });
    });

    it("can have provisioned capacity and newer key schemas of an index", async () => {
      const client = await local.open(
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
      const error = await failure(DynamoDbService.fromGraph(graph));
      expect(error.message).to.match(/^Table "orders" cannot be created: .*(hash|range|attribute)/i);
    });

    it("are never created or dropped by a request", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      const create = new CreateTableCommand({ TableName: "x", KeySchema: [], AttributeDefinitions: [] });
      const error = await failure(client.send(create));
      expect(error.name).to.equal("UnknownOperationException");
      expect(error.message).to.contain("CreateTable is not served").and.contain("TransactWriteItems");
    });
  });

  describe("items", () => {
    it("are queried by key, by local and by global index, as the SDK asks", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders));
      await local.service.database.putAll("orders", [
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
      const client = await local.open(new GraphBuilder().table("orders", orders));
      await local.service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z", "shipped"));
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
      const client = await local.open(new GraphBuilder().table("settings", settings));
      await local.service.database.put("settings", { scope: "center", version: 1 });
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
      const client = await local.open(new GraphBuilder());
      const error = await failure(client.send(new GetItemCommand({ TableName: "nowhere", Key: { a: { S: "b" } } })));
      expect(error.name).to.equal("ResourceNotFoundException");
    });
  });

  describe("our own access", () => {
    it("takes a table by its name, its ARN or its name in the program, and names the tables there are", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      await local.service.database.put(tableArn("settings"), { scope: "center", music: undefined });
      expect(await local.service.database.get("settings", { scope: "center" })).to.deep.equal({ scope: "center" });
      const error = await failure(local.service.database.scan("setings"));
      expect(error.message).to.equal('There is no table "setings". Tables here: settings.');
    });

    it("loads all items or none, and says what is wrong with which", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      await local.service.database.put("settings", { scope: "kept", version: 1 });
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
          local.service.database.putAll("settings", [{ scope: "first" }, wrong, { scope: "kept" }]),
        );
        expect(error.message).to.match(message);
        expect(await local.service.database.scan("settings")).to.deep.equal([{ scope: "kept", version: 1 }]);
      }
      await local.service.database.delete("settings", { scope: "kept" });
      expect(await local.service.database.scan("settings")).to.deep.equal([]);
    });

    it("reads more than one page", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      const items = Array.from({ length: 30 }, (_, index) => ({ scope: `s-${index}`, text: "x".repeat(100_000) }));
      await local.service.database.putAll("settings", items);
      expect(await local.service.database.scan("settings")).to.have.length(30);
    });

    it("serves SDK clients of this process without a socket, faults included", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      const credentials = local.gateway.administrator;
      const client = new DynamoDBClient({
        endpoint: local.gateway.url,
        region: REGION,
        credentials,
        maxAttempts: 1,
        requestHandler: local.gateway.inProcessHandler(),
      });
      const Item = { scope: { S: "center" } };
      await client.send(new PutItemCommand({ TableName: "settings", Item }));
      expect(await local.service.database.get("settings", { scope: "center" })).to.deep.equal({ scope: "center" });
      local.service.faults.set("settings", { kind: "reset", times: 1 });
      expect(await failure(client.send(new ScanCommand({ TableName: "settings" })))).to.have.property(
        "code",
        "ECONNRESET",
      );
      local.service.faults.set("settings", { kind: "hang", times: 1 });
      const abortSignal = AbortSignal.timeout(20);
      const hung = await failure(client.send(new ScanCommand({ TableName: "settings" }), { abortSignal }));
      expect(hung.name).to.equal("AbortError");
      expect(local.gateway.connections.accepted).to.equal(0);
    });
  });
});
