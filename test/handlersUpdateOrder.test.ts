/** Changes of an order, on tables in memory. */
import { expect } from "chai";
import fc from "fast-check";
import { updateOrderFactory, type ChangeAnswer } from "../handlers/updateOrder";
import { anyEvent, connectEvent } from "./support/connectEvents";
import { FakeTables, item, tableEnvironment } from "./support/fakeDynamo";
import { useEnvironment, withLog } from "./support/handlerLog";

/** Tuesday, 23:30 in New York: the day after already in UTC. */
const lateEvening = Date.parse("2026-03-04T04:30:00Z");

function tablesOf(status = "placed", count = 1): FakeTables {
  const tables = new FakeTables();
  tables.orders = Array.from({ length: count }, (_, i) =>
    item({ customerId: "C-1", orderId: `O-${i + 1}`, item: "desk lamp", status, deliveryDay: "2026-03-09" }),
  );
  return tables;
}

async function change(
  tables: FakeTables,
  parameters: Record<string, string>,
  contactId = "contact-1",
  at = lateEvening,
): Promise<ChangeAnswer> {
  const event = connectEvent("+12065550100", { customerId: "C-1", orderId: "O-1", ...parameters }, contactId);
  const answer = await withLog(() => updateOrderFactory(tables, () => at)(event));
  return answer.result;
}

