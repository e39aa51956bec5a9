/** The bot's code hook: every intent at every door in every language, and what it does when something is wrong. */
import { expect } from "chai";
import fc from "fast-check";
import { CONCIERGE_INTENTS } from "../../bots/concierge/parts";
import { domainIntents, type DomainIntent } from "../../handlers/domain/intents";
import { fulfilIntentFactory } from "../../handlers/fulfilIntent";
import { updateOrderFactory } from "../../handlers/updateOrder";
import { connectEvent } from "../support/connectEvents";
import { item, tableEnvironment } from "../support/fakeDynamo";
import { useEnvironment, withLog } from "../support/handlerLog";
import { anyLexEvent, DOORS, expectLexTakes, lexEvent, LOCALES, type Door } from "../support/lexEvents";
import { converse, customerTables, NOON, NUMBER, PIN, saidBy, turn } from "../support/lexTables";

const [voice, chat] = DOORS as readonly [Door, Door];

/** What is said when all is well, and what is in the newest order then. */
const EXPECTED: Record<string, { en_US: RegExp; es_US: RegExp; row?: Record<string, { S: string }> }> = {
  OrderStatus: {
    en_US: /has been placed, for Monday, March 9, 2026/,
    es_US: /ha sido recibido, para el lunes, 9 de marzo de 2026/,
  },
  ChangeDeliveryDay: {
    en_US: /delivered on Friday, March 6, 2026/,
    es_US: /se entregará el viernes, 6 de marzo de 2026/,
    row: { deliveryDay: { S: "2026-03-06" }, status: { S: "placed" } },
  },
  CancelOrder: { en_US: /is cancelled/, es_US: /ha sido cancelado/, row: { status: { S: "cancelled" } } },
  OpeningHours: { en_US: /open now, until 5:00 PM/, es_US: /abiertos ahora, hasta las 5:00 p/ },
  TalkToPerson: { en_US: /connect you with a person/, es_US: /comunico con una persona/ },
  Goodbye: { en_US: /Goodbye/, es_US: /Hasta pronto/ },
};

