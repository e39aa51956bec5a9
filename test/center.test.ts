/** Whole calls to the centre this program describes, with the functions it ships and the tables they use. */
import { expect } from "chai";
import { diagnostics, heard } from "./support/connectGraph";
import { order, RunningCenter } from "./support/runningCenter";
import { change } from "./support/settingsRows";

const MENU = "For the status of your order, press 1. To change your order, press 2. To talk to us, press 3.";
const QUEUES = "For help with an order, press 1. For a new order, press 2.";

let running: RunningCenter;

function bringUp(config: Record<string, string> = {}): void {
  before(async function () {
    this.timeout(300_000);
    running = await RunningCenter.start(config);
  });
  after(() => running.close());
}

describe("a caller with an order", function () {
  bringUp();
  const caller = "+12065550120";
  const before = { customerId: "C-1", ...order("O-1") };

  beforeEach(async () => {
    await running.customer(caller, "C-1", "Alex", [
      order("O-1"),
      order("O-0", { placedAt: "2026-02-01T10:00:00.000Z", item: "a rug", status: "delivered" }),
    ]);
    await running.customer("+12065550121", "C-2", "Sam", [order("O-1", { item: "a table" })]);
  });

  it("hears it and chooses another day, which changes this row in these columns and no other row", async () => {
    const call = await running.call(caller, "1", "2", "2", "3");
    expect(heard(call)).to.deep.equal([
      "Welcome to Example Company.",
      "This call may be recorded.",
      "One moment, please.",
      "Hello Alex, good to hear from you.",
      MENU,
      "Your order of a desk lamp has been placed, for Tuesday, March 10, 2026.",
      MENU,
      "To cancel your order, press 1. To choose another day for its delivery, press 2. To go back, press 9.",
      "In how many days should we deliver? For tomorrow, press 1, for the day after, press 2, and so on up to 7.",
      "One moment, please.",
      "Your order will be delivered on Friday, March 6, 2026.",
      MENU,
    ]);
    expect(diagnostics(call)).to.deep.equal([]);
    const changed = { deliveryDay: "2026-03-06", lastChangeId: `${call.contactId}/deliveryDay/3` };
    const changedAt = new Date(running.center.clock.now()).toISOString();
    const row = await running.order("C-1", "O-1");
    expect(row).to.deep.include({ ...before, ...changed });
    expect(row).to.have.property("changedAt").that.includes(changedAt.slice(0, 16));
    const others = [await running.order("C-1", "O-0"), await running.order("C-2", "O-1")];
    others.forEach((other) => expect(other).not.to.have.property("lastChangeId"));
    call.hangUp();
  });

  it("cancels it after another key, and cannot change it again in the same contact", async () => {
    const call = await running.call(caller, "2", "1", "1");
    expect(heard(call).slice(-2)).to.deep.equal(["Your order is cancelled.", MENU]);
    const cancelled = await running.order("C-1", "O-1");
    expect(cancelled).to.include({ status: "cancelled", lastChangeId: `${call.contactId}/cancel/` });
    await running.press(call, "2");
    expect(heard(call)).to.include("Your order can no longer be changed.");
    expect(await running.order("C-1", "O-1")).to.deep.equal(cancelled);
    expect(call.attributes).to.include({ orderStatus: "cancelled" });
    call.hangUp();
  });

  it("changes her mind: a second change in the same contact holds, and is what she hears next", async () => {
    const call = await running.call(caller, "2", "2", "1", "2", "2", "7", "1");
    expect(await running.order("C-1", "O-1")).to.include({
      deliveryDay: "2026-03-10",
      lastChangeId: `${call.contactId}/deliveryDay/7`,
    });
    expect(heard(call).filter((text) => text.startsWith("Your order will be delivered"))).to.deep.equal([
      "Your order will be delivered on Wednesday, March 4, 2026.",
      "Your order will be delivered on Tuesday, March 10, 2026.",
      "Your order will be delivered on Tuesday, March 10, 2026.",
    ]);
    expect(heard(call).at(-1)).to.equal(QUEUES);
    call.hangUp();
  });

  it("keeps it with any other key", async () => {
    for (const keys of [["2", "1", "2"], ["2", "1", "5"], ["2", "2", "9"], ["2", "2", "0"], ["2", "9"], ["9"]]) {
      const call = await running.call(caller, ...keys);
      expect(await running.order("C-1", "O-1"), keys.join()).to.deep.equal(before);
      call.hangUp();
    }
  });
});

