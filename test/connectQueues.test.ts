/** What a contact in a queue hears, how it leaves, and the disconnect flow after it. */
import { expect } from "chai";
import {
  BYE,
  CALLER,
  diagnostics,
  document,
  flow,
  flowArn,
  heard,
  queueArn,
  routingProfile,
  say,
  type Sketch,
} from "./support/connectGraph";
import { E, center, queueing, seconds } from "./support/queueingCenter";

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
