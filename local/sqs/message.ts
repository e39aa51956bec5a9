/** SQS messages: their attributes, sizes and the MD5 sums the AWS SDK compares. */
import { createHash } from "node:crypto";
import { isRecord } from "../engine/graph";
import { ServiceError } from "../services/serviceError";

/** One attribute of a message, as on the wire. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, with a label of one's own after a dot. */
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

/** A message before it is in a queue. */
export interface NewMessage {
  body: string;
  attributes: Record<string, MessageAttribute>;
  /** X-Ray's header, the only system attribute a sender may give. */
  traceHeader?: string;
  groupId?: string;
  deduplicationId?: string;
  /** Seconds until it can be received; the queue's own delay when left out. */
  delaySeconds?: number;
}

/** A message in a queue. */
export interface StoredMessage extends NewMessage {
  readonly messageId: string;
  readonly senderId: string;
  /** Epoch milliseconds. A dead-letter queue keeps the time of the first queue, and counts its retention from there. */
  readonly sentAt: number;
  readonly sequence: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Handle of the latest receive. */
  receipt?: string;
  /** ARN of the queue it failed in. */
  deadLetterSource?: string;
}

/** Most attributes of a message. */
const MAX_ATTRIBUTES = 10;
/** Name of an attribute: 1 to 256 characters, no dot at either end. */
const ATTRIBUTE_NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;
/** Characters XML 1.0 allows; SQS takes no other. */
const REFUSED_CHARACTERS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** MD5 of a text, as hexadecimal digits. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** MD5 over attributes in the order of their names, as SQS and its SDKs define it; undefined when there are none. */
export function md5OfAttributes(attributes: Record<string, MessageAttribute>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
    const binary = DataType.startsWith("Binary");
    const value = binary ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue ?? "");
    hash.update(sized(Buffer.from(name))).update(sized(Buffer.from(DataType)));
    hash.update(Buffer.from([binary ? 2 : 1])).update(sized(value));
  }
  return hash.digest("hex");
}

/** Bytes that count for the limits: body, and names, types and values of attributes. */
export function sizeOf({ body, attributes }: Pick<NewMessage, "body" | "attributes">): number {
  const ofAttributes = Object.entries(attributes).map(([name, { DataType, StringValue = "", BinaryValue = "" }]) => {
    const value = DataType.startsWith("Binary") ? Buffer.from(BinaryValue, "base64").length : undefined;
    return Buffer.byteLength(name) + Buffer.byteLength(DataType) + (value ?? Buffer.byteLength(StringValue));
  });
  return ofAttributes.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(body));
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", message);
}

function attributeOf(name: string, given: unknown): MessageAttribute {
  if (!ATTRIBUTE_NAME.test(name)) {
    throw invalid(
      `Message (user) attribute name "${name}" is not one: letters, digits, _ - and ., not starting with AWS.`,
    );
  }
  const { DataType, StringValue, BinaryValue } = isRecord(given) ? given : {};
  if (typeof DataType !== "string" || !DATA_TYPE.test(DataType)) {
    throw invalid(`The message attribute '${name}' has an invalid message attribute type: String, Number or Binary.`);
  }
  const value = DataType.startsWith("Binary") ? BinaryValue : StringValue;
  if (typeof value !== "string" || value === "") {
    throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`);
  }
  if (DataType.startsWith("Number") && !Number.isFinite(Number(value))) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return DataType.startsWith("Binary") ? { DataType, BinaryValue: value } : { DataType, StringValue: value };
}

/** Reads the attributes of a request; throws InvalidParameterValue for what SQS does not take. */
export function attributesOf(given: unknown): Record<string, MessageAttribute> {
  const entries = Object.entries(isRecord(given) ? given : {});
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalid(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, attributeOf(name, value)]));
}

/** Reads the body of a request; throws for an empty one and for characters XML does not know. */
export function bodyOf(given: unknown): string {
  if (typeof given !== "string" || given === "") {
    throw new ServiceError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (REFUSED_CHARACTERS.test(given)) {
    throw new ServiceError("InvalidMessageContents", "Invalid characters found: SQS takes what XML 1.0 can hold.");
  }
  return given;
}
