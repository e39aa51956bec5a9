/** What authors pass as parameters, and how it is written into the document: every scalar becomes a string. */
import { type ActionParameters, type JsonValue } from "./document";
import { FlowError } from "./flowError";
import { placeholder, type PromptRef, type ResourceRef } from "./placeholders";
import { checkLiteral, type Reference, type Ssml, type TextValue, writtenText } from "./references";

/** A prompt whose ARN stands behind a reference. Made with {@link promptAt}. */
export interface PromptAt {
  readonly kind: "promptAt";
  readonly reference: Reference;
}

/** Plays the prompt whose id or ARN a reference holds, for example `promptAt(attribute("holdMusic"))`. */
export function promptAt(reference: Reference): PromptAt {
  return { kind: "promptAt", reference };
}

/** An audio file in S3. Made with {@link audioAt}. */
export interface AudioAt {
  readonly kind: "audioAt";
  readonly uri: TextValue;
}

/**
 * Plays an audio file from S3 by its URL: .wav, 8 kHz, mono, u-law, below 50 MB and 5 minutes. Voice only, and not in
 * whispers, which play prompts of the instance only.
 */
export function audioAt(uri: TextValue): AudioAt {
  return { kind: "audioAt", uri };
}

/** A value that is written as it is. Made with {@link verbatim}. */
export interface Verbatim {
  readonly kind: "verbatim";
  readonly value: JsonValue;
}

/**
 * A value exactly as it stands in the document: numbers stay numbers, and text is not looked into. For parameters of
 * exports that the language would write otherwise.
 */
export function verbatim(value: JsonValue): Verbatim {
  return { kind: "verbatim", value };
}

/** Something to say or play: text, markup, a recorded prompt, or an audio file. */
export type Message = TextValue | Ssml | PromptRef | PromptAt | AudioAt;

/** The value of an attribute: text, or the ARN of a resource. */
export type AttributeValue = TextValue | ResourceRef;

/** A parameter as authors write it. `undefined` leaves a key out. */
export type ParameterValue =
  | string
  | number
  | boolean
  | TextValue
  | Ssml
  | ResourceRef
  | Verbatim
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue | undefined };

/** Parameters by name, as authors write them. */
export interface ParameterValues {
  readonly [name: string]: ParameterValue | undefined;
}

/** The parameter a message is written in. */
export function messageBody(message: Message): ParameterValues {
  if (typeof message === "string" || message.kind === "reference" || message.kind === "text") {
    return { Text: message };
  }
  if (message.kind === "ssml") {
    return { SSML: message };
  }
  if (message.kind === "audioAt") {
    return { Media: { Uri: message.uri, SourceType: "S3", MediaType: "Audio" } };
  }
  return { PromptId: message.kind === "promptAt" ? message.reference : message };
}

/** The words of a value, for identifiers. */
export function wordsOf(value: Message | AttributeValue): string {
  if (typeof value === "string") {
    return value;
  }
  switch (value.kind) {
    case "reference":
      return referenceWords(value);
    case "promptAt":
      return referenceWords(value.reference);
    case "audioAt":
      return wordsOf(value.uri);
    case "resource":
      return value.name;
    default:
      return value.parts.map((part) => (typeof part === "string" ? part : referenceWords(part))).join("");
  }
}

function referenceWords({ path, invocation }: Reference): string {
  const named = invocation ? path.replace(invocation.root, invocation.name) : path;
  return named.replace(/^\$\.|[[\]']/g, "").replace(/\./g, " ");
}

/** Parameters as the document writes them, and the Lambda answers they read. */
export interface WrittenParameters {
  readonly parameters: ActionParameters;
  readonly reads: readonly Reference[];
}

/** Writes parameters. */
export function writeParameters(values: ParameterValues): WrittenParameters {
  const reads: Reference[] = [];
  return { parameters: writeObject(values, reads), reads };
}

function writeObject(values: ParameterValues, reads: Reference[]): ActionParameters {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, writeValue(value, reads)] as const],
  );
  return Object.fromEntries(entries);
}

function writeValue(value: ParameterValue, reads: Reference[]): JsonValue {
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new FlowError(`${value} is not a number a flow can hold.`);
    }
    return String(value);
  }
  if (typeof value === "string") {
    checkLiteral(value);
    return value;
  }
  if (isList(value)) {
    return value.map((entry) => writeValue(entry, reads));
  }
  if (isNode(value)) {
    return writeNode(value, reads);
  }
  return writeObject(value, reads);
}

type Node = Exclude<TextValue | Ssml | ResourceRef | Verbatim, string>;

function writeNode(value: Node, reads: Reference[]): JsonValue {
  switch (value.kind) {
    case "verbatim":
      return value.value;
    case "reference":
      reads.push(value);
      return value.path;
    case "resource":
      return placeholder(value);
    default:
      reads.push(...value.parts.filter((part) => typeof part === "object"));
      return writtenText(value);
  }
}

function isList(value: object): value is readonly ParameterValue[] {
  return Array.isArray(value);
}

// By shape as well as by kind: an author's own map may have a key named "kind".
function isNode(value: object): value is Node {
  switch (Reflect.get(value, "kind")) {
    case "reference":
      return "path" in value;
    case "text":
    case "ssml":
      return "parts" in value && Array.isArray(value.parts);
    case "resource":
      return "resource" in value && "name" in value;
    case "verbatim":
      return "value" in value;
    default:
      return false;
  }
}
