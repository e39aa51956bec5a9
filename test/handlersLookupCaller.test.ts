/** The look-up of the caller, on tables in memory. */
import { expect } from "chai";
import fc from "fast-check";
import { lookupCallerFactory } from "../handlers/lookupCaller";
import { anyEvent, connectEvent } from "./support/connectEvents";
import { FakeTables, item, tableEnvironment } from "./support/fakeDynamo";
import { useEnvironment, withLog } from "./support/handlerLog";

const nobody = {
  customerId: "",
  spokenName: "",
  openOrders: "0",
  orderId: "",
  orderStatus: "",
  orderSpoken: "",
  orderChangeable: "false",
  deliveryDay: "",
};

function order(orderId: string, status: string, placedAt: string, more: Record<string, string> = {}) {
  return item({ customerId: "C-1", orderId, item: "desk lamp", status, deliveryDay: "2026-05-05", placedAt, ...more });
}

function tablesOf(...orders: ReturnType<typeof order>[]): FakeTables {
  const tables = new FakeTables();
  tables.customers.set("+12065550100", item({ phoneNumber: "+12065550100", customerId: "C-1", firstName: "Alex" }));
  tables.orders = orders;
  return tables;
}

async function look(tables: FakeTables, number = "+12065550100") {
  return (await withLog(() => lookupCallerFactory(tables)(connectEvent(number)))).result;
}

