/** A request to tell a customer something, and its examination: what is not in order is refused, never sent. */
import {
  type Channel,
  type ChannelsOf,
  type Locale,
  type MessageKind,
  messages,
  type SlotsOf,
  type SlotType,
} from "./catalogue";
import { acceptSlot } from "./slots";

/** What every request says, whatever the message. */
interface RequestBase {
  /** Names what happened; however often the same event comes, each message leaves once a channel. 1 to 200 characters. */
  eventId: string;
  locale: Locale;
  /** When it was asked for, epoch milliseconds. What is older than {@link OLDEST_REQUEST_MS} is not sent any more. */
  requestedAt: number;
  /** The contact it is about. */
  contactId?: string;
  /** An E.164 number, an e-mail address, or the ARN of a platform endpoint. This or `customer`. */
  to?: string;
  /** E.164 number a customer is known by: the address is looked up in the customers table (`email`, `pushEndpoint`). */
  customer?: string;
}

/** A request for one kind of message, its slots and channels as the catalogue has them. */
export type RequestOf<K extends MessageKind> = RequestBase & {
  kind: K;
  channel: ChannelsOf<K>;
  slots: SlotsOf<K>;
};

/** A request for any message. */
export type NotificationRequest = { [K in MessageKind]: RequestOf<K> }[MessageKind];

/** A request that has been examined: its slots are clean. */
export interface CheckedRequest extends RequestBase {
  kind: MessageKind;
  channel: Channel;
  slots: Readonly<Record<string, string>>;
}

/** Why a request is refused: one word for the log, which holds nothing of the request itself. */
export type Refusal =
  | "malformed"
  | "unknownKind"
  | "wrongChannel"
  | "unknownLocale"
  | "badEventId"
  | "badTime"
  | "tooOld"
  | "badAddress"
  | "missingSlot"
  | "extraSlot"
  | "badSlot";

/** What became of the examination; `about` names the catalogue's kind or slot, never a value. */
export type Examined = { request: CheckedRequest } | { refusal: Refusal; about: string };

/** Milliseconds in which a request may still be sent: a week. The ledger remembers for far longer. */
export const OLDEST_REQUEST_MS = 7 * 86400000;

/** Milliseconds a request's clock may be ahead of ours. */
const AHEAD_MS = 300000;

/** Whether an address can be sent to through a channel. `anonymous` can not. */
export const isAddress = (channel: Channel, to: string): boolean => {
  if (channel === "sms") return /^\+[1-9]\d{6,14}$/.test(to);
  if (channel === "push") {
    return /^arn:[\w-]+:sns:[\w-]+:\d{12}:endpoint\/[A-Z_]{2,20}\/[\w.-]{1,256}\/[\w-]{1,64}$/.test(to);
  }
  return (
    to.length <= 254 &&
    /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/i.test(to)
  );
};

/** The slots a kind of message has. */
const slotsOf = (kind: MessageKind): Readonly<Record<string, SlotType>> => messages[kind].slots;

/** The address, or the number the address is looked up by; exactly one of them, and a good one. */
const readAddress = (
  channel: Channel,
  to: unknown,
  customer: unknown,
): Pick<CheckedRequest, "to" | "customer"> | undefined => {
  if (typeof to === "string" && customer === undefined) return isAddress(channel, to) ? { to } : undefined;
  const known = typeof customer === "string" && to === undefined && isAddress("sms", customer);
  return known ? { customer } : undefined;
};

/** What a request is filled with, clean. */
const readSlots = (
  kind: MessageKind,
  given: unknown,
  surveySite: string,
): { slots: Record<string, string> } | { refusal: Refusal; about: string } => {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { refusal: "malformed", about: "slots" };
  const types = slotsOf(kind);
  if (Object.keys(given).some((name) => !Object.keys(types).includes(name)))
    return { refusal: "extraSlot", about: kind };
  const slots: Record<string, string> = {};
  for (const [name, type] of Object.entries(types)) {
    const value: unknown = Object.entries(given).find(([key]) => key === name)?.[1];
    if (value === undefined) return { refusal: "missingSlot", about: name };
    const clean = acceptSlot(type, value, surveySite);
    if (clean === undefined) return { refusal: "badSlot", about: name };
    slots[name] = clean;
  }
  return { slots };
};

/** What the examination goes by. */
export interface Examination {
  /** The clock, epoch milliseconds. */
  now: number;
  /** Address of the survey page; "" when there is none. */
  surveySite: string;
}

/**
 * Examines a request. Whoever asks and whoever sends both do: the queue in between is no reason for trust.
 *
 * @param input anything at all
 */
export const examine = (input: unknown, { now, surveySite }: Examination): Examined => {
  if (typeof input !== "object" || input === null) return { refusal: "malformed", about: "request" };
  const { eventId, kind, channel, locale, requestedAt, contactId, to, customer, slots } = input as Record<
    string,
    unknown
  >;
  const known = (Object.keys(messages) as MessageKind[]).find((name) => name === kind);
  if (!known) return { refusal: "unknownKind", about: "kind" };
  const through = (messages[known].channels as readonly Channel[]).find((name) => name === channel);
  if (!through) return { refusal: "wrongChannel", about: known };
  const language = (["en", "es"] as const).find((name) => name === locale);
  if (!language) return { refusal: "unknownLocale", about: known };
  if (typeof eventId !== "string" || !/^[\w.:/-]{1,200}$/.test(eventId)) return { refusal: "badEventId", about: known };
  if (contactId !== undefined && (typeof contactId !== "string" || !/^[\w-]{1,256}$/.test(contactId))) {
    return { refusal: "malformed", about: "contactId" };
  }
  if (typeof requestedAt !== "number" || !(requestedAt <= now + AHEAD_MS)) return { refusal: "badTime", about: known };
  if (requestedAt < now - OLDEST_REQUEST_MS) return { refusal: "tooOld", about: known };
  const address = readAddress(through, to, customer);
  if (!address) return { refusal: "badAddress", about: known };
  const filled = readSlots(known, slots, surveySite);
  if ("refusal" in filled) return filled;
  const base = {
    eventId,
    kind: known,
    channel: through,
    locale: language,
    requestedAt,
    slots: filled.slots,
    ...address,
  };
  return { request: contactId === undefined ? base : { ...base, contactId } };
};
