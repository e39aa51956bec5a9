/** What happens to a message when deliveries come often, at once, and their senders die at any point. */
import { expect } from "chai";
import fc from "fast-check";
import type { Channel } from "../../handlers/notifications/catalogue";
import { type Death, Model, OPEN_CAPS, requestFor, type Service } from "./model";

const CHANNELS: Channel[] = ["sms", "email", "push"];
const SERVICES: Service[] = ["accepts", "acceptsAndIsLost", "isSilent", "throttles", "fails"];

/** Every point at which a first delivery can die, whatever the service does. */
async function everyDeath(channel: Channel, service: Service): Promise<Death[]> {
  const { effects } = await new Model(OPEN_CAPS).deliver(requestFor(channel, "event"), { service });
  const points = Array.from({ length: effects }, (_, index) => index + 1);
  return points.flatMap((at) => [
    { at, after: false },
    { at, after: true },
  ]);
}

describe("a notification whose sender dies", () => {
  for (const channel of CHANNELS) {
    for (const service of SERVICES) {
      it(`${channel}, at every point while the service ${service}: ${channel === "sms" ? "never sent twice" : "never lost"}`, async () => {
        const deaths = await everyDeath(channel, service);
        expect(deaths.length).to.be.at.least(8);
        for (const death of deaths) {
          const model = new Model(OPEN_CAPS);
          const request = requestFor(channel, "event");
          const { outcome } = await model.deliver(request, { service, death });
          expect(outcome).to.equal("dead");
          await model.drain(request);
          await model.drain(request);
          const accepted = model.accepted.get("event") ?? 0;
          if (channel === "sms") expect(accepted, JSON.stringify(death)).to.be.at.most(1);
          else expect(accepted, JSON.stringify(death)).to.be.at.least(1);
        }
      });
    }
  }

  it("is told as uncertain, once, when a text message may have left", async () => {
    const model = new Model(OPEN_CAPS);
    const request = requestFor("sms", "event");
    const { effects } = await new Model(OPEN_CAPS).deliver(request);
    // The last effect writes "sent"; dying before the last but one leaves the claim alone.
    await model.deliver(request, { death: { at: effects - 1, after: true } });
    expect((await model.deliver(request)).outcome).to.equal("later");
    expect(await model.drain(request)).to.equal("uncertain");
    expect(await model.drain(request)).to.equal("skipped");
  });

  it("a text message the service throttled leaves later, and keeps its part of the caps once", async () => {
    const model = new Model({ perHour: 1, countries: { US: 1 } });
    const request = requestFor("sms", "event");
    expect((await model.deliver(request, { service: "throttles" })).outcome).to.equal("later");
    expect((await model.deliver(request, { service: "throttles" })).outcome).to.equal("later");
    expect((await model.deliver(request)).outcome).to.equal("sent");
    expect(model.table.rows.get("country#US#2026-05-05")?.count).to.deep.equal({ N: "1" });
    expect((await model.deliver(requestFor("sms", "other"))).outcome).to.equal("hourCap");
  });

  it("an answer of the ledger that was lost does not lose the text message", async () => {
    const model = new Model(OPEN_CAPS);
    const { transactWriteItems } = model.table;
    model.table.transactWriteItems = async (input) => {
      await transactWriteItems.call(model.table, input);
      throw Object.assign(new Error("lost"), { name: "TimeoutError" });
    };
    expect((await model.deliver(requestFor("sms", "event"))).outcome).to.equal("sent");
  });
});

describe("notifications delivered 1 to 4 times, shuffled, at once, with faults", () => {
  const delivery = fc.record({
    event: fc.integer({ min: 1, max: 5 }),
    service: fc.constantFrom(...SERVICES),
    death: fc.option(fc.record({ at: fc.integer({ min: 1, max: 9 }), after: fc.boolean() }), { nil: undefined }),
    wait: fc.constantFrom(0, 0, 1_000, 61_000, 180_000),
    together: fc.boolean(),
  });

  for (const channel of CHANNELS) {
    it(`${channel}: ${channel === "sms" ? "no event is sent twice" : "no event is lost"}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 20 }), async (deliveries) => {
          const model = new Model(OPEN_CAPS);
          const counts = new Map<number, number>();
          let running: Promise<unknown>[] = [];
          for (const { event, service, death, wait, together } of deliveries) {
            const times = (counts.get(event) ?? 0) + 1;
            counts.set(event, times);
            if (times > 4) continue;
            running.push(model.deliver(requestFor(channel, `${event}`, `+1206555010${event}`), { service, death }));
            if (together) continue;
            await Promise.all(running);
            running = [];
            model.now += wait;
          }
          await Promise.all(running);
          for (const event of counts.keys()) {
            await model.drain(requestFor(channel, `${event}`, `+1206555010${event}`));
            const accepted = model.accepted.get(`${event}`) ?? 0;
            if (channel === "sms") expect(accepted).to.be.at.most(1);
            else expect(accepted).to.be.at.least(1);
          }
        }),
        { numRuns: 150 },
      );
    });
  }
});
