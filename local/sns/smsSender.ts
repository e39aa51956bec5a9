/** Text messages of one account: who has opted out, what they cost, and the month's limit. */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import { numberOf, resourcesOfType, textOf } from "../graphValues";
import type { Outbox, SmsEntry } from "../outbox/outbox";
import { smsSegments } from "../outbox/smsSegments";
import { ServiceError } from "../services/serviceError";
import type { MessageAttribute } from "../sqs/message";
import { invalidParameter } from "./publication";

/** Form of a number SNS sends to: E.164. */
export const E164 = /^\+[1-9]\d{1,14}$/;
/** Words that end messages to the number that sends them. */
const STOP_WORDS = ["STOP", "END", "QUIT", "CANCEL", "UNSUBSCRIBE", "REMOVE", "OPT-OUT", "OPTOUT", "ARRET", "TD"];
/** Longest text of one publish in bytes; longer ones are refused. */
const MAX_TEXT_BYTES = 1600;
/** USD a part costs here: about what AWS asks for one to the United States, carrier's fee left out. */
const PRICE_OF_PART = 0.00581;
/** USD an account may spend a month until AWS has agreed to more. */
const DEFAULT_SPEND_LIMIT = 1;
/** A number that has opted out can be opted in again once in so many days. */
const OPT_IN_DAYS = 30;
const DAY_MS = 86_400_000;

type Attributes = Readonly<Record<string, MessageAttribute>>;

function valueOf(attributes: Attributes, name: string, form: RegExp, allowed: string): string | undefined {
  const value = attributes[name]?.StringValue;
  if (value === undefined || form.test(value)) return value;
  throw invalidParameter(`${name} Reason: allowed is ${allowed}`);
}

/** Sends text messages into the outbox. */
export class SmsSender {
  readonly #optedOut = new Set<string>();
  readonly #optedIn = new Map<string, number>();
  readonly #spent = new Map<string, number>();
  readonly #limit: number;
  readonly #defaultType: SmsEntry["type"];
  readonly #defaultSender: string | undefined;

  constructor(
    graph: ResourceGraph,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {
    const [preferences] = resourcesOfType(graph, "aws:sns/smsPreferences:SmsPreferences");
    this.#limit = (preferences && numberOf(preferences, "monthlySpendLimit")) ?? DEFAULT_SPEND_LIMIT;
    const type = preferences && textOf(preferences, "defaultSmsType");
    this.#defaultType = type === "Transactional" ? type : "Promotional";
    this.#defaultSender = preferences && textOf(preferences, "defaultSenderId");
  }

  /** USD spent in the clock's month (UTC). */
  get spentThisMonth(): number {
    return this.#spent.get(this.#month()) ?? 0;
  }

  /** A text message from a customer's phone: STOP and its like opt the number out of all messages. */
  receive(from: string, text: string): void {
    if (STOP_WORDS.includes(text.trim().toUpperCase())) this.#optedOut.add(from);
  }

  isOptedOut(number: string): boolean {
    return this.#optedOut.has(this.#checked(number));
  }

  /** Lets a number that opted out get messages again; once in 30 days. */
  optIn(number: string): void {
    if (!this.isOptedOut(number)) return;
    const last = this.#optedIn.get(number);
    if (last !== undefined && this.clock.now() - last < OPT_IN_DAYS * DAY_MS) {
      throw invalidParameter(`phoneNumber Reason: it was opted in less than ${OPT_IN_DAYS} days ago`);
    }
    this.#optedIn.set(number, this.clock.now());
    this.#optedOut.delete(number);
  }

  /** Throws InvalidParameter for a text or attributes that SNS does not send; nothing has left by then. */
  check(to: string, text: string, attributes: Attributes): void {
    this.#checked(to);
    if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw invalidParameter("Message too long");
    this.#facts(attributes);
  }

  /**
   * Sends a text. To a number that opted out, and beyond the month's limit, AWS accepts it and sends nothing: the outbox
   * notes it as withheld.
   */
  send(message: { to: string; text: string; attributes: Attributes; messageId: string; topicArn?: string }): void {
    const { to, text, attributes, messageId, topicArn } = message;
    this.check(to, text, attributes);
    const { from, type, maxPrice } = this.#facts(attributes);
    const { encoding, segments } = smsSegments(text);
    const price = segments * PRICE_OF_PART;
    const at = this.clock.now();
    const tooDear = this.spentThisMonth >= this.#limit || (maxPrice !== undefined && price > maxPrice);
    if (this.#optedOut.has(to) || tooDear) {
      const reason = this.#optedOut.has(to) ? "optedOut" : "spendLimit";
      this.outbox.withhold({ at, messageId, channel: "sms", to, reason });
      return;
    }
    this.#spent.set(this.#month(), this.spentThisMonth + price);
    this.outbox.add({ channel: "sms", at, messageId, to, from, text, segments, encoding, type, topicArn });
  }

  #facts(attributes: Attributes): { from?: string; type: SmsEntry["type"]; maxPrice?: number } {
    const type = valueOf(
      attributes,
      "AWS.SNS.SMS.SMSType",
      /^(Promotional|Transactional)$/,
      "Promotional or Transactional",
    );
    const sender = valueOf(
      attributes,
      "AWS.SNS.SMS.SenderID",
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
      "3 to 11 letters, digits and -, with a letter among them",
    );
    const origination = valueOf(attributes, "AWS.MM.SMS.OriginationNumber", /^\+?\d{5,14}$/, "5 to 14 digits");
    const maxPrice = valueOf(attributes, "AWS.SNS.SMS.MaxPrice", /^\d+(\.\d+)?$/, "an amount in USD");
    return {
      from: origination ?? sender ?? this.#defaultSender,
      type: type === "Transactional" || type === "Promotional" ? type : this.#defaultType,
      maxPrice: maxPrice === undefined ? undefined : Number(maxPrice),
    };
  }

  #checked(number: string): string {
    if (E164.test(number)) return number;
    throw new ServiceError("InvalidParameter", "Invalid parameter: PhoneNumber Reason: it is not in E.164 form");
  }

  #month(): string {
    return new Date(this.clock.now()).toISOString().slice(0, 7);
  }
}
