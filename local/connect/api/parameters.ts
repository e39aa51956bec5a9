/** Reads the parameters of API requests, with Connect's limits. */
import { isRecord } from "../../engine/graph";
import { ConnectError, invalidParameter } from "./connectError";

/** A request's parameters by name. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The JSON object of a body; an empty body has none. @throws ConnectError when it is anything else */
export function parseParameters(body: Buffer): Parameters {
  try {
    const parsed: unknown = JSON.parse(body.length === 0 ? "{}" : body.toString());
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below, as for anything else that is no object.
  }
  throw new ConnectError("InvalidRequestException", "The body is a JSON object.");
}

/** A text that must be given. */
export function requiredText(parameters: Parameters, name: string, maximum: number): string {
  const value = optionalText(parameters, name, maximum);
  if (value === undefined || value === "")
    throw invalidParameter(`${name} is missing; it has 1 to ${maximum} characters.`);
  return value;
}

/** A text that may be given. */
export function optionalText(parameters: Parameters, name: string, maximum: number): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalidParameter(`${name} is not a text.`);
  if (value.length > maximum) {
    throw invalidParameter(`${name} has ${value.length} characters; it may have at most ${maximum}.`);
  }
  return value;
}

/** A whole number that may be given. */
export function optionalInteger(
  parameters: Parameters,
  name: string,
  minimum: number,
  maximum: number,
): number | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw invalidParameter(`${name} is a whole number from ${minimum} to ${maximum}.`);
}

/** Texts by name. */
export function textMap(parameters: Parameters, name: string): Record<string, string> {
  const value = parameters[name];
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw invalidParameter(`${name} is a structure of texts.`);
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== "string") throw invalidParameter(`Every value of ${name} is a text.`);
    return [key, text];
  });
  return Object.fromEntries(entries);
}

/** A structure that may be given. */
export function optionalRecord(parameters: Parameters, name: string): Parameters | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (isRecord(value)) return value;
  throw invalidParameter(`${name} is a structure.`);
}

/** Refuses what the local run does not do rather than to pass it over in silence. */
export function refuse(parameters: Parameters, ...names: string[]): void {
  for (const name of names) {
    if (parameters[name] === undefined || parameters[name] === null) continue;
    throw invalidParameter(`${name} is given, which the local run does not support.`);
  }
}
