/** Conversations with bots: what they are told, what they say, and what the flow then knows. */
import { expect } from "chai";
import {
  type BotAnswer,
  type BotRequest,
  type Call,
  type Chat,
  type ConnectService,
  type PlaygroundOptions,
  playground,
} from "../../local/connect";
import { BYE, CALLER, type Sketch, diagnostics, document, heard, path, say } from "../support/connectGraph";

const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS";
const WAYS = {
  next: "failed",
  when: { Order: "known" },
  errors: { NoMatchingCondition: "other", NoMatchingError: "failed", InputTimeLimitExceeded: "silent" },
};
const LEX_FACTS =
  "$.Lex.IntentName in $.Lex.Slots.city: $.Lex.DialogState, $.Lex.SessionAttributes.vip, " +
  "$.Lex.IntentConfidence.Score, $.Lex.SentimentResponse.Label";

function flow(parameters: Record<string, unknown>): Sketch {
  return {
    language: ["UpdateContactData", { LanguageCode: "de-DE" }, { next: "bot", errors: { NoMatchingError: "failed" } }],
    bot: [
      "ConnectParticipantWithLexBot",
      { Text: "How can I help?", LexV2Bot: { AliasArn: ALIAS }, ...parameters },
      WAYS,
    ],
    known: say(LEX_FACTS, "bye"),
    other: say("Not understood.", "bye"),
    failed: say("Failed.", "bye"),
    silent: say("Nobody there.", "bye"),
    bye: BYE,
  };
}

interface Table {
  readonly service: ConnectService;
  readonly requests: BotRequest[];
}

/** A bot that asks for the city once, then knows. */
function polite({ input }: BotRequest): BotAnswer {
  const text = input !== null && "text" in input ? input.text : "";
  if (!/Bonn|^\d+$/.test(text) && !(input !== null && "dtmf" in input)) {
    return { messages: [{ content: "Which city?", contentType: "PlainText" }], dialogState: "ElicitSlot" };
  }
  return {
    messages: [{ content: "<speak>Thank <emphasis>you</emphasis>.</speak>", contentType: "SSML" }],
    dialogState: "Fulfilled",
    intentName: "Order",
    slots: { city: "Bonn" },
    sessionAttributes: { vip: "yes" },
    intentConfidence: 0.9,
    sentiment: { label: "POSITIVE", scores: {} },
  };
}

function table(
  parameters: Record<string, unknown> = {},
  answer: (request: BotRequest) => BotAnswer | Promise<BotAnswer> = polite,
  options: PlaygroundOptions = {},
): Table {
  const requests: BotRequest[] = [];
  const recognize = (request: BotRequest): BotAnswer | Promise<BotAnswer> => {
    requests.push(request);
    return answer(request);
  };
  const service = playground([{ name: "it", document: document(flow(parameters)) }], {
    bots: { recognize },
    ...options,
  });
  return { service, requests };
}

