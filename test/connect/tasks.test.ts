/** Tasks: how they start, who completes them, pausing, transfers and expiry. */
import { expect } from "chai";
import type { ConnectService, ContactEvent, ConnectOptions } from "../../local/connect";
import {
  BYE,
  CALLER,
  INSTANCE_ID,
  type Sketch,
  document,
  flow,
  flowArn,
  heard,
  play,
  queue,
  queueArn,
  resource,
  routingProfile,
  say,
} from "../support/connectGraph";

const E = { NoMatchingError: "bye" };
const WORKING = routingProfile("support", [], {
  mediaConcurrencies: [
    { channel: "TASK", concurrency: 1 },
    { channel: "VOICE", concurrency: 1 },
  ],
  queueConfigs: ["TASK", "VOICE"].map((channel) => ({ channel, queueId: "id-support", priority: 1, delay: 0 })),
});
const QUEUEING: Sketch = {
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};
const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY, afterContactWorkSeconds: 0 };

function center(
  sketch: Sketch = QUEUEING,
  resources: Parameters<typeof play>[1] = [],
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return play(sketch, [queue("support"), WORKING, ...resources], options);
}

describe("a task", () => {
  it("brings name, description, references and attributes, and says nothing to anybody", () => {
    const service = center({
      hi: say("hello", "note"),
      note: [
        "UpdateContactAttributes",
        {
          Attributes: { seen: "$.Channel: $.Name, $.Description, $.References.order.Value" },
          TargetContact: "Current",
        },
        { next: "bye", errors: E },
      ],
      bye: BYE,
    });
    const task = service.task({
      flow: "main",
      name: "Call back",
      description: "about the desk",
      references: { order: { Type: "STRING", Value: "O-1003" } },
      attributes: { topic: "orders" },
    });
    expect(heard(task)).to.deep.equal([]);
    expect(task.attributes).to.deep.equal({ topic: "orders", seen: "TASK: Call back, about the desk, O-1003" });
    expect(service.records[0]).to.deep.include({
      Channel: "TASK",
      InitiationMethod: "API",
      DisconnectReason: "CONTACT_FLOW_DISCONNECT",
      CustomerEndpoint: null,
      ContactDetails: { Name: "Call back", Description: "about the desk" },
      References: [{ Name: "order", Type: "STRING", Value: "O-1003" }],
      MediaStreams: [],
    });
  });

  it("waits for an agent, who completes it; the agent alone hears a whisper", async () => {
    const service = center();
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    const task = service.task({ flow: "main", name: "Call back" });
    expect(task.transcript.map(({ who, text, to }) => [who, text, to])).to.deep.equal([
      [
        "diagnostic",
        "MessageParticipantIteratively works on VOICE contacts; on a TASK contact it takes its error branch",
        undefined,
      ],
      ["system", "support", "agent"],
      ["agent", "ann takes the task", undefined],
    ]);
    await service.clock.advance(90_000);
    ann.complete();
    expect([
      task.state,
      ann.state,
      service.records[0]?.DisconnectReason,
      service.records[0]?.Agent?.AgentInteractionDuration,
    ]).to.deep.equal(["ended", "available", "AGENT_DISCONNECT", 90]);
  });

  it("is stopped through the API, or expires after a week", async () => {
    const service = center();
    service.task({ flow: "main", name: "one" }).hangUp();
    const task = service.task({ flow: "main", name: "two" });
    await service.clock.advance(7 * 86_400_000);
    expect(task.state).to.equal("ended");
    expect(service.records.map(({ DisconnectReason }) => DisconnectReason)).to.deep.equal(["API", "EXPIRED"]);
  });

  it("begins later when it is scheduled", async () => {
    const events: ContactEvent[] = [];
    const service = center(QUEUEING, [], { onEvent: (event) => void events.push(event) });
    const task = service.task({ flow: "main", name: "later", delaySeconds: 60 });
    await service.clock.advance(59_999);
    expect([task.state, events.map(({ eventType }) => eventType)]).to.deep.equal(["flow", ["INITIATED"]]);
    await service.clock.advance(1);
    expect([task.state, events.map(({ eventType }) => eventType)]).to.deep.equal([
      "queued",
      ["INITIATED", "CONNECTED_TO_SYSTEM", "QUEUED"],
    ]);
    task.hangUp();
    expect(service.records[0]).to.deep.include({
      ScheduledTimestamp: "2026-03-03T18:01:00Z",
      ConnectedToSystemTimestamp: "2026-03-03T18:01:00Z",
    });
  });

  it("is resumed by the flow that plays while it is paused; that goes on, and so does the agent", async () => {
    const until = (next: string, seconds: string): Sketch[string] => [
      "Wait",
      { TimeLimitSeconds: seconds },
      { next, when: { WaitCompleted: next }, errors: E },
    ];
    const paused = document({
      wait: until("resume", "600"),
      resume: ["ResumeContact", {}, { next: "again", errors: E }],
      again: ["ResumeContact", {}, { next: "note", errors: E }],
      note: setting("resumed", "yes", "rest"),
      rest: until("bye", "6000"),
      bye: BYE,
    });
    const hook: Sketch[string] = [
      "UpdateContactEventHooks",
      { EventHooks: { PauseContact: flowArn("paused") } },
      { next: "to", errors: E },
    ];
    const events: string[] = [];
    const service = center({ hook, ...QUEUEING }, [flow("paused", paused)], {
      onEvent: ({ eventType }) => void events.push(eventType),
    });
    const ann = service.addAgent({ username: "ann", ...FOR_EVER, talkSeconds: 30 });
    ann.goOnline();
    const task = service.task({ flow: "main", name: "Paper work" });
    ann.pause();
    expect([ann.state, task.attributes]).to.deep.equal(["available", {}]);
    await service.clock.advance(600_000);
    expect([ann.state, task.attributes]).to.deep.equal(["on-contact", { resumed: "yes" }]);
    expect(events.slice(-2)).to.deep.equal(["PAUSED", "RESUMED"]);
    const told = task.transcript.filter(({ who }) => who === "system" || who === "diagnostic");
    expect(told.map(({ text }) => text)).to.include.members([
      "the flow resumes the task",
      "the task is not paused; it goes on as it was",
    ]);
    await service.clock.advance(30_000);
    expect(service.records.map((record) => [record.TotalPauseCount, record.Agent?.AgentPauseDuration])).to.deep.equal([
      [1, 600],
    ]);
  });

  it("that is paused frees its slot and plays the flow hooked to it; resumed, it takes the slot again", async () => {
    const events: ContactEvent[] = [];
    const pausing = document({
      note: setting("paused", "yes", "wait"),
      wait: ["Wait", { TimeLimitSeconds: "60" }, { next: "bye", when: { WaitCompleted: "over" }, errors: E }],
      over: setting("paused", "over"),
      bye: BYE,
    });
    const resuming = document({ note: setting("paused", "no"), bye: BYE });
    const service = center(
      {
        pause: [
          "UpdateContactEventHooks",
          { EventHooks: { PauseContact: flowArn("pausing") } },
          { next: "resume", errors: E },
        ],
        resume: [
          "UpdateContactEventHooks",
          { EventHooks: { ResumeContact: flowArn("resuming") } },
          { next: "to", errors: E },
        ],
        ...QUEUEING,
      },
      [flow("pausing", pausing), flow("resuming", resuming)],
      { onEvent: (event) => void events.push(event) },
    );
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    const first = service.task({ flow: "main", name: "first" });
    const second = service.task({ flow: "main", name: "second" });
    expect([first.state, second.state]).to.deep.equal(["with-agent", "queued"]);
    ann.pause(first);
    expect([first.attributes.paused, second.state, ann.contacts.length]).to.deep.equal(["yes", "with-agent", 2]);
    expect(() => ann.pause(first)).to.throw("not paused");
    ann.complete(second);
    await service.clock.advance(45_000);
    ann.resume(first);
    // The resuming flow disconnects, and with it the task ends.
    expect([first.attributes.paused, first.state, ann.state]).to.deep.equal(["no", "ended", "available"]);
    expect(service.records[1]).to.deep.include({
      TotalPauseCount: 1,
      TotalPauseDurationInSeconds: 45,
      LastPausedTimestamp: "2026-03-03T18:00:00Z",
      LastResumedTimestamp: "2026-03-03T18:00:45Z",
    });
    expect(service.records[1]?.Agent?.AgentPauseDuration).to.equal(45);
    const about = events.filter(({ contactId }) => contactId === first.contactId).map(({ eventType }) => eventType);
    expect(about.slice(-4)).to.deep.equal(["CONNECTED_TO_AGENT", "PAUSED", "RESUMED", "DISCONNECTED"]);
  });

  it("can be handed to a quick connect, but not to a number", () => {
    const quick = (name: string, config: Record<string, unknown>) =>
      resource(
        "aws:connect/quickConnect:QuickConnect",
        name,
        { name, instanceId: INSTANCE_ID, quickConnectConfig: config },
        { quickConnectId: `id-${name}` },
        `${INSTANCE_ID}:id-${name}`,
      );
    const transfer = flow("transfer", document({ go: QUEUEING.go ?? BYE, bye: BYE }), "QUEUE_TRANSFER");
    const service = play(QUEUEING, [
      queue("support", { quickConnectIds: ["id-back", "id-outside"] }),
      WORKING,
      transfer,
      quick("back", {
        quickConnectType: "QUEUE",
        queueConfigs: [{ contactFlowId: "id-transfer", queueId: "id-support" }],
      }),
      quick("outside", { quickConnectType: "PHONE_NUMBER", phoneConfigs: [{ phoneNumber: "+12065550199" }] }),
    ]);
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    const task = service.task({ flow: "main", name: "one", attributes: { topic: "orders" } });
    expect(() => ann.transferTo("outside")).to.throw("TASK contact cannot be transferred");
    ann.transferTo("back");
    expect([task.initiationMethod, task.attributes.topic, task.state, service.records.length]).to.deep.equal([
      "TRANSFER",
      "orders",
      "with-agent",
      1,
    ]);
  });

  it("refuses what StartTaskContact refuses", () => {
    const service = center();
    expect(() => service.task({ flow: "main", name: "" })).to.throw("1 to 512");
    expect(() => service.task({ flow: "main", name: "a", description: "x".repeat(4_097) })).to.throw("4096");
    expect(() => service.task({ flow: "main", name: "a", references: { r: { Type: "X", Value: "1" } } })).to.throw(
      "URL",
    );
    expect(() => service.task({ flow: "main", name: "a", delaySeconds: 518_401 })).to.throw("518400");
  });

  it("and a call never reach the same agent at once", async () => {
    const service = center();
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    const task = service.task({ flow: "main", name: "one" });
    const call = service.dial({ from: CALLER });
    expect([task.state, call.state]).to.deep.equal(["with-agent", "queued"]);
    ann.complete();
    expect(call.state).to.equal("with-agent");
  });
});

function setting(key: string, value: string, next = "bye"): Sketch[string] {
  return [
    "UpdateContactAttributes",
    { Attributes: { [key]: value }, TargetContact: "Current" },
    { next, errors: { NoMatchingError: "bye" } },
  ];
}
