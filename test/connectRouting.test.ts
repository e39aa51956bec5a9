/** Queues, agents and routing: who talks to whom, when, and what each side hears on the way. */
import { expect } from "chai";
import * as fc from "fast-check";
import type { Call, ConnectOptions, ConnectService } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  BYE,
  CALLER,
  type Sketch,
  diagnostics,
  document,
  flow,
  flowArn,
  heard,
  play,
  queue,
  queueArn,
  routingProfile,
  say,
  user,
} from "./support/connectGraph";

const E = { NoMatchingError: "bye" };

/** Queues at once, with actions before it and a queue chosen by the key pressed. */
function queueing(before: Sketch = {}, name = "support"): Sketch {
  return {
    ...before,
    to: ["UpdateContactTargetQueue", { QueueId: queueArn(name) }, { next: "transfer", errors: E }],
    transfer: [
      "TransferContactToQueue",
      {},
      { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } },
    ],
    bye: BYE,
  };
}

function center(
  resources: readonly GraphResource[] = [],
  sketch = queueing(),
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return play(sketch, [queue("support"), queue("sales"), ...resources], options);
}

function agentOf(call: Call): string | undefined {
  return call.contact.agent?.username;
}

const seconds = (service: ConnectService, count: number): Promise<void> => service.clock.advance(count * 1_000);

