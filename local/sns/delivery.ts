/** Delivery of a published message to the subscriptions of its topic. */
import { createHash } from "node:crypto";
import type { Clock } from "../clock";
import type { Outbox } from "../outbox/outbox";
import { ServiceError } from "../services/serviceError";
import type { MessageAttribute, NewMessage } from "../sqs/message";
import { attributesPass, bodyPasses } from "./filterPolicy";
import { textFor, type Publication } from "./publication";
import type { PushEndpoints } from "./pushEndpoints";
import type { SmsSender } from "./smsSender";
import type { SubscriptionDefinition, TopicDefinition } from "./topicDefinition";

/** What messages are delivered to. Each answers why it did not take one, or undefined. */
export interface Receivers {
  /** Puts a message of SNS into a queue that lets SNS in. */
  queue(queueArn: string, message: NewMessage, topicArn: string): string | undefined;
  /** Invokes a function asynchronously that lets SNS in. */
  invoke(functionArn: string, event: unknown, topicArn: string): string | undefined;
}

/** A message no subscriber and no dead-letter queue has. */
export interface Undelivered {
  /** Epoch milliseconds. */
  at: number;
  messageId: string;
  subscriptionArn: string;
  reason: string;
}

/** Most attributes a raw message can carry into a queue. */
const MAX_RAW_ATTRIBUTES = 10;

/** Delivers to subscriptions, in the order they are declared. */
export class Delivery {
  /** What was lost, oldest first. */
  readonly undelivered: Undelivered[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly sms: SmsSender,
    private readonly push: PushEndpoints,
    private readonly receivers: Receivers,
  ) {}

  /** Delivers a message to every subscription whose filter it passes. */
  deliver(topic: TopicDefinition, publication: Publication, messageId: string): void {
    for (const subscription of topic.subscriptions) {
      if (!passes(subscription, publication)) continue;
      const reason = this.#refusal(topic, subscription, publication, messageId);
      if (reason !== undefined) this.#giveUp(topic, subscription, publication, messageId, reason);
    }
  }

  /** Delivers to one subscription; answers why not, or undefined. */
  #refusal(
    topic: TopicDefinition,
    subscription: SubscriptionDefinition,
    publication: Publication,
    messageId: string,
  ): string | undefined {
    const { protocol, endpoint } = subscription;
    const { attributes } = publication;
    const topicArn = topic.arn;
    try {
      switch (protocol) {
        case "sqs":
          return this.#toQueue(topic, subscription, publication, messageId);
        case "lambda": {
          const event = this.#lambdaEvent(topicArn, subscription, publication, messageId);
          return this.receivers.invoke(endpoint, event, topicArn);
        }
        case "sms":
          this.sms.send({ to: endpoint, text: textFor(publication, "sms"), attributes, messageId, topicArn });
          return undefined;
        case "application":
          this.push.send(endpoint, publication, messageId, topicArn);
          return undefined;
        case "email":
        case "email-json": {
          const text = textFor(publication, protocol);
          const subject = publication.subject ?? "AWS Notification Message";
          const from = "no-reply@sns.amazonaws.com";
          this.outbox.add({
            channel: "email",
            at: this.clock.now(),
            messageId,
            to: endpoint,
            from,
            subject,
            text,
            topicArn,
          });
          return undefined;
        }
        default:
          return `protocol ${protocol} reaches nothing on this machine`;
      }
    } catch (error) {
      if (error instanceof ServiceError) return error.message;
      throw error;
    }
  }

  #toQueue(
    topic: TopicDefinition,
    { endpoint, raw, arn }: SubscriptionDefinition,
    publication: Publication,
    messageId: string,
  ): string | undefined {
    const handed = publication.structured ? {} : publication.attributes;
    if (raw && Object.keys(handed).length > MAX_RAW_ATTRIBUTES) {
      return `a raw message can carry ${MAX_RAW_ATTRIBUTES} attributes into a queue`;
    }
    const text = textFor(publication, "sqs");
    const message: NewMessage = {
      body: raw ? text : JSON.stringify(this.#envelope(topic.arn, arn, publication, messageId, text)),
      attributes: raw ? { ...handed } : {},
      groupId: publication.groupId,
      deduplicationId: topic.fifo ? deduplicationOf(publication) : undefined,
    };
    return this.receivers.queue(endpoint, message, topic.arn);
  }

  /** After its retries SNS puts the message into the subscription's dead-letter queue, or it is lost. */
  #giveUp(
    topic: TopicDefinition,
    subscription: SubscriptionDefinition,
    publication: Publication,
    messageId: string,
    reason: string,
  ): void {
    const { deadLetterArn, arn, raw, protocol } = subscription;
    let lost = reason;
    if (deadLetterArn !== undefined) {
      const text = textFor(publication, protocol);
      const body = raw ? text : JSON.stringify(this.#envelope(topic.arn, arn, publication, messageId, text));
      const attributes = { ErrorMessage: { DataType: "String", StringValue: reason } };
      const refused = this.receivers.queue(deadLetterArn, { body, attributes }, topic.arn);
      if (refused === undefined) return;
      lost = `${reason}; nor did its dead-letter queue take it: ${refused}`;
    }
    this.undelivered.push({ at: this.clock.now(), messageId, subscriptionArn: arn, reason: lost });
  }

  #envelope(
    topicArn: string,
    subscriptionArn: string,
    publication: Publication,
    messageId: string,
    text: string,
  ): Record<string, unknown> {
    const region = topicArn.split(":")[3] ?? "";
    const host = `https://sns.${region}.amazonaws.com`;
    const attributes = publication.structured ? {} : publication.attributes;
    return {
      Type: "Notification",
      MessageId: messageId,
      TopicArn: topicArn,
      ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
      Message: text,
      Timestamp: new Date(this.clock.now()).toISOString(),
      SignatureVersion: "1",
      // Nobody's signature: there is no certificate to check it against on this machine.
      Signature: createHash("sha256").update(`${messageId} ${text}`).digest("base64"),
      SigningCertURL: `${host}/SimpleNotificationService-local.pem`,
      UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
      ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: typedValues(attributes) }),
    };
  }

  #lambdaEvent(
    topicArn: string,
    { arn }: SubscriptionDefinition,
    publication: Publication,
    messageId: string,
  ): Record<string, unknown> {
    const envelope = this.#envelope(topicArn, arn, publication, messageId, textFor(publication, "lambda"));
    const { SigningCertURL, UnsubscribeURL, ...same } = envelope;
    const Sns = {
      Subject: null,
      MessageAttributes: {},
      ...same,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: UnsubscribeURL,
    };
    return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: arn, Sns }] };
  }
}

function passes({ filter, filterScope }: SubscriptionDefinition, publication: Publication): boolean {
  if (filter === undefined) return true;
  if (filterScope === "MessageAttributes") return attributesPass(filter, publication.attributes);
  return bodyPasses(filter, textFor(publication, "default"));
}

function typedValues(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue },
    ]),
  );
}

function deduplicationOf({ deduplicationId, texts }: Publication): string {
  return (
    deduplicationId ??
    createHash("sha256")
      .update(texts["default"] ?? "")
      .digest("hex")
  );
}
