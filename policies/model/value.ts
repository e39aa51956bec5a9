/**
 * Values of a resource's properties. During a preview some are not known yet; every test of a value passes on one that is
 * not known, because a rule speaks of what is wrong, never of what may become wrong.
 */

/** Stands for a value that is not known before the update. */
export const UNKNOWN = Symbol("unknown");

/** The Pulumi SDK's sentinels for values that are not known, by kind of value. */
const SENTINELS = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

export type Fields = { readonly [name: string]: unknown };

/** True for maps; false for lists, null and scalars. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a text that is, or holds, a sentinel. */
export function isSentinel(text: string): boolean {
  return text.length >= 36 && SENTINELS.some((sentinel) => text.includes(sentinel));
}

/** The value at a path such as `code.0.name`; {@link UNKNOWN} when something on the way is. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path.split(".")) {
    if (found === UNKNOWN) return UNKNOWN;
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isFields(found)) found = found[step];
    else return undefined;
  }
  return found;
}

/** Whether a value passes; one that is not known does. */
export function passes(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === UNKNOWN || test(value);
}

export const isTrue = (value: unknown): boolean => value === true || value === "true";
export const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);
export const isBetween =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === "number" && value >= least && value <= most;

/** A list's entries; one entry alone is a list of one, nothing is none. */
export function entries(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === UNKNOWN) return [];
  return Array.isArray(value) ? value : [value];
}

/** The texts among a list's entries. */
export function texts(value: unknown): string[] {
  return entries(value).filter(isText);
}

/** Every text in a value, with its path. */
export function* allTexts(value: unknown, path = ""): Generator<readonly [path: string, text: string]> {
  if (typeof value === "string") {
    yield [path, value];
  } else if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* allTexts(entry, path === "" ? `${index}` : `${path}.${index}`);
  } else if (isFields(value)) {
    for (const [name, entry] of Object.entries(value)) yield* allTexts(entry, path === "" ? name : `${path}.${name}`);
  }
}

/** Whether something in a value is not known. */
export function holdsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return value === UNKNOWN || (isFields(value) && Object.values(value).some(holdsUnknown));
}

/** What a JSON text says; undefined when it is none, {@link UNKNOWN} when it is not known. */
export function parsed(value: unknown): unknown {
  if (value === UNKNOWN || isFields(value)) return value;
  if (typeof value !== "string") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
