/** A customer's orders: those still open, and the changes a customer may make. */
import { type UpdateItemInput, type UpdateItemOutput } from "@aws-sdk/client-dynamodb";
import { type Item, type TableClient } from "../connectHandler";
import { type Said } from "../words/said";
import { sentences } from "../words/sentences";

/** An order as self-service knows it. */
export interface Order {
  orderId: string;
  /** What was ordered; "" when it is not known. */
  item: string;
  status: string;
  /** YYYY-MM-DD; "" when it is not known. */
  deliveryDay: string;
  /** Whether it can be cancelled or moved: it is placed or packed. */
  changeable: boolean;
  /** How it stands, in one sentence. */
  say: Said;
}

/** Days from today on which an order can be delivered at the latest; tomorrow at the earliest. */
export const LATEST_DAY = 7;

/**
 * A customer's open orders (placed, packed, shipped), newest first. Environment: ORDERS_TABLE.
 *
 * One page of the 400 newest orders, about 12 read units at the most. Which of them are open is decided here: a filter in
 * DynamoDB would cost the same reads. Exact for a customer with up to 400 orders; speaks of the newest 400 beyond that.
 */
export const openOrders = async (tables: TableClient, customerId: string): Promise<Order[]> => {
  const { Items = [] } = await tables.query({
    TableName: process.env.ORDERS_TABLE,
    IndexName: "byPlacedAt",
    KeyConditionExpression: "customerId = :id",
    ExpressionAttributeValues: { ":id": { S: customerId } },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: 400,
  });
  const open = Items.filter(({ status }) => /^(placed|packed|shipped)$/.test(status?.S ?? ""));
  return open.map(({ orderId, item, status, deliveryDay }): Order => {
    const order = { item: item?.S ?? "", status: status?.S ?? "" };
    const day = deliveryDay?.S?.slice(0, 10) ?? "";
    return {
      ...order,
      orderId: orderId?.S ?? "",
      deliveryDay: day,
      changeable: order.status !== "shipped",
      say: Date.parse(day)
        ? { sentence: sentences.orderStandsFor, values: { ...order, day } }
        : { sentence: sentences.orderStands, values: order },
    };
  });
};

/** The day a number of days from today, YYYY-MM-DD. Environment: TIME_ZONE (IANA: where days are counted). */
export const dayAhead = (now: number, days: number): string => {
  const today = new Date(now).toLocaleDateString("sv-SE", { timeZone: process.env.TIME_ZONE });
  return new Date(Date.parse(today) + 864e5 * days).toISOString().slice(0, 10);
};

/** A change of one order. */
export interface OrderChange {
  customerId: string;
  orderId: string;
  /** The same for every repetition of this change, and for no other change. */
  changeId: string;
  /** The new delivery day, YYYY-MM-DD; "" cancels the order. */
  day: string;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Cancels an order or changes its delivery day: one conditional write. Environment: ORDERS_TABLE.
 *
 * Whoever asks may ask several times for one step of a conversation, and the SDK may send twice: the change leaves its id
 * in the order, so one that is already there is `done` and not written again. A failed condition brings the order as it is.
 *
 * @returns whether it is done, the order as it stands now (undefined: there is none), and what to say of it
 */
export const changeOrder = async (
  tables: TableClient,
  { customerId, orderId, changeId, day, now }: OrderChange,
): Promise<{ done: boolean; order: Item | undefined; say: Said }> => {
  const update: UpdateItemInput = {
    TableName: process.env.ORDERS_TABLE,
    Key: { customerId: { S: customerId }, orderId: { S: orderId } },
    UpdateExpression: "SET #changed = :value, lastChangeId = :id, changedAt = :now",
    ConditionExpression: "#status IN (:placed, :packed) AND NOT lastChangeId = :id",
    ExpressionAttributeNames: { "#status": "status", "#changed": day ? "deliveryDay" : "status" },
    ExpressionAttributeValues: {
      ":value": { S: day || "cancelled" },
      ":id": { S: changeId },
      ":now": { S: new Date(now).toISOString() },
      ":placed": { S: "placed" },
      ":packed": { S: "packed" },
    },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  const { Attributes: order } = await tables
    .updateItem(update)
    .catch((error): UpdateItemOutput | Promise<never> =>
      /Conditional/.test(error.name) ? { Attributes: error.Item } : Promise.reject(error),
    );
  const done = order?.lastChangeId?.S === changeId;
  let say: Said = order ? { sentence: sentences.orderFixed } : { sentence: sentences.noSuchOrder };
  if (done) say = { sentence: sentences.orderMoved, values: { day: order?.deliveryDay?.S ?? "" } };
  if (done && !day) say = { sentence: sentences.orderCancelled };
  return { done, order, say };
};
