/** What the flows and the handlers agree on, and the contact attributes the flows share. */
import { attribute, flowAttribute, functionRef, numberAttribute, promptRef } from "./language";

/** Finds the caller by number. */
export const LOOKUP_CALLER = {
  fn: functionRef("lookupCaller"),
  returns: {
    caller: "text",
    customerId: "text",
    spokenName: "text",
    openOrders: "number",
    orderId: "text",
    orderStatus: "text",
    orderSpoken: "text",
    orderChangeable: "text",
  },
} as const;

/** Changes an order. */
export const UPDATE_ORDER = {
  fn: functionRef("updateOrder"),
  returns: ["result", "spoken", "orderStatus", "deliveryDay"],
} as const;

/** Reads what the operations team has set. */
export const READ_SETTINGS = {
  fn: functionRef("readSettings"),
  returns: ["state", "hasMessage", "message", "music"],
} as const;

/** Contact attributes: they reach the agent and the contact record. */
export const contact = {
  /** Name of the queue the caller chose. */
  queue: attribute("queue"),
  /** ARN of the prompt played while waiting. */
  holdMusic: attribute("holdMusic"),
  customerId: attribute("customerId"),
  openOrders: numberAttribute("openOrders"),
  orderId: attribute("orderId"),
  orderStatus: attribute("orderStatus"),
} as const;

/** Flow attributes: they are forgotten at the end of the flow. */
export const remembered = {
  orderSpoken: flowAttribute("orderSpoken"),
  orderChangeable: flowAttribute("orderChangeable"),
} as const;

/** Music every instance has. */
export const MUSIC = {
  jazz: promptRef("Music_Jazz_MyTimetoFly_Inst.wav"),
  pop: promptRef("Music_Pop_ThisAndThatIsLife_Inst.wav"),
  rock: promptRef("Music_Rock_EverywhereTheSunShines_Inst.wav"),
} as const;

/** Seconds a flow waits for a handler unless the settings say otherwise. */
export const TIME_LIMIT_SECONDS = 5;
