/** Properties as the engine hands them over, made plain: what is not known says so instead of throwing. */
import { isSentinel, UNKNOWN } from "./model/value";

/** How deep properties are looked into; a flow's content is one text, and code is left alone. */
const DEEPEST = 24;

/**
 * A plain copy of properties. During a preview the policy SDK throws as soon as a property that is not known is read,
 * which would end the whole rule; here it becomes {@link UNKNOWN}. Code and other assets are kept as they are.
 */
export function plain(props: Record<string, unknown>): Record<string, unknown> {
  const copied = copy(props, 0);
  return isMap(copied) ? copied : {};
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === "string") return isSentinel(value) ? UNKNOWN : value;
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((_, index) => copy(read(value, index), depth + 1));
  if (!isMap(value)) return value;
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    // The SDK's own marks of assets and archives.
    if (!name.startsWith("__pulumi")) copied[name] = copy(read(value, name), depth + 1);
  }
  return copied;
}

function read(value: object, name: string | number): unknown {
  try {
    return Reflect.get(value, name);
  } catch (error) {
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return UNKNOWN;
    throw error;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
