/** Values of JSON as DynamoDB's native types, and back. */
import { type AttributeValue } from "@aws-sdk/client-dynamodb";

/** A value of a table; what JSON has no form for (bytes, sets) is undefined. */
export const fromAttribute = (value: AttributeValue | undefined): unknown => {
  if (value?.M) {
    return Object.fromEntries(Object.entries(value.M).map(([name, each]) => [name, fromAttribute(each)]));
  }
  if (value?.L) return value.L.map((each) => fromAttribute(each));
  if (value?.N !== undefined) return Number(value.N);
  return value?.NULL ? null : (value?.S ?? value?.BOOL);
};

/** A value of JSON as a table keeps it. Members that are undefined are left out. */
export const toAttribute = (value: unknown): AttributeValue => {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: `${value}` };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map((each) => toAttribute(each)) };
  if (typeof value !== "object" || value === null) return { NULL: true };
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return { M: Object.fromEntries(members.map(([name, each]) => [name, toAttribute(each)])) };
};
