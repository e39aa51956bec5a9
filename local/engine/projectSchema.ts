/** The configuration schema of Pulumi.yaml: declared types, defaults and secrets, checked as the Pulumi CLI checks them. */
import { isRecord } from "./graph";

/** One declared configuration key. */
export interface ConfigType {
  type?: string;
  /** Type of an array's items. */
  items?: ItemsType;
  /** The value when a stack gives none (`default`, or `value` for keys of other namespaces). */
  default?: unknown;
  secret: boolean;
}

/** Type of the items of an array, which may be arrays themselves. */
export interface ItemsType {
  type: string;
  items?: ItemsType;
}

const TYPES = ["string", "integer", "boolean", "array", "object"];

/**
 * Reads the `config` section of Pulumi.yaml into a map by full key.
 * @throws Error for an unknown type, an array without items, or a default that is not of the declared type.
 */
export function parseSchema(project: string, config: unknown, file: string): Map<string, ConfigType> {
  const schema = new Map<string, ConfigType>();
  for (const [name, declared] of Object.entries(isRecord(config) ? config : {})) {
    const key = name.includes(":") ? name : `${project}:${name}`;
    schema.set(key, configType(name, declared, file));
  }
  return schema;
}

function configType(name: string, declared: unknown, file: string): ConfigType {
  if (!isRecord(declared)) {
    return { default: declared, secret: false };
  }
  const fallback: unknown = declared.default ?? declared.value ?? undefined;
  const result: ConfigType = { secret: declared.secret === true };
  if (declared.type !== undefined) {
    result.type = knownType(name, declared.type, file);
  }
  if (isRecord(declared.items)) {
    result.items = itemsType(name, declared.items, file);
  }
  if (result.type === "array" && result.items === undefined) {
    throw new Error(
      `${file}: "${name}" is an array without items. Give the type of its items: "items: {type: string}".`,
    );
  }
  if (fallback !== undefined) {
    if (result.type !== undefined && !matchesType(result.type, result.items, fallback)) {
      throw new Error(
        `${file}: the default of "${name}" is ${JSON.stringify(fallback)}; ` +
          `it must be of type ${typeName(result.type, result.items)}.`,
      );
    }
    result.default = fallback;
  }
  return result;
}

function itemsType(name: string, declared: Record<string, unknown>, file: string): ItemsType {
  const type = knownType(name, declared.type, file);
  return isRecord(declared.items) ? { type, items: itemsType(name, declared.items, file) } : { type };
}

function knownType(name: string, type: unknown, file: string): string {
  if (typeof type !== "string" || !TYPES.includes(type)) {
    throw new Error(`${file}: "${name}" has the type ${JSON.stringify(type)}; a type is one of ${TYPES.join(", ")}.`);
  }
  return type;
}

/** Whether a value is of a declared type; the text of an integer or a boolean counts as one, as for the CLI. */
export function matchesType(type: string, items: ItemsType | undefined, value: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isRecord(value);
    default:
      return (
        Array.isArray(value) && items !== undefined && value.every((item) => matchesType(items.type, items.items, item))
      );
  }
}

/** A type as it is written in messages: `array<string>`. */
export function typeName(type: string, items: ItemsType | undefined): string {
  return items === undefined ? type : `array<${typeName(items.type, items.items)}>`;
}
