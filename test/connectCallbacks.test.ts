/** Queued callbacks: a contact of its own waits in the customer's place. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService, ContactRecord, DialRequest } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  NUMBER,
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
  routingProfile,
  say,
  serve,
  type Sketch,
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
