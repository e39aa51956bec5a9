/**
 * What each intent of the bot does. A new intent is one entry with one function here, beside its texts in the bot's data; its
 * function may bring a sentence of its own, in every language.
 */
import { type TableClient } from "../connectHandler";
import { type AnySaid } from "../words/said";
import { sentences } from "../words/sentences";
import { openingHours } from "./openingHours";
import { changeOrder, dayAhead, LATEST_DAY, openOrders } from "./orders";

/** What an intent's function may use. */
export interface IntentRequest {
  readonly tables: TableClient;
  /** The identified customer; "" for an intent that asks for none. */
  readonly customerId: string;
  /** The order the conversation is about, once `check` has found it; "" otherwise. */
  readonly orderId: string;
  /** Values of the slots by name; "" while there is none. */
  readonly slots: Readonly<Record<string, string>>;
  /** One for the session and intent: what a change writes down to be done once. */
  readonly changeId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is to happen while slots are filled: nothing more, another value for a slot, or an end because there is nothing to do. */
export interface IntentCheck {
  readonly orderId?: string;
  readonly elicit?: string;
  readonly say?: AnySaid;
}

/** What an intent's function says, and the order it has changed, for the door that confirms it. */
export interface IntentResult extends AnySaid {
  readonly change?: {
    /** A message of the notification catalogue. */
    readonly changed: "orderCancelled" | "deliveryDayChanged";
    readonly changedOrder: string;
    /** YYYY-MM-DD; "" for a cancellation. */
    readonly changedDay: string;
  };
}

/** One intent. */
export interface DomainIntent {
  /** Who has to be known: nobody, a customer by the number that calls, or a customer by number and PIN. */
  readonly identify: "nobody" | "number" | "pin";
  /** Judges what is known so far, before Lex asks for more or for a confirmation. */
  readonly check?: (request: IntentRequest) => Promise<IntentCheck>;
  /** Does what is wanted, and says what was done. */
  readonly run: (request: IntentRequest) => Promise<IntentResult>;
}

/** The newest open order, when it can still be changed: the one the menu offers, too. */
const changeableOrder = async ({ tables, customerId }: IntentRequest): Promise<IntentCheck> => {
  const [order] = await openOrders(tables, customerId);
  if (!order) return { say: { sentence: sentences.noOpenOrder } };
  return order.changeable ? { orderId: order.orderId } : { say: { sentence: sentences.orderFixed } };
};

/** Whether the day is one from tomorrow to a week ahead, as in the menu. */
const dayOffered = ({ slots: { deliveryDay = "" }, now }: IntentRequest): IntentCheck => {
  const [day, lastDay] = [dayAhead(now, 1), dayAhead(now, LATEST_DAY)];
  if (/^\d{4}-\d\d-\d\d$/.test(deliveryDay) && day <= deliveryDay && deliveryDay <= lastDay) return {};
  return { elicit: "deliveryDay", say: { sentence: sentences.daysOffered, values: { day, lastDay } } };
};

/**
 * Changes the order the customer was asked about, and no other: an invocation that is repeated after the order was
 * cancelled must not find the next one. `day` is "" for a cancellation.
 */
const change = async (request: IntentRequest, day: string): Promise<IntentResult> => {
  const { tables, customerId, orderId, now } = request;
  if (!orderId) return { sentence: sentences.noSuchChange };
  const changeId = `${request.changeId}/${day}`;
  const { done, say } = await changeOrder(tables, { customerId, orderId, changeId, day, now });
  const changed = day ? "deliveryDayChanged" : "orderCancelled";
  return done ? { ...say, change: { changed, changedOrder: orderId, changedDay: day } } : say;
};

/** The intents by name. */
export const domainIntents: Readonly<Record<string, DomainIntent>> = {
  OrderStatus: {
    identify: "number",
    run: async ({ tables, customerId }) =>
      (await openOrders(tables, customerId))[0]?.say ?? { sentence: sentences.noOpenOrder },
  },
  ChangeDeliveryDay: {
    identify: "pin",
    check: async (request) => {
      const found = await changeableOrder(request);
      return found.say || !request.slots.deliveryDay ? found : { ...found, ...dayOffered(request) };
    },
    run: async (request) => dayOffered(request).say ?? change(request, request.slots.deliveryDay ?? ""),
  },
  CancelOrder: {
    identify: "pin",
    check: changeableOrder,
    run: (request) => change(request, ""),
  },
  OpeningHours: {
    identify: "nobody",
    run: async ({ now }) => openingHours(JSON.parse(process.env.OPENING_HOURS ?? ""), now),
  },
  TalkToPerson: {
    identify: "nobody",
    run: async () => ({ sentence: sentences.person }),
  },
  Goodbye: {
    identify: "nobody",
    run: async () => ({
      sentence: {
        en: "Thank you for contacting us. Goodbye.",
        es: "Gracias por comunicarse con nosotros. Hasta pronto.",
      },
    }),
  },
};
