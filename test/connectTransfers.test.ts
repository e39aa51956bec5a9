/** Transfers from queue to queue and by agents: chains of contacts, each with its record. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  BYE,
  CALLER,
  INSTANCE_ID,
  NUMBER,
  diagnostics,
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
  type Sketch,
} from "./support/connectGraph";

const E = { NoMatchingError: "failed" };
const ENDS: Sketch = { failed: say("failed", "bye"), bye: BYE };
const seconds = (service: ConnectService, count: number): Promise<void> => service.clock.advance(count * 1_000);

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

  it("to a queue at its limit still fits into the fifth on top", async () => {
    const service = center(entering, resources);
    for (let i = 0; i < 5; i++) {
      const direct = service.dial({ from: CALLER });
      const queue = service.queues.get("id-support");
      if (queue !== undefined) direct.contact.runtime.transfers.toQueue(direct.contact, queue);
    }
    const ann = service.addAgent({ username: "ann", routingProfile: "front", answerAfterSeconds: 0 });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    ann.transferTo("second");
    expect([call.state, service.queues.get("id-support")?.waiting.size]).to.deep.equal(["queued", 6]);
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
