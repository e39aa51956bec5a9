/** The web door when the bot, the centre or the table misbehave: a person goes on, within the budget, or it is said plainly. */
import { expect } from "chai";
import type { RecognizeTextResponse } from "@aws-sdk/client-lex-runtime-v2";
import { TURN_BUDGET } from "../../handlers/conversation/turn";
import { LOCK_MILLISECONDS } from "../../handlers/conversation/store";
import { contactAttributesOf, transcriptOf } from "../../handlers/conversation/startChat";
import { useEnvironment, withLog } from "../support/handlerLog";
import { AMPLE, Bridge, echo, ENVIRONMENT, named, newId, quietly, type Talk } from "./fakes";

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** A conversation in which something was said already. */
async function underWay(bridge: Bridge): Promise<Talk> {
  const talk = await bridge.open();
  await talk.say("where is my lamp?");
  bridge.asked.length = 0;
  return talk;
}

describe("the web door under faults", () => {
  useEnvironment(ENVIRONMENT);
  quietly();

  const malformed = [
    {},
    { sessionState: undefined, messages: [] },
    { sessionState: { dialogAction: { type: "ElicitIntent" } }, messages: "none" },
    { sessionState: { dialogAction: { type: "ElicitSlot" } }, messages: [{ contentType: "PlainText" }] },
    { sessionState: { dialogAction: { type: "ElicitSlot" } }, messages: [] },
  ] as RecognizeTextResponse[];

  const faults: [string, number, () => Promise<RecognizeTextResponse>][] = [
    ["throttled", 2, () => Promise.reject(named("ThrottlingException"))],
    ["busy with another turn", 2, () => Promise.reject(named("ConflictException"))],
    ["failing", 2, () => Promise.reject(named("InternalServerException"))],
    ["cut off from its function", 2, () => Promise.reject(named("DependencyFailedException"))],
    ["resetting connections", 2, () => Promise.reject(named("Error", { code: "ECONNRESET" }))],
    ["too slow for its client", 1, () => Promise.reject(named("TimeoutError"))],
    ["not allowed", 1, () => Promise.reject(named("AccessDeniedException"))],
    ["gone", 1, () => Promise.reject(named("ResourceNotFoundException"))],
    ["speaking no JSON", 1, () => Promise.reject(named("SyntaxError"))],
    ...malformed.map((answer, index): [string, number, () => Promise<RecognizeTextResponse>] => [
      `answering what makes no sense (${index + 1})`,
      1,
      () => Promise.resolve(answer),
    ]),
  ];
  for (const [fault, attempts, bot] of faults) {
    it(`hands over with the transcript, after ${attempts} attempts, when the bot is ${fault}`, async () => {
      const bridge = new Bridge();
      const talk = await underWay(bridge);
      bridge.bot = bot;
      const { result, lines } = await withLog(() => talk.say("still there?"));
      expect(result.statusCode).to.equal(200);
      expect(result.json.handover).to.include({ contactId: "contact-1", participantToken: "participant-token" });
      expect(result.json.messages?.[0]?.text).to.contain("connecting you with a person");
      expect(bridge.asked).to.have.length(attempts);
      expect(bridge.started[0]?.Attributes).to.include({ handoverReason: "botFailed" });
      expect(bridge.started[0]?.Attributes?.botTranscript?.split("\n")).to.deep.equal([
        "Bot: Hello.",
        "Customer: where is my lamp?",
        "Bot: You said where is my lamp?",
        "Customer: still there?",
      ]);
      expect(JSON.parse(lines[0] ?? ""))
        .to.include({ outcome: "answered" })
        .and.to.have.property("failure");
    });
  }

  it("does not notice one throttled attempt, and waits before the second", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    bridge.bot = (request, attempt) => (attempt === 1 ? Promise.reject(named("ThrottlingException")) : echo(request));
    expect((await talk.say("hi")).json.messages?.[0]?.text).to.equal("You said hi");
    expect(bridge.paused).to.deep.equal([200]);
  });

  it("makes no second attempt when too little time is left for it", async () => {
    const bridge = new Bridge({ budget: TURN_BUDGET });
    const talk = await bridge.open();
    bridge.bot = () => {
      bridge.now += TURN_BUDGET.asked - 500;
      return Promise.reject(named("ThrottlingException"));
    };
    expect((await talk.say("hi")).json.handover).to.include({ contactId: "contact-1" });
    expect(bridge.asked).to.have.length(1);
  });

  it("hands over when the bot never answers, and sends the turn no second time: it may have been taken", async () => {
    const bridge = new Bridge({ budget: { ...AMPLE, asked: 20 } });
    const talk = await bridge.open();
    bridge.bot = never;
    const { json } = await talk.say("hi");
    expect(json.handover).to.include({ contactId: "contact-1" });
    expect(bridge.asked).to.have.length(1);
  });

  it("is through within 5 s whatever hangs, and holds the turn longer than its function may run", () => {
    const { taken, asked, handedOver, written } = TURN_BUDGET;
    expect([taken, asked, handedOver, written]).to.deep.equal(
      [taken, asked, handedOver, written].sort((a, b) => a - b),
    );
    expect(written).to.be.below(5_000);
    expect(asked - taken).to.be.at.least(1_500);
    expect(handedOver - asked).to.be.at.least(1_500);
    expect(LOCK_MILLISECONDS).to.be.above(7_000);
  });

  const unreachable: [string, Bridge["centre"]][] = [
    ["refuses", () => Promise.reject(named("LimitExceededException"))],
    ["answers without a participant", () => Promise.resolve({ ContactId: "contact-1" })],
    ["never answers", never],
  ];
  for (const [fault, centre] of unreachable) {
    it(`says that nobody is reachable when the centre ${fault}, and goes on, the same message included`, async () => {
      const budget = fault === "never answers" ? { ...AMPLE, handedOver: 20 } : AMPLE;
      const bridge = new Bridge({ budget });
      const talk = await bridge.open();
      const id = newId();
      bridge.centre = centre;
      bridge.bot = () => ({
        sessionState: { intent: { name: "OrderStatus", state: "Failed" }, sessionAttributes: { handover: "true" } },
      });
      const { result, lines } = await withLog(() => talk.say("a person", id));
      expect([result.statusCode, result.json.error?.code]).to.deep.equal([503, "NobodyReachable"]);
      expect(JSON.parse(lines[0] ?? ""))
        .to.include({ outcome: "NobodyReachable" })
        .and.to.have.property("failure");
      bridge.bot = echo;
      const again = await talk.say("a person", id);
      expect(again.json.messages?.[0]?.text).to.equal("You said a person");
      expect(bridge.asked.at(-1)?.sessionState?.sessionAttributes).to.deep.equal({ handover: "false", door: "web" });
      const said = (await talk.read()).json.messages?.filter(({ from }) => from === "customer");
      expect(said).to.have.length(1);
    });
  }

  it("tells nobody's fault when the table is away, in words that name none", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    bridge.table.fault = named("ProvisionedThroughputExceededException");
    const { result, lines } = await withLog(() => talk.say("hi"));
    expect([result.statusCode, result.json.error?.code]).to.deep.equal([503, "NobodyReachable"]);
    expect(result.body).not.to.contain("Throughput");
    expect(JSON.parse(lines[0] ?? "")).to.include({ failure: "ProvisionedThroughputExceededException" });
    expect(bridge.asked).to.deep.equal([]);
  });

  it("gives the answer although it cannot be written down", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    bridge.bot = (request) => {
      bridge.table.fault = named("InternalServerError");
      return echo(request);
    };
    const { result, lines } = await withLog(() => talk.say("hi"));
    expect(result.json.messages?.[0]?.text).to.equal("You said hi");
    expect(JSON.parse(lines[0] ?? "")).to.include({ failure: "InternalServerError" });
  });

  it("takes a write that was sent twice for its own", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const { updateItem } = bridge.table;
    let sent = 0;
    Object.assign(bridge.table, {
      updateItem: async (input: Parameters<typeof updateItem>[0]) => {
        if ((sent += 1) === 1) await updateItem(input);
        return updateItem(input);
      },
    });
    expect((await talk.say("hi")).statusCode).to.equal(200);
  });

  it("keeps all attributes of a chat under 32 KB, and of the transcript what was said last", () => {
    const transcript = Array.from({ length: 400 }, (_, index) => ({
      id: String(index),
      from: "customer" as const,
      text: `${index} ${"€".repeat(1000)}`,
    }));
    const slots = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`slot${index}`, "x".repeat(5000)]));
    const attributes = contactAttributesOf({
      conversationId: "c",
      door: "web",
      locale: "en_US",
      reason: "asked",
      slots: { ...slots, "not a name": "x" },
      attributes: {},
      transcript,
    });
    const bytes = Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
    expect(bytes).to.be.below(32_768);
    expect(Object.keys(attributes).join("")).to.match(/^[\w-]+$/);
    expect(attributes.botTranscript?.endsWith(transcript.at(-1)?.text ?? "")).to.equal(true);
    expect(transcriptOf(transcript, 5)).to.equal("");
  });
});
