/** Filter policies of subscriptions: which messages a subscriber gets. */
import { BlockList, isIP } from "node:net";
import { isRecord } from "../engine/graph";
import type { MessageAttribute } from "../sqs/message";

type Scalar = string | number | boolean | null;

/** Values a policy's key is held against; undefined when the message does not have the key. */
type Given = readonly Scalar[] | undefined;

const NUMERIC: Record<string, (given: number, bound: number) => boolean> = {
  "=": (given, bound) => given === bound,
  "<": (given, bound) => given < bound,
  "<=": (given, bound) => given <= bound,
  ">": (given, bound) => given > bound,
  ">=": (given, bound) => given >= bound,
};

function numericHolds(given: Scalar, rule: unknown): boolean {
  if (typeof given !== "number" || !Array.isArray(rule)) return false;
  for (let index = 0; index < rule.length; index += 2) {
    const compare = NUMERIC[String(rule[index])];
    if (!compare?.(given, Number(rule[index + 1]))) return false;
  }
  return true;
}

function inRange(given: Scalar, range: unknown): boolean {
  const [address = "", bits = "32"] = String(range).split("/");
  if (typeof given !== "string" || isIP(given) === 0 || isIP(given) !== isIP(address)) return false;
  const list = new BlockList();
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  list.addSubnet(address, Number(bits), family);
  return list.check(given, family);
}

function textHolds(given: Scalar, rule: Record<string, unknown>): boolean {
  if (typeof given !== "string") return false;
  if ("prefix" in rule) return given.startsWith(String(rule["prefix"]));
  if ("suffix" in rule) return given.endsWith(String(rule["suffix"]));
  if ("equals-ignore-case" in rule) return given.toLowerCase() === String(rule["equals-ignore-case"]).toLowerCase();
  return false;
}

function ruleHolds(given: Scalar, rule: Record<string, unknown>): boolean {
  if ("anything-but" in rule) {
    const excluded = [rule["anything-but"]].flat();
    return !excluded.some((one) => (isRecord(one) ? textHolds(given, one) : one === given));
  }
  if ("numeric" in rule) return numericHolds(given, rule["numeric"]);
  if ("cidr" in rule) return inRange(given, rule["cidr"]);
  return textHolds(given, rule);
}

/** Whether one of the conditions of a key holds for one of the message's values. */
function keyHolds(given: Given, conditions: readonly unknown[]): boolean {
  return conditions.some((condition) => {
    if (isRecord(condition) && "exists" in condition) return (given !== undefined) === condition["exists"];
    if (given === undefined) return false;
    return given.some((value) => (isRecord(condition) ? ruleHolds(value, condition) : value === condition));
  });
}

function policyHolds(policy: Record<string, unknown>, valueOf: (path: readonly string[]) => Given): boolean {
  const walk = (part: Record<string, unknown>, path: readonly string[]): boolean =>
    Object.entries(part).every(([key, rule]) => {
      if (key === "$or" && Array.isArray(rule)) return rule.filter(isRecord).some((one) => walk(one, path));
      if (isRecord(rule)) return walk(rule, [...path, key]);
      return keyHolds(valueOf([...path, key]), [rule].flat());
    });
  return walk(policy, []);
}

function scalars(values: readonly unknown[]): Scalar[] {
  return values.filter(
    (value): value is Scalar => value === null || ["string", "number", "boolean"].includes(typeof value),
  );
}

function attributeValues(attribute: MessageAttribute | undefined): Given {
  if (attribute === undefined || attribute.StringValue === undefined) return undefined;
  const { DataType, StringValue } = attribute;
  if (DataType.startsWith("Number")) return [Number(StringValue)];
  if (DataType !== "String.Array") return [StringValue];
  try {
    return scalars([JSON.parse(StringValue) as unknown].flat());
  } catch {
    return [StringValue];
  }
}

/** Values at a path of a JSON body; lists on the way count with each of their elements. */
function bodyValues(body: unknown, path: readonly string[]): Given {
  let found: unknown[] = [body];
  for (const key of path) {
    found = found.flat().flatMap((value) => (isRecord(value) && key in value ? [value[key]] : []));
  }
  const values = scalars(found.flat());
  return found.length === 0 ? undefined : values;
}

/** Whether a message passes a filter policy on its attributes. */
export function attributesPass(
  policy: Record<string, unknown>,
  attributes: Readonly<Record<string, MessageAttribute>>,
): boolean {
  return policyHolds(policy, ([name = ""]) => attributeValues(attributes[name]));
}

/** Whether a message passes a filter policy on its body; a body that is not a JSON object passes none. */
export function bodyPasses(policy: Record<string, unknown>, body: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return false;
  }
  return isRecord(parsed) && policyHolds(policy, (path) => bodyValues(parsed, path));
}
