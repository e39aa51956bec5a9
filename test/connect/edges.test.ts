/** The engine at the very edge of its limits, where one more, one less or one later makes the difference. */
import { expect } from "chai";
import { RoutingCriteria } from "../../local/connect/routingCriteria";
import {
  BYE,
  CALLER,
  document,
  flow,
  flowArn,
  functionArn,
  heard,
  lambda,
  path,
  play,
  queue,
  queueArn,
  routingProfile,
  say,
  type Sketch,
  user,
} from "../support/connectGraph";
import { agentOf, center, E, queueing, seconds } from "../support/queueingCenter";

const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY };

function hooking(event: string, name: string): Sketch {
  return { hook: ["UpdateContactEventHooks", { EventHooks: { [event]: flowArn(name) } }, { next: "to", errors: E }] };
}

/** A queue flow that moves its contact on at once. */
function moving(to: string): ReturnType<typeof flow> {
  const sketch: Sketch = {
    move: [
      "DequeueContactAndTransferToQueue",
      { QueueId: queueArn(to) },
      { next: "end", errors: { QueueAtCapacity: "full", NoMatchingError: "end" } },
    ],
    full: say("full", "end"),
    end: ["EndFlowExecution"],
  };
  return flow("moving", document(sketch), "CUSTOMER_QUEUE");
}

describe("a queue with a limit", () => {
  /** How many of twenty callers fit into a queue, coming from another one. */
  function fitting(maxContacts: number): number {
    const service = center(
      [moving("small"), queue("small", { maxContacts })],
      queueing({ ...hooking("CustomerQueue", "moving") }, "support"),
    );
    for (let i = 0; i < 20; i++) service.dial({ from: CALLER });
    return service.queues.get("id-small")?.waiting.size ?? 0;
  }

  it("takes a fifth more of those who come from another queue, rounded down", () => {
    expect([4, 5, 9, 10].map(fitting)).to.deep.equal([4, 6, 10, 12]);
  });

  it("takes no more than its limit of those who come from outside", () => {
    const service = play(queueing({}, "small"), [queue("small", { maxContacts: 5 })]);
    for (let i = 0; i < 20; i++) service.dial({ from: CALLER });
    expect(service.queues.get("id-small")?.waiting.size).to.equal(5);
  });

  it("has no buffer when it is an agent's own: ten, and not one more", () => {
    const sketch: Sketch = {
      ...queueing(),
      to: ["UpdateContactTargetQueue", { AgentId: "id-jane" }, { next: "transfer", errors: E }],
    };
    const service = center([routingProfile("support", [{ name: "support" }]), user("jane", "support")], sketch);
    for (let i = 0; i < 20; i++) service.dial({ from: CALLER });
    const own = service.agents.find(({ id }) => id === "id-jane")?.personalQueue;
    expect([own?.waiting.size, own?.hasRoom(true)]).to.deep.equal([10, false]);
  });
});

describe("routing", () => {
  it("offers a contact to the agent who waits longest, whichever profile that is", async () => {
    for (const [first, second] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const service = center([routingProfile("a", [{ name: "support" }]), routingProfile("b", [{ name: "support" }])]);
      service.addAgent({ username: "early", routingProfile: first, ...FOR_EVER }).goOnline();
      await seconds(service, 10);
      service.addAgent({ username: "late", routingProfile: second, ...FOR_EVER }).goOnline();
      expect(agentOf(service.dial({ from: CALLER }))).to.equal("early");
    }
  });

  it("waits out every step of criteria that the queue flow sets, one after the other", async () => {
    const step = (Value: string): Record<string, unknown> => ({
      Expression: {
        AttributeCondition: {
          Name: "language",
          Value,
          ProficiencyLevel: "1",
          ComparisonOperator: "NumberGreaterOrEqualTo",
        },
      },
      Expiry: { DurationInSeconds: "30" },
    });
    const Steps = [step("french"), step("german")];
    const sketch: Sketch = {
      it: [
        "UpdateContactRoutingCriteria",
        { RoutingCriteria: { Steps } },
        { next: "end", errors: { NoMatchingError: "end" } },
      ],
      end: ["EndFlowExecution"],
    };
    const service = center(
      [flow("asking", document(sketch), "CUSTOMER_QUEUE"), routingProfile("support", [{ name: "support" }])],
      queueing(hooking("CustomerQueue", "asking")),
    );
    const call = service.dial({ from: CALLER });
    service.addAgent({ username: "anybody", routingProfile: "support", ...FOR_EVER }).goOnline();
    await seconds(service, 59);
    expect(call.state).to.equal("queued");
    await seconds(service, 1);
    expect(agentOf(call)).to.equal("anybody");
  });

  it("begins with the first of the criteria each time a contact is queued with them", () => {
    const step = { expression: { agentIds: ["id-jane"] }, expirySeconds: 10 };
    const criteria = new RoutingCriteria([step, step]);
    criteria.start(0);
    criteria.expire();
    criteria.start(20_000);
    expect([criteria.index, criteria.expiryOf(0)]).to.deep.equal([0, 30_000]);
  });
});