describe("lookupCaller", () => {
  useEnvironment(tableEnvironment);

  it("greets a customer with the newest open order", async () => {
    const tables = tablesOf(
      order("O-1", "placed", "2026-04-01T10:00:00.000Z"),
      order("O-3", "delivered", "2026-04-03T10:00:00.000Z"),
      order("O-2", "packed", "2026-04-02T10:00:00.000Z", { item: "chair" }),
    );
    expect(await look(tables)).to.deep.equal({
      caller: "known",
      customerId: "C-1",
      spokenName: "Alex",
      openOrders: "2",
      orderId: "O-2",
      orderStatus: "packed",
      orderSpoken: "Your order of chair has been packed, for Tuesday, May 5, 2026.",
      orderChangeable: "true",
      deliveryDay: "2026-05-05",
    });
  });

  it("knows a customer without open orders", async () => {
    const tables = tablesOf(order("O-1", "cancelled", "2026-04-01T10:00:00.000Z"));
    expect(await look(tables)).to.deep.equal({ ...nobody, caller: "known", customerId: "C-1", spokenName: "Alex" });
  });

  it("offers to change an order that is placed or packed, not one on its way", async () => {
    for (const [status, changeable] of Object.entries({ placed: "true", packed: "true", shipped: "false" })) {
      const answer = await look(tablesOf(order("O-1", status, "2026-04-01T10:00:00.000Z")));
      expect(answer).to.include({ openOrders: "1", orderStatus: status, orderChangeable: changeable });
    }
  });

  it("speaks of goods when an order does not say what it is", async () => {
    const { item: _, ...nameless } = order("O-1", "placed", "2026-04-01T10:00:00.000Z", { deliveryDay: "" });
    expect((await look(tablesOf(nameless))).orderSpoken).to.equal("Your order of goods has been placed.");
  });

  it("leaves out the day when an order has none, or one that is not a day", async () => {
    for (const deliveryDay of ["", "soon"]) {
      const answer = await look(tablesOf(order("O-1", "placed", "2026-04-01T10:00:00.000Z", { deliveryDay })));
      expect(answer.orderSpoken).to.equal("Your order of desk lamp has been placed.");
    }
  });

  it("says unknown for a number that is no customer's", async () => {
    expect(await look(tablesOf(), "+12065550199")).to.deep.equal({ ...nobody, caller: "unknown" });
  });

  it("says anonymous without a read when there is no E.164 number", async () => {
    const tables = tablesOf();
    for (const address of [
      "",
      "anonymous",
      "12065550100",
      "+0206555",
      "+1206555010012345",
      "chat-user",
      "+1 206 555",
    ]) {
      expect(await look(tables, address), address).to.deep.equal({ ...nobody, caller: "anonymous" });
    }
    const chat = { Details: { ContactData: { CustomerEndpoint: null } } };
    const { result } = await withLog(() => lookupCallerFactory(tables)(chat));
    expect(result.caller).to.equal("anonymous");
    expect(tables.requests).to.deep.equal([]);
  });

  it("finds the newest open order of a customer with 300 orders in two reads", async () => {
    const old = Array.from({ length: 300 }, (_, i) =>
      order(`O-${i}`, i === 0 ? "placed" : "delivered", new Date(Date.UTC(2025, 0, 1) + i * 3_600_000).toISOString()),
    );
    const tables = tablesOf(...old);
    expect(await look(tables)).to.include({ orderId: "O-0", openOrders: "1" });
    expect(tables.requests.map(({ operation }) => operation)).to.deep.equal(["getItem", "query"]);
    expect(tables.requests[1]?.input).to.include({ Limit: 400, ScanIndexForward: false });
  });

  it("counts open orders up to 20", async () => {
    for (const count of [19, 20, 21, 60]) {
      const orders = Array.from({ length: count }, (_, i) =>
        order(`O-${i}`, "placed", `2026-04-01T10:00:00.0${10 + i}Z`),
      );
      expect((await look(tablesOf(...orders))).openOrders).to.equal(String(Math.min(count, 20)));
    }
  });

  it("answers unavailable when a table fails, and logs the failure's name", async () => {
    const tables = tablesOf();
    tables.before = () => {
      throw Object.assign(new Error("no"), { name: "ProvisionedThroughputExceededException" });
    };
    const { result, lines } = await withLog(() => lookupCallerFactory(tables)(connectEvent("+12065550100")));
    expect(result).to.deep.equal({ ...nobody, caller: "unavailable" });
    expect(lines.map((line) => JSON.parse(line))).to.have.length(1);
    expect(JSON.parse(lines[0] ?? "")).to.include({
      outcome: "unavailable",
      failure: "ProvisionedThroughputExceededException",
    });
  });

  it("answers unavailable when a table never answers", async () => {
    const tables = tablesOf();
    tables.before = () => new Promise(() => undefined);
    const { result, lines } = await withLog(() => lookupCallerFactory(tables)(connectEvent("+12065550100")));
    expect(result.caller).to.equal("unavailable");
    expect(lines[0]).to.contain('"failure":"Deadline"');
  });

  it("answers every event with every key, all strings, under 32 KB, after at most one log line", async () => {
    const names = fc.oneof(fc.string({ unit: "binary" }), fc.constant("x".repeat(32_768)));
    await fc.assert(
      fc.asyncProperty(anyEvent, names, names, async (event, firstName, day) => {
        const tables = tablesOf(
          order("O-1", "placed", "2026-04-01T10:00:00.000Z", { item: firstName, deliveryDay: day }),
        );
        tables.customers.set("+12065550100", item({ customerId: "C-1", firstName }));
        const { result, lines } = await withLog(() => lookupCallerFactory(tables)(event));
        expect(Object.keys(result)).to.have.members(["caller", ...Object.keys(nobody)]);
        expect(Object.values(result).every((value) => typeof value === "string")).to.equal(true);
        expect(Buffer.byteLength(JSON.stringify(result))).to.be.below(32_768);
        expect(lines).to.have.length(1);
      }),
      { numRuns: 500 },
    );
  });

  it("never lets an attribute out that the answer does not name", async () => {
    const tables = tablesOf(order("O-1", "placed", "2026-04-01T10:00:00.000Z", { note: "canary-order" }));
    tables.customers.set("+12065550100", item({ customerId: "C-1", firstName: "Alex", card: "canary-customer" }));
    expect(JSON.stringify(await look(tables))).not.to.contain("canary");
  });

  it("never logs a number, a name or an order", async () => {
    const token = fc.stringMatching(/^canary[a-z]{8}$/);
    const number = fc.stringMatching(/^\+1206555[0-9]{4}$/);
    await fc.assert(
      fc.asyncProperty(token, number, fc.boolean(), async (name, phoneNumber, broken) => {
        const tables = tablesOf(order("O-1", "placed", "2026-04-01T10:00:00.000Z", { item: name }));
        tables.customers.set(phoneNumber, item({ phoneNumber, customerId: "C-1", firstName: name }));
        tables.before = () => {
          if (broken) throw new Error(`${name} ${phoneNumber}`);
        };
        const event = connectEvent(phoneNumber, { [name]: name });
        const { lines } = await withLog(() => lookupCallerFactory(tables)(event));
        expect(lines.join()).not.to.contain(name).and.not.to.contain(phoneNumber);
      }),
      { numRuns: 200 },
    );
  });
});
