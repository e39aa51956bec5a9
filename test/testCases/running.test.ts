import { expect } from "chai";
import type { ConnectOptions } from "../../local/connect";
import { runTestCase, type TestCaseResult } from "../../testing/testCases";
import {
  BYE,
  functionArn,
  graph,
  hours,
  instance,
  flow,
  document,
  number,
  ALWAYS_OPEN,
  lambda,
  queue,
  queueArn,
  say,
  serve,
  type Sketch,
} from "../support/connectGraph";
import {
  act,
  answers,
  assert,
  end,
  fails,
  hears,
  observe,
  override,
  press,
  say as speaks,
  START,
  starts,
  substitutes,
  testCase,
  unconnected,
  type Json,
} from "./documents";

const NONE = { NoMatchingError: "sorry" };
const CLOSED = hours("never", { TimeZone: "UTC", Config: [] });
const CLOSED_ARN = "arn:aws:connect:us-east-1:123456789012:instance/i/operating-hours/id-never";

/** Asks a function who calls, offers a queue and a goodbye. */
const DESK: Sketch = {
  welcome: say("Welcome to the desk.", "hours"),
  hours: [
    "CheckHoursOfOperation",
    { HoursOfOperationId: "id-always" },
    { next: "sorry", errors: NONE, when: { True: "who", False: "closed" } },
  ],
  closed: say("We are closed.", "bye"),
  who: [
    "InvokeLambdaFunction",
    { LambdaFunctionARN: functionArn("lookup"), InvocationTimeLimitSeconds: "5" },
    { next: "remember", errors: NONE },
  ],
  remember: [
    "UpdateContactAttributes",
    { Attributes: { caller: "$.External.caller" }, TargetContact: "Current" },
    { next: "menu", errors: NONE },
  ],
  menu: [
    "GetParticipantInput",
    { Text: "For support, press 1. To say goodbye, press 2.", InputTimeLimitSeconds: "5", StoreInput: "False" },
    {
      next: "again",
      errors: { InputTimeLimitExceeded: "again", NoMatchingCondition: "again", NoMatchingError: "sorry" },
      when: { "1": "to", "2": "bye" },
    },
  ],
  again: say("Sorry, I did not get that.", "menu"),
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "wait", errors: NONE }],
  wait: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "full", NoMatchingError: "sorry" } }],
  full: say("All lines are busy.", "bye"),
  sorry: say("Something went wrong.", "bye"),
  bye: BYE,
};

function desk(options: Partial<ConnectOptions> = {}) {
  const resources = [
    instance(),
    ...number("main"),
    ALWAYS_OPEN,
    CLOSED,
    queue("support"),
    queue("tests"),
    ...lambda("lookup"),
    ...lambda("other"),
  ];
  const functions = {
    invoke: (arn: string) => ({ ok: true as const, payload: { caller: arn.endsWith("other") ? "other" : "known" } }),
  };
  return serve(graph(resources, flow("main", document(DESK))), { functions, ...options });
}

const run = (document: unknown, more: Json = {}): Promise<TestCaseResult> => runTestCase(desk(), document, more);

/** Plays and wants it to pass. */
async function passes(document: unknown, more: Json = {}): Promise<TestCaseResult> {
  const result = await run(document, more);
  expect(result.status, result.message).to.equal("passed");
  return result;
}

const AT_QUEUE = starts("TransferContactToQueue", { QueueId: queueArn("support") });

