/** The catalogue of messages: what customers may be told, through which channels, and what each message is filled with. */

/** The ways a message can leave. */
export type Channel = "sms" | "email" | "push";

/** The languages every message is written in. */
export type Locale = "en" | "es";

/** What a slot holds; `slots.ts` says what each accepts. There is none for free text, on purpose. */
export type SlotType = "code" | "orderStatus" | "day" | "dayIfKnown" | "queueName" | "surveyLink";

/** One message. */
interface MessageEntry {
  /** What it is filled with, by name. A request has to bring each of them and nothing else. */
  slots: Readonly<Record<string, SlotType>>;
  /** The channels it is written for. */
  channels: readonly Channel[];
}

/**
 * Every message. To add one, add it here; the compiler then asks for its text in every language of every channel named
 * (`smsTexts.ts`, `emailTexts.ts`, `pushTexts.ts`).
 *
 * All are transactional: each is the answer to something the customer did, so SMS are sent with the type
 * `Transactional`. Advertising needs another consent and does not belong here.
 */
export const messages = {
  /** What an order is doing, asked for during the contact. */
  orderStatus: {
    slots: { orderId: "code", status: "orderStatus", deliveryDay: "dayIfKnown" },
    channels: ["sms", "email", "push"],
  },
  /** The customer chose another day. */
  deliveryDayChanged: {
    slots: { orderId: "code", deliveryDay: "day" },
    channels: ["sms", "email", "push"],
  },
  /** The customer cancelled an order. */
  orderCancelled: { slots: { orderId: "code" }, channels: ["sms", "email", "push"] },
  /** Asks for a score after the contact; nobody can be asked by a link that is not the survey site's. */
  survey: { slots: { link: "surveyLink" }, channels: ["sms", "email"] },
  /** The customer hung up while waiting. */
  missedYou: { slots: { queue: "queueName" }, channels: ["sms", "email"] },
} as const satisfies Readonly<Record<string, MessageEntry>>;

/** Name of a message. */
export type MessageKind = keyof typeof messages;

/** Order states a customer is told about. */
export type OrderStatus = "placed" | "packed" | "shipped" | "delivered" | "cancelled";

/** What fills a message of this kind. */
export type SlotsOf<K extends MessageKind> = {
  readonly [S in keyof (typeof messages)[K]["slots"]]: (typeof messages)[K]["slots"][S] extends "orderStatus"
    ? OrderStatus
    : string;
};

/** The channels a message is written for. */
export type ChannelsOf<K extends MessageKind> = (typeof messages)[K]["channels"][number];

/** The messages written for a channel. */
export type KindsOf<C extends Channel> = {
  [K in MessageKind]: C extends ChannelsOf<K> ? K : never;
}[MessageKind];

/** What a message becomes in a channel. */
export interface Written {
  /** The text message. */
  sms: string;
  /** Subject on one line, and plain text. */
  email: { subject: string; text: string };
  /** What a telephone shows. */
  push: { title: string; body: string };
}

/** The texts of a channel: one for each of its messages in each language. One that is missing does not compile. */
export type Texts<C extends Channel> = {
  readonly [K in KindsOf<C>]: { readonly [L in Locale]: (slots: SlotsOf<K>) => Written[C] };
};