describe("routing", () => {
  const support = routingProfile("support", [{ name: "support" }]);

  it("offers a contact to the agent who has been available longest", async () => {
    const service = center([support]);
    for (const username of ["ann", "bob", "cid"]) service.addAgent({ username });
    service.agent("bob").goOnline();
    await seconds(service, 1);
    service.agent("ann").goOnline();
    service.agent("cid").goOnline();
    const calls = [1, 2, 3].map(() => service.dial({ from: CALLER }));
    await seconds(service, 2);
    expect(calls.map(agentOf)).to.deep.equal(["bob", "ann", "cid"]);
    expect(calls.map(({ state }) => state)).to.deep.equal(["with-agent", "with-agent", "with-agent"]);
  });

  it("gives an agent the contact that waits longest", async () => {
    const service = center([support]);
    const first = service.dial({ from: CALLER });
    await seconds(service, 1);
    const second = service.dial({ from: CALLER });
    service.addAgent({ username: "ann", talkSeconds: 10, afterContactWorkSeconds: 5 }).goOnline();
    await seconds(service, 2);
    expect([first.state, second.state]).to.deep.equal(["with-agent", "queued"]);
    await seconds(service, 10 + 5 + 2);
    expect([first.state, second.state]).to.deep.equal(["ended", "with-agent"]);
  });

  it("prefers queues by the routing profile's priority, whoever waits longer", async () => {
    const chooses: Sketch = {
      menu: [
        "GetParticipantInput",
        { InputTimeLimitSeconds: "5", StoreInput: "False" },
        {
          next: "bye",
          when: { "1": "sales" },
          errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "to", NoMatchingError: "bye" },
        },
      ],
      sales: ["UpdateContactTargetQueue", { QueueId: queueArn("sales") }, { next: "transfer", errors: E }],
    };
    const both = routingProfile("both", [
      { name: "support", priority: 2 },
      { name: "sales", priority: 1 },
    ]);
    const service = center([both], queueing(chooses));
    const early = service.dial({ from: CALLER });
    early.press("2");
    await seconds(service, 60);
    const important = service.dial({ from: CALLER });
    important.press("1");
    service.addAgent({ username: "ann", answerAfterSeconds: 0 }).goOnline();
    expect([early.state, important.state]).to.deep.equal(["queued", "with-agent"]);
  });

  it("waits out the delay of a profile before its agents help", async () => {
    const helpers = routingProfile("helpers", [{ name: "support", delay: 30 }]);
    const service = center([helpers]);
    service.addAgent({ username: "ann", answerAfterSeconds: 0 }).goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 29);
    expect(call.state).to.equal("queued");
    await seconds(service, 1);
    expect(call.state).to.equal("with-agent");
  });

  it("puts a more urgent contact first, and an adjusted age counts as waiting time", async () => {
    for (const [parameters, before] of [
      [{ QueuePriority: "1" }, "late"],
      [{ QueueTimeAdjustmentSeconds: "3600" }, "late"],
      [{ QueuePriority: "9" }, "early"],
      [{ QueueTimeAdjustmentSeconds: "-3600" }, "early"],
    ] as const) {
      const chooses: Sketch = {
        menu: [
          "GetParticipantInput",
          { InputTimeLimitSeconds: "5", StoreInput: "False" },
          {
            next: "bye",
            when: { "1": "urgent" },
            errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "to", NoMatchingError: "bye" },
          },
        ],
        urgent: ["UpdateContactRoutingBehavior", parameters, { next: "to" }],
      };
      const service = center([support], queueing(chooses));
      const early = service.dial({ from: CALLER });
      early.press("2");
      await seconds(service, 60);
      const late = service.dial({ from: CALLER });
      late.press("1");
      service.addAgent({ username: "ann", answerAfterSeconds: 0 }).goOnline();
      const served = early.state === "with-agent" ? "early" : late.state === "with-agent" ? "late" : "nobody";
      expect(served, JSON.stringify(parameters)).to.equal(before);
    }
  });

  it("changes the priority of a contact that is queued already after a minute", async () => {
    const hooked = queueing({
      hook: [
        "UpdateContactEventHooks",
        { EventHooks: { CustomerQueue: flowArn("queueFlow") } },
        { next: "to", errors: E },
      ],
    });
    const queueFlow = flow(
      "queueFlow",
      document({
        caller: [
          "Compare",
          { ComparisonValue: "$.CustomerEndpoint.Address" },
          { next: "hold", when: { "+12065550111": "urgent" }, errors: { NoMatchingCondition: "hold" } },
        ],
        urgent: ["UpdateContactRoutingBehavior", { QueuePriority: "1" }, { next: "hold" }],
        hold: ["MessageParticipantIteratively", { Messages: [{ Text: "music" }] }, {}],
      }),
      "CUSTOMER_QUEUE",
    );
    for (const [wait, served] of [
      [59, "first"],
      [60, "second"],
    ] as const) {
      const service = center([support, queueFlow], hooked);
      const first = service.dial({ from: CALLER });
      const second = service.dial({ from: "+12065550111" });
      await seconds(service, wait);
      service.addAgent({ username: "ann", answerAfterSeconds: 0 }).goOnline();
      expect([first.state, second.state].indexOf("with-agent")).to.equal(served === "first" ? 0 : 1);
    }
  });

  it("gives agents without voice concurrency no calls", async () => {
    const chatOnly = routingProfile("chat", [{ name: "support" }], {
      mediaConcurrencies: [{ channel: "CHAT", concurrency: 2 }],
    });
    const service = center([chatOnly]);
    service.addAgent({ username: "ann" }).goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 60);
    expect([call.state, service.agent("ann").state]).to.deep.equal(["queued", "available"]);
  });

  it("never leaves an available agent idle while a contact of their queues waits, in any traffic", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("dial" as const), patience: fc.integer({ min: 1, max: 90 }) }),
      fc.record({
        kind: fc.constant("agent" as const),
        talk: fc.integer({ min: 0, max: 60 }),
        answer: fc.integer({ min: 0, max: 25 }),
      }),
      fc.record({ kind: fc.constant("offline" as const), agent: fc.nat(5) }),
      fc.record({ kind: fc.constant("online" as const), agent: fc.nat(5) }),
      fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 40 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const service = center([support]);
        for (const [i, action] of steps.entries()) {
          if (action.kind === "dial") service.dial({ from: CALLER, patience: action.patience });
          else if (action.kind === "agent") {
            service
              .addAgent({
                username: `agent${i}`,
                talkSeconds: action.talk,
                answerAfterSeconds: action.answer,
                afterContactWorkSeconds: 3,
              })
              .goOnline();
          } else if (action.kind === "offline") service.agents[action.agent]?.goOffline();
          else if (action.kind === "online") service.agents[action.agent]?.goOnline();
          else await seconds(service, action.seconds);
          const waiting = [...(service.queues.get("id-support")?.waiting ?? [])].filter(
            ({ offeredTo }) => offeredTo === null,
          );
          const free = service.agents.filter(({ state }) => state === "available");
          expect(Math.min(waiting.length, free.length)).to.equal(0);
        }
        service.agents.forEach((agent) => agent.goOffline());
        await seconds(service, 400);
        expect(service.calls.map(({ state }) => state).filter((state) => state !== "ended")).to.deep.equal([]);
        expect(service.records.length).to.equal(steps.filter(({ kind }) => kind === "dial").length);
        for (const profile of service.routingProfiles.values()) {
          for (const state of ["available", "ringing", "on-contact", "after-contact-work"] as const) {
            expect(profile.count(state), state).to.equal(0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("agents", () => {
  const support = routingProfile("support", [{ name: "support" }]);

  it("answer after a while, talk, and do their after-contact work", async () => {
    const service = center([support]);
    const ann = service.addAgent({
      username: "ann",
      answerAfterSeconds: 4,
      talkSeconds: 20,
      afterContactWorkSeconds: 10,
    });
    expect(ann.state).to.equal("signed-out");
    ann.signIn();
    expect(ann.state).to.equal("offline");
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    const states: string[] = [];
    for (const wait of [0, 4, 20, 10]) {
      await seconds(service, wait);
      states.push(`${ann.state}/${call.state}`);
    }
    expect(states).to.deep.equal([
      "ringing/queued",
      "on-contact/with-agent",
      "after-contact-work/ended",
      "available/ended",
    ]);
  });

  it("who miss a call get no other until they are back online; the contact goes to somebody else", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", answers: false });
    const bob = service.addAgent({ username: "bob" });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    bob.goOnline();
    await seconds(service, 19);
    expect([ann.state, call.state]).to.deep.equal(["ringing", "queued"]);
    await seconds(service, 3);
    expect([ann.state, ann.missedCalls, agentOf(call)]).to.deep.equal(["missed", 1, "bob"]);
    expect(call.contact.connectionAttempts).to.equal(2);
    ann.goOnline();
    expect(ann.state).to.equal("available");
  });

  it("keep their place when a caller hangs up while their phone rings", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann" });
    ann.goOnline();
    await seconds(service, 1);
    service.addAgent({ username: "bob" }).goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 1);
    call.hangUp();
    expect(ann.state).to.equal("available");
    expect(service.dial({ from: CALLER }).contact.offeredTo?.username).to.equal("ann");
  });

  it("who go offline during a contact do so after its after-contact work", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", talkSeconds: 10, afterContactWorkSeconds: 5 });
    ann.goOnline();
    service.dial({ from: CALLER });
    await seconds(service, 2);
    ann.goOffline();
    expect(ann.state).to.equal("on-contact");
    await seconds(service, 15);
    expect(ann.state).to.equal("offline");
  });

  it("hang up when told to, and hanging up without a customer does nothing", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", talkSeconds: Number.POSITIVE_INFINITY });
    ann.hangUp();
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 3_600);
    expect(call.state).to.equal("with-agent");
    ann.hangUp();
    expect([call.state, service.agent("ann").state]).to.deep.equal(["ended", "after-contact-work"]);
  });

  it("are the declared users, with auto-accept and their after-contact work limit", async () => {
    const auto = { phoneConfig: { phoneType: "SOFT_PHONE", autoAccept: true, afterContactWorkTimeLimit: 7 } };
    const service = center([support, user("jane", "support", auto)]);
    service.agent("jane").goOnline();
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("with-agent");
    call.hangUp();
    await seconds(service, 7);
    expect(service.agent("jane").state).to.equal("available");
  });

  it("need a name of their own and a routing profile there is", () => {
    const service = center([support, user("jane", "support")]);
    expect(() => service.agent("joe")).to.throw("Agents are: jane");
    expect(() => service.addAgent({ username: "jane" })).to.throw("already");
    expect(() => service.addAgent({ username: "joe", routingProfile: "x" })).to.throw('"support"');
    expect(() => center([user("jane", "nowhere")])).to.throw('User "jane" has no routing profile');
  });

  it("have a queue of their own that only they answer, of at most ten contacts", async () => {
    const own: Sketch = {
      to: ["UpdateContactTargetQueue", { AgentId: "id-jane" }, { next: "transfer", errors: E }],
      transfer: [
        "TransferContactToQueue",
        {},
        { next: "bye", errors: { QueueAtCapacity: "full", NoMatchingError: "bye" } },
      ],
      full: say("full", "bye"),
      bye: BYE,
    };
    const service = center([support, user("jane", "support")], own);
    service.addAgent({ username: "ann" }).goOnline();
    const calls = Array.from({ length: 11 }, () => service.dial({ from: CALLER }));
    expect(calls.map(({ state }) => state)).to.deep.equal([...Array<string>(10).fill("queued"), "ended"]);
    service.agent("jane").goOnline();
    await seconds(service, 2);
    expect(calls.map(agentOf).slice(0, 2)).to.deep.equal(["jane", undefined]);
  });
});