describe("running a native test case on this machine", () => {
  it("plays a call from the menu to the queue, and ends it before anybody could answer", async () => {
    const result = await passes(
      testCase(
        observe("start", START),
        observe("welcome", hears("welcome to the desk")),
        observe("menu", hears("press 1"), [press("1")]),
        observe("queue", AT_QUEUE, [
          assert("$.Queue.Name", "Equals", "support"),
          assert("$.Attributes.caller", "Equals", "known", "who"),
          end(),
        ]),
      ),
    );
    expect(result.observations.map(({ status }) => status)).to.deep.equal(["met", "met", "met", "met"]);
    expect(result.transcript.map(({ text }) => text)).to.include.members(["Welcome to the desk.", "1", "hangs up"]);
    expect(result.seconds).to.equal(0);
  });

  it("never queues a contact whose test ends where it would be", async () => {
    const service = desk();
    const test = testCase(observe("menu", hears("press 1"), [press("1")]), observe("queue", AT_QUEUE, [end()]));
    expect((await runTestCase(service, test)).status).to.equal("passed");
    expect(service.records.map(({ Queue }) => Queue)).to.deep.equal([null]);
  });

  it("says which observation failed, what it waited for and what was there instead", async () => {
    const result = await run(
      testCase(observe("menu", hears("press 1"), [press("2")]), observe("busy", hears("lines are busy"), [end()])),
    );
    expect(result.status).to.equal("failed");
    expect(result.failure).to.deep.equal({
      observation: "busy",
      expected: 'a message that contains "lines are busy"',
      seen: 'the contact ended; the last thing heard was "For support, press 1. To say goodbye, press 2."',
    });
  });

  it("says which assertion failed, and what the value was", async () => {
    const result = await run(
      testCase(observe("menu", hears("press 1"), [assert("$.Attributes.caller", "Equals", "new"), end()])),
    );
    expect(result.failure).to.deep.equal({
      observation: "menu",
      action: "assert",
      expected: '$.Attributes.caller Equals "new"',
      seen: '"known"',
    });
  });

  it("tests every operator as Compare does, and of what is not there none holds", async () => {
    const holds = async (operator: string, operand?: string, path = "$.Attributes.count") => {
      const document = testCase(observe("menu", hears("press 1"), [assert(path, operator, operand), end()]));
      return (await run(document, { initializationData: { count: "12" } })).status === "passed";
    };
    for (const [operator, yes, no] of [
      ["Equals", "12", "1"],
      ["TextStartsWith", "1", "2"],
      ["TextEndsWith", "2", "1"],
      ["TextContains", "", "3"],
      ["NumberGreaterThan", "11", "12"],
      ["NumberGreaterOrEqualTo", "12", "12.5"],
      ["NumberLessThan", "13", "12"],
      ["NumberLessOrEqualTo", "12", "11"],
    ] as const) {
      expect(
        [await holds(operator, yes), await holds(operator, no), await holds(operator, yes, "$.Attributes.none")],
        operator,
      ).to.deep.equal([true, false, false]);
    }
    expect([await holds("Exists"), await holds("Exists", undefined, "$.Attributes.none")]).to.deep.equal([true, false]);
    expect(await holds("NumberLessThan", "many")).to.equal(false);
  });

  it("gives the contact the attributes of the initialization data, in the form Connect reads back and in the flat one", async () => {
    const document = testCase(observe("menu", hears("press 1"), [assert("$.Attributes.a", "Equals", "b"), end()]));
    await passes(document, { initializationData: '{"Attributes":{"a":"b"},"SegmentAttributes":{}}' });
    await passes(document, { initializationData: '{"a":"b"}' });
    expect((await run(document, { initializationData: "{" })).status).to.equal("error");
  });

  it("lets time pass for a customer who says nothing", async () => {
    const result = await passes(
      testCase(observe("menu", hears("press 1")), observe("again", hears("did not get that"), [end()])),
    );
    expect(result.seconds).to.equal(5);
  });

  it("fails a test whose virtual time is over", async () => {
    const result = await run(testCase(observe("never", hears("Bonjour"), [end()])));
    expect(result.status).to.equal("failed");
    expect(result.seconds).to.equal(300);
    expect(result.failure?.seen).to.match(/nothing more happened within 300 s/);
  });

  it("meets observations that wait for nothing in whatever order they happen", async () => {
    await passes(
      unconnected(
        observe("again", hears("did not get")),
        observe("menu", hears("press 1")),
        observe("welcome", hears("Welcome")),
      ),
    );
  });

  it("waits with an observation until the one before it is met", async () => {
    const result = await run(
      testCase(observe("menu", hears("press 1")), observe("welcome", hears("Welcome"), [end()])),
    );
    expect(result.observations).to.deep.equal([
      { observation: "menu", status: "met", times: 1 },
      { observation: "welcome", status: "unmet", times: 0 },
    ]);
  });

  it("counts how often an observation is met", async () => {
    const often = (Usage: Json) =>
      run(
        unconnected(
          { ...observe("again", hears("did not get")), Usage },
          observe(
            "third",
            { ...hears("x"), Properties: { Text: "press 2", MatchingCriteria: { Type: "Inclusion" } } },
            [],
          ),
        ),
        { limitSeconds: 60 },
      );
    expect((await often({ Type: "Exactly", Times: 3 })).status).to.equal("passed");
    expect((await often({ Type: "AtLeast", Times: 2 })).status).to.equal("passed");
    expect((await often({ Type: "AtLeast", Times: 40 })).failure?.observation).to.equal("again");
    expect((await often({ Type: "AtMost", Times: 3 })).failure?.seen).to.equal("it happened again");
    expect((await often({ Type: "AtMost", Times: 30 })).status).to.equal("passed");
    expect((await often({ Type: "Always" })).status).to.equal("passed");
  });

  it("logs values", async () => {
    const log = act("log", "TestControl", {
      Command: {
        Type: "LogData",
        Properties: { Expressions: { who: "$.Attributes.caller", none: "$.Lex.IntentName" } },
      },
    });
    const { logged } = await passes(testCase(observe("menu", hears("press 1"), [log, end()])));
    expect(logged).to.deep.equal([
      { label: "who", path: "$.Attributes.caller", value: "known" },
      { label: "none", path: "$.Lex.IntentName", value: null },
    ]);
  });

  it("runs what is to be done when the test is over", async () => {
    const over = { ...START, Type: "TestCompleted" };
    const document = (who: string) =>
      unconnected(
        observe("menu", hears("press 1"), [press("2")]),
        observe("over", over, [assert("$.Attributes.caller", "Equals", who)]),
      );
    await passes(document("known"));
    expect((await run(document("unknown"))).failure?.observation).to.equal("over");
  });

  it("hangs up where the customer does", async () => {
    const hangUp = act("hang up", "SendInstruction", { Actor: "Customer", Instruction: { Type: "Disconnect" } });
    const result = await passes(testCase(observe("menu", hears("press 1"), [hangUp])));
    expect(result.transcript.filter(({ text }) => text === "hangs up")).to.have.length(1);
  });

  describe("with overrides", () => {
    const LOOKUP = { LambdaFunctionARN: functionArn("lookup") };
    const callerIs = (caller: string, ...overrides: Json[]) =>
      testCase(
        observe("start", START, overrides),
        observe("menu", hears("press 1"), [assert("$.Attributes.caller", "Equals", caller), end()]),
      );

    it("answers for a function, once, the oldest first", async () => {
      await passes(
        callerIs(
          "mocked",
          answers(functionArn("lookup"), { caller: "mocked" }),
          answers(functionArn("lookup"), { caller: "later" }, "second"),
        ),
      );
    });

    it("is used up by one use: the next time the function itself is asked", async () => {
      const ask = (next: string): Sketch[string] => [
        "InvokeLambdaFunction",
        { LambdaFunctionARN: functionArn("lookup"), InvocationTimeLimitSeconds: "5" },
        { next, errors: { NoMatchingError: "bye" } },
      ];
      const twice: Sketch = {
        first: ask("one"),
        one: say("First $.External.caller.", "second"),
        second: ask("two"),
        two: say("Then $.External.caller.", "bye"),
        bye: BYE,
      };
      const functions = { invoke: () => ({ ok: true as const, payload: { caller: "known" } }) };
      const resources = [instance(), ...number("main"), ALWAYS_OPEN, ...lambda("lookup")];
      const service = serve(graph(resources, flow("main", document(twice))), { functions });
      const test = testCase(
        observe("start", START, [answers(functionArn("lookup"), { caller: "mocked" })]),
        observe("one", hears("First mocked")),
        observe("two", hears("Then known"), [end()]),
      );
      const result = await runTestCase(service, test);
      expect(result.status, result.message).to.equal("passed");
    });

    it("can be set up where the action is observed", async () => {
      await passes(
        testCase(
          observe("who", starts("InvokeLambdaFunction", LOOKUP), [answers(functionArn("lookup"), { caller: "seen" })]),
          observe("menu", hears("press 1"), [assert("$.External.caller", "Equals", "seen"), end()]),
        ),
      );
    });

    it("answers late, and too late as a failure", async () => {
      const result = await passes(callerIs("slow", answers(functionArn("lookup"), { caller: "slow" }, "late", 4)));
      expect(result.seconds).to.equal(4);
      const late = await passes(
        testCase(
          observe("start", START, [answers(functionArn("lookup"), {}, "late", 7)]),
          observe("sorry", hears("went wrong"), [end()]),
        ),
      );
      expect(late.seconds).to.equal(5);
    });

    it("makes a function, hours and a queue fail", async () => {
      const sorry = observe("sorry", hears("went wrong"), [end()]);
      await passes(
        testCase(observe("start", START, [fails("InvokeLambdaFunction", LOOKUP, "TimeLimitExceeded")]), sorry),
      );
      await passes(
        testCase(
          observe("start", START, [
            fails("CheckHoursOfOperation", { HoursOfOperationId: "id-always" }, "NoMatchingError"),
          ]),
          sorry,
        ),
      );
      const full = [fails("TransferContactToQueue", { QueueId: "id-support" }, "QueueAtCapacity")];
      await passes(
        testCase(
          observe("start", START, full),
          observe("menu", hears("press 1"), [press("1")]),
          observe("busy", hears("lines are busy"), [end()]),
        ),
      );
    });

    it("puts another function, other hours and another queue in the place of those of the flow", async () => {
      await passes(callerIs("other", substitutes("InvokeLambdaFunction", LOOKUP, functionArn("other"))));
      const closed = observe("closed", hears("We are closed"), [end()]);
      await passes(
        testCase(
          observe("start", START, [
            substitutes("CheckHoursOfOperation", { HoursOfOperationId: "id-always" }, CLOSED_ARN),
          ]),
          closed,
        ),
      );
      const service = desk();
      const document = testCase(
        observe("start", START, [substitutes("TransferContactToQueue", { QueueId: "id-support" }, queueArn("tests"))]),
        observe("menu", hears("press 1"), [press("1")]),
      );
      expect((await runTestCase(service, document)).status).to.equal("passed");
      expect(service.records.map(({ Queue }) => Queue?.Name)).to.deep.equal(["tests"]);
    });

    it("opens and closes hours, in the documented words", async () => {
      const mock = (Value: string) =>
        override(
          "CheckHoursOfOperation",
          { HoursOfOperationId: "id-always" },
          { Type: "MockResponse", Response: { Type: "ExecutionResult", ExecutionResult: { Value } } },
        );
      await passes(
        testCase(observe("start", START, [mock("OutOfHours")]), observe("closed", hears("We are closed"), [end()])),
      );
      await passes(testCase(observe("start", START, [mock("InHours")]), observe("menu", hears("press 1"), [end()])));
    });

    it("leaves everybody else's contacts alone", async () => {
      const service = desk();
      const document = testCase(
        observe("start", START, [fails("InvokeLambdaFunction", LOOKUP, "NoMatchingError")]),
        observe("sorry", hears("went wrong"), [end()]),
      );
      expect((await runTestCase(service, document)).status).to.equal("passed");
      const call = service.dial({ from: "+12065550123" });
      expect(call.attributes).to.deep.equal({ caller: "known" });
    });
  });

  describe("as other people write them", () => {
    it("plays what a console exports: identifiers of its own, positions, the entry point in the Metadata", async () => {
      const [first, ...others] = ["0f0f1a6e-1111-4222-8333-944445555666", "1a2b3c4d-1111-4222-8333-944445555666"];
      await passes({
        Version: "2019-10-30",
        Metadata: {
          ActionMetadata: { [String(first)]: { position: { x: 91.2, y: 79.2 } } },
          Annotations: [{ type: "cluster", id: others[0] }],
          entryPoint: {
            Type: "VOICE_CALL",
            ChatEntryPointParameters: null,
            VoiceCallEntryPointParameters: { FlowId: "id-main", SourcePhoneNumber: null, DestinationPhoneNumber: null },
          },
        },
        Observations: [
          {
            Identifier: "Interaction 1",
            Event: { Type: "TestInitiated", Actor: "System", Identifier: first, Properties: {} },
            Actions: [],
            Transitions: { NextObservations: ["Menu"] },
          },
          {
            Identifier: "Menu",
            Event: {
              Type: "MessageReceived",
              Actor: "System",
              Identifier: "m",
              Properties: {
                MatchingCriteria: { Type: "Similarity" },
                Text: "for support press one, to say good bye press 2",
              },
            },
            Actions: [
              {
                Parameters: { Actor: "Customer", Instruction: { Type: "DtmfInput", Properties: { Value: "1" } } },
                Identifier: "d",
                Type: "SendInstruction",
                Transitions: {},
              },
            ],
            Transitions: { NextObservations: ["Queue"] },
          },
          {
            Identifier: "Queue",
            Event: {
              Type: "FlowActionStarted",
              Actor: "System",
              Identifier: "q",
              Properties: { ActionType: "TransferContactToQueue", ActionParameters: { QueueId: queueArn("support") } },
            },
            Actions: [end()],
            Transitions: {},
          },
        ],
      });
    });

    it("plays the earlier spellings: a criterion beside the properties, keys as numbers, an actor on the action", async () => {
      await passes({
        Version: "2019-10-30",
        Metadata: {},
        Observations: [
          {
            Identifier: "menu",
            Event: {
              Identifier: "m",
              Type: "MessageReceived",
              Actor: "System",
              Properties: { Text: "say goodbye" },
              MatchingCriteria: "Inclusion",
            },
            Usage: { Type: "EXACTLY" },
            Actions: [
              {
                Identifier: "p",
                Type: "SendInstruction",
                Actor: "Customer",
                Parameters: {
                  ActionType: "SendInstruction",
                  Actor: "Customer",
                  Instruction: { Type: "DtmfInput", Properties: { Value: 9 } },
                },
                Transitions: { NextAction: "" },
              },
            ],
            Transitions: { NextObservations: ["again"] },
          },
          {
            Identifier: "again",
            Event: {
              Identifier: "a",
              Type: "MessageReceived",
              Actor: "System",
              Properties: { Text: "not get that" },
              MatchingCriteria: "Inclusion",
            },
            Actions: [
              {
                Identifier: "e",
                Type: "TestControl",
                Parameters: { ActionType: "TestControl", Command: { Type: "EndTest" } },
              },
            ],
            Transitions: { NextObservations: [] },
          },
        ],
      });
    });

    it("plays a chat that speaks first", async () => {
      const chat: Sketch = { hello: say("Hello, this is the chat.", "bye"), bye: BYE };
      const service = serve(graph(instance(), flow("chat", document(chat)), ALWAYS_OPEN));
      const written = testCase(
        observe("start", START, [speaks("request repair")]),
        observe("hello", hears("this is the chat")),
      );
      const result = await runTestCase(service, written, {
        entryPoint: { Type: "CHAT", ChatEntryPointParameters: { FlowId: "id-chat" } },
      });
      expect(result.status, result.message).to.equal("passed");
      expect(result.observations.map(({ status }) => status)).to.deep.equal(["met", "met"]);
    });
  });

  describe("that cannot be played", () => {
    it("says so instead of calling the flow wrong", async () => {
      expect(await run("{")).to.deep.include({ status: "error", seconds: 0 });
      expect(
        (
          await run(testCase(observe("x", hears("x"))), {
            entryPoint: { Type: "VOICE_CALL", VoiceCallEntryPointParameters: { FlowId: "nowhere" } },
          })
        ).message,
      ).to.match(/no flow "nowhere"/);
      const chat = { entryPoint: { Type: "CHAT", ChatEntryPointParameters: { FlowId: "id-main" } } };
      expect((await run(testCase(observe("welcome", hears("Welcome"), [press("1")])), chat)).status).to.equal("error");
    });
  });
});
