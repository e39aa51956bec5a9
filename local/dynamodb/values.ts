/** Items as plain JavaScript values, and as the attribute values of the DynamoDB API. */
import { isRecord } from "../engine/graph";

/** One attribute value of the API, e.g. `{ S: "text" }`. */
export type AttributeValue = Record<string, unknown>;
/** An item or key of the API. */
export type AttributeMap = Record<string, AttributeValue>;

/**
 * A value our tools store: text, numbers (bigint for more than 15 digits), booleans, null, lists, structures, bytes, and
 * sets of text or numbers. Members that are undefined are left out.
 */
export type PlainValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | ReadonlySet<string>
  | ReadonlySet<number>
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** An item or key as plain values. */
export type PlainItem = { readonly [name: string]: PlainValue };

function numberText(value: number, path: string): string {
  if (!Number.isFinite(value)) throw new Error(`${path} is ${value}; DynamoDB stores finite numbers only.`);
  return String(value);
}

function fromSet(values: readonly unknown[], path: string): AttributeValue {
  if (values.length === 0) throw new Error(`${path} is an empty set; DynamoDB has none. Leave the attribute out.`);
  if (values.every((value) => typeof value === "string")) return { SS: values };
  if (values.every((value): value is number => typeof value === "number")) {
    return { NS: values.map((value) => numberText(value, path)) };
  }
  throw new Error(`${path} is a set of mixed values; a set has only text or only numbers.`);
}

/** The attribute value for a plain value. Throws for what DynamoDB cannot store, naming it by `path`. */
export function toAttribute(value: unknown, path = "value"): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: numberText(value, path) };
  if (typeof value === "bigint") return { N: value.toString() };
  if (typeof value === "boolean") return { BOOL: value };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString("base64") };
  if (value instanceof Set) return fromSet([...value], path);
  if (Array.isArray(value)) return { L: value.map((one, index) => toAttribute(one, `${path}[${index}]`)) };
  const plain = isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (plain && isRecord(value)) return { M: toAttributes(value, path) };
  const what = typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
  throw new Error(`${path} is a ${what}; store text, numbers, booleans, null, lists, structures, sets or bytes.`);
}

/** The attribute map for a plain item; undefined members are left out. */
export function toAttributes(item: Readonly<Record<string, unknown>>, path = "item"): AttributeMap {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, toAttribute(value, `${path}.${name}`)]));
}

/** A number, or a bigint for an integer with more digits than a number keeps. */
function plainNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && String(value) !== text && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** The plain value of an attribute value. */
export function fromAttribute(attribute: AttributeValue): PlainValue {
  const [type, value] = Object.entries(attribute)[0] ?? [];
  if (type === "S" && typeof value === "string") return value;
  if (type === "N" && typeof value === "string") return plainNumber(value);
  if (type === "BOOL" && typeof value === "boolean") return value;
  if (type === "NULL") return null;
  if (type === "B" && typeof value === "string") return new Uint8Array(Buffer.from(value, "base64"));
  if (type === "SS" && Array.isArray(value)) return new Set(value.map(String));
  if (type === "NS" && Array.isArray(value)) return new Set(value.map(Number));
  if (type === "L" && Array.isArray(value)) return value.map((one: AttributeValue) => fromAttribute(one));
  if (type === "M" && isRecord(value)) return fromAttributes(value as AttributeMap);
  throw new Error(`${JSON.stringify(attribute)} is not an attribute value our tools read.`);
}

/** The plain item of an attribute map. */
export function fromAttributes(attributes: AttributeMap): PlainItem {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}
