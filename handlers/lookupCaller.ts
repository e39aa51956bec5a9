/** Who is calling: the caller's number finds the customer, and the customer's newest open order. */
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type TableClient } from "./connectHandler";
import { speakable } from "./speech";

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
 * Two reads, whatever the customer has ordered: the customer, then one page of the 400 newest orders, about 12 read
 * units at the most. Which of them are open is decided here: a filter in DynamoDB would cost the same reads. The answer
 * is exact for a customer with up to 400 orders, and speaks of the newest 400 beyond that.
 *
 * @param client where the tables are; tests give their own
 */
export const lookupCallerFactory = (client?: TableClient): ConnectHandler<CallerAnswer> =>
  connectHandler({ variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"], safe: NOBODY, client }, async (event, tables) => {
    const number = event?.Details?.ContactData?.CustomerEndpoint?.Address ?? "";
    if (!/^\+[1-9]\d{6,14}$/.test(number)) return { ...NOBODY, caller: "anonymous" };
    const key = { TableName: process.env.CUSTOMERS_TABLE, Key: { phoneNumber: { S: number } } };
    const { Item: customer } = await tables.getItem(key);
    if (!customer) return { ...NOBODY, caller: "unknown" };
    const customerId = customer.customerId?.S ?? "";
    const query = {
      TableName: process.env.ORDERS_TABLE,
      IndexName: "byPlacedAt",
      KeyConditionExpression: "customerId = :id",
      ExpressionAttributeValues: { ":id": { S: customerId } },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 400,
    };
    const { Items = [] } = await tables.query(query);
    const open = Items.filter(({ status }) => /^(placed|packed|shipped)$/.test(status?.S ?? ""));
    const order = open[0] ?? {};
    const status = order.status?.S ?? "";
    const day = order.deliveryDay?.S?.slice(0, 10) ?? "";
    const date = new Date(day).toLocaleDateString("en-US", { dateStyle: "full", timeZone: "UTC" });
    const when = Date.parse(day) ? `, for ${date}` : "";
    return {
      caller: "known",
      customerId,
      spokenName: speakable(customer.firstName?.S),
      openOrders: `${Math.min(open.length, 20)}`,
      orderId: order.orderId?.S ?? "",
      orderStatus: status,
      orderSpoken: status && speakable(`Your order of ${order.item?.S ?? "goods"} has been ${status}${when}.`),
      orderChangeable: `${/placed|packed/.test(status)}`,
      deliveryDay: day,
    };
  });
