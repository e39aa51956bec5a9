/** Where a call goes: numbers, queues, third parties. */
import { expect } from "chai";
import type { ConnectService } from "../local/connect";
import { CENTRE, E, ENDS, type Probe, table } from "./support/actionTable";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  diagnostics,
  document,
  flow,
  graph,
  heard,
  instance,
  number,
  play,
  queueArn,
  say,
  serve,
  type Sketch,
} from "./support/connectGraph";

describe("numbers", () => {
  const service = (): ConnectService =>
    serve(
      graph(
        instance(),
        flow("main", document({ hi: say("main", "bye"), bye: BYE })),
        number("main"),
        number("none", "+12065550101").slice(0, 1),
        ALWAYS_OPEN,
      ),
    );

  it("lead to the flow they are associated with", () => {
    expect(heard(service().dial({ from: CALLER }))).to.deep.equal(["main"]);
  });

  it("without an association, or not claimed, are not in service, and the diagnostic says what to declare", () => {
    for (const [to, diagnostic] of [
      ["+12065550101", "aws.connect.PhoneNumberContactFlowAssociation"],
      ["+12065550177", "aws.connect.PhoneNumber"],
    ]) {
      const call = service().dial({ from: CALLER, to });
      expect([call.state, heard(call)[0]]).to.deep.equal(["ended", "The number you have dialled is not in service."]);
      expect(diagnostics(call).join()).to.contain(diagnostic);
    }
  });

  it("cannot be dialled when none is claimed, and a caller needs a number too", () => {
    expect(() => serve(graph(instance())).dial({ from: CALLER })).to.throw("aws.connect.PhoneNumber");
    expect(() => service().dial({ from: "me" })).to.throw("anonymous");
  });

  it("take no calls when the instance takes none", () => {
    const program = graph(
      instance({ inboundCallsEnabled: false }),
      flow("main", document({ bye: BYE })),
      number("main"),
    );
    const call = serve(program).dial({ from: "anonymous" });
    expect(diagnostics(call).join()).to.contain("inboundCallsEnabled");
  });
});

describe("queueing", () => {
  const to = (id: string): Sketch => ({
    start: ["UpdateContactTargetQueue", { QueueId: id }, { next: "it", errors: E }],
  });
  const transfer: Probe["it"] = [
    "TransferContactToQueue",
    {},
    { next: "failed", errors: { QueueAtCapacity: "a", NoMatchingError: "failed" } },
  ];
  const HOLD =
    "Thank you for calling. Your call is very important to us and will be answered in the order it was received.";
  table([
    {
      does: "UpdateContactTargetQueue takes the error branch for an unknown queue",
      before: to("x"),
      it: transfer,
      hears: ["failed"],
      diagnostic: 'no queue "x"',
    },
    {
      does: "UpdateContactTargetQueue takes the error branch for a reference that is not set",
      before: to("$.Attributes.queue"),
      it: transfer,
      hears: ["failed"],
      diagnostic: "$.Attributes.queue is not set",
    },
    {
      does: "UpdateContactTargetQueue makes the queue readable",
      before: { start: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "it", errors: E }] },
      it: ["MessageParticipant", { Text: "$.Queue.Name" }, { next: "ok", errors: E }],
      hears: ["support", "ok"],
    },
    {
      does: "TransferContactToQueue needs a target queue",
      it: transfer,
      hears: ["failed"],
      diagnostic: "no target queue",
    },
    {
      does: "TransferContactToQueue needs an enabled queue",
      before: to(queueArn("closed")),
      it: transfer,
      hears: ["failed"],
      diagnostic: "DISABLED",
    },
    {
      does: "TransferContactToQueue queues the contact, and the queue flow plays",
      before: to(queueArn("support")),
      it: transfer,
      hears: [HOLD],
    },
  ]);

  it("TransferContactToQueue takes QueueAtCapacity when the queue is full", () => {
    const service = play({ ...to(queueArn("small")), it: transfer, ...ENDS }, CENTRE);
    const [first, second] = [service.dial({ from: CALLER }), service.dial({ from: CALLER })];
    expect([first.state, second.state, heard(second)]).to.deep.equal(["queued", "ended", ["a"]]);
    first.hangUp();
    expect(service.dial({ from: CALLER }).state).to.equal("queued");
  });
});

describe("TransferParticipantToThirdParty", () => {
  const dial = (number: string, continues: string): Probe["it"] => [
    "TransferParticipantToThirdParty",
    { ThirdPartyPhoneNumber: number, ThirdPartyConnectionTimeLimitSeconds: "20", ContinueFlowExecution: continues },
    { next: "ok", errors: { CallFailed: "a", ConnectionTimeLimitExceeded: "b", NoMatchingError: "failed" } },
  ];
  const outside = "+12065550199";
  table([
    {
      does: "comes back when the third party hangs up",
      it: dial(outside, "True"),
      wait: 60,
      hears: [`connected to ${outside}`, "ok"],
    },
    { does: "is still connected before that", it: dial(outside, "True"), wait: 59, hears: [`connected to ${outside}`] },
    {
      does: "takes CallFailed when busy",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "busy" }) },
      hears: ["a"],
    },
    {
      does: "takes ConnectionTimeLimitExceeded at the time limit",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "answered", afterSeconds: 21 }) },
      wait: 20,
      hears: ["b"],
    },
    {
      does: "waits until the time limit for an answer",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "no-answer" }) },
      wait: 19,
      hears: [],
    },
    {
      does: "takes CallFailed for something that is no number",
      it: dial("555", "True"),
      hears: ["a"],
      diagnostic: "E.164",
    },
  ]);

  it("ends the contact when the third party hangs up and the flow is not to go on", async () => {
    const service = play({ it: dial(outside, "False"), ...ENDS });
    const call = service.dial({ from: CALLER });
    await service.clock.advance(60_000);
    const [record] = service.records;
    expect([call.state, record?.DisconnectReason]).to.deep.equal(["ended", "THIRD_PARTY_DISCONNECT"]);
    expect(record?.TransferredToEndpoint).to.deep.equal({ Address: outside, Type: "TELEPHONE_NUMBER" });
    expect(record?.TransferCompletedTimestamp).to.equal("2026-03-03T18:00:00Z");
  });
});
