/**
 * A stack's configuration as one typed object.
 *
 * Every key of `Pulumi.<stack>.yaml` is read here and nowhere else. All mistakes are reported at once, each with the key,
 * the value given and what is allowed, before any resource is registered.
 */
import * as v from "valibot";
import { closedKeys, crossChecks, SETTINGS_SCHEMA, type Settings } from "./settings/schema";

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
  mistakes.push(...(result.success ? crossChecks(result.output) : result.issues.map(mistakeOf)));
  if (mistakes.length > 0 || !result.success) {
    throw new Error(describe(stack, mistakes));
  }
  return result.output;
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
      values[key] = parsed(text);
    }
  }
  return { values, mistakes };
}

/** Configuration values are strings; numbers, booleans, lists and objects are JSON in them. */
function parsed(text: string): unknown {
  if (!/^([[{]|true$|false$|-?\d+(\.\d+)?$)/.test(text)) {
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
