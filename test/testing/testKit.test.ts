/** The kit from a user's side: through the package's own name, on this very program. */
import { expect } from "chai";
import { type OpenOptions, openCenter, type TestCall, type TestCenter } from "contact-center/testing";
import { evaluated } from "../support/evaluated";

const CALLER = "+12065550100";
const STRANGER = "+12065550187";

const SAMPLE: OpenOptions["prepare"] = async (center) => {
  await center
    .table("customers")
    .puts({ phoneNumber: CALLER, customerId: "C-1", firstName: "Alex", lastName: "Sample" });
  await center.table("orders").puts({
    customerId: "C-1",
    orderId: "O-1",
    item: "a desk lamp",
    status: "placed",
    deliveryDay: "2026-03-10",
    placedAt: "2026-03-01T10:00:00.000Z",
  });
};

/** What an expectation that must fail says. */
async function failure(step: PromiseLike<unknown>): Promise<Error & { expected?: unknown; actual?: unknown }> {
  return Promise.resolve(step).then(
    () => {
      throw new Error("it holds");
    },
    (error: unknown) => error as Error,
  );
}

describe("the test kit", () => {
  let center: TestCenter;

  before(async function () {
    this.timeout(300_000);
    center = await openCenter({ graph: await evaluated("dev", { architecture: "basic" }), prepare: SAMPLE });
  });

  afterEach(() => center.reset());
  after(() => center.close());

  it("plays a call to an agent and back, in virtual time", async () => {
    const call = await center.call(STRANGER);
    await call.hears("Welcome to Example Company.", { voice: "Joanna" });
    await call.hears(/press 1/);
    await call.presses("1");
    await call.hears(/for jazz/);
    await call.isQueuedIn("support", { within: "10 seconds" });
    await call.hears("You are next. We will be right with you.");
    await call.hearsPrompt("Music_Jazz_MyTimetoFly_Inst.wav");
    await center.queue("support").has(1);
    await call.neverHears(/goodbye/i);
    const agent = await center.agent("agent-1").signsIn();
    await agent.answers(call);
    await agent.hears("A call for support.");
    await call.isWithAgent("agent-1");
    await center.passes("5 minutes");
    await agent.hangsUp();
    await call.isOver({ reason: "AGENT_DISCONNECT" });
    await agent.is("available");
    await call.hasAttributes({ queue: "support", caller: /un/, orderId: undefined });
    const record = await call.record();
    expect(record.Agent?.AgentInteractionDuration).to.equal(300);
    expect(call.flowLog.map(({ ContactFlowModuleType }) => ContactFlowModuleType)).to.include("TransferToQueue");
  });

  it("says where a contact stands and what was said, when an expectation fails", async () => {
    const call = await center.call(STRANGER);
    await call.hears(/^Welcome/);
    const error = await failure(call.hears("For help with your order, press 1."));
    expect(error.message.split("\n")).to.deep.equal([
      `the call from ${STRANGER} was to hear "For help with your order, press 1."`,
      '  since the last expectation: "This call may be recorded.", "One moment, please.", "Thank you for calling.", ' +
        '"For help with an order, press 1. For a new order, press 2."',
      `  now: waits for the customer at inbound/${waitsAt(call)} (GetParticipantInput), 00:00 after it began`,
      "  transcript (> since the last expectation):",
      "    00:00  centre  Welcome to Example Company.",
      "  > 00:00  centre  This call may be recorded.",
      "  > 00:00  centre  One moment, please.",
      "  > 00:00  centre  Thank you for calling.",
      "  > 00:00  centre  For help with an order, press 1. For a new order, press 2.",
    ]);
    expect(error).to.include({
      name: "AssertionError",
      showDiff: true,
      expected: "For help with your order, press 1.",
    });
    expect(error.stack?.split("\n").at(-1)).to.match(/testKit\.test\.ts:\d+/);
    expect(error.stack?.match(/^ {4}at /gm)).to.have.length(1);
  });

  it("looks forward only, and says so", async () => {
    const call = await center.call(STRANGER);
    await call.hears(/may be recorded/);
    expect((await failure(call.hears(/Welcome/))).message).to.include("state them in the order things happen");
    await call.hears((text) => text.startsWith("For help"));
    await call.hearsNothing();
    expect((await failure(call.neverHears(/Welcome/))).message).to.include("was never to hear /Welcome/");
    await call.presses("2");
    expect((await failure(call.hearsNothing())).message).to.include("was to hear nothing");
  });

  it("waits in virtual time, and no longer than it is told", async () => {
    const call = await center.call(STRANGER);
    await failure(call.hears(/did not notice a key/, { within: 4 }));
    expect(center.now.toISOString()).to.equal("2026-03-02T18:00:04.000Z");
    await call.hears(/did not notice a key/, { within: "1 minute" });
    expect(center.now.toISOString()).to.equal("2026-03-02T18:00:05.000Z");
    await center.passesUntil("2026-03-02T10:15:00-08:00");
    expect(center.now.toISOString()).to.equal("2026-03-02T18:15:00.000Z");
  });

  it("names what exists where a test names what does not", async () => {
    const call = await center.call(STRANGER);
    const wrong: [PromiseLike<unknown> | (() => unknown), RegExp][] = [
      [call.isQueuedIn("suport"), /no queue "suport"; there are: .*"support"/],
      [call.isWithAgent("nobody"), /no agent "nobody"; there are: "agent-1"/],
      [() => center.agent("nobody"), /no agent "nobody"; there are: "agent-1".*aws\.connect\.User/],
      [() => center.hours("night"), /no hours of operation "night"; there are: "main"/],
      [() => center.table("client"), /no table "client"; there are: /],
      [() => center.fails("look-nothing"), /no function "look-nothing"; there are: /],
      [call.ran({ flow: "inbuond", block: "x" }), /no flow "inbuond"; there are: .*"inbound"/],
      [call.ran({ flow: "inbound", block: "menu-nothing" }), /no block in flow "inbound" called "menu-nothing"/],
      [center.chat({ flow: "chats" }), /cannot start with "chats".*Flows it can start with are: "inbound"/],
      [call.presses("1a"), /"1a" cannot be pressed on a phone/],
      [() => center.fault("inbound", "menu-queues", "Late"), /no error of inbound\/menu-queues.* called "Late"/],
    ];
    for (const [act, says] of wrong) {
      const error = typeof act === "function" ? thrown(act) : await failure(act);
      expect(error.name, error.message).to.equal("MisuseError");
      expect(error.message).to.match(says);
    }
  });

  it("refuses keys nobody listens to, and anything after the end", async () => {
    const call = await center.call(STRANGER);
    await call.presses("1");
    await center.passes("1 minute");
    expect((await failure(call.presses("1"))).message).to.match(
      /cannot press 1: nobody asks for it now[^]*in queue "support"/,
    );
    await call.hangsUp();
    expect((await failure(call.presses("1"))).message).to.match(/is over[^]*the customer left \(CUSTOMER_DISCONNECT\)/);
    await call.isOver({ reason: "CUSTOMER_DISCONNECT" });
    expect((await failure(call.isQueuedIn("support"))).message).to.include("was to wait in queue");
  });

  it("finds an expectation that nobody awaits: at the next step, at reset and at close", async () => {
    const call = await center.call(STRANGER);
    void call.hears("something else");
    expect((await failure(call.presses("1"))).message).to.match(
      /^call\.hears\(\) \(.*testKit\.test\.ts:\d+.*\) was written but never awaited, before call\.presses\("1"\)/,
    );
    await call.presses("1");
    void call.isOver();
    void call.hearsNothing();
    expect((await failure(center.reset())).message).to.match(
      /^2 steps were written but never awaited[^]*isOver[^]*hearsNothing/,
    );
  });

  it("starts afresh after a reset", async () => {
    const call = await center.call(STRANGER);
    center.fails("lookupCaller");
    center.fault("inbound", "menu-queues", "NoMatchingError");
    center.hours("main").close();
    await center.table("customers").puts({ phoneNumber: STRANGER, customerId: "C-9", firstName: "Kim", lastName: "" });
    await center.passes("1 day");
    await center.reset();
    expect((await failure(call.hearsNothing())).message).to.include("is from before reset()");
    expect(center.now.toISOString()).to.equal("2026-03-02T18:00:00.000Z");
    const again = await center.call(STRANGER);
    await again.hears("Thank you for calling.");
    await again.isAsked();
    expect(await center.table("customers").get({ phoneNumber: STRANGER })).to.equal(undefined);
    expect(await center.table("orders").items()).to.have.length(1);
  });
});

