/** Reads of the local DynamoDB that are answered from memory: nobody can tell them from those the tables answer. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { GraphBuilder, REGION } from "./support/graphs";
import { failure, LocalDynamoDb, order, orders, settings } from "./support/localDynamodb";

describe("reads that are remembered", () => {
  let local: LocalDynamoDb;
  let client: DynamoDB;
  /** Requests that reached the tables. */
  let asked: number;

  beforeEach(async () => {
    local = await LocalDynamoDb.start();
    await local.open(new GraphBuilder().table("orders", orders).table("settings", settings));
    asked = 0;
    client = reader("role");
    await local.service.database.put("orders", order("o-1", "2026-03-01"));
  });

  afterEach(async () => {
    client.destroy();
    await local.close();
  });

  /** A client whose requests are counted. */
  function reader(role: string): DynamoDB {
    const { url, administrator: credentials } = local.gateway;
    const made = new DynamoDB({ endpoint: url, region: REGION, credentials, maxAttempts: 1 });
    made.middlewareStack.add(
      (next) => (parameters) => {
        asked++;
        return next(parameters);
      },
      { step: "initialize" },
    );
    local.service.reads.spare(made, role);
    return made;
  }

  const Key = { customerId: { S: "c-1" }, orderId: { S: "o-1" } };
  const status = async (): Promise<string | undefined> =>
    (await client.getItem({ TableName: "orders", Key })).Item?.status?.S;

  it("are asked for once, and give each reader an object of its own", async () => {
    const first = await client.getItem({ TableName: "orders", Key });
    const second = await client.getItem({ TableName: "orders", Key });
    expect(second.Item).to.deep.equal(first.Item);
    if (second.Item) second.Item.status = { S: "spoilt" };
    expect([await status(), asked]).to.deep.equal(["placed", 1]);
  });

  it("are asked for again after any write, through the client or past it", async () => {
    expect(await status()).to.equal("placed");
    await client.putItem({ TableName: "orders", Item: { ...Key, status: { S: "packed" } } });
    expect(await status()).to.equal("packed");
    await local.service.database.put("orders", order("o-1", "2026-03-01", "shipped"));
    expect(await status()).to.equal("shipped");
    await local.service.database.delete("orders", { customerId: "c-1", orderId: "o-1" });
    expect(await status()).to.equal(undefined);
  });

  it("do not outlive an item whose time to live is over", async () => {
    const expiresAt = Math.floor(local.now / 1_000) + 60;
    await local.service.database.put("settings", { scope: "center", expiresAt });
    const read = async () => (await client.getItem({ TableName: "settings", Key: { scope: { S: "center" } } })).Item;
    expect(await read()).to.have.property("scope");
    expect(await read()).to.have.property("scope");
    local.now += 61_000;
    expect(await read()).to.equal(undefined);
  });

  it("meet the faults of a table all the same", async () => {
    expect(await status()).to.equal("placed");
    local.service.faults.set("orders", { kind: "throttle" });
    expect((await failure(status())).name).to.equal("ProvisionedThroughputExceededException");
  });

  it("are not kept where bytes are in them", async () => {
    await client.putItem({ TableName: "orders", Item: { ...Key, picture: { B: Uint8Array.of(1, 2) } } });
    const before = asked;
    for (const time of [1, 2]) {
      const { Item } = await client.getItem({ TableName: "orders", Key });
      expect(Item?.picture?.B).to.deep.equal(Uint8Array.of(1, 2));
      expect(asked - before).to.equal(time);
    }
  });

  it("are one role's alone", async () => {
    expect(await status()).to.equal("placed");
    const other = reader("another");
    await other.getItem({ TableName: "orders", Key });
    expect(asked).to.equal(2);
    other.destroy();
  });
});
