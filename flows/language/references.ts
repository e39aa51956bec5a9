/**
 * References to what the service knows while a contact is in a flow (`$.Attributes.name`, `$.External.caller`, …), and
 * the text that holds them. A reference is a value, so a misspelt one does not compile.
 */
import { FlowError } from "./flowError";
import { PLACEHOLDER } from "./placeholders";
import { checkSsml, escapeXml } from "./ssml";

/** What the value behind a reference can be compared as. The service itself keeps everything as text. */
export type Holds = "text" | "number";

/** A value the service looks up when the action runs. */
export interface Reference<Value extends Holds = Holds> {
  readonly kind: "reference";
  /** The JSONPath, for example `$.Attributes.name`. */
  readonly path: string;
  /** Decides which comparisons compile. */
  readonly holds: Value;
  /** The action that answers it; a later one of its kind replaces the answer. */
  readonly invocation?: Invocation;
}

/** One action whose answer later actions of its kind replace, as far as references need to know. */
export interface Invocation {
  /** Where the answer is: only the last one is kept there. */
  readonly root: "$.External" | "$.Lex" | "$.Views" | "$.Modules";
  /** Name of the function, bot, view or module. */
  readonly functionName: string;
  /** What the author calls the invocation; by default the function's name. */
  readonly name: string;
}

/** Text with references inside. Made with {@link text}. */
export interface DynamicText {
  readonly kind: "text";
  readonly parts: readonly (string | Reference)[];
}

/** Speech markup with references inside. Made with {@link ssml}. */
export interface Ssml {
  readonly kind: "ssml";
  readonly parts: readonly (string | Reference)[];
}

/** What can stand for a piece of text. */
export type TextValue = string | Reference | DynamicText;

/** One whole reference inside text. A trailing full stop belongs to the sentence, not to the path. */
const REFERENCE_SOURCE = String.raw`\$(?:\.[A-Za-z][\w-]*)(?:\.[\w-]+|\.?\['[^']*'\])*`;
const WHOLE_REFERENCE = new RegExp(`^${REFERENCE_SOURCE}$`);
const EVERY_REFERENCE = new RegExp(REFERENCE_SOURCE, "g");

/** Whether the text is one reference and nothing else. */
export function isReference(value: string): boolean {
  return WHOLE_REFERENCE.test(value);
}

/**
 * Whether the text is a path as exports write it: the console lets attributes have names, in any script and with spaces,
 * that no function here would give them.
 */
export function looksLikeReference(value: string): boolean {
  return isReference(value) || /^\$\.[\p{L}\p{N}][^\s$]*(?: [^\s$]+)*$/u.test(value);
}

/** The references inside text, in order. */
export function referencesIn(value: string): string[] {
  return value.includes("$") ? (value.match(EVERY_REFERENCE) ?? []) : [];
}

/** Replaces every reference inside text. */
export function replaceReferences(value: string, replace: (path: string) => string): string {
  return value.replace(EVERY_REFERENCE, replace);
}

/** A reference by its path, for what has no function of its own, such as `$.Lex.Slots.city`. */
export function reference(path: string): Reference<"text"> {
  if (!isReference(path)) {
    throw new FlowError(`${JSON.stringify(path)} is not a reference; write a path such as "$.Lex.IntentName".`);
  }
  return { kind: "reference", path, holds: "text" };
}

/** A user-defined contact attribute. It stays with the contact through transfers and ends up in the contact record. */
export function attribute(name: string): Reference<"text"> {
  return referenceTo("text", `$.Attributes${key("contact attribute", name)}`);
}

/** A contact attribute that holds a number. */
export function numberAttribute(name: string): Reference<"number"> {
  return asNumber(attribute(name));
}

/** A flow attribute: lives only in this flow, is not in the contact record. */
export function flowAttribute(name: string): Reference<"text"> {
  return referenceTo("text", `$.FlowAttributes${key("flow attribute", name)}`);
}

/** A flow attribute that holds a number. */
export function numberFlowAttribute(name: string): Reference<"number"> {
  return asNumber(flowAttribute(name));
}

/**
 * The same value, compared as a number: number operators are false when it is none. What callers type, and attributes
 * set elsewhere, are text until somebody says otherwise.
 */
export function asNumber(value: Reference): Reference<"number"> {
  return { ...value, holds: "number" };
}

/** The same value, compared as text. */
export function asText(value: Reference): Reference<"text"> {
  return { ...value, holds: "text" };
}

/** A reference by a path that is known to be one. */
export function referenceTo<Value extends Holds>(holds: Value, path: string): Reference<Value> {
  return { kind: "reference", path, holds };
}

/**
 * A key of the last Lambda function's answer. Prefer the object `invokeLambda` returns: it knows its keys and notices
 * when another invocation came in between.
 */
