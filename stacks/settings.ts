/**
 * A stack's configuration as one typed object.
 *
 * Every key of `Pulumi.<stack>.yaml` is read here and nowhere else. All mistakes are reported at once, each with the key,
 * the value given and what is allowed, before any resource is registered.
 */
import * as v from "valibot";
import { crossChecks } from "./settings/crossChecks";
import { closedKeys, SETTINGS_SCHEMA, type Settings, textKeys } from "./settings/schema";

export type { Settings } from "./settings/schema";

/** What is wrong with one key. */
export interface SettingsMistake {
  /** Configuration key with its path, such as `queues[1].hours`. */
  key: string;
  /** The value given, as JSON. */
  given: string;
  /** What is allowed instead. */
  allowed: string;
}

/**
 * Reads the settings.
 *
 * @param config every configuration value of the stack by its full key (`contact-center:company`), as Pulumi keeps them:
 * strings, with anything else as JSON.
 * @param project the project's name, the namespace of our own keys.
 * @param stack the stack's name, the default of a few names.
 * @throws Error that lists every mistake.
 */
export function readSettings(config: Record<string, string>, project: string, stack: string): Settings {
  const { values, mistakes } = decode(config, project);
  const result = v.safeParse(SETTINGS_SCHEMA, { stack, ...values });
  const issues = result.issues ?? [];
  mistakes.push(...issues.map(mistakeOf));
  const failed = new Set(issues.map((issue) => String(issue.path?.[0].key)));
  // With defaults in place of what failed, the other keys can still be checked against each other.
  const sound = v.safeParse(SETTINGS_SCHEMA, { stack, ...without(values, failed) });
  if (sound.success) {
    mistakes.push(...crossChecks(sound.output, failed));
  }
  if (mistakes.length > 0 || !result.success) {
    throw new Error(describe(stack, distinct(mistakes)));
  }
  return result.output;
}

function without(values: Record<string, unknown>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.has(key)));
}

/** One value can break several parts of one rule; that is still one mistake. */
function distinct(mistakes: SettingsMistake[]): SettingsMistake[] {
  return [...new Map(mistakes.map((mistake) => [`${mistake.key} ${mistake.allowed}`, mistake])).values()];
}

/** Splits our keys from the provider's and parses what is not plain text. */
function decode(config: Record<string, string>, project: string) {
  const values: Record<string, unknown> = {};
  const mistakes: SettingsMistake[] = [];
  for (const [fullKey, text] of Object.entries(config)) {
    const [namespace, key] = [fullKey.slice(0, fullKey.indexOf(":")), fullKey.slice(fullKey.indexOf(":") + 1)];
    if (namespace !== project) {
      continue;
    }
    if (!closedKeys.includes(key)) {
      mistakes.push({ key, given: shown(text), allowed: `one of the keys ${closedKeys.join(", ")}` });
      continue;
    }
    // An empty text is how a stack says "as if it were not there".
    if (text !== "") {
      values[key] = parsed(text, textKeys.has(key));
    }
  }
  return { values, mistakes };
}

/**
 * Configuration values are strings; numbers, booleans, lists and objects are JSON in them. Where a text is wanted, `365` and
 * `true` are texts, and only lists and objects can be nothing else.
 */
function parsed(text: string, wantsText: boolean): unknown {
  if (!(wantsText ? /^[[{]/ : /^([[{]|true$|false$|-?\d+(\.\d+)?$)/).test(text)) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function mistakeOf(issue: v.BaseIssue<unknown>): SettingsMistake {
  const path = v.getDotPath(issue) ?? "";
  return {
    key: path.replaceAll(/\.(\d+)(?=\.|$)/g, "[$1]"),
    given: shown(issue.input),
    allowed: issue.message.startsWith("Invalid") ? `${issue.expected ?? "another value"}` : issue.message,
  };
}

function shown(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

function describe(stack: string, mistakes: SettingsMistake[]): string {
  const lines = mistakes.map(({ key, given, allowed }) => `  ${key}: given ${given}; allowed: ${allowed}`);
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  return `The configuration of stack "${stack}" has ${count} (Pulumi.${stack}.yaml):\n${lines.join("\n")}`;
}
