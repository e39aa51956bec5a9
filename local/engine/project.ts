/**
 * Reads a Pulumi project the way the Pulumi CLI does: Pulumi.yaml, the stack's Pulumi.<stack>.yaml, the configuration
 * schema with its defaults and types, and where the program lies.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isMap, isScalar, isSeq, parseDocument, type Node, type YAMLMap } from "yaml";
import { isRecord } from "./graph";
import { type ConfigType, matchesType, parseSchema, typeName } from "./projectSchema";

/** A project read from Pulumi.yaml. */
export interface Project {
  name: string;
  /** Directory of Pulumi.yaml. */
  root: string;
  /** Directory the program runs in. */
  programDirectory: string;
  /** The file to run, relative to the program's directory, or `.` for what package.json names. */
  entryPoint: string;
  /** Directory of the Pulumi.<stack>.yaml files. */
  stackDirectory: string;
  runtime: RuntimeOptions;
  /** Declared configuration by full key (`namespace:name`). */
  schema: Map<string, ConfigType>;
}

/** `runtime.options` of Pulumi.yaml as far as node programs use them. */
export interface RuntimeOptions {
  typescript: boolean;
  tsconfig?: string;
  nodeArguments: string[];
}

/** A stack's configuration as the program receives it. */
export interface StackConfig {
  /** Full key (`namespace:name`) to text; structured values as JSON. */
  values: Record<string, string>;
  /** Full keys whose values are secret. */
  secretKeys: string[];
}

/**
 * Reads Pulumi.yaml in a directory.
 * @throws Error when the file is missing or not a project of the nodejs runtime.
 */
export function readProject(directory: string): Project {
  const root = resolve(directory);
  const path = join(root, "Pulumi.yaml");
  if (!existsSync(path)) {
    throw new Error(`There is no Pulumi.yaml in ${root}. Run this in the project's directory.`);
  }
  const settings: unknown = readYaml(path).toJSON();
  if (!isRecord(settings) || typeof settings.name !== "string" || settings.name === "") {
    throw new Error(`${path} has no name. Give the project one: "name: contact-center".`);
  }
  const { name } = settings;
  const stackDirectory = settings.stackConfigDir ?? (typeof settings.config === "string" ? settings.config : ".");
  return {
    name,
    root,
    ...programLocation(root, settings.main),
    stackDirectory: resolve(root, String(stackDirectory)),
    runtime: runtimeOptions(settings.runtime, path),
    schema: parseSchema(name, settings.config, path),
  };
}

function programLocation(root: string, main: unknown): Pick<Project, "programDirectory" | "entryPoint"> {
  if (main === undefined) {
    return { programDirectory: root, entryPoint: "." };
  }
  const path = resolve(root, String(main));
  if (relative(root, path).startsWith("..")) {
    throw new Error(`main is ${String(main)} in ${root}/Pulumi.yaml; it must lie inside the project's directory.`);
  }
  if (!existsSync(path)) {
    throw new Error(`main is ${String(main)} in ${root}/Pulumi.yaml, but ${path} does not exist.`);
  }
  return statSync(path).isDirectory()
    ? { programDirectory: path, entryPoint: "." }
    : { programDirectory: dirname(path), entryPoint: basename(path) };
}

function runtimeOptions(runtime: unknown, path: string): RuntimeOptions {
  const name = isRecord(runtime) ? runtime.name : runtime;
  if (name !== "nodejs") {
    throw new Error(`${path} names the runtime ${String(name)}; only nodejs programs can be run here.`);
  }
  const options = isRecord(runtime) && isRecord(runtime.options) ? runtime.options : {};
  return {
    typescript: options.typescript !== false && options.typescript !== "false",
    ...(typeof options.tsconfig === "string" ? { tsconfig: options.tsconfig } : {}),
    nodeArguments: splitArguments(typeof options.nodeargs === "string" ? options.nodeargs : ""),
  };
}

/** Splits a command line at blanks, keeping what stands in single or double quotes together. */
export function splitArguments(line: string): string[] {
  const pieces = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return pieces.map((piece) => piece.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ""));
}

