/** Chats: how they start, what is written both ways, what flows may do in them, and how they end. */
import { expect } from "chai";
import type { Chat, ConnectService } from "../../local/connect";
import {
  BYE,
  type Sketch,
  diagnostics,
  document,
  flow,
  flowArn,
  play,
  queue,
  queueArn,
  routingProfile,
  say,
} from "../support/connectGraph";

const E = { NoMatchingError: "failed" };
const ENDS: Sketch = { failed: say("failed", "bye"), bye: BYE };
const CHATTING = routingProfile("support", [], {
  defaultOutboundQueueId: "id-support",
  mediaConcurrencies: [{ channel: "CHAT", concurrency: 3 }],
  queueConfigs: [{ channel: "CHAT", queueId: "id-support", priority: 1, delay: 0 }],
});
const QUEUEING: Sketch = {
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "failed" } }],
  ...ENDS,
};

function center(sketch: Sketch = QUEUEING, resources: Parameters<typeof play>[1] = []): ConnectService {
  return play(sketch, [queue("support"), CHATTING, ...resources]);
}

const lines = (chat: Chat): string[] => chat.transcript.map(({ who, text }) => `${who}: ${text}`);
const seconds = (service: ConnectService, count: number): Promise<void> => service.clock.advance(count * 1_000);

