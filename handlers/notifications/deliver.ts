/**
 * One request on its way out: looked up in the ledger, claimed, sent, settled.
 *
 * Text messages leave at most once: what may have been sent is never sent again. E-mail and push messages leave at least
 * once: what may not have been sent is sent again. `ledger.ts` draws the states.
 */
import { type Channel } from "./catalogue";
import { type CountryCaps, countryOf } from "./countries";
import { type Caps, claim, type Claim, type LedgerClient, readLedger, release, settle } from "./ledger";
import { type CheckedRequest } from "./request";

/** What became of a request. `later` comes again from the queue; everything else is done with. */
export type Delivery =
  | "sent"
  /** It has been dealt with before. */
  | "skipped"
  /** It may or may not have been sent; nobody knows, and it stays so. */
  | "uncertain"
  /** The service refused it for good: a number, address or endpoint that is none. */
  | "dropped"
  | "hourCap"
  | "dayCap"
  | "countryNotAllowed"
  | "optedOut"
  | "noAddress"
  | "tooLong"
  | "later";

/** A request with its address found. */
export type Addressed = CheckedRequest & { to: string };

/** Sends one message through one channel. */
export interface Sender {
  channel: Channel;
  /** What is to be known before the claim, such as whether the customer has opted out; undefined when nothing is in the way. */
  check(request: Addressed): Promise<Delivery | undefined>;
  /** Hands the message to the service. Tried once: a retry inside could send twice. */
  send(request: Addressed): Promise<void>;
}

/** What a delivery works with. */
export interface DeliveryTools {
  tables: LedgerClient;
  sender: Sender;
  now: () => number;
  /** Names this delivery, never the same twice. */
  newOwner: () => string;
  /** Bounds of text messages; the other channels have none. */
  smsCaps?: { perHour: number; countries: CountryCaps };
}

/**
 * Milliseconds after which a claim's sender is dead: the sender functions run for 30 s at most. Until then a second delivery
 * waits, and the queue brings it again.
 */
export const DEAD_AFTER_MS = 60000;

/** What an error of a service says about the message. */
export type Failure = "refused" | "notNow" | "unknown";

/**
 * Reads an error: an answer of the 400s says the message was not accepted, and whether asking again can help (throttled, or
 * not allowed until the deployment is put right). Without such an answer nobody knows.
 */
export const failureOf = (error: unknown): Failure => {
  const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  if (status < 400 || status >= 500 || status === 408) return "unknown";
  const passing = /Throttl|TooMany|LimitExceeded|Denied|Authoriz|Token|Signature|NotFound|Paused|Suspended|Verified/i;
  return status === 429 || passing.test(name) ? "notNow" : "refused";
};

/** Bounds of this message, or why it may not leave. */
const capsOf = (request: Addressed, { smsCaps, sender }: DeliveryTools): Caps | "countryNotAllowed" | undefined => {
  if (sender.channel !== "sms") return undefined;
  const country = countryOf(request.to) ?? "";
  const perDay = Object.entries(smsCaps?.countries ?? {}).find(([name]) => name === country)?.[1];
  if (!smsCaps || perDay === undefined) return "countryNotAllowed";
  return { number: request.to, country, perHour: smsCaps.perHour, perDay };
};

/** Sends what has been claimed, and writes down what became of it. */
const sendClaimed = async (request: Addressed, claimed: Claim, tools: DeliveryTools): Promise<Delivery> => {
  const { tables, sender, now } = tools;
  const once = sender.channel === "sms";
  const written = (state: "sent" | "refused" | "uncertain") => settle(tables, claimed, state).catch(() => false);
  try {
    await sender.send(request);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === "refused") {
      await written("refused");
      return "dropped";
    }
    if (failure === "unknown" && once) {
      await written("uncertain");
      return "uncertain";
    }
    await release(tables, claimed, now()).catch(() => false);
    return "later";
  }
  // A text message is not sent again whatever its row says; an e-mail whose row could not be written is.
  return (await written("sent")) || once ? "sent" : "later";
};

/**
 * Delivers one examined request.
 *
 * @throws what DynamoDB or the check throws before the claim: nothing has been sent then, and the queue brings it again
 */
export const deliver = async (request: Addressed, tools: DeliveryTools): Promise<Delivery> => {
  const { tables, sender, now, newOwner } = tools;
  const id = `event#${request.eventId}#${request.kind}#${request.channel}`;
  const found = await readLedger(tables, id);
  if (found && /sent|refused|uncertain/.test(found.state)) return "skipped";
  if (found?.state === "claimed") {
    if (now() < found.at + DEAD_AFTER_MS) return "later";
    if (sender.channel === "sms") {
      return (await settle(tables, { id, owner: found.owner }, "uncertain")) ? "uncertain" : "later";
    }
  }
  const caps = capsOf(request, tools);
  if (caps === "countryNotAllowed") return caps;
  const inTheWay = await sender.check(request);
  if (inTheWay) return inTheWay;
  const claimed = await claim(tables, { id, owner: newOwner(), now: now(), ...(caps ? { caps } : {}) }, found);
  if (claimed === "busy") return "later";
  return typeof claimed === "string" ? claimed : sendClaimed(request, claimed, tools);
};
