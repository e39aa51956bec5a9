/** Shapes of CloudFormation documents: which properties there are, which are required, and what each may hold. */
import { containsUnknown, isRecord } from "../../graph";

/** What a value may be. */
export type Shape =
  | { readonly kind: "text"; readonly minimum: number; readonly maximum: number; readonly pattern?: RegExp }
  | { readonly kind: "number"; readonly minimum: number; readonly maximum: number; readonly whole: boolean }
  | { readonly kind: "boolean" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "list"; readonly of: Shape; readonly minimum: number; readonly maximum: number }
  | { readonly kind: "map"; readonly keys: RegExp; readonly of: Shape }
  | { readonly kind: "object"; readonly required: readonly string[]; readonly properties: Properties };

/** Properties of an object. */
export type Properties = { readonly [name: string]: Shape };

export const text = (minimum: number, maximum: number, pattern?: RegExp): Shape => ({
  kind: "text",
  minimum,
  maximum,
  ...(pattern && { pattern }),
});
export const whole = (minimum: number, maximum: number): Shape => ({ kind: "number", minimum, maximum, whole: true });
export const number = (minimum: number, maximum: number): Shape => ({ kind: "number", minimum, maximum, whole: false });
export const BOOLEAN: Shape = { kind: "boolean" };
export const oneOf = (...words: string[]): Shape => ({ kind: "word", words });
export const list = (of: Shape, minimum = 0, maximum = Number.POSITIVE_INFINITY): Shape => {
  return { kind: "list", of, minimum, maximum };
};
export const map = (keys: RegExp, of: Shape): Shape => ({ kind: "map", keys, of });
/** An object; names with a `!` are required. */
export function object(properties: Properties): Shape {
  const entries = Object.entries(properties);
  const bare = (name: string) => name.replace(/!$/, "");
  return {
    kind: "object",
    required: entries.flatMap(([name]) => (name.endsWith("!") ? [bare(name)] : [])),
    properties: Object.fromEntries(entries.map(([name, shape]) => [bare(name), shape])),
  };
}

/** Tells everything about a value that is not of the shape. Unknown values pass: they are checked once they are known. */
export function checkShape(value: unknown, shape: Shape, path: string, refuse: (problem: string) => void): void {
  if (typeof value === "string" && containsUnknown(value)) return;
  const wrong = (allowed: string) => refuse(`${path} is ${excerpt(value)}; it must be ${allowed}`);
  switch (shape.kind) {
    case "text":
      return checkText(value, shape, path, refuse);
    case "number":
      if (typeof value !== "number" || value < shape.minimum || value > shape.maximum) {
        return wrong(`a number from ${shape.minimum} to ${shape.maximum}`);
      }
      return shape.whole && !Number.isInteger(value) ? wrong("a whole number") : undefined;
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong("true or false");
    case "word":
      return shape.words.some((word) => word === value) ? undefined : wrong(`one of ${shape.words.join(", ")}`);
    case "list":
      if (!Array.isArray(value)) return wrong("a list");
      if (value.length < shape.minimum || value.length > shape.maximum) {
        refuse(`${path} has ${value.length} entries; it must have ${counts(shape)}`);
      }
      return value.forEach((entry, index) => checkShape(entry, shape.of, `${path}[${index}]`, refuse));
    case "map":
      if (!isRecord(value)) return wrong("an object");
      return Object.entries(value).forEach(([key, entry]) => {
        if (!shape.keys.test(key)) refuse(`${path}.${key} is not known; its keys are like ${shape.keys.source}`);
        else checkShape(entry, shape.of, `${path}.${key}`, refuse);
      });
    case "object":
      return isRecord(value) ? checkObject(value, shape, path, refuse) : wrong("an object");
  }
}

function checkText(
  value: unknown,
  shape: Extract<Shape, { kind: "text" }>,
  path: string,
  refuse: (problem: string) => void,
): void {
  if (typeof value !== "string") return refuse(`${path} is ${excerpt(value)}; it must be a text`);
  if (value.length < shape.minimum || value.length > shape.maximum) {
    refuse(
      `${path} has ${value.length} characters (${excerpt(value)}); it must have ${shape.minimum} to ${shape.maximum}`,
    );
  } else if (shape.pattern?.test(value) === false) {
    refuse(`${path} is ${excerpt(value)}; it must be like ${shape.pattern.source}`);
  }
}

function checkObject(
  value: Record<string, unknown>,
  { required, properties }: Extract<Shape, { kind: "object" }>,
  path: string,
  refuse: (problem: string) => void,
): void {
  for (const name of required.filter((property) => value[property] === undefined)) {
    refuse(`${within(path, name)} is missing; give it`);
  }
  for (const [name, entry] of Object.entries(value)) {
    const shape = properties[name];
    if (shape === undefined) {
      refuse(`${within(path, name)} is not known; known are ${Object.keys(properties).join(", ")}`);
    } else if (entry !== undefined) {
      checkShape(entry, shape, within(path, name), refuse);
    }
  }
}

function counts({ minimum, maximum }: { minimum: number; maximum: number }): string {
  return Number.isFinite(maximum) ? `${minimum} to ${maximum}` : `at least ${minimum}`;
}

function within(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function excerpt(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
