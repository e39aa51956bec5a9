/** Permissions asked by the local DynamoDB, and the faults it can be given. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { ACCOUNT, GraphBuilder, REGION, roleArn, tableArn, type TestStatement } from "./support/graphs";
import { failure, keyArn, LocalDynamoDb, orders, settings } from "./support/localDynamodb";

describe("DynamoDB on this machine", () => {
  let local: LocalDynamoDb;

  beforeEach(async () => {
    local = await LocalDynamoDb.start();
  });

  afterEach(() => local.close());

  describe("permissions", () => {
    const query = new QueryCommand({
      TableName: "orders",
      KeyConditionExpression: "customerId = :c",
      ExpressionAttributeValues: { ":c": { S: "c-1" } },
    });

    async function openAs(table: Record<string, unknown>, ...statements: TestStatement[]): Promise<DynamoDBClient> {
      await local.open(new GraphBuilder().role("lookup", ...statements).table("orders", table));
      return local.clientFor(local.gateway.issueCredentials({ roleArn: roleArn("lookup"), sessionName: "lookup-fn" }));
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
      const administrator = local.clientFor(local.gateway.administrator);
      expect((await administrator.send(query)).Items).to.deep.equal([]);
    });
  });

  describe("faults", () => {
    const get = new GetItemCommand({ TableName: "settings", Key: { scope: { S: "center" } } });

    it("throttle as many requests as told, which the SDK gets over by retrying", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      local.service.faults.set("settings", { kind: "throttle", times: 1 });
      const error = await failure(client.send(get));
      expect(error.name).to.equal("ProvisionedThroughputExceededException");
      await client.send(get);
      local.service.faults.set("settings", { kind: "throttle", times: 1 });
      const output = await local.clientFor(local.gateway.administrator, 3).send(get);
      expect(output.$metadata.attempts).to.equal(2);
    });

    it("fail with a server error until they are cleared", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      local.service.faults.set("settings", { kind: "error500" });
      for (let count = 0; count < 2; count += 1) {
        const error = await failure(client.send(get));
        expect(error).to.have.nested.property("$metadata.httpStatusCode", 500);
      }
      local.service.faults.clear("settings");
      await client.send(get);
    });

    it("cut the connection", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      local.service.faults.set("settings", { kind: "reset", times: 1 });
      expect(await failure(client.send(get))).to.have.property("code", "ECONNRESET");
      await client.send(get);
    });

    it("stay silent until the caller gives up", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      local.service.faults.set("settings", { kind: "hang", times: 1 });
      const error = await failure(client.send(get, { abortSignal: AbortSignal.timeout(50) }));
      expect(error.name).to.equal("AbortError");
      await client.send(get);
    });

    it("answer late, and only for the operations named", async () => {
      const client = await local.open(new GraphBuilder().table("settings", settings));
      local.service.faults.set("settings", { kind: "slow", delayMs: 60_000, operations: ["GetItem"] });
      await client.send(new ScanCommand({ TableName: "settings" }));
      const late = client.send(get);
      const first = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 50, "waiting"))]);
      expect(first).to.equal("waiting");
      local.service.faults.close();
      await late;
    });

    it("are refused when they make no sense", async () => {
      await local.open(new GraphBuilder().table("settings", settings));
      expect(() => local.service.faults.set("settings", { kind: "slow" })).to.throw("delayMs");
      expect(() => local.service.faults.set("settings", { kind: "hang", times: 0 })).to.throw("1 or more");
    });
  });
});