describe("faults of the test kit", () => {
  let center: TestCenter;

  before(async function () {
    this.timeout(300_000);
    center = await openCenter({ graph: await evaluated("dev", { architecture: "basic" }), prepare: SAMPLE });
  });

  afterEach(() => center.reset());
  after(() => center.close());

  it("hit a block, and are undone", async () => {
    const undo = center.fault("inbound", "menu-orders");
    const call = await center.call(CALLER);
    await call.hears(/^For help with an order/);
    await call.neverHears(/For the status of your order/);
    await call.ran({ flow: "inbound", block: blockOf(call, "menu-orders"), outcome: "NoMatchingError" });
    undo();
    const other = await center.call(CALLER);
    await other.hears(/For the status of your order/);
  });

  it("hit a function: with an error, a timeout, throttling, a wrong answer, once or always", async () => {
    for (const how of ["error", "timeout", "throttle"] as const) {
      center.fails("lookupCaller", how);
      const call = await center.call(CALLER);
      await call.hears(/^For help with an order/, { within: "8 seconds" });
      await call.neverHears(/Alex/);
      await call.hangsUp();
    }
    center.answers("lookupCaller", ["no", "object"]);
    const malformed = await center.call(CALLER);
    await malformed.hears(/^For help with an order/);
    expect(String(malformed)).to.include("it must be an object");
    center.answers("lookupCaller", ({ Details }) => ({ caller: Details.ContactData.CustomerEndpoint?.Address }));
    const answered = await center.call(CALLER);
    await answered.hasAttributes({ caller: CALLER });
    center.fails("lookupCaller", "throttle", 1);
    await (await center.call(CALLER)).hears(/Hello Alex/);
    expect(
      center
        .invocations("lookupCaller")
        .map(({ answer }) => answer.ok)
        .slice(-2),
    ).to.deep.equal([false, true]);
    center.fails("lookupCaller");
    center.works("lookupCaller");
    await (await center.call(CALLER)).hears(/Hello Alex/);
  });

  it("hit a table, as functions see it", async () => {
    center.table("customers").fails({ kind: "throttle" });
    await (await center.call(CALLER)).hears(/^For help with an order/);
    center.table("customers").works();
    await (await center.call(CALLER)).hears(/Hello Alex/);
  });

  it("close hours and fill queues", async () => {
    center.hours("main").close();
    expect(center.hours("main").isOpen).to.equal(false);
    const closed = await center.call(STRANGER);
    await closed.hears(/We are closed/);
    await closed.isOver({ reason: "CONTACT_FLOW_DISCONNECT" });
    center.hours("main").open();
    center.queue("support").becomesFull();
    const call = await center.call(STRANGER);
    await call.presses("1");
    await call.hears("All our lines are busy.", { within: "10 seconds" });
  });
});

/** The block a call waits at. */
function waitsAt(call: TestCall): string {
  return call.interaction.contact.customerRun?.step.action.Identifier ?? "nowhere";
}

/** The full identifier of a block that ran. */
function blockOf(call: TestCall, beginning: string): string {
  return call.trace.find(({ action }) => action.startsWith(beginning))?.action ?? "none";
}

function thrown(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing is thrown");
}