describe("other callers", function () {
  bringUp();

  it("that nobody knows, or without a number, are not greeted by name and come to the queues", async () => {
    for (const [from, caller] of [
      ["+12065550129", "unknown"],
      ["anonymous", "anonymous"],
    ] as const) {
      const call = await running.call(from);
      expect(call.attributes).to.include({ caller, openOrders: "0" });
      expect(heard(call).slice(-2)).to.deep.equal(["Thank you for calling.", QUEUES]);
      expect(diagnostics(call)).to.deep.equal([]);
      call.hangUp();
    }
  });

  it("without orders are greeted and come to the queues", async () => {
    await running.customer("+12065550122", "C-3", "Robin");
    const call = await running.call("+12065550122");
    expect(heard(call).slice(-2)).to.deep.equal(["Hello Robin, good to hear from you.", QUEUES]);
    call.hangUp();
  });

  it("with 300 orders hear of the newest open one, and at most 20 are counted", async () => {
    const orders = Array.from({ length: 300 }, (_, index) =>
      order(`O-${index}`, {
        item: `thing ${index}`,
        status: index >= 100 && index % 4 === 0 ? "shipped" : "delivered",
        placedAt: new Date(Date.parse("2025-01-01T00:00:00Z") + index * 86_400_000).toISOString(),
      }),
    );
    await running.customer("+12065550123", "C-300", "Kai", orders);
    const call = await running.call("+12065550123", "1");
    expect(call.attributes).to.include({ openOrders: "20", orderId: "O-296", orderStatus: "shipped" });
    expect(heard(call).at(-2)).to.match(/^Your order of thing 296 has been shipped, /);
    await running.press(call, "2");
    expect(heard(call)).to.include("Your order can no longer be changed.");
    call.hangUp();
  });

  const names = [
    "Zoë <Zo> 🙂",
    `O'Brien & "Söhne"`,
    "王小明",
    "</speak>",
    "&amp; $.External.customerId",
    "]]> <!-- -->",
  ];
  for (const name of names) {
    it(`called ${name} hear exactly that, in SSML that is well-formed`, async () => {
      await running.customer("+12065550124", "C-4", name, [order("O-4", { item: `${name} poster` })]);
      const call = await running.call("+12065550124", "1");
      expect(heard(call)).to.include(`Hello ${name}, good to hear from you.`);
      expect(heard(call)).to.include(`Your order of ${name} poster has been placed, for Tuesday, March 10, 2026.`);
      expect(diagnostics(call)).to.deep.equal([]);
      call.hangUp();
    });
  }
});

describe("what operations have set", function () {
  bringUp();
  const stranger = "+12065550130";

  it("as a message is heard by the next caller, until its time has passed", async () => {
    const plain = await running.call(stranger);
    const withoutMessage = heard(plain);
    plain.hangUp();
    const until = new Date(running.center.clock.now() + 3_600_000).toISOString();
    await running.setting("center", change("message", { "en-US": `Tom & "Jerry" <closed> — sorry` }, { until }));
    const next = await running.call(stranger);
    expect(heard(next)[2]).to.equal(`Tom & "Jerry" <closed> — sorry`);
    expect([...diagnostics(plain), ...diagnostics(next)]).to.deep.equal([]);
    next.hangUp();
    await running.seconds(3_600);
    expect(heard(await running.call(stranger))).to.deep.equal(withoutMessage);
    await running.noSetting("center");
  });

  it("as closed ends every call with a word, and opens again by itself", async () => {
    const until = new Date(running.center.clock.now() + 600_000).toISOString();
    await running.setting("center", change("state", "closed", { until }));
    const call = await running.call(stranger);
    expect(call.state).to.equal("ended");
    expect(heard(call).at(-1)).to.equal("We are closed at the moment. Please call again later. Goodbye.");
    await running.seconds(600);
    expect(heard(await running.call(stranger)).at(-1)).to.equal(QUEUES);
    await running.noSetting("center");
  });

  it("as a closed queue offers another one, and that one is open", async () => {
    const until = new Date(running.center.clock.now() + 3_600_000).toISOString();
    const told = change("message", { "en-US": "Support is at a training." });
    await running.setting("queue/support", change("state", "closed", { until }), told);
    const call = await running.call(stranger, "1");
    expect(heard(call).slice(-2)).to.deep.equal([
      "Support is at a training.",
      "This department is closed at the moment. To choose another one, press 1.",
    ]);
    for (const key of ["1", "2", "3"]) await running.press(call, key);
    expect(call.contact.queue?.name).to.equal("sales");
    const patient = await running.call(stranger, "1");
    await running.seconds(10);
    expect(heard(patient).at(-1)).to.equal("Thank you for calling. Goodbye.");
    expect(patient.state).to.equal("ended");
    call.hangUp();
    await running.noSetting("queue/support");
  });

  it("as the music of a queue is played without asking", async () => {
    await running.setting("queue/sales", change("music", "rock"));
    const call = await running.call(stranger, "2");
    expect(call.contact.waitingInQueue).to.equal(true);
    expect(heard(call).at(-1)).to.equal("(Music_Rock_EverywhereTheSunShines_Inst.wav)");
    call.hangUp();
    await running.noSetting("queue/sales");
  });
});