describe("a Loop", () => {
  const looping = (LoopCount: string, parameters: Sketch = {}): Sketch => ({
    ...parameters,
    loop: [
      "Loop",
      { LoopCount },
      { next: "bye", when: { ContinueLooping: "loop", DoneLooping: "bye" }, errors: { NoMatchingError: "bad" } },
    ],
    bad: say("bad", "bye"),
    bye: BYE,
  });

  it("goes on counting in the next queue: the count belongs to the call, not to the contact", () => {
    const once = flow(
      "once",
      document({
        loop: ["Loop", { LoopCount: "1" }, { next: "end", when: { ContinueLooping: "move", DoneLooping: "end" } }],
        move: [
          "DequeueContactAndTransferToQueue",
          { QueueId: queueArn("sales") },
          { next: "end", errors: { QueueAtCapacity: "end", NoMatchingError: "end" } },
        ],
        end: ["DisconnectParticipant"],
      }),
      "CUSTOMER_QUEUE",
    );
    const service = center([once], queueing(hooking("CustomerQueue", "once")));
    service.dial({ from: CALLER });
    expect(service.records.map(({ InitiationMethod }) => InitiationMethod)).to.deep.equal([
      "INBOUND",
      "QUEUE_TRANSFER",
    ]);
  });

  for (const [count, label] of [
    ["100", "ContinueLooping"],
    ["101", "NoMatchingError"],
    ["-1", "NoMatchingError"],
    ["1.5", "NoMatchingError"],
    [" ", "NoMatchingError"],
  ] as const) {
    it(`leaves by ${label} when an attribute says ${JSON.stringify(count)} rounds`, () => {
      const set: Sketch[string] = [
        "UpdateContactAttributes",
        { Attributes: { n: count } },
        { next: "loop", errors: E },
      ];
      const call = play(looping("$.Attributes.n", { set })).dial({ from: CALLER });
      expect(path(call)[1]).to.match(new RegExp(`^loop:(Equals )?${label}$`));
    });
  }
});

describe("DistributeByPercentage", () => {
  it("draws whole numbers from 1 to 100, both of them included", () => {
    const sketch: Sketch = {
      loop: ["Loop", { LoopCount: "100" }, { next: "bye", when: { ContinueLooping: "draw", DoneLooping: "bye" } }],
      draw: ["DistributeByPercentage", {}, { next: "loop", errors: { NoMatchingCondition: "loop" } }],
      bye: BYE,
    };
    const service = play(sketch);
    const drawn = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const { trace } = service.dial({ from: CALLER });
      for (const { action, result } of trace) if (action === "draw") drawn.add(Number(result));
    }
    expect([Math.min(...drawn), Math.max(...drawn), drawn.size]).to.deep.equal([1, 100, 100]);
  });
});

describe("conditions on text", () => {
  it("tell a beginning and an end from the middle", () => {
    const results = ["TextStartsWith", "TextEndsWith", "TextContains"].map((Operator) =>
      ["needle hay", "hay needle hay", "hay needle"].map((value) => {
        const test = document({
          set: ["UpdateContactAttributes", { Attributes: { a: value } }, { next: "is", errors: E }],
          is: ["Compare", { ComparisonValue: "$.Attributes.a" }, { next: "no", errors: { NoMatchingCondition: "no" } }],
          yes: say("yes", "bye"),
          no: say("no", "bye"),
          bye: BYE,
        });
        const Conditions = [{ NextAction: "yes", Condition: { Operator, Operands: ["needle"] } }];
        const Actions = test.Actions.map((action) =>
          action.Identifier === "is" ? { ...action, Transitions: { ...action.Transitions, Conditions } } : action,
        );
        const service = center([flow("test", { ...test, Actions })]);
        return heard(service.dial({ from: CALLER, flow: "test" }))[0];
      }),
    );
    expect(results).to.deep.equal([
      ["yes", "no", "no"],
      ["no", "no", "yes"],
      ["yes", "yes", "yes"],
    ]);
  });
});

