/** Callbacks and transfers: chains of contacts, each with its record. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService, ContactRecord, DialRequest } from "../local/connect";
import { type GraphResource } from "../local/engine/graph";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  INSTANCE_ID,
  NUMBER,
  type Sketch,
  diagnostics,
  document,
  flow,
  flowArn,
  graph,
  heard,
  instance,
  number,
  play,
  queue,
  queueArn,
  resource,
  routingProfile,
  say,
  serve,
} from "./support/connectGraph";

const E = { NoMatchingError: "failed" };
const ENDS: Sketch = { failed: say("failed", "bye"), bye: BYE };
const seconds = (service: ConnectService, count: number): Promise<void> => service.clock.advance(count * 1_000);

function callbackFlow(parameters: Record<string, string> = {}): Sketch {
  return {
    to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "number", errors: E }],
    number: [
      "UpdateContactCallbackNumber",
      { CallbackNumber: "$.CustomerEndpoint.Address" },
      { next: "create", errors: { InvalidCallbackNumber: "invalid", CallbackNumberNotDialable: "undialable" } },
    ],
    create: [
      "CreateCallbackContact",
      { InitialCallDelaySeconds: "10", RetryDelaySeconds: "60", MaximumConnectionAttempts: "2", ...parameters },
      { next: "promise", errors: E },
    ],
    promise: say("we will call you back", "bye"),
    invalid: say("invalid", "bye"),
    undialable: say("not dialable", "bye"),
    ...ENDS,
  };
}

const SUPPORT = [
  queue("support", { maxContacts: 5, outboundCallerConfig: { outboundCallerIdNumberId: `number-${NUMBER}` } }),
  routingProfile("support", [{ name: "support" }]),
];

function center(
  sketch: Sketch,
  resources: readonly GraphResource[] = [],
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return play(sketch, [...SUPPORT, ...resources], options);
}

function recordOf(service: ConnectService, method: string): ContactRecord | undefined {
  return service.records.find(({ InitiationMethod }) => InitiationMethod === method);
}

describe("a queued callback", () => {
  it("waits in the customer's place: agent first, then the customer is dialled", async () => {
    const service = center(callbackFlow());
    const ann = service.addAgent({
      username: "ann",
      answerAfterSeconds: 0,
      talkSeconds: 30,
      afterContactWorkSeconds: 5,
    });
    ann.goOnline();
    const first = service.dial({ from: CALLER });
    expect([first.state, heard(first)]).to.deep.equal(["ended", ["we will call you back"]]);
    const callback = service.calls.find(({ initiationMethod }) => initiationMethod === "CALLBACK");
    expect(callback?.state).to.equal("flow");
    await seconds(service, 10);
    expect([callback?.state, ann.state]).to.deep.equal(["with-agent", "on-contact"]);
    expect(callback?.transcript.map(({ who, text }) => `${who}: ${text}`)).to.deep.equal([
      "system: support",
      "caller: answers",
      "agent: ann is on the line",
    ]);
    await seconds(service, 35);
    const [origin, record] = [recordOf(service, "INBOUND"), recordOf(service, "CALLBACK")];
    expect(origin?.NextContactId).to.equal(record?.ContactId);
    expect([record?.PreviousContactId, record?.InitialContactId]).to.deep.equal([origin?.ContactId, origin?.ContactId]);
    expect(record?.CustomerEndpoint?.Address).to.equal(CALLER);
    expect(record?.SystemEndpoint?.Address).to.equal(NUMBER);
    expect(record?.Agent?.AgentInteractionDuration).to.equal(30);
    expect([
      record?.InitiationTimestamp,
      record?.Queue?.EnqueueTimestamp,
      record?.ConnectedToSystemTimestamp,
    ]).to.deep.equal(["2026-03-03T18:00:00Z", "2026-03-03T18:00:10Z", "2026-03-03T18:00:10Z"]);
    expect(record?.DisconnectReason).to.equal("AGENT_DISCONNECT");
  });

  it("keeps the number of the caller and the attributes of the first contact", async () => {
    const sketch: Sketch = {
      why: [
        "UpdateContactAttributes",
        { Attributes: { why: "order" }, TargetContact: "Current" },
        { next: "to", errors: E },
      ],
      ...callbackFlow(),
    };
    const service = center(sketch);
    service.dial({ from: CALLER });
    await seconds(service, 3_600);
    const [callback] = service.calls;
    expect([callback?.state, callback?.attributes]).to.deep.equal(["queued", { why: "order" }]);
  });

  it("dials again after the retry delay, and gives up after the last attempt", async () => {
    const dialled: (DialRequest & { at: number })[] = [];
    const service: ConnectService = center(callbackFlow(), [], {
      dialOut: (request) => {
        dialled.push({ ...request, at: (service.clock.now() - Date.parse("2026-03-03T18:00:00Z")) / 1_000 });
        return { answer: "no-answer", afterSeconds: 20 };
      },
    });
    service.addAgent({ username: "ann", answerAfterSeconds: 0, afterContactWorkSeconds: 5 }).goOnline();
    service.dial({ from: CALLER });
    await seconds(service, 600);
    expect(dialled).to.deep.equal([
      { number: CALLER, purpose: "callback", attempt: 1, at: 10 },
      { number: CALLER, purpose: "callback", attempt: 2, at: 90 },
    ]);
    const record = recordOf(service, "CALLBACK");
    expect([record?.DisconnectReason, record?.Agent, record?.AgentConnectionAttempts]).to.deep.equal([
      "OTHER",
      null,
      2,
    ]);
    expect(service.agent("ann").state).to.equal("available");
  });

  it("plays the queue's outbound whisper to the customer who answers", async () => {
    const whisper = flow(
      "whisper",
      document({ hi: say("You asked for this call, $.Channel", "end"), end: ["EndFlowExecution"] }),
      "OUTBOUND_WHISPER",
    );
    const withWhisper = queue("other", { outboundCallerConfig: { outboundFlowId: "id-whisper" } });
    const service = center(callbackFlow({ QueueId: queueArn("other") }), [
      whisper,
      withWhisper,
      routingProfile("other", [{ name: "other" }]),
    ]);
    service.addAgent({ username: "ann", routingProfile: "other", answerAfterSeconds: 0 }).goOnline();
    service.dial({ from: CALLER });
    await seconds(service, 10);
    const [callback] = service.calls;
    expect(callback && heard(callback)).to.deep.equal(["other", "You asked for this call, VOICE"]);
  });

  it("may exceed the queue's limit by a fifth, and no more", async () => {
    const service = center(callbackFlow());
    for (let i = 0; i < 7; i++) service.dial({ from: CALLER });
    await seconds(service, 10);
    expect(service.queues.get("id-support")?.waiting.size).to.equal(6);
    expect(recordOf(service, "CALLBACK")?.DisconnectReason).to.equal("OTHER");
  });

  it("lets a flow of its own decide about the queue", () => {
    const own = flow(
      "own",
      document({
        mark: [
          "UpdateContactAttributes",
          { Attributes: { own: "yes" }, TargetContact: "Current" },
          { next: "go", errors: { NoMatchingError: "bye" } },
        ],
        go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
        bye: BYE,
      }),
    );
    const service = center(callbackFlow({ ContactFlowId: flowArn("own") }), [own]);
    service.dial({ from: CALLER });
    const [callback] = service.calls;
    expect([callback?.state, callback?.attributes]).to.deep.equal(["queued", { own: "yes" }]);
  });

  it("takes CallbackNumberNotDialable when the instance makes no calls", () => {
    const program = graph(
      instance({ outboundCallsEnabled: false }),
      flow("main", document(callbackFlow())),
      number("main"),
      ALWAYS_OPEN,
      SUPPORT,
    );
    const call = serve(program).dial({ from: CALLER });
    expect([heard(call), diagnostics(call).join()]).to.deep.equal([
      ["not dialable"],
      "the instance makes no outbound calls (outboundCallsEnabled is false)",
    ]);
  });

  it("can be told to hang up while it waits", () => {
    const service = center(callbackFlow());
    service.dial({ from: CALLER });
    service.calls[0]?.hangUp();
    expect(service.calls.map(({ state }) => state)).to.deep.equal(["ended", "ended"]);
  });

  for (const { does, from = CALLER, parameters, sketch, options, hears, says } of [
    {
      does: "takes InvalidCallbackNumber for a caller without a number",
      from: "anonymous",
      hears: "invalid",
      says: "E.164",
    },
    {
      does: "takes the error branch for an unknown queue",
      parameters: { QueueId: "x" },
      hears: "failed",
      says: 'no queue "x"',
    },
    {
      does: "takes the error branch for an unknown flow",
      parameters: { ContactFlowId: "x" },
      hears: "failed",
      says: 'no flow "x"',
    },
    {
      does: "takes the error branch without any queue",
      sketch: { create: callbackFlow().create ?? BYE, promise: BYE, ...ENDS },
      hears: "failed",
      says: "no target queue",
    },
  ] as {
    does: string;
    from?: string;
    parameters?: Record<string, string>;
    sketch?: Sketch;
    options?: Partial<ConnectOptions>;
    hears: string;
    says: string;
  }[]) {
    it(does, () => {
      const call = center(sketch ?? callbackFlow(parameters), [], options).dial({ from });
      expect(heard(call)).to.deep.equal([hears]);
      expect(diagnostics(call).join()).to.contain(says);
    });
  }
});

describe("a queue-to-queue transfer", () => {
  const moving = flow(
    "moving",
    document({
      hold: [
        "MessageParticipantIteratively",
        { Messages: [{ Text: "music" }], InterruptFrequencySeconds: "30" },
        { next: "end", when: { MessagesInterrupted: "where" }, errors: { NoMatchingError: "end" } },
      ],
      where: [
        "Compare",
        { ComparisonValue: "$.Queue.Name" },
        { next: "there", when: { sales: "back" }, errors: { NoMatchingCondition: "there" } },
      ],
      there: [
        "DequeueContactAndTransferToQueue",
        { QueueId: queueArn("sales") },
        { next: "end", errors: { QueueAtCapacity: "full", NoMatchingError: "failed" } },
      ],
      back: [
        "DequeueContactAndTransferToQueue",
        { QueueId: queueArn("support") },
        { next: "end", errors: { QueueAtCapacity: "full", NoMatchingError: "failed" } },
      ],
      full: say("full", "end"),
      failed: say("failed", "end"),
      end: ["EndFlowExecution"],
    }),
    "CUSTOMER_QUEUE",
  );
  const entering: Sketch = {
    hook: [
      "UpdateContactEventHooks",
      { EventHooks: { CustomerQueue: flowArn("moving") } },
      { next: "mark", errors: E },
    ],
    mark: ["UpdateContactAttributes", { Attributes: { a: "1" }, TargetContact: "Current" }, { next: "to", errors: E }],
    to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
    go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
    ...ENDS,
  };

  it("makes a new contact with everything the customer brought", async () => {
    const service = center(entering, [moving, queue("sales")]);
    const call = service.dial({ from: CALLER });
    const first = call.contactId;
    await seconds(service, 30);
    expect([call.state, call.attributes, call.initiationMethod]).to.deep.equal([
      "queued",
      { a: "1" },
      "QUEUE_TRANSFER",
    ]);
    expect(call.contactId).to.not.equal(first);
    expect(service.queues.get("id-sales")?.waiting.size).to.equal(1);
    call.hangUp();
    const [before, after] = service.records;
    expect([before?.ContactId, before?.NextContactId, before?.DisconnectReason]).to.deep.equal([
      first,
      after?.ContactId,
      null,
    ]);
    expect([after?.PreviousContactId, after?.InitialContactId, after?.Queue?.Name]).to.deep.equal([
      first,
      first,
      "sales",
    ]);
    expect([before?.Queue?.Name, before?.Queue?.Duration]).to.deep.equal(["support", 30]);
  });

  it("goes through at most twelve contacts", async () => {
    const service = center(entering, [moving, queue("sales")]);
    const call = service.dial({ from: CALLER });
    await seconds(service, 30 * 20);
    call.hangUp();
    expect(service.records.length).to.equal(12);
    expect(heard(call)).to.include("failed");
    expect(diagnostics(call).join()).to.contain("at most 12 contacts");
  });

  it("takes QueueAtCapacity when the other queue is full", async () => {
    const service = center(entering, [moving, queue("sales", { maxContacts: 0 })]);
    const call = service.dial({ from: CALLER });
    await seconds(service, 30);
    expect([call.state, heard(call)]).to.deep.equal(["queued", ["music", "full"]]);
  });

  it("takes the error branch while an agent's phone rings", async () => {
    const service = center(entering, [moving, queue("sales")]);
    const call = service.dial({ from: CALLER });
    await seconds(service, 15);
    service.addAgent({ username: "ann", answers: false }).goOnline();
    await seconds(service, 15);
    expect(heard(call)).to.include("failed");
  });
});

describe("an agent's transfer", () => {
  const entering: Sketch = {
    to: ["UpdateContactTargetQueue", { QueueId: queueArn("front") }, { next: "go", errors: E }],
    go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
    ...ENDS,
  };
  const quickConnect = (name: string, config: Record<string, unknown>): GraphResource =>
    resource(
      "aws:connect/quickConnect:QuickConnect",
      name,
      { name, instanceId: INSTANCE_ID, quickConnectConfig: config },
      { quickConnectId: `id-${name}` },
      `${INSTANCE_ID}:id-${name}`,
    );
  const transferFlow = flow(
    "toQueue",
    document({
      hi: say("to $.Queue.Name", "go"),
      go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
      bye: BYE,
    }),
    "QUEUE_TRANSFER",
  );
  const resources = [
    transferFlow,
    queue("front", { quickConnectIds: ["id-second", "id-outside"] }),
    routingProfile("front", [{ name: "front" }]),
    quickConnect("second", {
      quickConnectType: "QUEUE",
      queueConfigs: [{ contactFlowId: "id-toQueue", queueId: "id-support" }],
    }),
    quickConnect("outside", { quickConnectType: "PHONE_NUMBER", phoneConfigs: [{ phoneNumber: "+12065550199" }] }),
    quickConnect("hidden", { quickConnectType: "PHONE_NUMBER", phoneConfigs: [{ phoneNumber: "+12065550198" }] }),
  ];

  it("to a queue makes a new contact that another agent takes", async () => {
    const service = center(entering, resources);
    const ann = service.addAgent({
      username: "ann",
      routingProfile: "front",
      answerAfterSeconds: 0,
      afterContactWorkSeconds: 0,
    });
    service
      .addAgent({
        username: "bob",
        routingProfile: "support",
        answerAfterSeconds: 0,
        talkSeconds: 5,
        afterContactWorkSeconds: 0,
      })
      .goOnline();
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 7);
    ann.transferTo("second");
    expect([call.contact.agent?.username, ann.state, heard(call)[3]]).to.deep.equal(["bob", "available", "to support"]);
    await seconds(service, 5);
    expect(
      service.records.map((record) => [record.InitiationMethod, record.Agent?.Username, record.DisconnectReason]),
    ).to.deep.equal([
      ["INBOUND", "ann", "AGENT_DISCONNECT"],
      ["TRANSFER", "bob", "AGENT_DISCONNECT"],
    ]);
    expect(service.records[0]?.NextContactId).to.equal(service.records[1]?.ContactId);
  });

  it("to a number outside connects it and ends with it", async () => {
    const service = center(entering, resources, { dialOut: () => ({ answer: "answered", talkSeconds: 20 }) });
    const ann = service.addAgent({
      username: "ann",
      routingProfile: "front",
      answerAfterSeconds: 0,
      afterContactWorkSeconds: 1,
    });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    ann.transferTo("outside");
    await seconds(service, 19);
    expect([call.state, ann.state]).to.deep.equal(["flow", "available"]);
    await seconds(service, 1);
    const [record] = service.records;
    expect([call.state, record?.DisconnectReason, record?.TransferredToEndpoint?.Address]).to.deep.equal([
      "ended",
      "THIRD_PARTY_DISCONNECT",
      "+12065550199",
    ]);
  });

  it("needs a quick connect of the contact's queue, and a customer", () => {
    const service = center(entering, resources);
    const ann = service.addAgent({ username: "ann", routingProfile: "front", answerAfterSeconds: 0 });
    expect(() => ann.transferTo("second")).to.throw("only an agent who talks");
    ann.goOnline();
    service.dial({ from: CALLER });
    expect(() => ann.transferTo("hidden")).to.throw('"second", "outside"');
  });
});
