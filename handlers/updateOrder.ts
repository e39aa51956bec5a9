/** A customer changes an order: cancels it or chooses another delivery day. */
import { type UpdateItemInput, type UpdateItemOutput } from "@aws-sdk/client-dynamodb";
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type Item, type TableClient } from "./connectHandler";

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
  spoken: "I cannot confirm that change.",
  orderStatus: "",
  deliveryDay: "",
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ORDERS_TABLE, TIME_ZONE (IANA: where
 * days are counted).
 *
 * One conditional write. Amazon Connect may invoke up to three times for one step of a flow, and the SDK may send twice:
 * the change leaves its own id in the order, so one that is already there is reported as done and not written again: a
 * failed condition brings the order as it is.
 *
 * @param client where the tables are; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const updateOrderFactory = (client?: TableClient, now = Date.now): ConnectHandler<ChangeAnswer> =>
  connectHandler({ variables: ["ORDERS_TABLE", "TIME_ZONE"], safe: UNAVAILABLE, client }, async (event, tables) => {
    const answer = (result: ChangeResult, spoken: string, order: Item = {}): ChangeAnswer => {
      return { result, spoken, orderStatus: order.status?.S ?? "", deliveryDay: order.deliveryDay?.S ?? "" };
    };
    const { change, customerId, orderId, day } = event.Details?.Parameters ?? {};
    const cancel = change === "cancel";
    const changeId = `${event.Details?.ContactData?.ContactId ?? ""}/${change}/${cancel ? "" : day}`;
    if (!customerId || !orderId || !/^[^/]+\/(cancel\/|deliveryDay\/[1-7])$/.test(changeId)) {
      return answer("refused", "I cannot make that change.");
    }
    const date = new Date(now());
    const today = date.toLocaleDateString("sv-SE", { timeZone: process.env.TIME_ZONE });
    const chosen = new Date(Date.parse(today) + 864e5 * Number(day));
    const update: UpdateItemInput = {
      TableName: process.env.ORDERS_TABLE,
      Key: { customerId: { S: customerId }, orderId: { S: orderId } },
      UpdateExpression: "SET #changed = :value, lastChangeId = :id, changedAt = :now",
      ConditionExpression: "#status IN (:placed, :packed) AND NOT lastChangeId = :id",
      ExpressionAttributeNames: { "#status": "status", "#changed": cancel ? "status" : "deliveryDay" },
      ExpressionAttributeValues: {
        ":value": { S: cancel ? "cancelled" : chosen.toISOString().slice(0, 10) },
        ":id": { S: changeId },
        ":now": { S: date.toISOString() },
        ":placed": { S: "placed" },
        ":packed": { S: "packed" },
      },
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    };
    const { Attributes: order } = await tables.updateItem(update).catch((error): UpdateItemOutput => {
      if (/Conditional/.test(error.name)) return { Attributes: error.Item };
      throw error;
    });
    if (order?.lastChangeId?.S !== changeId) {
      return answer("refused", order ? "That order can no longer be changed." : "I cannot find that order.", order);
    }
    if (cancel) return answer("done", "Your order is cancelled.", order);
    const when = new Date(order.deliveryDay?.S ?? 0).toLocaleDateString("en-US", {
      dateStyle: "full",
      timeZone: "UTC",
    });
    return answer("done", `Your order will be delivered on ${when}.`, order);
  });
