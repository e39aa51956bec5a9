/** Every handler of the project. A handler that is not here has no contract, and a test fails. */
import { type ConnectHandler } from "./connectEvent";
import { lookupCallerFactory } from "./lookupCaller";
import { readSettingsFactory } from "./readSettings";
import { updateOrderFactory } from "./updateOrder";

/** One request a handler makes of the AWS SDK. */
export interface HandlerAction {
  /** The IAM action, e.g. `dynamodb:Query`. */
  action: string;
  /** The environment variable that names the table. */
  table: string;
  /** The index that is read instead of the table. */
  index?: string;
}

/** What a function made of the handler needs. */
export interface HandlerEntry {
  /** What Pulumi serialises; runs once a container and returns the handler. */
  factory: () => ConnectHandler;
  description: string;
  /** Every environment variable the handler reads; it fails at init without one of them. */
  variables: readonly string[];
  /** Every request the handler makes: what its role has to allow, and no more. */
  actions: readonly HandlerAction[];
  /** Every key of the answer; all are always there. */
  answerKeys: readonly string[];
}

/** The handlers by name; each stands in the file of that name. */
export const handlerCatalog: Readonly<Record<string, HandlerEntry>> = {
  lookupCaller: {
    factory: lookupCallerFactory,
    description: "Finds the customer by the caller's number, and the customer's newest open order",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", table: "CUSTOMERS_TABLE" },
      { action: "dynamodb:Query", table: "ORDERS_TABLE", index: "byPlacedAt" },
    ],
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
    factory: updateOrderFactory,
    description: "Cancels a customer's order or changes its delivery day, once however often it is asked",
    variables: ["ORDERS_TABLE", "TIME_ZONE"],
    actions: [{ action: "dynamodb:UpdateItem", table: "ORDERS_TABLE" }],
    answerKeys: ["result", "spoken", "orderStatus", "deliveryDay"],
  },
  readSettings: {
    factory: readSettingsFactory,
    description: "Reads what the operations team has set: closed, special message, music",
    variables: ["SETTINGS_TABLE"],
    actions: [{ action: "dynamodb:GetItem", table: "SETTINGS_TABLE" }],
    answerKeys: ["state", "hasMessage", "message", "music", "source"],
  },
};
