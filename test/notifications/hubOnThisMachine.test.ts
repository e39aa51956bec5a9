/** From a request to what a customer receives: the stack's own topic, queues, functions, roles and tables. */
import { expect } from "chai";
import fc from "fast-check";
import { seed } from "../../local/cli/seed";
import { sampleCustomers } from "../../local/data/sampleData";
import { START } from "../support/connectGraph";
import { CUSTOMER, EMAIL_FROM, HubCenter, PER_DAY, type TestRequest } from "./hubCenter";

const MAPLE = "+16045550100";

describe("the notification hub on this machine", () => {
  let hub: HubCenter;

  beforeEach(async function () {
    this.timeout(300_000);
    hub = await HubCenter.open();
  });

  afterEach(() => hub.close());

  it("is declared without anything this machine, or AWS, would refuse", () => {
    const { messaging, web, lambda } = hub.center;
    expect(messaging.diagnostics).to.deep.equal([]);
    expect(web.diagnostics).to.deep.equal([]);
    expect(lambda.diagnostics).to.deep.equal([]);
  });

  for (const [locale, sms, subject] of [
    ["en-US", "Your order O-7 is cancelled.", "Your order O-7 is cancelled"],
    ["es-US", "Su pedido O-7 está cancelado.", "Su pedido O-7 está cancelado"],
  ] as const) {
    it(`sends what a flow asks for in ${locale}, to the number that calls and to the customer's mailbox`, async () => {
      await seed(hub.center, sampleCustomers(new Date(START)));
      const asked = { kind: "orderCancelled", orderId: "O-7", locale };
      expect(await hub.notify({ ...asked, channel: "sms" })).to.deep.include({ payload: { notified: "true" } });
      expect(await hub.notify({ ...asked, channel: "email" })).to.deep.include({ payload: { notified: "true" } });
      // á is not in GSM-7, and one of them would halve what fits.
      expect(hub.left("sms")[0]).to.deep.include({
        to: CUSTOMER,
        text: sms.replace("á", "a"),
        type: "Transactional",
        segments: 1,
      });
      expect(hub.left("email")[0]).to.deep.include({ to: "alex@example.com", from: EMAIL_FROM, subject });
      expect(hub.center.outbox.entries).to.have.length(2);
      expect(hub.center.outbox.withheld).to.deep.equal([]);
    });
  }

  it("has a flow's step that is invoked again send nothing again, and another contact's send its own", async () => {
    const asked = { kind: "orderCancelled", channel: "sms", orderId: "O-7" };
    await hub.notify(asked);
    await hub.notify(asked);
    await hub.notify(asked, "contact-2");
    expect(hub.left("sms")).to.have.length(2);
  });

  it("tells the flow that a message not in order is not sent, and sends nothing", async () => {
    for (const wrong of [{ orderId: "not an order" }, { orderId: "O-1", more: "text" }, {}] as Record<
      string,
      string
    >[]) {
      const outcome = await hub.notify({ kind: "orderCancelled", channel: "sms", ...wrong });
      expect(outcome).to.deep.include({ payload: { notified: "false" } });
    }
    expect(hub.center.outbox.entries).to.deep.equal([]);
  });

  it("sends each message once, however often and in whatever order its request comes", async function () {
    this.timeout(300_000);
    const copies = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 3 });
    const runs = copies.chain((counts) => {
      const all = counts.flatMap((count, event) => Array<number>(count).fill(event));
      return fc.record({
        events: fc.constant(counts.length),
        order: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        pauses: fc.array(fc.constantFrom(0, 0, 1, 90, 400), { minLength: all.length, maxLength: all.length }),
      });
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(runs, async ({ events, order, pauses }) => {
        run += 1;
        const before = hub.center.outbox.entries.length;
        for (const [index, event] of order.entries()) {
          const to = `+120655501${String((run * 3 + event) % 100).padStart(2, "0")}`;
          await hub.publish({ eventId: `run-${run}-${event}`, to });
          await hub.publish({ eventId: `run-${run}-${event}`, channel: "email", to: "alex@example.com" });
          await hub.seconds(pauses[index] ?? 0);
        }
        // A day, so that the caps of one run are not those of the next.
        await hub.seconds(86_400);
        expect(hub.center.outbox.entries.length - before).to.equal(2 * events);
      }),
      { numRuns: 5 },
    );
  });

  it("keeps back what goes beyond the caps: a number in any hour, a country on a day, and every other country", async () => {
    const send = async (eventId: string, more: Partial<TestRequest> = {}) => {
      await hub.publish({ eventId, ...more });
      await hub.seconds(1);
    };
    for (const event of ["a", "b", "c", "d"]) await send(event);
    expect(hub.left("sms"), "three an hour to one number").to.have.length(3);
    await hub.seconds(3_600);
    await send("e");
    expect(hub.left("sms"), "an hour later").to.have.length(4);
    for (const to of ["+18095550100", "+447700900100", "+18005550100"]) await send(to.slice(1), { to });
    expect(hub.left("sms"), "countries that are not on the list").to.have.length(4);
    for (let number = 10; number < 10 + PER_DAY; number++) await send(`n${number}`, { to: `+120655501${number}` });
    expect(hub.left("sms"), "a country's day").to.have.length(PER_DAY);
    await send("maple", { to: MAPLE });
    expect(hub.center.outbox.to(MAPLE), "another country has a day of its own").to.have.length(1);
    await hub.seconds(86_400);
    await send("tomorrow");
    expect(hub.left("sms")).to.have.length(PER_DAY + 2);
  });

  it("sends nothing to a number that answered STOP, and asks before it would be withheld", async () => {
    await hub.publish({ eventId: "before" });
    await hub.seconds(1);
    hub.center.topics.sms.receive(CUSTOMER, "Stop");
    await hub.publish({ eventId: "after" });
    await hub.seconds(1);
    expect(hub.left("sms")).to.have.length(1);
    expect(hub.center.outbox.withheld).to.deep.equal([]);
    expect(await hub.stateOf("after"), "no part of a cap is taken").to.equal(undefined);
    hub.center.topics.sms.optIn(CUSTOMER);
    await hub.publish({ eventId: "again" });
    await hub.seconds(1);
    expect(hub.left("sms")).to.have.length(2);
  });

  it("has the account's monthly limit withhold what SNS took, and does not send it again", async () => {
    const { sms } = hub.center.topics;
    for (let sent = 0; sms.spentThisMonth < 1; sent++) {
      sms.send({ to: MAPLE, text: "x", attributes: {}, messageId: `spent-${sent}` });
    }
    await hub.publish({ eventId: "beyond" });
    await hub.publish({ eventId: "beyond" });
    await hub.seconds(3_600);
    expect(hub.center.outbox.to(CUSTOMER)).to.deep.equal([]);
    expect(hub.center.outbox.withheld.map(({ to, reason }) => ({ to, reason }))).to.deep.equal([
      { to: CUSTOMER, reason: "spendLimit" },
    ]);
    expect(await hub.stateOf("beyond"), "SNS took it").to.equal("sent");
  });
});
