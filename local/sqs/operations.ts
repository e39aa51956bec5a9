/** The operations of the SQS API on one queue: input and output as on the wire. */
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { attributesOf, bodyOf, md5, md5OfAttributes, sizeOf, type NewMessage, type StoredMessage } from "./message";
import type { Queue } from "./queue";
import { upperIdOf } from "../engine/identity";

/** Most bytes of a message and of a whole batch (1 MiB since August 2025). */
export const MAX_BATCH_BYTES = 1_048_576;

/** Throws InvalidParameterValue unless the value is absent or a whole number in the range. */
export function wholeNumber(input: Json, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  const message = `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}.`;
  throw new ServiceError("InvalidParameterValue", message);
}

function optionalText(input: Json, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && /^[\x21-\x7E]{1,128}$/.test(value)) return value;
  const message = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`;
  throw new ServiceError("InvalidParameterValue", message);
}

function requiredText(input: Json, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  throw new ServiceError("MissingParameter", `The request must contain the parameter ${name}.`);
}

function names(input: Json, ...members: string[]): string[] {
  return members.flatMap((member) => [input[member] ?? []].flat().map(String));
}

function newMessage(queue: Queue, input: Json): NewMessage {
  const { fifo, maxMessageBytes } = queue.definition;
  const system = input["MessageSystemAttributes"];
  const trace = isRecord(system) ? attributesOf(system)["AWSTraceHeader"]?.StringValue : undefined;
  const message: NewMessage = {
    body: bodyOf(input["MessageBody"]),
    attributes: attributesOf(input["MessageAttributes"]),
    traceHeader: trace,
    groupId: optionalText(input, "MessageGroupId"),
    deduplicationId: optionalText(input, "MessageDeduplicationId"),
    delaySeconds: wholeNumber(input, "DelaySeconds", 0, 900),
  };
  if (sizeOf(message) > maxMessageBytes) {
    const reason = `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`;
    throw new ServiceError("InvalidParameterValue", reason);
  }
  if (fifo && message.groupId === undefined) {
    throw new ServiceError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (fifo && message.delaySeconds !== undefined) {
    const reason =
      "Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type";
    throw new ServiceError("InvalidParameterValue", reason);
  }
  if (!fifo && message.deduplicationId !== undefined) {
    const reason = "The request include parameter MessageDeduplicationId that is not valid for this queue type";
    throw new ServiceError("InvalidParameterValue", reason);
  }
  return message;
}

/** SendMessage. */
export function sendMessage(queue: Queue, input: Json, senderId: string): Json {
  const message = newMessage(queue, input);
  const { messageId, sequenceNumber } = queue.send(message, senderId);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(message.body),
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
    MD5OfMessageSystemAttributes:
      message.traceHeader === undefined
        ? undefined
        : md5OfAttributes({ AWSTraceHeader: { DataType: "String", StringValue: message.traceHeader } }),
    SequenceNumber: sequenceNumber,
  };
}

/** The system attributes a received message can carry. */
export function systemAttributes(message: StoredMessage, fifo: boolean): Record<string, string> {
  const all: Record<string, string | undefined> = {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
    AWSTraceHeader: message.traceHeader,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: fifo ? (message.deduplicationId ?? md5(message.body)) : undefined,
    SequenceNumber: fifo ? String(message.sequence).padStart(20, "0") : undefined,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function chosen<T>(all: Record<string, T>, wanted: readonly string[]): Record<string, T> | undefined {
  const matches = (name: string): boolean =>
    wanted.some((one) => one === "All" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -2))));
  const entries = Object.entries(all).filter(([name]) => matches(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** ReceiveMessage, without waiting. */
export function receiveMessage(queue: Queue, input: Json): Json {
  const most = wholeNumber(input, "MaxNumberOfMessages", 1, 10) ?? 1;
  const messages = queue.receive(most, wholeNumber(input, "VisibilityTimeout", 0, 43_200));
  const system = names(input, "AttributeNames", "MessageSystemAttributeNames");
  const wanted = names(input, "MessageAttributeNames");
  const Messages = messages.map((message) => {
    const attributes = chosen(message.attributes, wanted);
    return {
      MessageId: message.messageId,
      ReceiptHandle: message.receipt,
      MD5OfBody: md5(message.body),
      Body: message.body,
      Attributes: chosen(systemAttributes(message, queue.definition.fifo), system),
      MD5OfMessageAttributes: attributes && md5OfAttributes(attributes),
      MessageAttributes: attributes,
    };
  });
  return Messages.length === 0 ? {} : { Messages };
}

/** DeleteMessage. */
export function deleteMessage(queue: Queue, input: Json): Json {
  queue.delete(requiredText(input, "ReceiptHandle"));
  return {};
}

/** ChangeMessageVisibility. */
export function changeMessageVisibility(queue: Queue, input: Json): Json {
  const seconds = wholeNumber(input, "VisibilityTimeout", 0, 43_200);
  if (seconds === undefined) {
    throw new ServiceError("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
  }
  queue.changeVisibility(requiredText(input, "ReceiptHandle"), seconds);
  return {};
}

/** GetQueueAttributes: settings of the program and counts of this moment. */
export function getQueueAttributes(queue: Queue, input: Json): Json {
  const { definition } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const { redrive, key } = definition;
  const all: Record<string, unknown> = {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: visible,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
    DelaySeconds: definition.delaySeconds,
    MaximumMessageSize: definition.maxMessageBytes,
    MessageRetentionPeriod: definition.retentionSeconds,
    ReceiveMessageWaitTimeSeconds: definition.receiveWaitSeconds,
    VisibilityTimeout: definition.visibilityTimeoutSeconds,
    KmsMasterKeyId: key && (key.customerKeyArn ?? "alias/aws/sqs"),
    FifoQueue: definition.fifo ? true : undefined,
    ContentBasedDeduplication: definition.fifo ? definition.contentBasedDeduplication : undefined,
    RedrivePolicy:
      redrive &&
      JSON.stringify({ deadLetterTargetArn: redrive.deadLetterArn, maxReceiveCount: redrive.maxReceiveCount }),
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const texts = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return { Attributes: chosen(texts, names(input, "AttributeNames")) };
}

/** Who sent a message, as SQS names a role's session. */
export function senderIdOf(principal: { roleArn: string; sessionName: string }): string {
  return `${upperIdOf("AROA", principal.roleArn, 17)}:${principal.sessionName}`;
}
