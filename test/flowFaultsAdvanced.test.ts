/** Every way through the flows of the architecture advanced: calls, chats and tasks, with a bot, messages and a survey. */
import { keywordBot, openCenter } from "contact-center/testing";
import type { BotAnswer, BotInvoker } from "../local/connect";
import { evaluated, NO_ANALYTICS } from "./support/evaluated";
import { describeEveryWay } from "./support/everyWay";
import type { World } from "./support/explorer";
import {
  type Answers,
  callWorlds,
  closed,
  CUSTOMER,
  full,
  OPEN,
  TO_SALES,
  world,
  WITH_QUICK_CONNECT,
} from "./support/flowWorlds";

/** What the bot understands, and what its code hook then knows. */
const KNOWS: Record<string, Record<string, string>> = {
  OrderStatus: { customerId: "c-1", verified: "number" },
  CancelOrder: { customerId: "c-1", verified: "pin", changed: "orderCancelled", changedOrder: "o-1", changedDay: "" },
  ChangeDeliveryDay: {
    ...{ customerId: "c-1", verified: "pin" },
    ...{ changed: "deliveryDayChanged", changedOrder: "o-1", changedDay: "2026-11-25" },
  },
  OpeningHours: {},
  Complaint: { handover: "true" },
};

const WORDS = keywordBot({
  tries: 1,
  intents: {
    ...{ OrderStatus: "order", CancelOrder: "cancel", ChangeDeliveryDay: "put off", OpeningHours: "open" },
    ...{ Complaint: "complain", TalkToPerson: "person", Goodbye: { when: "bye", says: "Thank you. Goodbye." } },
  },
});

/** The bot as it should be. */
const understanding: BotInvoker = {
  recognize(request) {
    // The key word bot answers at once.
    const answer = WORDS.recognize(request) as BotAnswer;
    const sessionAttributes = { ...request.sessionAttributes, ...KNOWS[answer.intentName ?? ""] };
    return { ...answer, sessionAttributes };
  },
};

const broken: BotInvoker = {
  recognize() {
    throw new Error("the bot does not answer in this world");
  },
};

/** The bot of the world that is tried. */
let bot = understanding;

/** As the web page hands a Spanish conversation over. */
const SPANISH: Partial<World> = { attributes: { door: "web", locale: "es_US" } };

const PRIORITIES = ["highest", "high", "low"];
const TO_SUPPORT = { redirect: "true", redirectQueue: "support" };
const EVERYTHING = ["order", "cancel", "put off", "open", "complain", "person", "bye", "nonsense"];
const IN_ADVANCED: Answers = { notify: { notified: "true" }, "save-survey": { result: "saved" } };

function worlds(): World[] {
  const customer = (name: string, more: Partial<World>, answers: Answers = {}) =>
    world(name, { ...IN_ADVANCED, ...answers }, { says: ["person"], ...more });
  const chat = (name: string, more: Partial<World> = {}, answers: Answers = {}) =>
    customer(`chat: ${name}`, { channel: "chat", ...more }, answers);
  const task = (name: string, more: Partial<World> = {}, answers: Answers = {}) =>
    customer(`task: ${name}`, { channel: "task", ...more }, answers);
  const ofQueue = (answer: Record<string, string>) => ({ "read-settings of a queue": { ...OPEN, ...answer } });
  const ofSales = (answer: Record<string, string>) => ({ "read-settings of sales": { ...OPEN, ...answer } });
  const failing = { "read-settings": undefined };
  const noBot = { prepare: () => void (bot = broken) };
  const all = [
    customer("everything is said", { says: EVERYTHING }),
    customer("everything is said by a stranger", { says: EVERYTHING }, { "lookup-caller": CUSTOMER }),
    customer("a bot that fails", noBot),
    ...callWorlds().map((one) => ({ ...one, says: ["person"] })),
    chat("everything is said", { says: EVERYTHING }),
    chat("a bot that fails", noBot),
    chat("begun on the web", { attributes: { door: "web" } }),
    chat("begun on the web in Spanish", SPANISH),
    chat("out of hours in Spanish", { ...SPANISH, ...closed("main", "evening") }),
    chat("a closed centre in Spanish", SPANISH, { "read-settings": { ...OPEN, state: "closed" } }),
    chat("full queues in Spanish", { ...SPANISH, ...full("support", "sales") }),
    chat("an agent joins in Spanish", { ...SPANISH, agent: true }),
    chat("out of hours", closed("main", "evening")),
    chat("handlers that fail", {}, failing),
    chat("a closed centre", {}, { "read-settings": { ...OPEN, state: "closed" } }),
    chat("begun on the web in English", { attributes: { door: "web", locale: "en_US" } }),
    chat(
      "a message of the centre",
      {},
      { "read-settings": { ...OPEN, hasMessage: "true", plain: "A storm delays us." } },
    ),
    chat("a message of the queue", {}, ofQueue({ hasMessage: "true", plain: "Hello." })),
    chat("a closed queue", {}, ofQueue({ state: "closed" })),
    // First of the two, so that blocks fail on the way to a queue that is closed.
    chat("another queue out of its hours", closed("evening"), ofQueue(TO_SALES)),
    chat("another queue", {}, ofQueue(TO_SALES)),
    ...PRIORITIES.map((priority) => chat(`${priority} priority`, {}, ofQueue({ priority }))),
    chat("full queues", full("support", "sales")),
    chat("an agent joins", { agent: true }),
    chat("a full queue to transfer to", { agent: true, ...full("sales") }),
    chat("a department out of its hours", { agent: true, ...closed("evening") }),
    task("to the queue"),
    task("full queues", full("support", "sales")),
    task("an agent takes it", { agent: true }),
    task("another queue", {}, ofQueue(TO_SALES)),
    ...PRIORITIES.map((priority) => task(`${priority} priority`, {}, ofQueue({ priority }))),
    task("a transfer to a queue that leads to another", { agent: true }, ofSales(TO_SUPPORT)),
    chat("a transfer to a closed queue in Spanish", { ...SPANISH, agent: true }, ofSales({ state: "closed" })),
  ];
  return all.map(({ prepare, ...one }) => ({
    ...one,
    prepare: (center) => {
      bot = understanding;
      prepare(center);
    },
  }));
}

const ADVANCED = {
  ...NO_ANALYTICS,
  ...WITH_QUICK_CONNECT,
  architecture: "advanced",
  slack: "true",
  survey: "true",
  callback: "true",
  routingProfiles: JSON.stringify([
    { name: "everyone", chats: 2, tasks: 1, queues: [{ queue: "support" }, { queue: "sales" }] },
  ]),
};

describeEveryWay("flows with a bot", {
  worlds,
  open: async (coverage) => {
    const graph = await evaluated("dev", ADVANCED);
    const bots: BotInvoker = { recognize: (request) => bot.recognize(request) };
    return openCenter({ graph, at: "2026-11-23T15:00:00Z", coverage, keep: 0, bots });
  },
});
