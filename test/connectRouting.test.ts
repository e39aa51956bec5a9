/** Routing: who talks to whom, and when. */
import { expect } from "chai";
import * as fc from "fast-check";
import { CALLER, document, flow, flowArn, queueArn, routingProfile, type Sketch } from "./support/connectGraph";
import { E, agentOf, center, queueing, seconds } from "./support/queueingCenter";

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
