/** The condition operators of IAM policies. */
import { BlockList, isIP } from "node:net";
import { literally, matchesArn, matchesWildcard, substitute, type Context } from "./match";
import type { Condition } from "./policyDocument";

type Compare = (given: string, wanted: string) => boolean;

interface Operator {
  compare: Compare;
  /** `…Not…` operators hold when no wanted value matches, also when the request lacks the key. */
  negated: boolean;
}

function numeric(compare: (given: number, wanted: number) => boolean): Compare {
  return (given, wanted) => {
    const [left, right] = [Number(given), Number(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };
}

/** A date as ISO 8601 text or epoch seconds. */
function epochMs(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function date(compare: (given: number, wanted: number) => boolean): Compare {
  return (given, wanted) => {
    const [left, right] = [epochMs(given), epochMs(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };
}

const inRange: Compare = (given, wanted) => {
  const [address = "", prefix] = wanted.split("/");
  const family = isIP(address);
  if (family === 0 || isIP(given) !== family) return false;
  const range = new BlockList();
  range.addSubnet(address, Number(prefix ?? (family === 4 ? 32 : 128)), family === 4 ? "ipv4" : "ipv6");
  return range.check(given, family === 4 ? "ipv4" : "ipv6");
};

const same: Compare = (given, wanted) => given === wanted;
const sameIgnoringCase: Compare = (given, wanted) => given.toLowerCase() === wanted.toLowerCase();
const like: Compare = (given, wanted) => matchesWildcard(wanted, given);
const arn: Compare = (given, wanted) => matchesArn(wanted, given);

const comparisons: Record<string, Compare> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameIgnoringCase,
  StringLike: like,
  NumericEquals: numeric((given, wanted) => given === wanted),
  NumericLessThan: numeric((given, wanted) => given < wanted),
  NumericLessThanEquals: numeric((given, wanted) => given <= wanted),
  NumericGreaterThan: numeric((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numeric((given, wanted) => given >= wanted),
  DateEquals: date((given, wanted) => given === wanted),
  DateLessThan: date((given, wanted) => given < wanted),
  DateLessThanEquals: date((given, wanted) => given <= wanted),
  DateGreaterThan: date((given, wanted) => given > wanted),
  DateGreaterThanEquals: date((given, wanted) => given >= wanted),
  Bool: sameIgnoringCase,
  BinaryEquals: same,
  IpAddress: inRange,
  ArnEquals: arn,
  ArnLike: arn,
};

const negations: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

function operatorNamed(name: string): Operator | undefined {
  const positive = comparisons[name];
  if (positive) return { compare: positive, negated: false };
  const compare = comparisons[negations[name] ?? ""];
  return compare && { compare, negated: true };
}

/** `ForAllValues:StringEqualsIfExists` in its parts. */
function parse(operator: string): { quantifier?: string; name: string; ifExists: boolean } {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator);
  return { quantifier: match?.[1], name: match?.[2] ?? operator, ifExists: match?.[3] !== undefined };
}

/** Whether the operator is one of IAM's; an unknown one never matches an Allow and always matches a Deny. */
export function isKnownOperator(operator: string): boolean {
  const { name } = parse(operator);
  return name === "Null" || operatorNamed(name) !== undefined;
}

/** Whether a condition holds for a request; undefined when its operator is not known. */
export function conditionHolds(condition: Condition, context: Context): boolean | undefined {
  const { quantifier, name, ifExists } = parse(condition.operator);
  const given = context.get(condition.key.toLowerCase());
  if (name === "Null") return condition.values.some((value) => (value === "true") === (given === undefined));
  const operator = operatorNamed(name);
  if (!operator) return undefined;
  if (given === undefined || given.length === 0) {
    return quantifier === "ForAllValues" || ifExists || (operator.negated && quantifier === undefined);
  }
  const quote = operator.compare === like || operator.compare === arn ? literally : undefined;
  const wanted = condition.values.map((value) =>
    condition.literal === true ? value : substitute(value, context, quote),
  );
  const matches = (value: string): boolean =>
    wanted.some((one) => one !== undefined && operator.compare(value, one)) !== operator.negated;
  if (quantifier === "ForAllValues") return given.every(matches);
  if (quantifier === "ForAnyValue") return given.some(matches);
  return operator.negated ? given.every(matches) : given.some(matches);
}
