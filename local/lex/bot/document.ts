/** Reading values out of CloudFormation documents, whatever is missing in them. */
import { isRecord } from "../../engine/graph";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** A member that is an object; an empty one when there is none. */
export function objectAt(from: Json, ...path: readonly string[]): Json {
  const found = path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), from);
  return isRecord(found) ? found : {};
}

/** A member that is a list of objects. */
export function listAt(from: Json, name: string): Json[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A member that is text; undefined when it is none. */
export function textAt(from: Json, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" ? value : undefined;
}

/** A member that is a number, also one written as text. */
export function numberAt(from: Json, name: string, otherwise: number): number {
  const value = from[name];
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : otherwise;
}

/** A member that is a truth value, also one written as text. */
export function flagAt(from: Json, name: string, otherwise = false): boolean {
  const value = from[name];
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : otherwise;
}