describe("a contact in a queue", () => {
  const support = routingProfile("support", [{ name: "support" }]);
  const hooks = (...names: [event: string, flowName: string][]): Sketch =>
    Object.fromEntries(
      names.map(([event, flowName], i) => [
        `hook${i}`,
        [
          "UpdateContactEventHooks",
          { EventHooks: { [event]: flowArn(flowName) } },
          { next: i + 1 < names.length ? `hook${i + 1}` : "to", errors: E },
        ],
      ]),
    );
  const looping = flow(
    "looping",
    document({
      hold: [
        "MessageParticipantIteratively",
        { Messages: [{ Text: "music" }], InterruptFrequencySeconds: "30" },
        { next: "hold", when: { MessagesInterrupted: "news" }, errors: { NoMatchingError: "hold" } },
      ],
      news: say("still busy", "hold"),
    }),
    "CUSTOMER_QUEUE",
  );

  it("hears its queue flow until an agent answers", async () => {
    const service = center([support, looping], queueing(hooks(["CustomerQueue", "looping"])));
    const call = service.dial({ from: CALLER });
    await seconds(service, 65);
    expect(heard(call)).to.deep.equal(["music", "still busy", "music", "still busy", "music"]);
    service.addAgent({ username: "ann", answerAfterSeconds: 0 }).goOnline();
    await seconds(service, 65);
    expect(heard(call).slice(5)).to.deep.equal(["support", "(beep)"]);
    expect(call.trace.find(({ branch }) => branch.label === "interrupted")?.action).to.equal("hold");
  });

  it("stays queued when its queue flow ends, and leaves when that flow disconnects", async () => {
    const quiet = flow("quiet", document({ end: ["EndFlowExecution"] }), "CUSTOMER_QUEUE");
    const rude = flow("rude", document({ hi: say("no", "bye"), bye: BYE }), "CUSTOMER_QUEUE");
    for (const [name, state] of [
      ["quiet", "queued"],
      ["rude", "ended"],
    ] as const) {
      const service = center([quiet, rude], queueing(hooks(["CustomerQueue", name])));
      const call = service.dial({ from: CALLER });
      expect([call.state, service.queues.get("id-support")?.waiting.size]).to.deep.equal([
        state,
        state === "queued" ? 1 : 0,
      ]);
    }
  });

  it("can press keys in its queue flow and leave the queue by them", () => {
    const asking = flow(
      "asking",
      document({
        ask: [
          "GetParticipantInput",
          { Text: "press 1 to leave", InputTimeLimitSeconds: "5", StoreInput: "False" },
          {
            next: "end",
            when: { "1": "bye" },
            errors: { InputTimeLimitExceeded: "end", NoMatchingCondition: "end", NoMatchingError: "end" },
          },
        ],
        end: ["EndFlowExecution"],
        bye: BYE,
      }),
      "CUSTOMER_QUEUE",
    );
    const service = center([asking], queueing(hooks(["CustomerQueue", "asking"])));
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("waiting-for-input");
    call.press("1");
    expect([call.state, service.records[0]?.Queue?.DequeueTimestamp]).to.deep.equal(["ended", "2026-03-03T18:00:00Z"]);
  });

  it("plays both whispers, each to its side, before the two hear each other", async () => {
    const agentSide = flow(
      "agentSide",
      document({ hi: say("$.Agent.FirstName: $.Attributes.why", "end"), end: ["EndFlowExecution"] }),
      "AGENT_WHISPER",
    );
    const customerSide = flow(
      "customerSide",
      document({ hi: say("You speak to $.Agent.UserName", "end"), end: ["EndFlowExecution"] }),
      "CUSTOMER_WHISPER",
    );
    const sketch = queueing({
      why: [
        "UpdateContactAttributes",
        { Attributes: { why: "an order" }, TargetContact: "Current" },
        { next: "hook0", errors: E },
      ],
      ...hooks(["AgentWhisper", "agentSide"], ["CustomerWhisper", "customerSide"]),
    });
    const service = center([support, agentSide, customerSide], sketch, { speech: 60 });
    service.addAgent({ username: "ann", firstName: "Ann", answerAfterSeconds: 0 }).goOnline();
    const call = service.dial({ from: CALLER });
    const whispers = call.transcript.filter(({ who, action }) => who === "system" && action?.includes("Side"));
    expect(whispers.map(({ text, to }) => [text, to])).to.deep.equal([
      ["Ann: an order", "agent"],
      ["You speak to ann", undefined],
    ]);
    // "You speak to ann" takes four seconds at sixty words a minute.
    await seconds(service, 3);
    expect(call.state).to.equal("queued");
    await seconds(service, 1);
    expect(call.state).to.equal("with-agent");
  });

  it("is abandoned when patience runs out: no agent in the record", async () => {
    const service = center();
    const call = service.dial({ from: CALLER, patience: 45 });
    await seconds(service, 45);
    const [record] = service.records;
    expect([call.state, record?.Agent, record?.DisconnectReason]).to.deep.equal(["ended", null, "CUSTOMER_DISCONNECT"]);
    expect(record?.Queue).to.deep.equal({
      ARN: queueArn("support"),
      DequeueTimestamp: "2026-03-03T18:00:45Z",
      Duration: 45,
      EnqueueTimestamp: "2026-03-03T18:00:00Z",
      Name: "support",
    });
  });

  it("does not lose patience while talking to an agent", async () => {
    const service = center([support]);
    service.addAgent({ username: "ann", talkSeconds: 300 }).goOnline();
    const call = service.dial({ from: CALLER, patience: 45 });
    await seconds(service, 100);
    expect(call.state).to.equal("with-agent");
  });
});

