/** A new intent is bot data and one function: with nothing else touched it is there at every door. */
import { expect } from "chai";
import { type Edit, withEditedProgram } from "../support/editedProgram";
import { START } from "../support/connectGraph";
import { Customers, PIN, SETTINGS } from "./advancedCenter";
import { ask, DOORS, enter } from "./doors";

/** Everything that is written for an intent that counts a customer's open orders. */
const ORDER_COUNT: readonly Edit[] = [
  {
    file: "bots/concierge/parts.ts",
    find: "  Goodbye: {",
    replace: `  OrderCount: {
    description: "How many orders are open",
    slots: IDENTIFICATION,
    dialogHook: true,
    fulfilmentHook: true,
  },
  Goodbye: {`,
  },
  {
    file: "bots/concierge/english.ts",
    find: "      Goodbye: [",
    replace: `      OrderCount: [
        "how many orders do I have",
        "count my orders",
        "number of my open orders",
        "how many orders are open for {phoneNumber}",
      ],
      Goodbye: [`,
  },
  {
    file: "bots/concierge/spanish.ts",
    find: "      Goodbye: [",
    replace: `      OrderCount: [
        "cuántos pedidos tengo",
        "cuente mis pedidos",
        "número de pedidos pendientes",
        "cuántos pedidos tiene el {phoneNumber}",
      ],
      Goodbye: [`,
  },
  {
    file: "handlers/domain/intents.ts",
    find: "  Goodbye: {",
    replace: `  OrderCount: {
    identify: "number",
    run: async ({ tables, customerId }) => ({
      sentence: { en: "You have {count} open orders.", es: "Tiene {count} pedidos pendientes." },
      values: { count: String((await openOrders(tables, customerId)).length) },
    }),
  },
  Goodbye: {`,
  },
];

describe("an intent added to the bot's data and to the domain", () => {
  it("is understood and done at every door, in every language", async function () {
    this.timeout(300_000);
    const run = { config: SETTINGS, startAt: START, handlers: "inProcess" } as const;
    await withEditedProgram(
      ORDER_COUNT,
      async (center) => {
        const customers = new Customers(center);
        const other = { orderId: "O-2", item: "a rug", status: "shipped", deliveryDay: "" } as const;
        const customer = await customers.fresh({ ...other, placedAt: "2026-03-01T10:00:00.000Z" });
        for (const door of DOORS) {
          const talk = await enter(center, door, { ...customer, name: "Alex" });
          const said = await ask(talk, "how many orders do I have", { ...customer, pin: PIN });
          expect(said, door).to.contain("You have 2 open orders.");
          talk.leave();
        }
        const spanish = await enter(center, "web", { ...customer, name: "Alex", locale: "es_US" });
        const said = await ask(spanish, "¿cuántos pedidos tengo?", { ...customer, pin: PIN });
        expect(said).to.contain("Tiene 2 pedidos pendientes.");
      },
      run,
    );
  });
});
