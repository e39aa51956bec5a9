/** Members of the inputs of Kinesis operations, checked as the service checks them. */
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";

/** The error of an input that is outside the model's limits. */
export function validation(member: string, constraint: string): ServiceError {
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  return new ServiceError("ValidationException", message);
}

/** The error of an input that is well-formed and makes no sense. */
export function invalid(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}

function memberOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A text that may be left out. */
export function optionalText(input: Json, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new ServiceError("SerializationException", `${name} is not a string.`);
  return value;
}

/** A text that must be there. */
export function requiredText(input: Json, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw validation(memberOf(name), "not be null");
  return value;
}

/** A whole number within limits, or what counts when it is left out. */
export function wholeNumber(input: Json, name: string, [least, most]: [number, number], otherwise?: number): number {
  const value = input[name] ?? otherwise;
  if (value === undefined) throw validation(memberOf(name), "not be null");
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new ServiceError("SerializationException", `${name} is not a whole number.`);
  }
  if (value < least) throw validation(memberOf(name), `have value greater than or equal to ${least}`);
  if (value > most) throw validation(memberOf(name), `have value less than or equal to ${most}`);
  return value;
}

/** A time of the API, epoch seconds, as milliseconds. */
export function timestamp(input: Json, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === "number" ? value * 1000 : Date.parse(String(value));
  if (Number.isFinite(ms)) return ms;
  throw new ServiceError("SerializationException", `${name} is not a time.`);
}
