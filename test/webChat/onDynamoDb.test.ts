/** The web door's requests on the local DynamoDB: its own grammar of expressions, sets and conditions. */
import { expect } from "chai";
import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GraphBuilder } from "../support/graphs";
import { useEnvironment } from "../support/handlerLog";
import { LocalDynamoDb } from "../support/localDynamodb";
import { Bridge, ENVIRONMENT, newId, quietly } from "./fakes";

const graph = new GraphBuilder().table(ENVIRONMENT.CONVERSATIONS_TABLE, {
  hashKey: "conversationId",
  attributes: [{ name: "conversationId", type: "S" }],
  ttl: { attributeName: "expiresAt", enabled: true },
});

describe("the web door on DynamoDB", () => {
  let dynamo: LocalDynamoDb;
  let bridge: Bridge;
  useEnvironment(ENVIRONMENT);
  quietly();

  before(async () => {
    dynamo = await LocalDynamoDb.start();
    const client = await dynamo.open(graph);
    bridge = new Bridge({
      tables: {
        getItem: (input) => client.send(new GetItemCommand(input)),
        updateItem: (input) => client.send(new UpdateItemCommand(input)),
      },
    });
    bridge.now = dynamo.now;
  });

  after(() => dynamo.close());
  beforeEach(() => (bridge.now += 3_600_000));

  it("leads a conversation over minutes, replays and a reload, to a person", async () => {
    const talk = await bridge.open();
    const id = newId();
    const first = await talk.say("one", id);
    bridge.now += 60_000;
    const second = await talk.say("two");
    expect(second.json.turnsLeft).to.equal(6);
    expect((await talk.say("one", id)).json.messages).to.deep.equal(first.json.messages);
    const { json } = await talk.person();
    expect((await talk.read()).json).to.deep.include({ handover: json.handover, turnsLeft: 6 });
    expect((await talk.say("three")).json.handover).to.deep.equal(json.handover);
  });

  it("refuses a wrong token, a second turn at once, the sixth of a minute and the fourth start of an hour", async () => {
    const talk = await bridge.open();
    const forged = { authorization: `Bearer ${"x".repeat(43)}` };
    expect((await talk.say("hi", newId(), { headers: forged })).statusCode).to.equal(401);
    const codes = (await Promise.all([talk.say("one"), talk.say("two")])).map(({ statusCode }) => statusCode);
    expect(codes.sort()).to.deep.equal([200, 409]);
    for (let turn = 0; turn < 4; turn++) expect((await talk.say("hi")).statusCode).to.equal(200);
    expect((await talk.say("hi")).json.error?.code).to.equal("TooManyRequests");
    for (const expected of [201, 201, 429]) {
      expect((await bridge.send("POST", "/api/conversations", {}, {})).statusCode).to.equal(expected);
    }
  });
});
