/** One message to publish: read from a request and held to the limits of SNS. */
import { isRecord } from "../engine/graph";
import { elementsOf, type Parameters } from "../services/queryProtocol";
import { ServiceError } from "../services/serviceError";
import type { MessageAttribute } from "../sqs/message";

/** A message as it is published. */
export interface Publication {
  /** What each protocol gets; `default` for those without a text of their own. */
  texts: Readonly<Record<string, string>>;
  subject?: string;
  attributes: Readonly<Record<string, MessageAttribute>>;
  /** True for a message whose JSON has texts for each protocol; its attributes are not handed on. */
  structured: boolean;
  groupId?: string;
  deduplicationId?: string;
}

/** Longest message in bytes, attributes counted. */
export const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT = 100;
const ATTRIBUTE_NAME = /^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/;
const DATA_TYPES = ["String", "String.Array", "Number", "Binary"];

/** The error SNS answers what is wrong with a request with. */
export function invalidParameter(reason: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${reason}`);
}

function attributeOf(element: Parameters): [string, MessageAttribute] {
  const name = element.get("Name") ?? "";
  const DataType = element.get("Value.DataType") ?? "";
  const StringValue = element.get("Value.StringValue");
  const BinaryValue = element.get("Value.BinaryValue");
  if (!ATTRIBUTE_NAME.test(name)) throw new ServiceError("ParameterValueInvalid", `"${name}" is no attribute name.`);
  if (!DATA_TYPES.includes(DataType)) {
    const message = `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
    throw new ServiceError("ParameterValueInvalid", message);
  }
  const value = DataType === "Binary" ? BinaryValue : StringValue;
  if (value === undefined || value === "") {
    const message = `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`;
    throw new ServiceError("ParameterValueInvalid", message);
  }
  if (DataType === "Number" && !Number.isFinite(Number(value))) {
    throw new ServiceError("ParameterValueInvalid", `Could not cast message attribute '${name}' value to number.`);
  }
  return [name, DataType === "Binary" ? { DataType, BinaryValue: value } : { DataType, StringValue: value }];
}

function textsOf(parameters: Parameters, message: string): Pick<Publication, "texts" | "structured"> {
  const structure = parameters.get("MessageStructure");
  if (structure === undefined || structure === "") return { texts: { default: message }, structured: false };
  if (structure !== "json") throw invalidParameter("MessageStructure Reason: only json is allowed");
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  if (!isRecord(parsed) || Object.values(parsed).some((text) => typeof text !== "string")) {
    throw invalidParameter("Message Structure - every value of the JSON message body must be a string");
  }
  if (parsed["default"] === undefined) {
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  }
  return { texts: parsed as Record<string, string>, structured: true };
}

/** Bytes of a message that count for the limit. */
export function publishedBytes(parameters: Parameters): number {
  const attributes = elementsOf(parameters, "MessageAttributes.entry").flatMap((element) => [...element.values()]);
  return [parameters.get("Message") ?? "", ...attributes].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Reads a message; throws InvalidParameter for what SNS does not take. */
export function publicationOf(parameters: Parameters): Publication {
  const message = parameters.get("Message") ?? "";
  const subject = parameters.get("Subject");
  if (message === "") throw invalidParameter("Empty message");
  if (publishedBytes(parameters) > MAX_MESSAGE_BYTES) throw invalidParameter("Message too long");
  if (
    subject !== undefined &&
    (subject.length >= MAX_SUBJECT || subject === "" || /[\u0000-\u001F\u007F]/.test(subject))
  ) {
    throw invalidParameter("Subject");
  }
  return {
    ...textsOf(parameters, message),
    subject,
    attributes: Object.fromEntries(elementsOf(parameters, "MessageAttributes.entry").map(attributeOf)),
    groupId: parameters.get("MessageGroupId"),
    deduplicationId: parameters.get("MessageDeduplicationId"),
  };
}

/** What a protocol or platform gets of a message. */
export function textFor(publication: Publication, protocol: string): string {
  return publication.texts[protocol] ?? publication.texts["default"] ?? "";
}
