import { expect } from "chai";
import fc from "fast-check";
import {
  defineScenario,
  lintTestCase,
  playScenario,
  runTestCase,
  TestCaseError,
  toTestCase,
} from "../../testing/testCases";
import type { Scenario, ScenarioBuilder } from "../../scenarios/language";
import {
  ALWAYS_OPEN,
  BYE,
  document,
  flow,
  graph,
  instance,
  number,
  queue,
  queueArn,
  routingProfile,
  say,
  serve,
  type Sketch,
  user,
} from "../support/connectGraph";

const MENU: Sketch = {
  hello: say("Hello number 4711.", "menu"),
  menu: [
    "GetParticipantInput",
    { Text: "To be put through, press 1.", InputTimeLimitSeconds: "60", StoreInput: "False" },
    {
      next: "bye",
      errors: { InputTimeLimitExceeded: "late", NoMatchingCondition: "bye", NoMatchingError: "bye" },
      when: { "1": "to" },
    },
  ],
  late: say("You have been thinking for a minute.", "menu"),
  to: [
    "UpdateContactTargetQueue",
    { QueueId: queueArn("support") },
    { next: "wait", errors: { NoMatchingError: "bye" } },
  ],
  wait: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};

function centre() {
  const people = [routingProfile("everyone", [{ name: "support" }]), user("alex", "everyone")];
  const program = graph(
    instance(),
    flow("main", document(MENU)),
    number("main"),
    ALWAYS_OPEN,
    queue("support"),
    people,
  );
  return { graph: program, connect: serve(program) };
}

const scenario = (tell: (s: ScenarioBuilder) => void, more: object = {}): Scenario =>
  defineScenario({ name: "a scenario", flow: "main", ...more }, tell);

const played = (tell: (s: ScenarioBuilder) => void, more: object = {}) => playScenario(centre(), scenario(tell, more));

describe("a scenario", () => {
  it("plays patterns, agents, long waits and goodbyes, which only this machine can", async () => {
    const patterns = await played((s) => {
      s.hears(/number \d{4}\.$/);
      s.waits(200);
      s.hears("You have been thinking");
      s.waits(400);
      s.presses("1");
      s.reachesQueue("support");
      s.agentIsAvailable("alex");
      s.talksTo("alex");
    });
    expect(patterns.status, patterns.message).to.equal("passed");
    expect(patterns.seconds).to.be.above(400);
    const goodbye = await played((s) => {
      s.hears("press 1");
      s.presses("9");
      s.isDisconnected();
    });
    expect(goodbye.status, goodbye.message).to.equal("passed");
  });

  it("fails when its pattern is not heard, nobody answers, or the centre does not hang up", async () => {
    const failing: ((s: ScenarioBuilder) => void)[] = [
      (s) => s.hears(/number \d{5}/),
      (s) => {
        s.presses("1");
        s.talksTo("alex");
      },
      (s) => {
        s.hears("press 1");
        s.hangsUp();
        s.hears("Goodbye");
      },
    ];
    for (const tell of failing) expect((await played(tell)).status).to.equal("failed");
  });

  it("is played at its moment, and not in the past", async () => {
    const target = centre();
    const told = (at: string) => scenario((s) => s.hears("Hello"), { at });
    expect((await playScenario(target, told("2026-03-04T03:00:00Z"))).status).to.equal("passed");
    expect(new Date(target.connect.clock.now()).toISOString()).to.equal("2026-03-04T03:00:00.000Z");
    const late = await playScenario(target, told("2026-03-04T02:00:00Z")).catch(String);
    expect(String(late)).to.match(/start the centre earlier/);
  });

  it("comes in by a number, with attributes and a caller of its own", async () => {
    const told = defineScenario(
      { name: "n", number: "+12065550100", from: "+12065550142", attributes: { vip: "yes" } },
      (s) => {
        s.hears("Hello");
        s.attribute("vip", "yes");
        s.value("$.CustomerEndpoint.Address", "Equals", "+12065550142");
      },
    );
    expect((await playScenario(centre(), told)).status).to.equal("passed");
    expect(toTestCase(told)).to.deep.include({
      entryPoint: {
        Type: "VOICE_CALL",
        VoiceCallEntryPointParameters: { SourcePhoneNumber: "+12065550142", DestinationPhoneNumber: "+12065550100" },
      },
      initializationData: '{"Attributes":{"vip":"yes"},"SegmentAttributes":{}}',
    });
  });

  it("refuses steps nobody can mean, and a story that expects nothing", () => {
    const wrong = (tell: (s: ScenarioBuilder) => void, more = {}) =>
      expect(() => scenario(tell, more)).to.throw(TestCaseError);
    wrong((s) => s.presses("A"))
      .with.property("message")
      .match(/step 1, presses\(A\): Keys are/);
    wrong((s) => s.presses("1"), { channel: "chat" })
      .with.property("message")
      .match(/A chat has no keys/);
    wrong((s) => s.hears(" "));
    wrong((s) => s.waits(-1));
    wrong((s) => s.says("hello"))
      .with.property("message")
      .match(/expects nothing/);
    wrong((s) => s.hears("x"), { name: "" });
    wrong((s) => s.hears("x"), { channel: "chat", flow: undefined });
    wrong((s) => s.hears("x"), { at: "tomorrow" });
  });
});

