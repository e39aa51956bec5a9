/** The code hook: what it is told, what it may decide, and what Lex refuses of its answers. */
import { expect } from "chai";
import {
  ALIAS_ARN,
  botGraph,
  BOOK,
  close,
  delegate,
  Failure,
  failure,
  FakeHook,
  FALLBACK,
  HOOK_ARN,
  HOURS,
  hooks,
  IDS,
  intent,
  LocalLex,
  locale,
  prompt,
  PERMISSION,
  said,
  slot,
  slotsOf,
  text,
  type HookEvent,
} from "./support";

const ORDER = intent("Order", ["where is my order", "order status"], {
  Slots: [
    slot("pin", "Pin", false, prompt(1, "Your PIN?")),
    slot("day", "AMAZON.Date", false, prompt(1, "Which day?")),
  ],
  SlotPriorities: [
    { Priority: 1, SlotName: "pin" },
    { Priority: 2, SlotName: "day" },
  ],
  ...hooks(true, true),
});

let local: LocalLex;
let hook: FakeHook;

async function open(
  answer?: (event: HookEvent) => unknown,
  intents = [ORDER, { ...HOURS, ...hooks(false, true) }],
): Promise<void> {
  hook = new FakeHook(answer);
  local = await LocalLex.start(botGraph({ locales: [{ ...locale(intents) }] }), { lambda: hook });
}

/** Asks for the PIN until it has one, then fulfils. */
function secured(event: HookEvent): unknown {
  const { intent: current, sessionAttributes } = event.sessionState;
  if (event.invocationSource === "FulfillmentCodeHook") return close(event, "Fulfilled", "On its way.");
  if (current.slots["pin"] !== null) return delegate(event);
  return {
    sessionState: { sessionAttributes, dialogAction: { type: "ElicitSlot", slotToElicit: "pin" }, intent: current },
  };
}

