/** The store of conversations by itself: what outlives its time, who may open what, and how long a turn is held. */
import { expect } from "chai";
import {
  endTurn,
  LOCK_MILLISECONDS,
  openConversation,
  readConversation,
  type StoreOptions,
  takeTurn,
} from "../../handlers/conversation/store";
import { askBot } from "../../handlers/conversation/askBot";
import { ENVIRONMENT, FakeTable } from "./fakes";

const DAY = 86_400_000;
const quotas = { turns: 8, turnsPerMinute: 5, startsPerHour: 3 };

describe("the store of conversations", () => {
  let now: number;
  let table: FakeTable;
  let store: StoreOptions;
  const start = { conversationId: "c-1", token: "hash", door: "web", locale: "en_US", transcript: [] } as const;
  const claim = { conversationId: "c-1", token: "hash", messageId: "m-1", holder: "h-1", cost: 1 } as const;

  beforeEach(async () => {
    now = Date.parse("2026-03-02T09:00:00Z");
    table = new FakeTable();
    store = { tables: table, table: "conversations", quotas, now: () => now };
    await openConversation(store, { ...start, transcript: [] });
  });

  const failed = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "",
      (error: Error) => error.name,
    );

  /** Takes a turn; the test fails when there is none. */
  async function taken(more: { holder?: string; messageId?: string } = {}) {
    const given = await takeTurn(store, { ...claim, ...more });
    if (given.kind !== "turn") throw new Error(`No turn, but ${given.kind}`);
    return given.turn;
  }

  it("does not open a conversation over another", async () => {
    const turn = await taken();
    await endTurn(store, turn, {
      transcript: [{ id: "m-1", from: "customer", text: "hi" }],
      attributes: {},
      elicits: "",
    });
    const again = openConversation(store, { ...start, token: "another", transcript: [] });
    expect(await failed(again)).to.equal("ConditionalCheckFailedException");
    expect((await readConversation(store, start)).transcript).to.have.length(1);
  });

  it("gives a conversation until a day after its last turn, though its row is still there", async () => {
    now += DAY - 1;
    expect((await readConversation(store, start)).turnsLeft).to.equal(8);
    now += 1;
    expect(await failed(readConversation(store, start))).to.equal("UnknownConversation");
    expect(await failed(takeTurn(store, claim))).to.equal("UnknownConversation");
  });

  it("holds a turn for 8 s, then gives it to another, whose end the first does not undo", async () => {
    const first = await taken();
    now += LOCK_MILLISECONDS;
    expect(await failed(takeTurn(store, { ...claim, holder: "h-2", messageId: "m-2" }))).to.equal("TurnUnderWay");
    now += 1;
    const second = await taken({ holder: "h-2", messageId: "m-2" });
    await endTurn(store, first, { transcript: [], attributes: { late: "1" }, elicits: "" });
    expect(await failed(takeTurn(store, { ...claim, holder: "h-3", messageId: "m-3" }))).to.equal("TurnUnderWay");
    await endTurn(store, second, { transcript: [], attributes: { second: "1" }, elicits: "" });
    expect((await readConversation(store, start)).attributes).to.deep.equal({ second: "1" });
  });

  it("keeps of a long transcript what is newest, and far less than a row can hold", async () => {
    const transcript = Array.from({ length: 120 }, (_, index) => {
      return { id: `m-${index}`, from: "customer" as const, text: "é".repeat(1_000) };
    });
    await endTurn(store, await taken(), { transcript, attributes: {}, elicits: "" });
    const { transcript: kept } = await readConversation(store, start);
    expect(JSON.stringify(kept).length).to.be.within(30_000, 33_000);
    expect(kept.at(-1)?.id).to.equal("m-119");
  });

  it("says of each door what it is, whatever the answer before says of it", async () => {
    const sent: unknown[] = [];
    const bots = {
      recognizeText: (request: object) => {
        sent.push(request);
        return Promise.resolve({ sessionState: { intent: { name: "TalkToPerson" } } });
      },
    };
    const attributes = { door: "voice", callerNumber: "+12065550100" };
    const turn = { conversationId: "c-1", door: "web", locale: "en_US", text: "hi", attributes } as const;
    await askBot(bots, ENVIRONMENT.BOT_ALIAS_ARN, turn, { milliseconds: 1_000 });
    expect(sent).to.have.nested.property("[0].sessionState.sessionAttributes.door", "web");
  });

  it("hands over what the bot marks so, though it would go on asking", async () => {
    const answer = (handover: string) => ({
      recognizeText: () =>
        Promise.resolve({
          messages: [{ contentType: "PlainText" as const, content: "Anything else?" }],
          sessionState: { dialogAction: { type: "ElicitIntent" as const }, sessionAttributes: { handover } },
        }),
    });
    const turn = { conversationId: "c-1", door: "web", locale: "en_US", text: "hi" } as const;
    const ask = (handover: string) =>
      askBot(answer(handover), ENVIRONMENT.BOT_ALIAS_ARN, turn, { milliseconds: 1_000 });
    expect((await ask("true")).handover).to.equal("gaveUp");
    expect((await ask("false")).handover).to.equal(undefined);
  });
});