export function external(name: string): Reference<"text"> {
  return referenceTo("text", `$.External${key("Lambda answer key", name)}`);
}

/** A key of the answer of one particular invocation, below its root. */
export function answerOf<Value extends Holds>(
  invocation: Invocation,
  keys: readonly string[],
  holds: Value,
): Reference<Value> {
  const path = invocation.root + keys.map((name) => key("answer key", name)).join("");
  return { ...referenceTo(holds, path), invocation };
}

/** What the caller typed into the last store-input block. Not part of the contact record. */
export const storedInput = referenceTo("text", "$.StoredCustomerInput");

/** What a store-input block stores when the caller types nothing in time. */
export const STORED_INPUT_TIMEOUT = "Timeout";

/** A key of a path, quoted if it needs to be. @throws FlowError when no path can hold it. */
export function key(what: string, name: string): string {
  if (name === "" || /[$.'\\[\]\p{Cc}\p{Surrogate}]/u.test(name)) {
    throw new FlowError(
      `${JSON.stringify(name)} cannot name a ${what}; use letters, digits, "-", "_" and spaces, for example "orderId".`,
    );
  }
  return /^[A-Za-z0-9_-]+$/.test(name) ? `.${name}` : `.['${name}']`;
}

/** Text with references: `` text`Hello ${attribute("name")}` ``. Interpolated strings and numbers become plain text. */
export function text(strings: TemplateStringsArray, ...values: (TextValue | number)[]): DynamicText {
  return { kind: "text", parts: interleave(strings, values, (value) => value) };
}

/**
 * Speech markup: `` ssml`<speak>Hello ${name}</speak>` ``. Interpolated strings are escaped; values behind references
 * are not escaped by the service, so whoever sets them must.
 * @throws FlowError when the markup is not well-formed or not in `<speak>`.
 */
export function ssml(strings: TemplateStringsArray, ...values: (TextValue | number)[]): Ssml {
  const parts = interleave(strings, values, escapeXml);
  const written = writtenText({ parts });
  // Markup behind a reference is known only when it is spoken.
  const problem = (isReference(written) ? [] : checkSsml(written)).find((found) => found.severity === "error");
  if (problem) {
    throw new FlowError(`${problem.message} ${problem.remedy} Given: ${written}`);
  }
  return { kind: "ssml", parts };
}

function interleave(
  strings: TemplateStringsArray,
  values: readonly (TextValue | number)[],
  convert: (literal: string) => string,
): (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  strings.forEach((literal, index) => {
    parts.push(literal);
    const value = values[index];
    if (typeof value === "string" || typeof value === "number") {
      parts.push(convert(String(value)));
    } else if (value?.kind === "reference") {
      parts.push(value);
    } else if (value) {
      parts.push(...value.parts.map((part) => (typeof part === "string" ? convert(part) : part)));
    }
  });
  const joined = joinLiterals(parts);
  checkParts(joined);
  return joined;
}

function joinLiterals(parts: readonly (string | Reference)[]): (string | Reference)[] {
  const joined: (string | Reference)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") {
      joined[joined.length - 1] = last + part;
    } else if (part !== "") {
      joined.push(part);
    }
  }
  return joined;
}

function checkParts(parts: readonly (string | Reference)[]): void {
  parts.forEach((part, index) => {
    const previous = parts[index - 1];
    if (typeof part === "string") {
      checkLiteral(part);
    }
    // The service reads a path as far as it goes, so "$.Attributes.name" before "s" would be another attribute.
    const start = typeof part === "string" ? part : part.path;
    if (typeof previous === "object" && /^(?:[\w-]|\.[\w[-]|\[|\$)/.test(start)) {
      throw new FlowError(
        `${JSON.stringify(start.slice(0, 20))} directly after ${previous.path} would be read as part of the reference; ` +
          "put a space or a comma between them.",
      );
    }
  });
}

/** Refuses literal text the service, or `bind`, would not take literally. */
export function checkLiteral(literal: string): void {
  const [path] = referencesIn(literal);
  if (path !== undefined) {
    throw new FlowError(
      `The text ${JSON.stringify(literal)} holds the reference ${path} as plain text; ` +
        'write it as a value: text`… ${attribute("name")}` or reference("$.…").',
    );
  }
  const token = PLACEHOLDER.exec(literal);
  if (token) {
    throw new FlowError(`The text ${JSON.stringify(literal)} holds the placeholder ${token[0]}; use ${token[1]}Ref().`);
  }
}

/** Dynamic text as the document writes it. */
export function writtenText(value: { readonly parts: readonly (string | Reference)[] }): string {
  return value.parts.map((part) => (typeof part === "string" ? part : part.path)).join("");
}
