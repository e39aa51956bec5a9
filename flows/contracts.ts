/** What the flows and the handlers agree on, and the contact attributes the flows share. */
import { attribute, describeBot, flowAttribute, functionRef, numberAttribute, promptRef } from "./language";

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
  returns: [
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
  ],
} as const;

/** Asks for a message to the customer; nobody waits for it. */
export const NOTIFY = { fn: functionRef("notify") } as const;

/** The bot that talks to callers and chats. What its other intents do, it does by itself: flows need not know them. */
export const CONCIERGE = describeBot("concierge", { TalkToPerson: [], Goodbye: [], FallbackIntent: [] }, [
  "customerId",
  "verified",
  "handover",
  "changed",
  "changedOrder",
  "changedDay",
]);

/** Contact attributes: they reach the agent and the contact record. */
export const contact = {
  /** Name of the queue the caller chose, or of the one the operations team has its contacts go to. */
  queue: attribute("queue"),
  /** ARN of the prompt played while waiting. */
  holdMusic: attribute("holdMusic"),
  /** Whether a callback is offered to those who wait: on or off. */
  callback: attribute("callback"),
  /** Whose number calls: known, unknown, anonymous or unavailable. */
  caller: attribute("caller"),
  customerId: attribute("customerId"),
  openOrders: numberAttribute("openOrders"),
  orderId: attribute("orderId"),
  orderStatus: attribute("orderStatus"),
  /** How the contact came to the bot: voice, chat, web or slack. */
  door: attribute("door"),
  /** Locale in which a customer of the web page talked to the bot, such as es_US. */
  locale: attribute("locale"),
  /** What the bot understood last. */
  intent: attribute("intent"),
} as const;

/** Flow attributes: they are forgotten at the end of the flow. */
export const remembered = {
  orderSpoken: flowAttribute("orderSpoken"),
  orderChangeable: flowAttribute("orderChangeable"),
  /** What the bot asks next. */
  botPrompt: flowAttribute("botPrompt"),
  /** Who the bot knows the customer to be. */
  customerId: flowAttribute("customerId"),
  /** How the bot knows: by number or by PIN. */
  verified: flowAttribute("verified"),
} as const;

/** Music every instance has. */
export const MUSIC = {
  jazz: promptRef("Music_Jazz_MyTimetoFly_Inst.wav"),
  pop: promptRef("Music_Pop_ThisAndThatIsLife_Inst.wav"),
  rock: promptRef("Music_Rock_EverywhereTheSunShines_Inst.wav"),
} as const;

/** Seconds a flow waits for a handler unless the settings say otherwise. */
export const TIME_LIMIT_SECONDS = 5;