describe("fulfilIntent", () => {
  useEnvironment(tableEnvironment);

  it("has a case for every intent", () => {
    expect(Object.keys(EXPECTED)).to.have.members(Object.keys(domainIntents));
  });

  it("does something for every intent customers can ask the bot for", () => {
    expect(domainIntents).to.include.all.keys(Object.keys(CONCIERGE_INTENTS));
  });

  for (const door of DOORS) {
    for (const locale of LOCALES) {
      for (const [intent, expected] of Object.entries(EXPECTED)) {
        it(`does what ${intent} asks for at the door ${door.name} in ${locale}`, async () => {
          const tables = customerTables();
          const answer = await converse(tables, { intent, door, locale });
          expect(answer.sessionState.intent).to.include({ name: intent, state: "Fulfilled" });
          expect(saidBy(answer)).to.match(expected[locale]);
          expect(answer.messages?.[0]?.contentType).to.equal(door.name === "voice" ? "SSML" : "PlainText");
          if (expected.row) expect(tables.order("C-1", "O-2")).to.deep.include(expected.row);
          expect(tables.writes).to.equal(expected.row ? 1 : 0);
          expect(tables.order("C-1", "O-1")).not.to.have.property("changedAt");
        });
      }
    }
  }

  it("leaves the order as the menu leaves it", async () => {
    const [byMenu, byBot] = [customerTables(), customerTables()];
    const parameters = { change: "deliveryDay", day: "2", customerId: "C-1", orderId: "O-2" };
    await withLog(() => updateOrderFactory(byMenu, () => NOON)(connectEvent(NUMBER, parameters)));
    await converse(byBot, { intent: "ChangeDeliveryDay" });
    const rows = [byMenu, byBot].map((tables) => ({ ...tables.order("C-1", "O-2"), lastChangeId: undefined }));
    expect(rows[0]).to.deep.equal(rows[1]);
  });

  it("does a new intent that is one function and brings its own sentence", async () => {
    const gift: DomainIntent = {
      identify: "number",
      run: async ({ customerId }) => ({
        sentence: { en: "A gift for {who}.", es: "Un regalo para {who}." },
        values: { who: customerId },
      }),
    };
    const handler = fulfilIntentFactory(customerTables(), () => NOON, { ...domainIntents, GiftWrap: gift });
    const attributes = { customerId: "C-1", verified: "number" };
    const event = lexEvent({ intent: "GiftWrap", attributes, source: "FulfillmentCodeHook", locale: "es_US" });
    expect(saidBy((await withLog(() => handler(event))).result)).to.equal("Un regalo para C-1.");
  });

  describe("who it is", () => {
    it("is the caller's number for the status of an order, and nothing else is asked", async () => {
      const answer = await turn(customerTables(), { intent: "OrderStatus", door: voice });
      expect(answer.sessionState.dialogAction).to.deep.equal({ type: "Delegate" });
      expect(answer.sessionState.sessionAttributes).to.include({ customerId: "C-1", verified: "number" });
    });

    it("is number and PIN where no network vouches for the number, whatever a session says of it", async () => {
      const answer = await turn(customerTables(), { intent: "OrderStatus", attributes: { callerNumber: NUMBER } });
      expect(answer.sessionState.dialogAction).to.deep.equal({ type: "ElicitSlot", slotToElicit: "phoneNumber" });
    });

    it("is asked of callers who withhold their number or are not customers with it", async () => {
      for (const callerNumber of ["anonymous", "", "+12065550199"]) {
        const answer = await turn(customerTables(), { intent: "OrderStatus", door: { ...voice, callerNumber } });
        expect(answer.sessionState.dialogAction.slotToElicit).to.equal("phoneNumber");
      }
    });

    it("needs the PIN for a change at every door, on the phone without the number", async () => {
      const answer = await turn(customerTables(), { intent: "CancelOrder", door: voice });
      expect(answer.sessionState.dialogAction.slotToElicit).to.equal("pin");
    });

    it("takes numbers as they are written in the United States, and with a country's code", async () => {
      const tables = customerTables();
      for (const phoneNumber of ["2065550100", "(206) 555-0100", "1 206 555 0100", "+1 206.555.0100", NUMBER]) {
        const answer = await turn(tables, { intent: "OrderStatus", slots: { phoneNumber, pin: "24 68" } });
        expect(answer.sessionState.sessionAttributes, phoneNumber).to.include({ customerId: "C-1", verified: "pin" });
        expect(answer.sessionState.intent?.slots).to.deep.include({ phoneNumber: null, pin: null });
      }
      for (const phoneNumber of ["555 0100", "0", "+0206555", "pizza"]) {
        const answer = await turn(tables, { intent: "OrderStatus", slots: { phoneNumber } });
        expect(saidBy(answer), phoneNumber).to.contain("with its area code");
      }
    });

    it("begins anew when another number is said", async () => {
      const attributes = { customerId: "C-9", verified: "pin", orderId: "O-9" };
      const answer = await turn(customerTables(), {
        intent: "OrderStatus",
        attributes,
        slots: { phoneNumber: NUMBER },
      });
      expect(answer.sessionState.dialogAction.slotToElicit).to.equal("pin");
      expect(answer.sessionState.sessionAttributes).not.to.have.any.keys("customerId", "verified", "orderId");
    });
  });

  describe("a change", () => {
    const verified = { customerId: "C-1", verified: "pin" };

    it("offers the days of the menu when another is said, and takes the first and the last", async () => {
      const days = {
        "2026-03-04": "no",
        "2026-03-05": "yes",
        "2026-03-11": "yes",
        "2026-03-12": "no",
        "2026-W11": "no",
      };
      for (const [deliveryDay, taken] of Object.entries(days)) {
        const answer = await turn(customerTables(), {
          intent: "ChangeDeliveryDay",
          attributes: verified,
          slots: { deliveryDay },
        });
        expect(answer.sessionState.dialogAction.type, deliveryDay).to.equal(
          taken === "yes" ? "Delegate" : "ElicitSlot",
        );
        if (taken === "no")
          expect(saidBy(answer)).to.contain("from Thursday, March 5, 2026 to Wednesday, March 11, 2026");
      }
    });

    it("ends with a person after three days that cannot be", async () => {
      let attributes: Record<string, string> = verified;
      for (const type of ["ElicitSlot", "ElicitSlot", "Close"]) {
        const slots = { deliveryDay: "2026-01-01" };
        const answer = await turn(customerTables(), { intent: "ChangeDeliveryDay", attributes, slots });
        expect(answer.sessionState.dialogAction.type).to.equal(type);
        attributes = answer.sessionState.sessionAttributes;
      }
      expect(attributes.handover).to.equal("true");
    });

    it("never cancels for want of a day", async () => {
      const tables = customerTables();
      const attributes = { ...verified, orderId: "O-2" };
      const days: Record<string, string>[] = [{}, { deliveryDay: "" }, { deliveryDay: "soon" }];
      for (const slots of days) {
        await turn(tables, { intent: "ChangeDeliveryDay", attributes, slots, source: "FulfillmentCodeHook" });
      }
      expect(tables.writes).to.equal(0);
    });

    it("is not asked about when there is nothing to change", async () => {
      const shipped = customerTables();
      for (const order of shipped.orders) order.status = { S: "shipped" };
      const none = customerTables();
      none.orders = [];
      for (const [tables, says] of [
        [shipped, /can no longer be changed/],
        [none, /no open orders/],
      ] as const) {
        for (const intent of ["CancelOrder", "ChangeDeliveryDay"]) {
          const answer = await turn(tables, { intent, attributes: verified });
          expect(answer.sessionState.intent?.state).to.equal("Fulfilled");
          expect(saidBy(answer)).to.match(says);
        }
      }
    });

    it("that is asked for again by Lex is written once, and cancels no other order", async () => {
      const tables = customerTables();
      const attributes = { ...verified, orderId: "O-2" };
      const what = {
        intent: "CancelOrder",
        attributes,
        confirmation: "Confirmed",
        source: "FulfillmentCodeHook",
      } as const;
      const first = await turn(tables, what);
      expect(await turn(tables, what)).to.deep.equal(first);
      expect(tables.writes).to.equal(1);
      expect(tables.order("C-1", "O-1")?.status).to.deep.equal({ S: "placed" });
    });

    it("can be made twice in a session, back and forth, and of the next order", async () => {
      const tables = customerTables();
      for (const deliveryDay of ["2026-03-06", "2026-03-07", "2026-03-06"]) {
        const attributes = { ...verified, orderId: "O-2" };
        await turn(tables, {
          intent: "ChangeDeliveryDay",
          attributes,
          slots: { deliveryDay },
          source: "FulfillmentCodeHook",
        });
        expect(tables.order("C-1", "O-2")?.deliveryDay?.S).to.equal(deliveryDay);
      }
      expect(tables.writes).to.equal(3);
      const first = await converse(tables, { intent: "CancelOrder", attributes: verified });
      await converse(tables, { intent: "CancelOrder", attributes: first.sessionState.sessionAttributes });
      expect(tables.orders.map(({ status }) => status?.S)).to.deep.equal(["cancelled", "cancelled"]);
    });

    it("keeps to the order that was confirmed when a newer one comes in between", async () => {
      const tables = customerTables();
      const asked = await turn(tables, { intent: "CancelOrder", attributes: verified });
      tables.orders.unshift(
        item({ customerId: "C-1", orderId: "O-3", status: "placed", placedAt: "2026-03-03T10:00:00.000Z" }),
      );
      const attributes = asked.sessionState.sessionAttributes;
      await converse(tables, { intent: "CancelOrder", attributes, confirmation: "Confirmed" });
      expect(tables.orders.map(({ status }) => status?.S)).to.deep.equal(["placed", "cancelled", "placed"]);
    });

    it("is told to the door that confirms it, in that turn only; what is declined or cannot be is not", async () => {
      const tables = customerTables();
      const names = ["changed", "changedOrder", "changedDay"];
      const moved = await converse(tables, { intent: "ChangeDeliveryDay", attributes: verified });
      const { sessionAttributes } = moved.sessionState;
      expect(names.map((name) => sessionAttributes[name])).to.deep.equal(["deliveryDayChanged", "O-2", "2026-03-06"]);
      const next = await turn(tables, { intent: "OpeningHours", attributes: sessionAttributes });
      expect(next.sessionState.sessionAttributes).not.to.have.any.keys(...names);
      const cancelled = await converse(tables, { intent: "CancelOrder", attributes: verified });
      expect(names.map((name) => cancelled.sessionState.sessionAttributes[name])).to.deep.equal([
        "orderCancelled",
        "O-2",
        "",
      ]);
      const shipped = customerTables();
      for (const order of shipped.orders) order.status = { S: "shipped" };
      const attributes = { ...verified, orderId: "O-2" };
      const source = "FulfillmentCodeHook";
      for (const what of [{ confirmation: "Denied" }, { source }] as const) {
        const answer = await turn(shipped, { intent: "CancelOrder", attributes, ...what });
        expect(answer.sessionState.sessionAttributes).not.to.have.any.keys(...names);
      }
    });

    it("that is declined leaves the order as it is, and hands nobody over", async () => {
      const answer = await turn(customerTables(), {
        intent: "CancelOrder",
        attributes: verified,
        confirmation: "Denied",
      });
      expect(answer.sessionState.intent?.state).to.equal("Fulfilled");
      expect(saidBy(answer)).to.equal("Your order stays as it is.");
    });
  });

  it("clarifies once what it does not understand, then a person takes over; being understood starts afresh", async () => {
    const source = "FulfillmentCodeHook";
    const first = await turn(customerTables(), { intent: "FallbackIntent", source });
    expect(first.sessionState.dialogAction.type).to.equal("ElicitIntent");
    const attributes = first.sessionState.sessionAttributes;
    const second = await turn(customerTables(), { intent: "FallbackIntent", source, attributes });
    expect(second.sessionState.intent?.state).to.equal("Failed");
    expect(second.sessionState.sessionAttributes.handover).to.equal("true");
    const understood = await turn(customerTables(), { intent: "OpeningHours", source, attributes });
    expect(understood.sessionState.sessionAttributes).not.to.have.any.keys("misunderstood", "handover");
  });

  it("keeps markup out of text, and escapes it in SSML", async () => {
    const attributes = { customerId: "C-1", verified: "number" };
    const text = await converse(customerTables(), { intent: "OrderStatus", attributes });
    expect(saidBy(text)).to.contain('order of a 24" b screen /b & stand has');
    const spoken = await converse(customerTables(), { intent: "OrderStatus", door: voice });
    expect(saidBy(spoken)).to.contain("a 24&quot; &lt;b&gt;screen&lt;/b&gt; &amp; stand");
    const plain = await converse(customerTables(), { intent: "OrderStatus", door: { ...voice, accepts: "PlainText" } });
    expect(plain.messages?.[0]?.contentType).to.equal("PlainText");
    const claimed = await converse(customerTables(), {
      intent: "OpeningHours",
      door: { ...chat, accepts: "PlainText,SSML" },
    });
    expect(claimed.messages?.[0]?.contentType).to.equal("PlainText");
  });

  describe("when a table", () => {
    const faults: Record<string, () => Promise<void>> = {
      throttles: () => Promise.reject(Object.assign(new Error(), { name: "ThrottlingException" })),
      refuses: () => Promise.reject(Object.assign(new Error(), { name: "AccessDeniedException" })),
      "is not there": () => Promise.reject(Object.assign(new Error(), { name: "ResourceNotFoundException" })),
    };
    for (const [fault, fail] of Object.entries(faults)) {
      it(`${fault}, a person takes over, and the log says why`, async () => {
        for (const intent of ["OrderStatus", "ChangeDeliveryDay", "CancelOrder"]) {
          const tables = customerTables();
          tables.before = fail;
          const event = lexEvent({ intent, slots: { phoneNumber: NUMBER, pin: PIN } });
          const { result, lines } = await withLog(() => fulfilIntentFactory(tables, () => NOON)(event));
          expectLexTakes(result, event.sessionState?.intent?.slots ?? {});
          expect(result.sessionState.intent?.state).to.equal("Failed");
          expect(result.sessionState.sessionAttributes.handover).to.equal("true");
          expect(lines.join()).to.match(/^\{"outcome":"Failed","failure":"\w+Exception","ms":\d+\}$/);
        }
      });
    }
  });

  it("answers any event at all as Lex takes it, after one line of log", async () => {
    await fc.assert(
      fc.asyncProperty(anyLexEvent, async (event) => {
        const tables = customerTables();
        const { result, lines } = await withLog(() => fulfilIntentFactory(tables, () => NOON)(event));
        const slots = event?.sessionState?.intent?.slots;
        expectLexTakes(result, typeof slots === "object" && slots ? slots : {});
        expect(lines).to.have.length(1);
      }),
      { numRuns: 500 },
    );
  });
});