describe("a chat", () => {
  it("plays an inbound flow by name, id or ARN, through the API, without phone numbers", () => {
    const sketch: Sketch = { hi: say("$.Channel $.InitiationMethod [$.CustomerEndpoint.Address]", "bye"), ...ENDS };
    for (const name of ["main", "id-main", flowArn("main")]) {
      const service = center(sketch);
      const chat = service.chat({ flow: name });
      expect(lines(chat).filter((line) => line.startsWith("system"))).to.deep.equal(["system: CHAT API []"]);
      expect([chat.state, chat.channel, service.calls.length, service.interactions.length]).to.deep.equal([
        "ended",
        "CHAT",
        0,
        1,
      ]);
      expect(service.records[0]).to.deep.include({
        Channel: "CHAT",
        InitiationMethod: "API",
        CustomerEndpoint: null,
        SystemEndpoint: null,
        DisconnectReason: "OTHER",
      });
    }
  });

  it("starts with attributes and a first message, which the flow can read", () => {
    const service = center({ hi: say("You wrote: $.Media.InitialMessage ($.Attributes.topic)", "bye"), ...ENDS });
    const chat = service.chat({ flow: "main", attributes: { topic: "orders" }, initialMessage: "Hello" });
    expect(lines(chat).slice(0, 2)).to.deep.equal(["caller: Hello", "system: You wrote: Hello (orders)"]);
  });

  it("refuses flows that take no chats, and names and messages the API refuses", () => {
    const service = center(QUEUEING, [flow("whisper", document({ end: ["EndFlowExecution"] }), "AGENT_WHISPER")]);
    expect(() => service.chat({ flow: "nowhere" })).to.throw(
      'there is no such flow. Flows it can start with are: "main"',
    );
    expect(() => service.chat({ flow: "whisper" })).to.throw("it is of type AGENT_WHISPER");
    expect(() => service.chat({ flow: "main", attributes: { "my key": "1" } })).to.throw('"my key"');
    expect(() => service.chat({ flow: "main", attributes: { a: "x".repeat(32_768) } })).to.throw("32768 bytes");
    expect(() => service.chat({ flow: "main", initialMessage: "x".repeat(1_025) })).to.throw("1 to 1024 characters");
  });

  it("carries messages both ways once an agent has joined, and counts them in its record", async () => {
    const service = center();
    const ann = service.addAgent({ username: "ann", answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY });
    ann.goOnline();
    const chat = service.chat({ flow: "main" });
    chat.send("Where is my order?");
    ann.send("On its way.");
    chat.hangUp();
    await seconds(service, 60);
    expect(lines(chat).slice(-4)).to.deep.equal([
      "agent: ann has joined the chat",
      "caller: Where is my order?",
      "agent: On its way.",
      "caller: leaves the chat",
    ]);
    expect(service.records[0]?.DisconnectReason).to.equal("CUSTOMER_DISCONNECT");
    expect(service.records[0]?.ChatMetrics?.ChatContactMetrics).to.deep.include({
      TotalMessages: 2,
      TotalBotMessages: 0,
    });
    expect(() => chat.send("anybody?")).to.not.throw();
  });

  it("ends with the agent, or goes on in the disconnect flow", async () => {
    const survey = flow("survey", document({ ask: say("How was it?", "bye"), bye: BYE }));
    const hooked: Sketch = {
      hook: [
        "UpdateContactEventHooks",
        { EventHooks: { CustomerRemaining: flowArn("survey") } },
        { next: "to", errors: E },
      ],
      ...QUEUEING,
    };
    for (const [sketch, last] of [
      [QUEUEING, "agent: leaves the chat"],
      [hooked, "system: How was it?"],
    ] as const) {
      const service = center(sketch, [survey]);
      service.addAgent({ username: "ann", answerAfterSeconds: 0, talkSeconds: 30 }).goOnline();
      const chat = service.chat({ flow: "main" });
      await seconds(service, 100);
      expect([chat.state, lines(chat).pop()]).to.deep.equal(["ended", last]);
    }
  });

  it("loses a message no flow listens to, and says so", async () => {
    const service = center({
      wait: ["Wait", { TimeLimitSeconds: "10" }, { next: "bye", when: { WaitCompleted: "bye" }, errors: E }],
      ...ENDS,
    });
    const chat = service.chat({ flow: "main" });
    chat.send("hello?");
    expect(lines(chat)).to.deep.equal([
      "caller: hello?",
      'diagnostic: "hello?" was said while the flow was not listening for words',
    ]);
  });

  it("shows SSML as it is, well-formed or not, and cannot play audio", () => {
    const service = center({
      ssml: ["MessageParticipant", { SSML: "<speak>Hi &amp; $.Attributes.name</speak>" }, { next: "audio", errors: E }],
      audio: ["MessageParticipant", { PromptId: "prompt-1" }, { next: "bye", errors: E }],
      ...ENDS,
    });
    expect(lines(service.chat({ flow: "main", attributes: { name: "A & B" } }))).to.deep.equal([
      "system: <speak>Hi &amp; A & B</speak>",
      "diagnostic: audio cannot be played on a CHAT contact: prompt prompt-1",
      "system: failed",
    ]);
  });

  it("takes the error branch of what works on calls only", () => {
    const errors = (...types: string[]): Record<string, string> =>
      Object.fromEntries(types.map((type) => [type, "failed"]));
    const blocks: Sketch[string][] = [
      [
        "GetParticipantInput",
        { Text: "press 1", InputTimeLimitSeconds: "5", StoreInput: "False" },
        { next: "bye", errors: errors("NoMatchingError", "InputTimeLimitExceeded", "NoMatchingCondition") },
      ],
      [
        "TransferParticipantToThirdParty",
        {
          ThirdPartyPhoneNumber: "+12065550188",
          ThirdPartyConnectionTimeLimitSeconds: "30",
          ContinueFlowExecution: "True",
        },
        { next: "bye", errors: errors("NoMatchingError", "CallFailed", "ConnectionTimeLimitExceeded") },
      ],
      [
        "UpdateContactCallbackNumber",
        { CallbackNumber: "$.Attributes.number" },
        { next: "bye", errors: errors("InvalidCallbackNumber", "CallbackNumberNotDialable") },
      ],
      [
        "CreateCallbackContact",
        {
          InitialCallDelaySeconds: "5",
          RetryDelaySeconds: "60",
          MaximumConnectionAttempts: "1",
          QueueId: queueArn("support"),
        },
        { next: "bye", errors: errors("NoMatchingError") },
      ],
    ];
    for (const block of blocks) {
      const service = center({ block, ...ENDS });
      const chat = service.chat({ flow: "main", attributes: { number: "+12065550188" } });
      expect(lines(chat).pop(), block[0]).to.equal("system: failed");
      expect(diagnostics(chat).join(), block[0]).to.match(/works on VOICE contacts|no caller/);
    }
  });

  it("stays in its queue though the default queue flow plays prompts only calls can hear", async () => {
    const service = center();
    const chat = service.chat({ flow: "main", patience: 50 });
    await seconds(service, 49);
    chat.send("hello?");
    expect(chat.state).to.equal("queued");
    await seconds(service, 1);
    expect([chat.state, service.records[0]?.Queue?.Duration]).to.deep.equal(["ended", 50]);
  });

  it("does not fit into a full queue, nor into what transfers may use on top", () => {
    const service = play(
      {
        ...QUEUEING,
        go: [
          "TransferContactToQueue",
          {},
          { next: "bye", errors: { QueueAtCapacity: "full", NoMatchingError: "failed" } },
        ],
        full: say("full", "bye"),
      },
      [queue("support", { maxContacts: 5 }), CHATTING],
    );
    const chats = Array.from({ length: 6 }, () => service.chat({ flow: "main" }));
    expect(chats.map(({ state }) => state)).to.deep.equal([...Array<string>(5).fill("queued"), "ended"]);
  });

  it("ends by itself after 25 hours, and not when it has ended before", async () => {
    const service = center();
    const chat = service.chat({ flow: "main" });
    await service.clock.advance(25 * 3_600_000 - 1);
    expect(chat.state).to.equal("queued");
    await service.clock.advance(1);
    expect([chat.state, service.records[0]?.DisconnectReason]).to.deep.equal(["ended", "OTHER"]);
    service.chat({ flow: "main" }).hangUp();
    expect(service.clock.nextAt()).to.equal(undefined);
  });
});
