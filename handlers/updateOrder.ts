/** A customer changes an order: cancels it or chooses another delivery day. */
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type TableClient } from "./connectHandler";
import { changeOrder, dayAhead } from "./domain/orders";
import { written } from "./words/said";
import { sentences } from "./words/sentences";

/** What became of the change. `unavailable`: nothing is known, asking again is safe. */
export type ChangeResult = "done" | "refused" | "unavailable";

/** What the flow learns about the change. Every key is always there. */
export type ChangeAnswer = {
  result: ChangeResult;
  /** One sentence, safe inside SSML. */
  spoken: string;
  /** The order's status now; "" when it is not known. */
  orderStatus: string;
  /** The order's delivery day now, YYYY-MM-DD; "" when it is not known. */
  deliveryDay: string;
};

const UNAVAILABLE: ChangeAnswer = {
  result: "unavailable",
  spoken: sentences.notConfirmed.en,
  orderStatus: "",
  deliveryDay: "",
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ORDERS_TABLE, TIME_ZONE (IANA: where
 * days are counted).
 *
 * Amazon Connect may invoke up to three times for one step of a flow: contact, change and day make the change's id.
 *
 * @param client where the tables are; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const updateOrderFactory = (client?: TableClient, now = Date.now): ConnectHandler<ChangeAnswer> =>
  connectHandler({ variables: ["ORDERS_TABLE", "TIME_ZONE"], safe: UNAVAILABLE, client }, async (event, tables) => {
    const { change, customerId, orderId, day } = event.Details?.Parameters ?? {};
    const cancel = change === "cancel";
    const changeId = `${event.Details?.ContactData?.ContactId ?? ""}/${change}/${cancel ? "" : day}`;
    if (!customerId || !orderId || !/^[^/]+\/(cancel\/|deliveryDay\/[1-7])$/.test(changeId)) {
      return { ...UNAVAILABLE, result: "refused", spoken: sentences.noSuchChange.en };
    }
    const chosen = cancel ? "" : dayAhead(now(), Number(day));
    const changed = await changeOrder(tables, { customerId, orderId, changeId, day: chosen, now: now() });
    return {
      result: changed.done ? "done" : "refused",
      spoken: written(changed.say, "en"),
      orderStatus: changed.order?.status?.S ?? "",
      deliveryDay: changed.order?.deliveryDay?.S ?? "",
    };
  });
