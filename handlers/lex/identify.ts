/** Who the customer in a conversation with the bot is. */
import { type TableClient } from "../connectHandler";
import { E164, findCustomer, toE164 } from "../domain/customers";
import { verifyPin } from "../domain/verification";
import { type Said } from "../words/said";
import { sentences } from "../words/sentences";
import { type Turn } from "./lexEvent";

/** What to ask for, or nothing: the customer is known. */
export interface Question {
  readonly slot: "phoneNumber" | "pin";
  readonly say: readonly Said[];
  /** Whether what was given is of no use. */
  readonly wrong: boolean;
}

/**
 * Finds out who the customer is, as far as needed, and writes it into the session attributes `customerId` and `verified`:
 * `number` for a call from a number of the customer's, `pin` for number and PIN.
 *
 * A number that is said begins anew, so that nobody goes on as who they were before; once it is used up it is taken out
 * of the slots.
 *
 * @param need how sure to be
 * @returns what to ask next, or undefined when there is nothing to ask; `person` when a caller, whose own number is on record,
 *   has no PIN or has it locked: that may be told on no other door
 */
export const identify = async (
  turn: Turn,
  need: "number" | "pin",
  tables: TableClient,
  now: number,
): Promise<Question | "person" | undefined> => {
  const { attributes, slots, values } = turn;
  const [said, pin] = [values.phoneNumber ?? "", (values.pin ?? "").replace(/\s/g, "")];
  const known = (customerId: string, how: string): void => {
    Object.assign(attributes, { customerId, verified: how });
    if (said) slots.phoneNumber = null;
  };
  const { verified } = attributes;
  if (!said && attributes.customerId && (verified === "pin" || (verified === "number" && need === "number"))) {
    return undefined;
  }
  for (const name of said ? ["customerId", "verified", "orderId"] : []) delete attributes[name];
  const given = toE164(said);
  const askNumber = (wrong: boolean, ...say: Said[]): Question => {
    return { slot: "phoneNumber", say: [...say, { sentence: sentences.askNumber }], wrong };
  };
  if (said && !given) return askNumber(true, { sentence: sentences.notANumber });
  // Only the network's word for the number counts as one: callerNumber is set by the flow.
  const calling = turn.voice && E164.test(attributes.callerNumber ?? "") ? attributes.callerNumber : undefined;
  const caller = calling && (!given || given === calling) ? await findCustomer(tables, calling) : undefined;
  const number = given || (caller && calling);
  if (!number) return askNumber(false);
  if (caller && need === "number") {
    known(caller.customerId?.S ?? "", "number");
    return undefined;
  }
  const recent = (caller?.pinLockedUntil?.S ?? "") > new Date(now).toISOString();
  const failures = recent ? Number(caller?.pinFailures?.N ?? 0) : 0;
  if (caller && (!caller.pinHash || failures > 2)) return "person";
  if (!pin) return { slot: "pin", say: [{ sentence: sentences.askPin }], wrong: false };
  if (!/^\d{4,6}$/.test(pin)) {
    return { slot: "pin", say: [{ sentence: sentences.notAPin }, { sentence: sentences.askPin }], wrong: true };
  }
  const customer = await verifyPin(tables, number, pin, now);
  if (customer) {
    known(customer.customerId?.S ?? "", "pin");
    return undefined;
  }
  if (!caller) return askNumber(true, { sentence: sentences.noMatch });
  if (failures > 1) return "person";
  return { slot: "pin", say: [{ sentence: sentences.noMatch }, { sentence: sentences.askPin }], wrong: true };
};
