/** Calls and chats with a declared bot: what Amazon Connect tells it, what is missing, and how its failures end. */
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { ConnectService } from "../../local/connect";
import { LexService } from "../../local/lex/lexService";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  diagnostics,
  document,
  flow,
  heard,
  instance,
  number,
  say,
  START,
  type Sketch,
} from "../support/connectGraph";
import {
  ALIAS_ARN,
  BOOK,
  botGraph,
  close,
  delegate,
  Failure,
  FakeHook,
  HOURS,
  hooks,
  intent,
  locale,
  prompt,
  slot,
  type BotParts,
  type HookEvent,
} from "./support";

const ORDER = intent("Order", ["where is my order", "order status"], {
  Slots: [slot("pin", "Pin", true, prompt(1, "Your PIN?"))],
  SlotPriorities: [{ Priority: 1, SlotName: "pin" }],
  ...hooks(true, true),
});

const FLOW: Sketch = {
  bot: [
    "ConnectParticipantWithLexBot",
    {
      Text: "How can I help?",
      LexV2Bot: { AliasArn: ALIAS_ARN },
      LexSessionAttributes: { callerNumber: "$.CustomerEndpoint.Address" },
    },
    {
      next: "other",
      when: { Order: "known" },
      errors: { NoMatchingCondition: "other", NoMatchingError: "failed", InputTimeLimitExceeded: "failed" },
    },
  ],
  known: say("$.Lex.IntentName: $.Lex.DialogState, PIN $.Lex.Slots.pin, $.Lex.SessionAttributes.verified", "bye"),
  other: say("Something else.", "bye"),
  failed: say("One moment, a person will help.", "bye"),
  bye: BYE,
};

function fulfil(event: HookEvent): unknown {
  if (event.invocationSource === "DialogCodeHook") return delegate(event);
  const answer = close(event, "Fulfilled", "On its way.") as { sessionState: object };
  return { ...answer, sessionState: { ...answer.sessionState, sessionAttributes: { verified: "pin" } } };
}

interface Table {
  readonly clock: Clock;
  readonly lex: LexService;
  readonly connect: ConnectService;
  readonly hook: FakeHook;
}

function table(answer: (event: HookEvent) => unknown = fulfil, parts: BotParts = {}): Table {
  const clock = new Clock(START);
  const hook = new FakeHook(answer);
  const bots = botGraph({ locales: [locale([ORDER, BOOK, HOURS])], ...parts });
  const rest = [instance(), flow("main", document(FLOW)), ...number("main"), ALWAYS_OPEN];
  const program = { ...bots, resources: [...rest, ...bots.resources.filter(({ name }) => name !== "instance")] };
  const lex = LexService.fromGraph(program, { lambda: hook, now: () => clock.now() });
  const functions = {
    invoke: (arn: string): never => {
      throw new Error(`unexpected invocation of ${arn}`);
    },
  };
  return { clock, lex, hook, connect: ConnectService.fromGraph(program, { clock, functions, bots: lex }) };
}