/** Names of the stacks that have a Pulumi.<stack>.yaml, sorted. */
export function stackNames(project: Project): string[] {
  const names = readdirSync(project.stackDirectory).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

/**
 * The configuration of one stack: its file, then `overrides`, then the schema's defaults.
 * @param overrides values by key; a key without a namespace is the project's own. Structures are written as JSON.
 * @throws Error for an unknown stack, an encrypted value without an override, a missing value or one of the wrong type.
 */
export function readStackConfig(
  project: Project,
  stack: string,
  overrides: Readonly<Record<string, unknown>> = {},
): StackConfig {
  const file = join(project.stackDirectory, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    const known = stackNames(project);
    throw new Error(
      `There is no stack "${stack}" in ${project.stackDirectory}: ` +
        (known.length > 0
          ? `it has ${known.join(", ")}. Choose one of them.`
          : `it has no Pulumi.<stack>.yaml file at all.`),
    );
  }
  const entries = stackFileEntries(project, file);
  for (const [key, value] of Object.entries(overrides)) {
    const full = fullKey(project.name, key);
    const previous = entries.get(full);
    entries.set(full, { ...overrideEntry(value), secret: previous?.secret === true, overridden: true });
  }
  applySchema(project, stack, basename(file), entries);
  return {
    values: Object.fromEntries([...entries].map(([key, entry]) => [key, entry.text])),
    secretKeys: [...entries].filter(([, entry]) => entry.secret).map(([key]) => key),
  };
}

/** One configured value: its text and, for structures, what the text stands for. */
interface Entry {
  text: string;
  value: unknown;
  secret: boolean;
  encrypted?: boolean;
  overridden?: boolean;
}

function stackFileEntries(project: Project, file: string): Map<string, Entry> {
  const document = readYaml(file);
  const config = isMap(document.contents) ? document.contents.get("config", true) : undefined;
  const entries = new Map<string, Entry>();
  for (const pair of isMap(config) ? (config as YAMLMap<Node, Node>).items : []) {
    const key = fullKey(project.name, isScalar(pair.key) ? String(pair.key.value) : String(pair.key));
    entries.set(key, stackFileEntry(pair.value));
  }
  return entries;
}

function stackFileEntry(node: Node | null): Entry {
  if (node === null || isScalar(node)) {
    // The CLI keeps the text of numbers and booleans as written: 007 stays 007.
    const text = node === null ? "" : scalarText(node.value, node.source);
    return { text, value: text, secret: false };
  }
  const value: unknown = isMap(node) || isSeq(node) ? node.toJSON() : undefined;
  return { text: toJson(value), value, secret: holdsSecure(value), encrypted: holdsSecure(value) };
}

function scalarText(value: unknown, source: string | undefined): string {
  if (typeof value === "string") {
    return value;
  }
  return value === null || value === undefined ? "" : (source ?? String(value));
}

function holdsSecure(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsSecure);
  }
  if (!isRecord(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return (keys.length === 1 && typeof value.secure === "string") || Object.values(value).some(holdsSecure);
}

function overrideEntry(value: unknown): Pick<Entry, "text" | "value"> {
  return typeof value === "object" && value !== null
    ? { text: toJson(value), value }
    : { text: String(value), value: String(value) };
}

/** Text of a structured value, keys sorted, as the CLI writes it. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    isRecord(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry,
  );
}

function fullKey(project: string, key: string): string {
  const parts = key.split(":");
  if (parts.length === 3 && parts[1] === "config") {
    return `${parts[0]}:${parts[2]}`;
  }
  return parts.length === 1 ? `${project}:${key}` : key;
}

function applySchema(project: Project, stack: string, file: string, entries: Map<string, Entry>): void {
  const missing: string[] = [];
  for (const [key, type] of project.schema) {
    const entry = entries.get(key);
    if (entry !== undefined) {
      checkEntry(shortKey(project, key), type, entry, file);
    } else if (type.default !== undefined) {
      entries.set(key, { ...overrideEntry(type.default), secret: false });
    } else {
      missing.push(shortKey(project, key));
    }
  }
  for (const [key, entry] of entries) {
    if (entry.encrypted === true) {
      const name = shortKey(project, key);
      throw new Error(
        `${file}: "${name}" is encrypted, and only the Pulumi CLI can decrypt it. ` +
          `Give a value for this run with --config ${name}=value.`,
      );
    }
    entry.secret ||= project.schema.get(key)?.secret === true;
  }
  if (missing.length > 0) {
    throw new Error(
      `Stack "${stack}" has no value for ${missing.sort().join(", ")}, which Pulumi.yaml declares without a default. ` +
        `Set it in ${file} or give --config ${missing[0]}=value.`,
    );
  }
}

function checkEntry(name: string, type: ConfigType, entry: Entry, file: string): void {
  if (entry.encrypted === true) {
    return;
  }
  if (type.secret && entry.overridden !== true) {
    throw new Error(
      `${file}: "${name}" is declared secret but stands there in plain text. ` +
        `Encrypt it with: pulumi config set --secret ${name}`,
    );
  }
  if (type.type !== undefined && !matchesType(type.type, type.items, configured(type, entry))) {
    throw new Error(
      `${entry.overridden === true ? "--config" : file}: "${name}" is ${JSON.stringify(entry.value)}; ` +
        `it must be of type ${typeName(type.type, type.items)}.`,
    );
  }
}

/** An override of an array or object is given as JSON text. */
function configured(type: ConfigType, entry: Entry): unknown {
  const structured = type.type === "array" || type.type === "object";
  if (!structured || entry.overridden !== true || typeof entry.value !== "string") {
    return entry.value;
  }
  try {
    return JSON.parse(entry.value);
  } catch {
    return entry.value;
  }
}

function shortKey(project: Project, key: string): string {
  return key.startsWith(`${project.name}:`) ? key.slice(project.name.length + 1) : key;
}

function readYaml(path: string): ReturnType<typeof parseDocument> {
  const document = parseDocument(readFileSync(path, "utf8"));
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new Error(`${path} is not valid YAML: ${problem.message}`);
  }
  return document;
}
