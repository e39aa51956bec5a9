/** Transactions and time to live of the local DynamoDB, which dynalite lacks. */
import {
  BatchWriteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { GraphBuilder, tableArn } from "./support/graphs";
import { failure, LocalDynamoDb, order, orders, settings, start } from "./support/localDynamodb";

describe("DynamoDB on this machine", () => {
  let local: LocalDynamoDb;

  beforeEach(async () => {
    local = await LocalDynamoDb.start();
  });

  afterEach(() => local.close());

  describe("transactions", () => {
    const put = (orderId: string, extra: object = {}): TransactWriteItem => ({
      Put: { TableName: "orders", Item: { customerId: { S: "c-1" }, orderId: { S: orderId } }, ...extra },
    });

    it("write all items", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders).table("settings", settings));
      await local.service.database.putAll("orders", [
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
      const kept = await local.service.database.scan("orders");
      expect(kept.map((item) => item["orderId"])).to.have.members(["o-1", "o-3"]);
      expect(await local.service.database.get("settings", { scope: "center" })).to.deep.equal({
        scope: "center",
        version: 1,
      });
      expect(output.ConsumedCapacity?.map(({ TableName }) => TableName)).to.have.members(["orders", "settings"]);
    });

    it("write nothing when one condition fails, and give a reason for every item", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders));
      await local.service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z"));
      const before = await local.service.database.scan("orders");
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
      expect(await local.service.database.scan("orders")).to.deep.equal(before);
    });

    it("put back what was changed or deleted before the failing item", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders));
      await local.service.database.putAll("orders", [
        order("o-1", "2026-03-01T10:00:00Z"),
        order("o-2", "2026-03-02T10:00:00Z"),
      ]);
      const before = await local.service.database.scan("orders");
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
      expect(await local.service.database.scan("orders")).to.have.deep.members(before);
    });

    it("run once for one request token, and refuse the token for another request, for ten minutes", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
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
      expect(await local.service.database.get("settings", { scope: "center" })).to.have.property("version", 1);
      expect((await failure(add("2"))).name).to.equal("IdempotentParameterMismatchException");
      local.now += 11 * 60 * 1000;
      await add("2");
      expect(await local.service.database.get("settings", { scope: "center" })).to.have.property("version", 3);
    });

    it("refuse two actions on one item, bad expressions, and conditions of no meaning, before anything is written", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders));
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
      expect(await local.service.database.scan("orders")).to.deep.equal([]);
    });

    it("read several items as of one moment", async () => {
      const client = await local.open(new GraphBuilder().table("orders", orders));
      await local.service.database.put("orders", order("o-1", "2026-03-01T10:00:00Z"));
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
      return (await local.service.database.scan("settings")).map((item) => String(item["scope"])).sort();
    }

    it("deletes an item when the clock has passed its time, however it was written", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      const expiresAt = { N: String(at(start + 60_000)) };
      await local.service.database.put("settings", { scope: "direct", expiresAt: at(start + 60_000) });
      await local.service.database.put("settings", { scope: "for ever" });
      await local.service.database.put("settings", { scope: "later", expiresAt: at(start + 120_000) });
      await client.send(new PutItemCommand({ TableName: "settings", Item: { scope: { S: "put" }, expiresAt } }));
      const update = { UpdateExpression: "SET expiresAt = :e", ExpressionAttributeValues: { ":e": expiresAt } };
      await client.send(new UpdateItemCommand({ TableName: "settings", Key: { scope: { S: "update" } }, ...update }));
      const PutRequest = { Item: { scope: { S: "batch" }, expiresAt } };
      await client.send(new BatchWriteItemCommand({ RequestItems: { settings: [{ PutRequest }] } }));
      const Update = { TableName: "settings", Key: { scope: { S: "transaction" } }, ...update };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] }));
      expect(await scopes()).to.have.length(7);
      local.now = start + 59_000;
      expect(await scopes()).to.have.length(7);
      local.now = start + 60_000;
      expect(await scopes()).to.deep.equal(["for ever", "later"]);
      local.now = start + 120_000;
      const { Items } = await client.send(new ScanCommand({ TableName: "settings" }));
      expect(Items?.map((item) => item["scope"]?.S)).to.deep.equal(["for ever"]);
    });

    it("keeps items whose value is no number or lies more than five years back", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      await local.service.database.putAll("settings", [
        { scope: "text", expiresAt: "1" },
        { scope: "mistyped", expiresAt: 1 },
        { scope: "expired", expiresAt: at(start - 1000) },
      ]);
      expect(await scopes()).to.deep.equal(["mistyped", "text"]);
    });

    it("is described, switched off and on again", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
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
      await local.service.database.put("settings", { scope: "old", expiresAt: at(start - 1000) });
      expect(await scopes()).to.deep.equal(["old"]);
      await set(true);
      expect(await scopes()).to.deep.equal([]);
    });

    it("says whether point-in-time recovery was declared", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      const output = await client.send(new DescribeContinuousBackupsCommand({ TableName: "settings" }));
      const recovery = output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      expect(recovery?.PointInTimeRecoveryStatus).to.equal("ENABLED");
    });
  });
});