describe("a scenario as a native test case", () => {
  it("is written in the spelling that is seen accepted", () => {
    const told = scenario((s) => {
      s.answers("lookup", { caller: "known" }, { afterSeconds: 2 });
      s.hears("Hello");
      s.says("an order");
      s.value("$.Queue.Name", "TextContains", "sup");
      s.hearsLike("Which one?");
      s.hangsUp();
    });
    const { content, entryPoint } = toTestCase(told);
    expect(entryPoint).to.deep.equal({
      Type: "VOICE_CALL",
      VoiceCallEntryPointParameters: { FlowId: "${{flow:main}}" },
    });
    expect(content.Version).to.equal("2019-10-30");
    expect(
      content.Observations.map(({ Identifier, Transitions }) => [Identifier, Transitions.NextObservations]),
    ).to.deep.equal([
      ["start", ["step-1"]],
      ["step-1", ["step-2"]],
      ["step-2", []],
    ]);
    const [start, hello, which] = content.Observations;
    expect(start?.Actions[0]?.Parameters).to.deep.equal({
      ActionType: "OverrideSystemBehavior",
      Behavior: {
        Type: "FlowAction",
        Properties: {
          ActionType: "InvokeLambdaFunction",
          ActionParameters: { LambdaFunctionARN: "${{function:lookup}}" },
          Strategy: {
            Type: "MockResponse",
            Response: {
              Type: "ExecutionResult",
              ExecutionResult: { DelaySeconds: 2, LoadedData: '{"caller":"known"}' },
            },
          },
        },
      },
    });
    expect(hello?.Event.Properties).to.deep.equal({ Text: "Hello", MatchingCriteria: { Type: "Inclusion" } });
    expect(
      hello?.Actions.map(({ Type, Parameters, Transitions }) => ({ Type, Parameters, Transitions })),
    ).to.deep.equal([
      {
        Type: "SendInstruction",
        Parameters: {
          ActionType: "SendInstruction",
          Actor: "Customer",
          Instruction: { Type: "Utterance", Properties: { Value: "an order", LanguageCode: "en-US" } },
        },
        Transitions: { NextAction: "step-1-2" },
      },
      {
        Type: "Assert",
        Parameters: { Namespace: "$.Queue.Name", Operator: "TextContains", Operand: "sup" },
        Transitions: {},
      },
    ]);
    expect(which?.Event.Properties).to.deep.equal({ Text: "Which one?", MatchingCriteria: { Type: "Similarity" } });
    expect(which?.Actions[which.Actions.length - 1]?.Parameters).to.deep.equal({
      ActionType: "TestControl",
      Command: { Type: "EndTest" },
    });
    expect(lintTestCase(JSON.stringify(content))).to.deep.equal([]);
  });

  it("does not exist where the native language has no words, and says at which step", () => {
    const refused = (tell: (s: ScenarioBuilder) => void, more = {}): string => {
      try {
        toTestCase(scenario(tell, more));
      } catch (error) {
        expect(error).to.be.instanceOf(TestCaseError);
        return (error as Error).message;
      }
      throw new Error("It was compiled.");
    };
    const hello = (s: ScenarioBuilder) => s.hears("Hello");
    expect(refused((s) => s.hears(/x+/))).to.match(/step 1, hears\(\/x\+\/\): Connect knows no patterns/);
    expect(refused((s) => (hello(s), s.agentIsAvailable("alex")))).to.match(/step 2, agentIsAvailable\(alex\)/);
    expect(refused((s) => (hello(s), s.talksTo("alex")))).to.match(/step 2, talksTo/);
    expect(refused((s) => (hello(s), s.isDisconnected()))).to.match(/step 2, isDisconnected/);
    expect(refused((s) => (hello(s), s.waits(5), s.presses("1")))).to.match(
      /step 2, waits\(5\): Connect's customer cannot wait/,
    );
    expect(refused((s) => (s.waits(200), hello(s), s.waits(101), hello(s)))).to.match(
      /step 3, waits\(101\): it waits 301 s/,
    );
    expect(refused((s) => (hello(s), s.value("$.Attributes.a", "Exists")))).to.match(/Exists/);
    expect(refused(hello, { at: "2026-03-04T03:00:00Z" })).to.match(/Connect plays now/);
    expect(refused(hello, { number: "+12065550100" })).to.match(/a flow and a number/);
  });

  it("lets time pass by waiting for what comes next", async () => {
    const told = scenario((s) => {
      s.hears("press 1");
      s.waits(60);
      s.hears("You have been thinking");
    });
    const { content, entryPoint } = toTestCase(told);
    const result = await runTestCase(centre(), content, { entryPoint });
    expect([result.status, result.seconds]).to.deep.equal(["passed", 60]);
  });
});