describe("a declared bot on a call", () => {
  it("understands, asks, takes keys, and leaves intent, slots and attributes to the flow", async () => {
    const { connect, hook } = table();
    const call = connect.dial({ from: CALLER });
    call.speak("where is my order");
    await call.settled();
    call.press("4211#");
    await call.settled();
    expect(heard(call)).to.deep.equal([
      "How can I help?",
      "Your PIN?",
      "On its way.",
      "Order: Fulfilled, PIN 4211, pin",
    ]);
    const [first, last] = [hook.events[0], hook.events.at(-1)];
    expect(first).to.include({ inputMode: "Speech", responseContentType: "audio/pcm", sessionId: call.contactId });
    expect(first?.sessionState.sessionAttributes).to.deep.equal({ callerNumber: CALLER });
    expect(first?.requestAttributes).to.deep.equal({
      "x-amz-lex:accept-content-types": "PlainText,SSML",
      "x-amz-lex:channels:platform": "Connect",
    });
    expect(last).to.include({ inputMode: "DTMF", inputTranscript: "4211" });
  });

  it("asks a silent caller again and gives up with the FallbackIntent", async () => {
    const { connect, clock } = table();
    const call = connect.dial({ from: CALLER });
    call.speak("where is my order");
    await call.settled();
    await clock.advance(3_100);
    await call.settled();
    expect(heard(call).slice(-1)).to.deep.equal(["Your PIN?"]);
    await clock.advance(3_100);
    await call.settled();
    expect(heard(call).slice(-1)).to.deep.equal(["Something else."]);
  });

  const missing: [what: string, parts: BotParts, says: string][] = [
    ["the association with the instance", { association: null }, "declare AWS::Connect::IntegrationAssociation"],
    ["an association for this alias", { association: { IntegrationArn: `${ALIAS_ARN}X` } }, "IntegrationType LEX_BOT"],
    [
      "an association with this instance",
      { association: { InstanceId: "arn:aws:connect:us-east-1:1:instance/x" } },
      "the instance's ARN",
    ],
    ["the version", { version: null }, "points to version 3"],
    [
      "the locale of the contact",
      { locales: [locale([ORDER], { LocaleId: "de_DE" })] },
      "has no locale en_US; it has de_DE",
    ],
  ];
  for (const [what, parts, says] of missing) {
    it(`takes the error branch without ${what}, and says so`, async () => {
      const { connect } = table(fulfil, parts);
      const call = connect.dial({ from: CALLER });
      call.speak("order status");
      await call.settled();
      expect(heard(call).slice(-1)).to.deep.equal(["One moment, a person will help."]);
      expect(diagnostics(call).join()).to.contain(says);
    });
  }

  it("takes the error branch when the function fails, is refused or answers nonsense", async () => {
    for (const answer of [() => new Failure("Unhandled"), () => ({}), () => new Failure("Throttled")]) {
      const { connect } = table(answer);
      const call = connect.dial({ from: CALLER });
      call.speak("order status");
      await call.settled();
      expect(heard(call).slice(-1)).to.deep.equal(["One moment, a person will help."]);
    }
    const { connect, hook } = table();
    hook.policy = [];
    const call = connect.dial({ from: CALLER });
    call.speak("order status");
    await call.settled();
    expect(diagnostics(call).join()).to.contain("lexv2.amazonaws.com may not invoke function hook");
  });

  it("lets the time pass that a function ran into its limit with, and no other", async () => {
    const { connect, clock } = table(() => new Failure("Timeout", 4_000));
    const call = connect.dial({ from: CALLER });
    call.speak("order status");
    await clock.advance(3_900);
    expect(heard(call)).to.deep.equal(["How can I help?"]);
    await clock.advance(200);
    expect(heard(call).slice(-1)).to.deep.equal(["One moment, a person will help."]);
    const quick = table(() => new Failure("Unhandled", 4_000)).connect.dial({ from: CALLER });
    quick.speak("order status");
    await quick.settled();
    expect(heard(quick).slice(-1)).to.deep.equal(["One moment, a person will help."]);
  });

  it("meets faults, in virtual time", async () => {
    for (const kind of ["throttle", "error500", "dependency", "malformed", "reset"] as const) {
      const { connect, lex, clock } = table();
      lex.faults.set(ALIAS_ARN, { kind, operations: ["StartConversation"] });
      const call = connect.dial({ from: CALLER });
      call.speak("order status");
      await call.settled();
      expect(heard(call).slice(-1), kind).to.deep.equal(["One moment, a person will help."]);
      expect(clock.now()).to.equal(START);
    }
    const { connect, lex, clock } = table();
    lex.faults.set("*", { kind: "hang" });
    const call = connect.dial({ from: CALLER });
    call.speak("order status");
    await clock.advance(29_900);
    expect(heard(call)).to.deep.equal(["How can I help?"]);
    await clock.advance(200);
    expect(heard(call).slice(-1)).to.deep.equal(["One moment, a person will help."]);
  });
});

describe("a declared bot in a chat", () => {
  it("is told that it is one, and has at most 6 s", async () => {
    const { connect, lex, hook, clock } = table();
    const chat = connect.chat({ flow: "main" });
    chat.send("where is my order");
    await chat.settled();
    expect(hook.events[0]).to.include({ inputMode: "Text", responseContentType: "text/plain; charset=utf-8" });
    expect(hook.events[0]?.requestAttributes).to.deep.equal({
      "x-amz-lex:accept-content-types": "PlainText",
      "x-amz-lex:channels:platform": "Connect Chat",
    });
    lex.faults.set("*", { kind: "slow", delayMs: 5_000, times: 1 });
    chat.send("nonsense");
    await clock.advance(5_100);
    expect(chat.transcript.at(-1)?.text).to.equal("Your PIN?");
    lex.faults.set("*", { kind: "slow", delayMs: 7_000 });
    chat.send("4211");
    await clock.advance(7_100);
    expect(chat.transcript.map(({ text }) => text)).to.include("One moment, a person will help.");
  });
});