describe("the disconnect flow", () => {
  const survey = flow(
    "survey",
    document({
      ask: [
        "GetParticipantInput",
        { Text: "How was it?", InputTimeLimitSeconds: "5", StoreInput: "False" },
        {
          next: "bye",
          when: { "1": "thanks" },
          errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "bye", NoMatchingError: "note" },
        },
      ],
      thanks: [
        "UpdateContactAttributes",
        { Attributes: { survey: "1" }, TargetContact: "Current" },
        { next: "bye", errors: E },
      ],
      note: [
        "UpdateContactAttributes",
        { Attributes: { survey: "gone" }, TargetContact: "Current" },
        { next: "bye", errors: E },
      ],
      bye: BYE,
    }),
  );
  const hooked = queueing({
    hook: [
      "UpdateContactEventHooks",
      { EventHooks: { CustomerRemaining: flowArn("survey") } },
      { next: "to", errors: E },
    ],
  });

  it("plays to a customer who stays when the agent hangs up, while the agent wraps up", async () => {
    const service = center([routingProfile("p", [{ name: "support" }]), survey], hooked);
    const ann = service.addAgent({
      username: "ann",
      answerAfterSeconds: 0,
      talkSeconds: 10,
      afterContactWorkSeconds: 1,
    });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 12);
    expect([call.state, ann.state, service.records.length]).to.deep.equal(["waiting-for-input", "available", 0]);
    call.press("1");
    const [record] = service.records;
    expect([call.state, record?.Attributes]).to.deep.equal(["ended", { survey: "1" }]);
    expect([record?.Agent?.AgentInteractionDuration, record?.DisconnectTimestamp]).to.deep.equal([
      10,
      "2026-03-03T18:00:12Z",
    ]);
  });

  it("plays without a customer when the customer hangs up: nothing can be asked", () => {
    const service = center([survey], hooked);
    const call = service.dial({ from: CALLER });
    call.hangUp();
    expect([call.attributes, heard(call).includes("How was it?")]).to.deep.equal([{ survey: "gone" }, false]);
    expect(diagnostics(call).join()).to.contain("no caller");
    expect(service.records[0]?.DisconnectReason).to.equal("CUSTOMER_DISCONNECT");
  });
});
