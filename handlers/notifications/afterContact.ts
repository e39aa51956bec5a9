/** What a customer is told after the contact, read from the contact record. Pure: the analytics pipeline calls it. */
import { type Locale } from "./catalogue";
import { type NotificationRequest } from "./request";

/** The parts of a contact record that are read. Every level may be missing; unknown fields are ignored. */
export interface ContactRecord {
  ContactId?: string | null;
  /** Set when the contact went on as another one, such as after a transfer. */
  NextContactId?: string | null;
  Channel?: string | null;
  InitiationMethod?: string | null;
  DisconnectReason?: string | null;
  DisconnectTimestamp?: string | null;
  CustomerEndpoint?: { Address?: string | null; Type?: string | null } | null;
  Agent?: { ConnectedToAgentTimestamp?: string | null } | null;
  Queue?: { Name?: string | null } | null;
  Attributes?: Record<string, string | null | undefined> | null;
}

/** How messages after the contact leave. */
export type AfterContactChannel = "sms" | "email";

/** What the centre wants to send. */
export interface AfterContactSettings {
  /** How customers who spoke with an agent are asked for a score. Left out, they are not. */
  survey?: AfterContactChannel;
  /** How customers who hung up while waiting are told that we are sorry. Left out, they are not. */
  missedYou?: AfterContactChannel;
  /** Address of the survey page. */
  surveySite: string;
  /** The language of contacts that have none. */
  locale: Locale;
  /** Makes a survey token (`surveys.newToken`). */
  newToken: () => string;
}

/** What is to be sent, and the tokens that have to be stored before. */
export interface AfterContact {
  requests: NotificationRequest[];
  tokens: { token: string; contactId: string }[];
}

/** Contacts a customer began, or was called back for. Somebody we called for another reason did not ask for anything. */
const BEGUN = /^(INBOUND|TRANSFER|QUEUE_TRANSFER|CALLBACK|API)$/;

/** The customer's number, when the contact has one: chats and withheld numbers have none. */
const numberOf = ({ CustomerEndpoint, Attributes }: ContactRecord): string | undefined => {
  const isNumber = CustomerEndpoint?.Type === "TELEPHONE_NUMBER" || CustomerEndpoint?.Type === undefined;
  const address = isNumber ? (CustomerEndpoint?.Address ?? "") : "";
  const known = /^\+[1-9]\d{6,14}$/.test(address) ? address : (Attributes?.customerNumber ?? "");
  return /^\+[1-9]\d{6,14}$/.test(known) ? known : undefined;
};

/**
 * What follows a contact.
 *
 * - Spoke with an agent, and was not passed on: asked for a score, unless the contact has answered already
 *   (attribute `surveyed`).
 * - Waited in a queue and hung up: told that we are sorry.
 *
 * The contact attribute `notifications` set to `none` keeps both away; flows and agents set it for customers who do not
 * want to hear from us. Records come more than once: the event's name depends on the contact alone, so the ledger lets one
 * message through, and the token of every further one is never sent.
 */
export const afterContact = (record: ContactRecord, settings: AfterContactSettings): AfterContact => {
  const { ContactId: contactId, Attributes, Queue, Agent } = record;
  const nothing: AfterContact = { requests: [], tokens: [] };
  const customer = numberOf(record);
  const ended = Date.parse(record.DisconnectTimestamp ?? "");
  const wanted = Attributes?.notifications !== "none" && !record.NextContactId;
  if (!contactId || !/^[\w-]{1,199}$/.test(contactId) || !customer || !ended || !wanted) return nothing;
  if (!BEGUN.test(record.InitiationMethod ?? "")) return nothing;
  const language = /^es/i.test(Attributes?.locale ?? "")
    ? "es"
    : /^en/i.test(Attributes?.locale ?? "")
      ? "en"
      : settings.locale;
  const base = { eventId: contactId, contactId, locale: language, requestedAt: ended, customer } as const;
  if (Agent?.ConnectedToAgentTimestamp) {
    if (!settings.survey || Attributes?.surveyed === "true") return nothing;
    const token = settings.newToken();
    const slots = { link: `${settings.surveySite}?token=${token}` };
    return {
      requests: [{ ...base, kind: "survey", channel: settings.survey, slots }],
      tokens: [{ token, contactId }],
    };
  }
  const gaveUp = Queue?.Name && record.DisconnectReason === "CUSTOMER_DISCONNECT";
  if (!gaveUp || !settings.missedYou) return nothing;
  return {
    requests: [{ ...base, kind: "missedYou", channel: settings.missedYou, slots: { queue: Queue.Name ?? "" } }],
    tokens: [],
  };
};
