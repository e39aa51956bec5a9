/** Who is calling: the caller's number finds the customer, and the customer's newest open order. */
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type TableClient } from "./connectHandler";
import { E164, findCustomer } from "./domain/customers";
import { openOrders } from "./domain/orders";
import { speakable } from "./speech";
import { written } from "./words/said";

/** Whether the caller is a customer. `unavailable`: the tables did not answer in time. */
export type CallerState = "known" | "unknown" | "anonymous" | "unavailable";

/** What the flow learns about the caller. Every key is always there. */
export type CallerAnswer = {
  caller: CallerState;
  /** Key for updateOrder; "" unless known. */
  customerId: string;
  /** First name, safe inside SSML, at most 100 characters. */
  spokenName: string;
  /** "0" to "20"; "20" means 20 or more. Orders placed, packed or shipped count as open. */
  openOrders: string;
  /** Key of the newest open order; "" when there is none. */
  orderId: string;
  orderStatus: string;
  /** One sentence on the newest open order, safe inside SSML. */
  orderSpoken: string;
  /** "true" while the order can be cancelled or moved: placed or packed. */
  orderChangeable: string;
  /** YYYY-MM-DD or "". */
  deliveryDay: string;
};

const NO_ORDER = { orderId: "", orderStatus: "", orderSpoken: "", orderChangeable: "false", deliveryDay: "" };
const NOBODY: CallerAnswer = { caller: "unavailable", customerId: "", spokenName: "", openOrders: "0", ...NO_ORDER };

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: CUSTOMERS_TABLE, ORDERS_TABLE.
 *
 * Two reads, whatever the customer has ordered: the customer, then one page of orders.
 *
 * @param client where the tables are; tests give their own
 */
export const lookupCallerFactory = (client?: TableClient): ConnectHandler<CallerAnswer> =>
  connectHandler({ variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"], safe: NOBODY, client }, async (event, tables) => {
    const number = event?.Details?.ContactData?.CustomerEndpoint?.Address ?? "";
    if (!E164.test(number)) return { ...NOBODY, caller: "anonymous" };
    const customer = await findCustomer(tables, number);
    if (!customer) return { ...NOBODY, caller: "unknown" };
    const customerId = customer.customerId?.S ?? "";
    const open = await openOrders(tables, customerId);
    const [order] = open;
    return {
      ...NOBODY,
      caller: "known",
      customerId,
      spokenName: speakable(customer.firstName?.S),
      openOrders: `${Math.min(open.length, 20)}`,
      ...(order && {
        orderId: order.orderId,
        orderStatus: order.status,
        orderSpoken: speakable(written(order.say, "en")),
        orderChangeable: `${order.changeable}`,
        deliveryDay: order.deliveryDay,
      }),
    };
  });
