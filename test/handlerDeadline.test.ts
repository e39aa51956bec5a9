/** Tables that never answer: every handler answers on its own, in the time a flow gives it. */
import { expect } from "chai";
import type { ConnectHandler } from "../handlers/connectEvent";
import type { TableClient } from "../handlers/connectHandler";
import { lookupCallerFactory } from "../handlers/lookupCaller";
import { readSettingsFactory } from "../handlers/readSettings";
import { updateOrderFactory } from "../handlers/updateOrder";
import { connectEvent } from "./support/connectEvents";
import { useEnvironment, withLog } from "./support/handlerLog";

/** Longest a handler may leave its caller in silence, in milliseconds. */
const LONGEST_MS = 2_500;

const EVENT = connectEvent("+12065550100", { change: "cancel", customerId: "c-1", orderId: "o-1", queue: "" });

const never = new Promise<never>(() => undefined);
const SILENT: TableClient = { getItem: () => never, query: () => never, updateItem: () => never };

/** Knows the customer, but never the orders. */
const HALF_SILENT: TableClient = {
  ...SILENT,
  getItem: () => Promise.resolve({ Item: { customerId: { S: "c-1" }, firstName: { S: "Alex" } } }),
};

const NOBODY = { caller: "unavailable", customerId: "", spokenName: "" };

const CASES: { what: string; make: () => ConnectHandler; safe: Record<string, string> }[] = [
  { what: "lookupCaller", make: () => lookupCallerFactory(SILENT), safe: NOBODY },
  { what: "lookupCaller without its orders", make: () => lookupCallerFactory(HALF_SILENT), safe: NOBODY },
  { what: "updateOrder", make: () => updateOrderFactory(SILENT), safe: { result: "unavailable", orderStatus: "" } },
  { what: "readSettings", make: () => readSettingsFactory(SILENT), safe: { state: "open", source: "default" } },
];

/** Lets timers go off as soon as nothing else is to be done; gives what they were set to. */
async function withHastyTimers<T>(work: () => Promise<T>): Promise<{ answer: T; delays: number[] }> {
  const { setTimeout: real } = globalThis;
  const delays: number[] = [];
  const hasty = (run: (...args: unknown[]) => void, delay = 0, ...args: unknown[]): NodeJS.Timeout => {
    delays.push(delay);
    return real(run, 0, ...args);
  };
  globalThis.setTimeout = Object.assign(hasty, real);
  try {
    return { answer: await work(), delays };
  } finally {
    globalThis.setTimeout = real;
  }
}

describe("a handler whose tables never answer", () => {
  useEnvironment({
    CUSTOMERS_TABLE: "customers",
    ORDERS_TABLE: "orders",
    SETTINGS_TABLE: "settings",
    TIME_ZONE: "Europe/Berlin",
  });

  for (const { what, make, safe } of CASES) {
    it(`(${what}) gives the safe answer by its own deadline`, async () => {
      const handler = make();
      const { result, lines } = await withLog(() => withHastyTimers(() => handler(EVENT)));
      expect(result.answer).to.include(safe);
      expect(result.delays).not.to.deep.equal([]);
      result.delays.forEach((delay) => expect(delay).to.be.within(1, LONGEST_MS));
      expect(lines.join()).to.contain('"failure":"Deadline"');
    });
  }
});