describe("the code hook of a bot", () => {
  afterEach(() => local.close());

  it("is told everything the event of version 1.0 has", async () => {
    await open(secured);
    const requestAttributes = { "x-amz-lex:channels:platform": "Web" };
    await local.say("where is my order", { requestAttributes, sessionState: { sessionAttributes: { door: "web" } } });
    const [event] = hook.events;
    const slots = { pin: null, day: null };
    expect(event).to.deep.include({
      messageVersion: "1.0",
      invocationSource: "DialogCodeHook",
      inputMode: "Text",
      responseContentType: "text/plain; charset=utf-8",
      sessionId: IDS.sessionId,
      inputTranscript: "where is my order",
      proposedNextState: null,
      requestAttributes,
      bot: {
        id: IDS.botId,
        name: "helper",
        aliasId: IDS.botAliasId,
        aliasName: "live",
        localeId: "en_US",
        version: "3",
      },
    });
    expect(event?.sessionState).to.deep.include({
      sessionAttributes: { door: "web" },
      activeContexts: [],
      intent: { name: "Order", slots, state: "InProgress", confirmationState: "None" },
    });
    expect(event?.interpretations[0]?.nluConfidence).to.be.within(0.9, 1);
    expect(event?.interpretations.map(({ intent: { name } }) => name)).to.include("FallbackIntent");
    expect(event?.["transcriptions"]).to.deep.equal([
      {
        transcription: "where is my order",
        transcriptionConfidence: 1,
        resolvedContext: { intent: "Order" },
        resolvedSlots: {},
      },
    ]);
  });

  it("elicits an optional slot with the bot's own prompt, and fulfils in the turn that fills it", async () => {
    await open(secured);
    const first = await local.say("where is my order");
    expect(said(first)).to.deep.equal(["Your PIN?"]);
    const second = await local.say("four two one one");
    expect(said(second)).to.deep.equal(["On its way."]);
    expect(second.sessionState?.intent?.state).to.equal("Fulfilled");
    expect(slotsOf(second)).to.deep.equal({ pin: "4211", day: null });
    expect(hook.events.map(({ invocationSource }) => invocationSource)).to.deep.equal([
      "DialogCodeHook",
      "DialogCodeHook",
      "FulfillmentCodeHook",
    ]);
    expect(hook.events[2]?.sessionState.intent.state).to.equal("ReadyForFulfillment");
  });

  it("gets no digits as a PIN that nobody asked for and no utterance has", async () => {
    await open();
    await local.say("order status 4211");
    expect(hook.events[0]?.sessionState.intent.slots["pin"]).to.equal(null);
  });

  it("learns which slot Lex would ask for, and how often it did", async () => {
    await open(undefined, [{ ...BOOK, ...hooks(true, false) }]);
    for (const words of ["book a table", "hmm", "tomorrow"]) await local.say(words);
    const proposals = hook.events.map(({ proposedNextState }) => [
      proposedNextState?.dialogAction["slotToElicit"],
      proposedNextState?.prompt.attempt,
    ]);
    expect(proposals).to.deep.equal([
      ["day", "Initial"],
      ["day", "Retry1"],
      ["size", "Initial"],
    ]);
  });

  it("does not keep a customer for ever who never answers what it asks", async () => {
    await open(secured);
    await local.say("where is my order");
    expect((await local.say("hmm")).sessionState?.dialogAction?.slotToElicit).to.equal("pin");
    expect((await local.say("hmm")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("counts tries anew when it asks for something else", async () => {
    await open((event) => {
      const slotToElicit = hook.events.length === 1 ? "pin" : "day";
      return {
        sessionState: { dialogAction: { type: "ElicitSlot", slotToElicit }, intent: event.sessionState.intent },
      };
    });
    for (const words of ["where is my order", "hmm", "hmm"]) {
      expect((await local.say(words)).sessionState?.intent?.name, words).to.equal("Order");
    }
    expect((await local.say("hmm")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("may fill a slot by itself, after which tries count anew", async () => {
    const day = { value: { interpretedValue: "2026-03-10" } };
    await open(
      (event) => {
        const { intent: current } = event.sessionState;
        const slots = { ...current.slots, ...(event.inputTranscript === "you choose" && { day }) };
        return { sessionState: { dialogAction: { type: "Delegate" }, intent: { ...current, slots } } };
      },
      [{ ...BOOK, ...hooks(true, false) }],
    );
    await local.say("book a table");
    const chosen = await local.say("you choose");
    expect(slotsOf(chosen).day).to.equal("2026-03-10");
    expect(chosen.sessionState?.dialogAction?.slotToElicit).to.equal("size");
    expect((await local.say("hmm")).sessionState?.dialogAction?.slotToElicit).to.equal("size");
    expect((await local.say("hmm")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("may ask for the same slot as often as it likes when the answers were values", async () => {
    await open((event) => {
      const { intent: current } = event.sessionState;
      return {
        sessionState: { dialogAction: { type: "ElicitSlot", slotToElicit: "pin" }, intent: { ...current, slots: {} } },
        messages: [{ contentType: "PlainText", content: "Wrong PIN." }],
      };
    });
    await local.say("where is my order");
    for (let turn = 0; turn < 5; turn++) expect(said(await local.say("4211"))).to.deep.equal(["Wrong PIN."]);
  });

  it("sets session attributes, which stay; without any those before stay", async () => {
    await open((event) => {
      const answer = secured(event) as { sessionState: Record<string, unknown> };
      return {
        sessionState: {
          ...answer.sessionState,
          sessionAttributes: event.inputTranscript === "4211" ? undefined : { tries: "1" },
        },
      };
    });
    await local.say("where is my order");
    const next = await local.say("hmm");
    expect(next.sessionState?.sessionAttributes).to.deep.equal({ tries: "1" });
    expect(hook.events[1]?.sessionState.sessionAttributes).to.deep.equal({ tries: "1" });
  });

  it("elicits another intent, from which the conversation starts afresh", async () => {
    await open(() => ({
      sessionState: { dialogAction: { type: "ElicitIntent" } },
      messages: [{ contentType: "PlainText", content: "What else?" }],
    }));
    const answer = await local.say("order status");
    expect(said(answer)).to.deep.equal(["What else?"]);
    expect(answer.sessionState?.dialogAction).to.deep.equal({ type: "ElicitIntent" });
    await local.say("opening hours");
    expect(hook.events.at(-1)?.sessionState.intent.name).to.equal("Hours");
  });

  it("asks for agreement, and hears of the answer", async () => {
    await open((event) => {
      if (event.sessionState.intent.confirmationState !== "None") return close(event, "Fulfilled", "Done.");
      return {
        sessionState: { dialogAction: { type: "ConfirmIntent" }, intent: event.sessionState.intent },
        messages: [{ contentType: "PlainText", content: "Sure?" }],
      };
    });
    expect((await local.say("order status")).sessionState?.dialogAction?.type).to.equal("ConfirmIntent");
    expect(said(await local.say("yes"))).to.deep.equal(["Done."]);
    expect(hook.events.at(-1)?.sessionState.intent.confirmationState).to.equal("Confirmed");
  });

  it("fulfils by delegating: the bot says what it has for that", async () => {
    await open();
    const answer = await local.say("opening hours");
    expect(said(answer)).to.deep.equal(["From nine to five."]);
    expect(answer.sessionState?.intent?.state).to.equal("Fulfilled");
  });

  it("leaves the words of a failure to the bot when it has none itself", async () => {
    const failing = {
      ...HOURS,
      FulfillmentCodeHook: { Enabled: true, PostFulfillmentStatusSpecification: { FailureResponse: text("Sorry.") } },
    };
    await open(
      (event) => ({
        sessionState: { dialogAction: { type: "Close" }, intent: { ...event.sessionState.intent, state: "Failed" } },
      }),
      [failing],
    );
    const answer = await local.say("opening hours");
    expect(said(answer)).to.deep.equal(["Sorry."]);
    expect(answer.sessionState?.intent?.state).to.equal("Failed");
  });

  it("is called for the FallbackIntent too", async () => {
    const fallback = { ...FALLBACK, FulfillmentCodeHook: { Enabled: true } };
    hook = new FakeHook((event) => close(event, "Failed", "A person will help."));
    const both = { LocaleId: "en_US", NluConfidenceThreshold: 0.4, Intents: [HOURS, fallback] };
    local = await LocalLex.start(botGraph({ locales: [both] }), { lambda: hook });
    expect(said(await local.say("zxcv"))).to.deep.equal(["A person will help."]);
    expect(hook.events[0]?.interpretations[0]).to.deep.include({ nluConfidence: null });
  });

  it("may return messages of every kind, unchanged", async () => {
    const messages = [
      { contentType: "SSML", content: "<speak>Hello</speak>" },
      { contentType: "CustomPayload", content: '{"a":1}' },
      {
        contentType: "ImageResponseCard",
        imageResponseCard: { title: "Which?", buttons: [{ text: "One", value: "1" }] },
      },
    ];
    await open((event) => ({ ...(close(event, "Fulfilled", "x") as object), messages }));
    expect((await local.say("opening hours")).messages).to.deep.equal(messages);
  });

  const state = (dialogAction: unknown, more: object = {}): object => ({
    sessionState: { dialogAction, intent: { name: "Order", slots: {}, state: "InProgress" }, ...more },
  });
  const REFUSED: [what: string, answer: unknown, says: string][] = [
    ["nothing", null, "response must be an object"],
    ["no session state", {}, "sessionState must be an object"],
    ["no dialog action", { sessionState: {} }, "sessionState.dialogAction must be an object"],
    ["a type of Lex V1", state({ type: "Close", fulfillmentState: "Fulfilled" }), "needs sessionState.intent.state"],
    ["an unknown type", state({ type: "Finish" }), "sessionState.dialogAction.type must be one of Close"],
    ["no type", state({}), "sessionState.dialogAction.type is missing"],
    ["Delegate without intent", { sessionState: { dialogAction: { type: "Delegate" } } }, "needs sessionState.intent"],
    [
      "Delegate with messages",
      { ...state({ type: "Delegate" }), messages: [{ contentType: "PlainText", content: "x" }] },
      "take out messages",
    ],
    ["ElicitIntent without messages", state({ type: "ElicitIntent" }), "needs at least one of messages"],
    ["ConfirmIntent without messages", state({ type: "ConfirmIntent" }), "needs at least one of messages"],
    ["ElicitSlot without slot", state({ type: "ElicitSlot" }), "needs slotToElicit"],
    [
      "ElicitSlot of an unknown slot",
      state({ type: "ElicitSlot", slotToElicit: "size" }),
      "is no slot of intent Order",
    ],
    ["an unknown intent", state({ type: "Delegate" }, { intent: { name: "Fly" } }), "is no intent of locale en_US"],
    [
      "an unknown state",
      state({ type: "Delegate" }, { intent: { name: "Order", state: "Done" } }),
      "intent.state must be one of",
    ],
    [
      "a bare slot value",
      state({ type: "Delegate" }, { intent: { name: "Order", slots: { pin: "4211" } } }),
      "slots.pin must be null or an object",
    ],
    [
      "an unknown slot",
      state({ type: "Delegate" }, { intent: { name: "Order", slots: { size: null } } }),
      "slots.size is no slot",
    ],
    [
      "a number as attribute",
      state({ type: "Delegate" }, { sessionAttributes: { tries: 1 } }),
      "sessionAttributes.tries must be text, not number",
    ],
    [
      "an empty message",
      { ...state({ type: "ElicitIntent" }), messages: [{ contentType: "PlainText", content: "" }] },
      "must have 1 to 1024",
    ],
    [
      "a message of 1,025 characters",
      { ...state({ type: "ElicitIntent" }), messages: [{ contentType: "PlainText", content: "x".repeat(1_025) }] },
      "has 1025 characters",
    ],
    [
      "a message without type",
      { ...state({ type: "ElicitIntent" }), messages: [{ content: "x" }] },
      "messages[0].contentType is missing",
    ],
  ];
  for (const [what, answer, says] of REFUSED) {
    it(`is refused ${what}, as DependencyFailedException that says where`, async () => {
      await open(() => answer);
      const error = await failure(local.say("where is my order"));
      expect(error.name).to.equal("DependencyFailedException");
      expect(error.message).to.contain(says).and.not.contain("4211");
    });
  }

  it("leaves the session as it was when it fails", async () => {
    let fails = false;
    await open((event) => (fails ? new Failure("Unhandled") : secured(event)));
    await local.say("where is my order");
    fails = true;
    expect((await failure(local.say("4211"))).name).to.equal("DependencyFailedException");
    fails = false;
    expect((await local.say("hmm")).sessionState?.dialogAction?.slotToElicit).to.equal("pin");
    expect(said(await local.say("4211"))).to.deep.equal(["On its way."]);
  });

  it("that is at its most executions makes the bot throttle", async () => {
    await open(() => new Failure("Throttled"));
    expect((await failure(local.say("where is my order"))).name).to.equal("ThrottlingException");
  });

  it("must let Lex call it for this alias", async () => {
    await open();
    const condition = { ArnLike: { "AWS:SourceArn": `${ALIAS_ARN}X` } };
    for (const policy of [
      [],
      [{ ...PERMISSION, Principal: { Service: "connect.amazonaws.com" } }],
      [{ ...PERMISSION, Condition: condition }],
    ]) {
      hook.policy = policy;
      const { message } = await failure(local.say("where is my order"));
      expect(message).to.contain("lexv2.amazonaws.com may not invoke function hook").and.to.contain(ALIAS_ARN);
    }
    expect(hook.events).to.have.length(0);
    expect(PERMISSION.Resource).to.equal(HOOK_ARN);
  });

  it("must be named by the alias", async () => {
    hook = new FakeHook();
    const alias = { BotAliasLocaleSettings: [{ LocaleId: "en_US", BotAliasLocaleSetting: { Enabled: true } }] };
    local = await LocalLex.start(botGraph({ locales: [locale([ORDER])], alias }), { lambda: hook });
    expect((await failure(local.say("order status"))).message).to.contain("CodeHookSpecification");
  });
});