describe("a bot on a call", () => {
  it("asks what it still needs, and leaves intent, slots, attributes, confidence and sentiment behind", () => {
    const { service } = table();
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("waiting-for-input");
    call.speak("my order");
    call.speak("Bonn");
    expect(heard(call)).to.deep.equal([
      "How can I help?",
      "Which city?",
      "Thank you.",
      "Order in Bonn: Fulfilled, yes, 0.9, POSITIVE",
    ]);
  });

  it("is told who it is, the language, what was said and what the flow knows", () => {
    const { service, requests } = table({
      LexSessionAttributes: { phone: "$.CustomerEndpoint.Address", kind: "call" },
    });
    const call = service.dial({ from: CALLER });
    call.speak("my order");
    expect(requests).to.deep.equal([
      {
        aliasArn: ALIAS,
        sessionId: call.contactId,
        localeId: "de_DE",
        channel: "VOICE",
        input: { text: "my order" },
        sessionAttributes: { phone: CALLER, kind: "call" },
      },
    ]);
    expect(call.trace.length).to.equal(1);
    call.speak("Bonn");
    const parameters = call.trace.find(({ action }) => action === "bot")?.parameters;
    expect(parameters?.LexSessionAttributes).to.deep.equal({ phone: CALLER, kind: "call" });
  });

  it("takes keys up to # or a pause, and * takes them back", async () => {
    const { service, requests } = table();
    const [one, two] = [service.dial({ from: CALLER }), service.dial({ from: CALLER })];
    one.press("12*345#");
    two.press("77");
    await service.clock.advance(4_900);
    expect(requests.map(({ input }) => input)).to.deep.equal([{ dtmf: "345" }]);
    await service.clock.advance(200);
    expect(requests.map(({ input }) => input)).to.deep.equal([{ dtmf: "345" }, { dtmf: "77" }]);
  });

  it("hears a caller's silence, after as long as it was tuned to wait", async () => {
    const { service, requests } = table({ LexSessionAttributes: { "x-amz-lex:audio:start-timeout-ms:*:*": "8000" } });
    service.dial({ from: CALLER });
    await service.clock.advance(7_900);
    expect(requests).to.have.length(0);
    await service.clock.advance(200);
    expect(requests.map(({ input }) => input)).to.deep.equal([{ text: "" }]);
  });

  it("is interrupted in its prompt, unless it was told not to be", () => {
    const slow = { speech: 60 };
    const heeded = table({}, polite, slow).service.dial({ from: CALLER });
    heeded.speak("Bonn");
    expect(heard(heeded)).to.include("Thank you.");
    const deaf = table({ LexSessionAttributes: { "x-amz-lex:allow-interrupt:*:*": "false" } }, polite, slow);
    const call = deaf.service.dial({ from: CALLER });
    call.speak("Bonn");
    expect(deaf.requests).to.have.length(0);
    expect(diagnostics(call).join()).to.contain("allow-interrupt");
  });

  it("may take real time; what is said meanwhile waits", async () => {
    const { service, requests } = table({}, (request) => Promise.resolve(polite(request)));
    const call = service.dial({ from: CALLER });
    call.speak("my order");
    call.speak("Bonn");
    expect(requests).to.have.length(1);
    await call.settled();
    expect(requests.map(({ input }) => input)).to.deep.equal([{ text: "my order" }, { text: "Bonn" }]);
    expect(call.state).to.equal("ended");
  });

  it("that breaks, at once or later, leads to the error branch and says why", async () => {
    const broken = [
      () => {
        throw new Error("no such locale");
      },
      () => Promise.reject(new Error("no such locale")),
    ];
    for (const answer of broken) {
      const call = table({}, answer).service.dial({ from: CALLER });
      call.speak("hello");
      await call.settled();
      expect(path(call)).to.include("bot:NoMatchingError");
      expect(diagnostics(call).join()).to.contain("no such locale");
    }
  });

  for (const [what, parameters, says] of [
    ["is of Lex V1", { LexV2Bot: undefined, LexBot: { Name: "old", Region: "us-east-1", Alias: "$LATEST" } }, "Lex V1"],
    ["is no alias", { LexV2Bot: { AliasArn: "bot" } }, "not the ARN of a bot alias"],
    ["would listen too long", { LexSessionAttributes: { "x-amz-lex:audio:max-length-ms:*:*": "15001" } }, "15000"],
    [
      "is to begin with a chat's message",
      { LexInitializationData: { InitialMessage: "$.Media.InitialMessage" } },
      "chats only",
    ],
  ] as const) {
    it(`that ${what} leads to the error branch`, () => {
      const call = table(parameters).service.dial({ from: CALLER });
      expect(heard(call)).to.include("Failed.");
      expect(diagnostics(call).join()).to.contain(says);
    });
  }

  it("there is none of where none was given", () => {
    const service = playground([{ name: "it", document: document(flow({})) }], { bots: undefined });
    expect(diagnostics(service.dial({ from: CALLER })).join()).to.contain("ConnectOptions.bots");
  });
});

describe("a bot in a chat", () => {
  const BEGINS = { Text: undefined, LexInitializationData: { InitialMessage: "$.Media.InitialMessage" } };

  it("begins with what the customer wrote first, and shows markup as it is", () => {
    const { service, requests } = table(BEGINS);
    const chat: Chat = service.chat({ flow: "it", initialMessage: "Bonn" });
    expect(requests.map(({ input, channel }) => ({ input, channel }))).to.deep.equal([
      { input: { text: "Bonn" }, channel: "CHAT" },
    ]);
    const said = chat.transcript.filter(({ who }) => who === "system").map(({ text }) => text);
    expect(said[0]).to.contain("<emphasis>");
  });

  it("waits as long as it was given", async () => {
    const { service } = table({ LexTimeoutSeconds: { Text: "90" } });
    const chat = service.chat({ flow: "it" });
    await service.clock.advance(89_000);
    chat.send("still here");
    await service.clock.advance(89_000);
    expect(chat.state).to.equal("waiting-for-input");
    await service.clock.advance(2_000);
    expect(chat.trace.map(({ branch }) => branch.label)).to.include("InputTimeLimitExceeded");
  });

  it("that does not answer within six seconds has failed", async () => {
    const { service } = table({}, (request) => ({ ...polite(request), durationMs: 6_001 }));
    const chat = service.chat({ flow: "it" });
    chat.send("Bonn");
    await service.clock.advance(6_000);
    expect(chat.trace.map(({ branch }) => branch.label)).to.include("NoMatchingError");
  });
});

describe("a caller who hangs up on a bot at work", () => {
  it("ends the call, whatever the bot answers then", async () => {
    const { service } = table({}, (request) => Promise.resolve(polite(request)));
    const call: Call = service.dial({ from: CALLER });
    call.speak("Bonn");
    call.hangUp();
    await call.settled();
    expect(call.state).to.equal("ended");
    expect(heard(call)).to.deep.equal(["How can I help?"]);
  });
});
