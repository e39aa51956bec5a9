/** Self-service from the caller's number, for menus and bots, and what the operations team has set. */
import { DYNAMODB, CRYPTO, type HandlerEntry } from "./handlerEntry";
import { checkSettingsFactory } from "../checkSettings";
import { fulfilIntentFactory } from "../fulfilIntent";
import { lookupCallerFactory } from "../lookupCaller";
import { readSettingsFactory } from "../readSettings";
import { updateOrderFactory } from "../updateOrder";

export const selfServiceHandlers: Readonly<Record<string, HandlerEntry>> = {
  lookupCaller: {
    kind: "flow",
    factory: lookupCallerFactory,
    description: "Finds the customer by the caller's number, and the customer's newest open order",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:Query", target: "ORDERS_TABLE", index: "byPlacedAt" },
    ],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: [
      "caller",
      "customerId",
      "spokenName",
      "openOrders",
      "orderId",
      "orderStatus",
      "orderSpoken",
      "orderChangeable",
      "deliveryDay",
    ],
  },
  updateOrder: {
    kind: "flow",
    factory: updateOrderFactory,
    description: "Cancels a customer's order or changes its delivery day, once however often it is asked",
    variables: ["ORDERS_TABLE", "TIME_ZONE"],
    actions: [{ action: "dynamodb:UpdateItem", target: "ORDERS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: ["result", "spoken", "orderStatus", "deliveryDay"],
  },
  fulfilIntent: {
    kind: "bot",
    factory: fulfilIntentFactory,
    description: "Does what customers ask the bot for, and makes sure that it is them",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE", "TIME_ZONE", "OPENING_HOURS"],
    actions: [
      { action: "dynamodb:GetItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:UpdateItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:Query", target: "ORDERS_TABLE", index: "byPlacedAt" },
      { action: "dynamodb:UpdateItem", target: "ORDERS_TABLE" },
    ],
    modules: [DYNAMODB, CRYPTO],
    maximumBytes: 40_960,
  },
  checkSettings: {
    kind: "job",
    factory: checkSettingsFactory,
    description: "Asks for the settings as a call does, and says whether the answer is one that flows can go by",
    variables: ["READ_SETTINGS_ARN"],
    actions: [{ action: "lambda:InvokeFunction", target: "READ_SETTINGS_ARN" }],
    modules: ["@aws-sdk/client-lambda"],
    maximumBytes: 8_192,
  },
  readSettings: {
    kind: "flow",
    factory: readSettingsFactory,
    description: "Reads what the operations team has set: closed, another queue, special message, music, priority",
    variables: ["SETTINGS_TABLE"],
    actions: [{ action: "dynamodb:GetItem", target: "SETTINGS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 16_384,
    answerKeys: [
      "state",
      "hasMessage",
      "message",
      "plain",
      "music",
      "redirect",
      "redirectQueue",
      "redirectArn",
      "callback",
      "priority",
      "source",
    ],
  },
};