describe("any test case that can be read", () => {
  const word = fc.constantFrom("Hello", "press 1", "thinking", "Bonjour");
  const event = fc.oneof(
    word.map((Text) => ({ Type: "MessageReceived", Properties: { Text, MatchingCriteria: { Type: "Inclusion" } } })),
    fc.constantFrom("TestInitiated", "TestCompleted").map((Type) => ({ Type, Properties: {} })),
    fc
      .constantFrom("TransferContactToQueue", "GetParticipantInput")
      .map((ActionType) => ({ Type: "FlowActionStarted", Properties: { ActionType } })),
  );
  const action = fc.constantFrom(
    { Type: "SendInstruction", Parameters: { Instruction: { Type: "DtmfInput", Properties: { Value: "1" } } } },
    { Type: "SendInstruction", Parameters: { Instruction: { Type: "Utterance", Properties: { Value: "yes" } } } },
    { Type: "SendInstruction", Parameters: { Instruction: { Type: "Disconnect" } } },
    { Type: "Assert", Parameters: { Namespace: "$.Queue.Name", Operator: "Equals", Operand: "support" } },
    { Type: "TestControl", Parameters: { Command: { Type: "EndTest" } } },
  );
  const name = fc.constantFrom("a", "b", "c", "d");
  const observation = fc.record({
    Identifier: name,
    Event: event,
    Actions: fc.array(action, { maxLength: 3 }).map((all) =>
      all.map((one, index) => ({
        ...one,
        Identifier: `x${index}`,
        Transitions: index + 1 < all.length ? { NextAction: `x${index + 1}` } : {},
      })),
    ),
    Usage: fc.constantFrom(undefined, { Type: "AtLeast", Times: 2 }, { Type: "AtMost", Times: 0 }, { Type: "Always" }),
    Transitions: fc.record({ NextObservations: fc.array(name, { maxLength: 2 }) }),
  });

  it("ends, within its virtual time, with a verdict and nobody left on the line", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(observation, { maxLength: 4 }), async (Observations) => {
        const target = centre();
        const result = await runTestCase(target, { Version: "2019-10-30", Observations });
        expect(["passed", "failed"]).to.include(result.status);
        expect(result.seconds).to.be.within(0, 300);
        expect(target.connect.calls.every(({ state }) => state === "ended")).to.equal(true);
      }),
      { numRuns: 150 },
    );
  });
});