describe("a function that takes its time", () => {
  /** What a caller hears after a function of so many milliseconds. */
  async function after(durationMs: number, limit?: string): Promise<string | undefined> {
    const sketch: Sketch = {
      it: [
        "InvokeLambdaFunction",
        {
          LambdaFunctionARN: functionArn("slow"),
          ...(limit !== undefined && { InvocationTimeLimitSeconds: limit }),
        },
        { next: "ok", errors: { NoMatchingError: "late" } },
      ],
      ok: say("ok", "bye"),
      late: say("late", "bye"),
      bye: BYE,
    };
    const functions = { invoke: () => ({ ok: true as const, payload: {}, durationMs }) };
    const service = play(sketch, lambda("slow"), { functions, lenient: true });
    const call = service.dial({ from: CALLER });
    await seconds(service, 60);
    return heard(call)[0];
  }

  it("is waited for up to the time limit, at most 8 s whatever an export says, and 3 s when it says nothing", async () => {
    expect(
      await Promise.all([after(7_999, "8"), after(8_000, "8"), after(8_000, "9"), after(8_500, "60")]),
    ).to.deep.equal(["ok", "late", "late", "late"]);
    expect(await Promise.all([after(2_999), after(3_000)])).to.deep.equal(["ok", "late"]);
  });
});

describe("stored input", () => {
  const asking = (InputValidation: Record<string, unknown>): Sketch => ({
    ask: [
      "GetParticipantInput",
      { Text: "Number?", InputTimeLimitSeconds: "5", StoreInput: "True", InputValidation },
      { next: "read", errors: { NoMatchingError: "bad", InvalidPhoneNumber: "wrong" } },
    ],
    read: say("got $.StoredCustomerInput", "bye"),
    wrong: say("wrong", "bye"),
    bad: say("bad", "bye"),
    bye: BYE,
  });

  it("is Timeout, on the way of success, when a phone number is asked for and nothing comes", async () => {
    const service = play(asking({ PhoneNumberValidation: { NumberFormat: "E164" } }));
    const call = service.dial({ from: CALLER });
    await seconds(service, 5);
    expect(heard(call)).to.deep.equal(["Number?", "got Timeout"]);
  });

  it("is Timeout when the digits are taken back and nothing follows", async () => {
    const { NoMatchingError } = E;
    const sketch = asking({ CustomValidation: { MaximumLength: "4" } });
    const [type, parameters] = sketch.ask ?? ["", {}];
    const service = play({ ...sketch, ask: [type, parameters, { next: "read", errors: { NoMatchingError } }] });
    const call = service.dial({ from: CALLER });
    call.press("12*");
    await seconds(service, 30);
    expect(heard(call)).to.deep.equal(["Number?", "got Timeout"]);
  });
});

describe("a disconnect flow", () => {
  it("plays once, also when the customer hangs up in the middle of it", async () => {
    const after = flow(
      "after",
      document({
        ask: [
          "GetParticipantInput",
          { Text: "Were we helpful?", InputTimeLimitSeconds: "5", StoreInput: "False" },
          {
            next: "bye",
            errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "bye", NoMatchingError: "bye" },
          },
        ],
        bye: BYE,
      }),
    );
    const service = center(
      [after, routingProfile("support", [{ name: "support" }])],
      queueing(hooking("CustomerRemaining", "after")),
    );
    const agent = service.addAgent({ username: "ann", routingProfile: "support", ...FOR_EVER });
    agent.goOnline();
    const call = service.dial({ from: CALLER });
    agent.hangUp();
    expect(call.state).to.equal("waiting-for-input");
    call.hangUp();
    await seconds(service, 60);
    expect(call.trace.filter(({ flow: name }) => name === "after").map(({ action }) => action)).to.deep.equal(["ask"]);
    expect(service.records).to.have.length(1);
  });

  it("runs when a flow hangs up: the customer is gone, and what it notes is in the record", () => {
    const note = { Attributes: { survey: "sent" } };
    const after = flow(
      "after",
      document({
        note: ["UpdateContactAttributes", note, { next: "bye", errors: { NoMatchingError: "bye" } }],
        bye: BYE,
      }),
    );
    const hook: Sketch[string] = [
      "UpdateContactEventHooks",
      { EventHooks: { CustomerRemaining: flowArn("after") } },
      { next: "bye", errors: { NoMatchingError: "bye" } },
    ];
    const service = center([after], { hook, bye: BYE });
    const call = service.dial({ from: CALLER });
    expect(call.trace.map(({ action }) => action).slice(-2)).to.deep.equal(["note", "bye"]);
    expect(service.records).to.have.length(1);
    expect(service.records[0]).to.deep.include({
      DisconnectReason: "CONTACT_FLOW_DISCONNECT",
      Attributes: { survey: "sent" },
    });
  });
});
