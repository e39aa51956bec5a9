/** Tables in memory with a customer who has a PIN, and conversations of code-hook turns on them. */
import { scryptSync } from "node:crypto";
import { fulfilIntentFactory } from "../../handlers/fulfilIntent";
import type { LexAnswer } from "../../handlers/lex/lexEvent";
import { FakeTables, item } from "./fakeDynamo";
import { withLog } from "./handlerLog";
import { expectLexTakes, lexEvent, type Said } from "./lexEvents";

/** The sample customer's number and PIN. */
export const NUMBER = "+12065550100";
export const PIN = "2468";

/** Wednesday, 4 March 2026, 12:00 in New York. */
export const NOON = Date.parse("2026-03-04T17:00:00Z");

const SALT = "73616c74";
const HASH = scryptSync(PIN, SALT, 32).toString("hex");

/** A customer with two open orders; the newer one can be changed. */
export function customerTables(): FakeTables {
  const tables = new FakeTables();
  const customer = { phoneNumber: NUMBER, customerId: "C-1", firstName: "Alex", pinHash: HASH, pinSalt: SALT };
  tables.customers.set(NUMBER, item(customer));
  const order = { customerId: "C-1", status: "placed", deliveryDay: "2026-03-09" };
  tables.orders = [
    item({ ...order, orderId: "O-2", item: 'a 24" <b>screen</b> & stand', placedAt: "2026-03-02T10:00:00.000Z" }),
    item({ ...order, orderId: "O-1", item: "rug", placedAt: "2026-03-01T10:00:00.000Z" }),
  ];
  return tables;
}

/** One turn; its answer is one that Lex takes, after one line of log. */
export async function turn(tables: FakeTables, what: Said, now = NOON): Promise<LexAnswer> {
  const event = lexEvent(what);
  const { result } = await withLog(() => fulfilIntentFactory(tables, () => now)(event));
  expectLexTakes(result, event.sessionState?.intent?.slots ?? {});
  return result;
}

/** What a turn says. */
export function saidBy({ messages = [] }: LexAnswer): string {
  return messages.map(({ content }) => content).join(" ");
}

/**
 * An intent from its first turn to its end, as Lex plays it: slots are filled when asked for, a cancellation is confirmed,
 * and what the hook leaves to Lex goes on to fulfilment.
 */
export async function converse(tables: FakeTables, what: Said, now = NOON): Promise<LexAnswer> {
  let attributes = { ...what.attributes };
  let slots: Record<string, string> = what.intent === "ChangeDeliveryDay" ? { deliveryDay: "2026-03-06" } : {};
  let confirmation = what.confirmation ?? "None";
  for (let turns = 0; turns < 8; turns++) {
    const answer = await turn(tables, { ...what, attributes, slots, confirmation }, now);
    attributes = { ...answer.sessionState.sessionAttributes };
    const { type, slotToElicit } = answer.sessionState.dialogAction;
    if (type === "Close" || type === "ElicitIntent") return answer;
    const kept = Object.entries(answer.sessionState.intent?.slots ?? {}).filter(([, slot]) => slot);
    slots = Object.fromEntries(kept.map(([name, slot]) => [name, slot?.value?.interpretedValue ?? ""]));
    if (type === "ElicitSlot") {
      const answers = { phoneNumber: "206 555 0100", pin: PIN, deliveryDay: "2026-03-06", ...what.slots };
      Object.assign(slots, { [slotToElicit ?? ""]: answers[slotToElicit as "pin"] });
    } else if (what.intent === "CancelOrder" && confirmation === "None") confirmation = "Confirmed";
    else return turn(tables, { ...what, attributes, slots, confirmation, source: "FulfillmentCodeHook" }, now);
  }
  throw new Error("The conversation does not end.");
}