describe("updateOrder", () => {
  useEnvironment(tableEnvironment);

  it("cancels an order that is placed or packed", async () => {
    for (const status of ["placed", "packed"]) {
      const tables = tablesOf(status);
      expect(await change(tables, { change: "cancel" })).to.deep.equal({
        result: "done",
        spoken: "Your order is cancelled.",
        orderStatus: "cancelled",
        deliveryDay: "2026-03-09",
      });
      expect(tables.order("C-1", "O-1")).to.deep.include({
        status: { S: "cancelled" },
        changedAt: { S: "2026-03-04T04:30:00.000Z" },
      });
    }
  });

  it("counts delivery days from today in the time zone, not in UTC", async () => {
    const days = { "1": "2026-03-04", "7": "2026-03-10" };
    for (const [day, deliveryDay] of Object.entries(days)) {
      expect(await change(tablesOf(), { change: "deliveryDay", day })).to.include({ result: "done", deliveryDay });
    }
  });

  it("counts days, not 24 hours, when clocks change", async () => {
    const beforeSpring = Date.parse("2026-03-08T04:30:00Z"); // Saturday 23:30, clocks go forward on Sunday
    const beforeAutumn = Date.parse("2026-11-01T04:10:00Z"); // Sunday 00:10, clocks go back at 2
    const parameters = { change: "deliveryDay", day: "1" };
    expect((await change(tablesOf(), parameters, "c", beforeSpring)).deliveryDay).to.equal("2026-03-08");
    expect((await change(tablesOf(), parameters, "c", beforeAutumn)).deliveryDay).to.equal("2026-11-02");
  });

  it("says the day as people do", async () => {
    const answer = await change(tablesOf(), { change: "deliveryDay", day: "3" });
    expect(answer.spoken).to.equal("Your order will be delivered on Friday, March 6, 2026.");
  });

  it("refuses an order that has left or is cancelled, and says how it stands", async () => {
    for (const status of ["shipped", "delivered", "cancelled"]) {
      const tables = tablesOf(status);
      const changes: Record<string, string>[] = [{ change: "cancel" }, { change: "deliveryDay", day: "2" }];
      for (const parameters of changes) {
        expect(await change(tables, parameters)).to.include({ result: "refused", orderStatus: status });
      }
      expect(tables.writes).to.equal(0);
    }
  });

  it("refuses an order nobody has, and creates none", async () => {
    const tables = tablesOf();
    const answer = await change(tables, { change: "cancel", orderId: "O-9" });
    expect(answer).to.deep.equal({
      result: "refused",
      spoken: "I cannot find that order.",
      orderStatus: "",
      deliveryDay: "",
    });
    expect(tables.orders).to.have.length(1);
  });

  it("does not touch another customer's order", async () => {
    const tables = tablesOf();
    expect((await change(tables, { change: "cancel", customerId: "C-2" })).result).to.equal("refused");
    expect(tables.writes).to.equal(0);
  });

  it("refuses what is not a change without a request", async () => {
    const tables = tablesOf();
    const wrong: Record<string, string>[] = [
      { change: "" },
      { change: "deliveryDay" },
      { change: "deliveryDay", day: "0" },
      { change: "deliveryDay", day: "8" },
      { change: "deliveryDay", day: "10" },
      { change: "deliveryDay3" },
      { change: "status", day: "3" },
      { change: "cancel", orderId: "" },
      { change: "cancel", customerId: "" },
    ];
    for (const parameters of wrong) {
      expect((await change(tables, parameters)).result, JSON.stringify(parameters)).to.equal("refused");
    }
    expect((await change(tables, { change: "cancel" }, "")).result, "without a contact").to.equal("refused");
    expect(tables.requests).to.deep.equal([]);
  });

  it("reports a repeated change as done and writes it once", async () => {
    const tables = tablesOf();
    const first = await change(tables, { change: "cancel" });
    expect(await change(tables, { change: "cancel" })).to.deep.equal(first);
    expect(tables.writes).to.equal(1);
  });

  it("keeps the first answer when a retry comes after midnight", async () => {
    const tables = tablesOf();
    const parameters = { change: "deliveryDay", day: "3" };
    const first = await change(tables, parameters, "c", lateEvening);
    expect(await change(tables, parameters, "c", lateEvening + 3_600_000)).to.deep.equal(first);
  });

  it("lets a caller change their mind and back within a contact", async () => {
    const tables = tablesOf();
    for (const day of ["3", "5", "3"]) {
      expect((await change(tables, { change: "deliveryDay", day })).result).to.equal("done");
    }
    expect(tables.order("C-1", "O-1")?.deliveryDay?.S).to.equal("2026-03-06");
    expect(tables.writes).to.equal(3);
  });

  it("refuses another contact's cancellation of a cancelled order", async () => {
    const tables = tablesOf();
    await change(tables, { change: "cancel" }, "contact-1");
    expect((await change(tables, { change: "cancel" }, "contact-2")).result).to.equal("refused");
  });

  it("answers unavailable when the write fails, and done when it is repeated", async () => {
    const tables = tablesOf();
    const write = tables.updateItem.bind(tables);
    tables.updateItem = async (input) => {
      await write(input);
      throw Object.assign(new Error("lost"), { name: "TimeoutError" });
    };
    expect((await change(tables, { change: "cancel" })).result).to.equal("unavailable");
    tables.updateItem = write;
    expect((await change(tables, { change: "cancel" })).result).to.equal("done");
    expect(tables.writes).to.equal(1);
  });

  it("leaves the same orders behind whether changes are delivered once or up to four times, shuffled", async () => {
    const step = fc.record({
      order: fc.integer({ min: 1, max: 8 }),
      change: fc.constantFrom("cancel", "deliveryDay"),
      day: fc.integer({ min: 1, max: 7 }).map(String),
      times: fc.integer({ min: 1, max: 4 }),
      position: fc.nat(),
    });
    const steps = fc.uniqueArray(step, { selector: (one) => one.order, minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const deliver = async (deliveries: typeof plan) => {
          const tables = tablesOf("placed", 8);
          for (const { order, change: kind, day } of deliveries) {
            const answer = await change(tables, { change: kind, day, orderId: `O-${order}` }, `contact-${order}`);
            expect(answer.result).to.equal("done");
          }
          return tables;
        };
        const repeated = plan.flatMap((one) =>
          Array.from({ length: one.times }, (_, i) => ({ one, at: one.position * (i + 1) })),
        );
        repeated.sort((a, b) => (a.at % 97) - (b.at % 97));
        const often = await deliver(repeated.map(({ one }) => one));
        const once = await deliver(plan);
        expect(often.orders).to.deep.equal(once.orders);
        expect(often.writes).to.equal(plan.length);
      }),
      { numRuns: 200 },
    );
  });

  it("follows the order of contacts when each step is retried before the next", async () => {
    const step = fc.record({
      contact: fc.constantFrom("a", "b"),
      kind: fc.constantFrom("cancel", "deliveryDay"),
      day: fc.integer({ min: 1, max: 7 }).map(String),
      times: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (plan) => {
        const [often, once] = [tablesOf(), tablesOf()];
        for (const { contact, kind, day, times } of plan) {
          const expected = await change(once, { change: kind, day }, contact);
          for (let i = 0; i < times; i++) {
            expect(await change(often, { change: kind, day }, contact)).to.deep.equal(expected);
          }
        }
        expect(often.orders).to.deep.equal(once.orders);
        expect(often.writes).to.equal(once.writes);
      }),
      { numRuns: 200 },
    );
  });

  it("answers every event with every key, and asks for nothing but its own constant request", async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => {
        const tables = tablesOf();
        const { result, lines } = await withLog(() => updateOrderFactory(tables)(event));
        expect(Object.keys(result)).to.deep.equal(["result", "spoken", "orderStatus", "deliveryDay"]);
        expect(Object.values(result).every((value) => typeof value === "string")).to.equal(true);
        expect(Buffer.byteLength(JSON.stringify(result))).to.be.below(32_768);
        expect(lines).to.have.length(1);
        for (const { input } of tables.requests) {
          expect(input).to.include({ TableName: tableEnvironment.ORDERS_TABLE });
          expect(input).to.have.property(
            "ConditionExpression",
            "#status IN (:placed, :packed) AND NOT lastChangeId = :id",
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
