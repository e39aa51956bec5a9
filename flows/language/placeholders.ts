/**
 * Names of resources inside a flow document. A flow is written before its queues, functions and prompts exist, so it
 * holds a placeholder such as `${{queue:support}}` wherever the service wants an ARN, and `bind` fills them in.
 */
import { type FlowDocument, toJson } from "./document";
import { FlowError } from "./flowError";

/** The kinds of resource a flow can name. */
export const RESOURCE_KINDS = ["queue", "hours", "flow", "function", "prompt", "module", "bot", "view"] as const;

/** The kinds of resource a flow can name. */
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A resource by the name the program gives it. */
export interface ResourceRef<Kind extends ResourceKind = ResourceKind> {
  readonly kind: "resource";
  readonly resource: Kind;
  readonly name: string;
  /** Set for a resource that is not the program's own: what the document holds in place of a placeholder. */
  readonly arn?: string;
}

export type QueueRef = ResourceRef<"queue">;
export type HoursRef = ResourceRef<"hours">;
export type FlowRef = ResourceRef<"flow">;
export type FunctionRef = ResourceRef<"function">;
export type PromptRef = ResourceRef<"prompt">;
export type ModuleRef = ResourceRef<"module">;
export type BotRef = ResourceRef<"bot">;
export type ViewRef = ResourceRef<"view">;

export const queueRef = (name: string): QueueRef => resourceRef("queue", name);
export const hoursRef = (name: string): HoursRef => resourceRef("hours", name);
export const flowRef = (name: string): FlowRef => resourceRef("flow", name);
export const functionRef = (name: string): FunctionRef => resourceRef("function", name);
export const promptRef = (name: string): PromptRef => resourceRef("prompt", name);
export const moduleRef = (name: string): ModuleRef => resourceRef("module", name);
/** A Lex V2 bot; its placeholder is bound to the ARN of the bot's alias. */
export const botRef = (name: string): BotRef => resourceRef("bot", name);
export const viewRef = (name: string): ViewRef => resourceRef("view", name);

/**
 * A resource that exists already, by its ARN or id, for example `existing("queue", "arn:aws:connect:…")`. The document
 * holds the ARN as it is, so nothing fills it in.
 */
export function existing<Kind extends ResourceKind>(resource: Kind, arn: string): ResourceRef<Kind> {
  const name =
    arn
      .split(/[:/]/)
      .filter((part) => part !== "")
      .at(-1) ?? arn;
  return { ...resourceRef(resource, name), arn };
}

function resourceRef<Kind extends ResourceKind>(resource: Kind, name: string): ResourceRef<Kind> {
  // Half of a surrogate pair cannot be written into a document.
  if (name.trim() === "" || /\p{Surrogate}/u.test(name)) {
    throw new FlowError(
      `${JSON.stringify(name)} cannot name a ${resource}; give the name the program uses for the ${resource}.`,
    );
  }
  return { kind: "resource", resource, name };
}

/** One placeholder: group 1 is the kind, group 2 the name with everything but letters, digits, `.`, `_`, `-` encoded. */
export const PLACEHOLDER = /\$\{\{(queue|hours|flow|function|prompt|module|bot|view):([A-Za-z0-9._%-]+)\}\}/;

const EVERY_PLACEHOLDER = new RegExp(PLACEHOLDER.source, "g");

/** The placeholder of a resource, or its ARN when that is known. A placeholder has no character that JSON escapes, whatever the name. */
export function placeholder(ref: ResourceRef): string {
  if (ref.arn !== undefined) {
    return ref.arn;
  }
  const name = encodeURIComponent(ref.name).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `\${{${ref.resource}:${name}}}`;
}

/** A resource a document names. */
export interface Placeholder {
  /** What the binding is keyed by, for example `queue:support`. */
  readonly token: string;
  readonly kind: ResourceKind;
  readonly name: string;
}

/** The resources a document names, each once, in order of appearance. */
export function placeholders(document: FlowDocument | string): Placeholder[] {
  const content = typeof document === "string" ? document : toJson(document);
  const found = new Map<string, Placeholder>();
  for (const [written, kind, encoded] of content.matchAll(EVERY_PLACEHOLDER)) {
    if (!found.has(written)) {
      const name = decodeName(written, encoded ?? "");
      found.set(written, { token: `${kind}:${name}`, kind: kind as ResourceKind, name });
    }
  }
  return [...found.values()];
}

function decodeName(written: string, name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new FlowError(`${written} is not a placeholder: its name is badly encoded. Write it with placeholder().`);
  }
}

/**
 * Fills the placeholders of a flow document, given as JSON text. Bindings are by token, for example
 * `{ "queue:support": "arn:aws:connect:…" }`; values may hold any character.
 * @throws FlowError naming every resource that has no binding, and the bindings there are.
 */
export function bind(documentJson: string, bindings: { readonly [token: string]: string }): string {
  const known = new Map(Object.entries(bindings));
  const missing = placeholders(documentJson)
    .map(({ token }) => token)
    .filter((token) => !known.has(token));
  if (missing.length > 0) {
    const names = [...known.keys()].sort();
    throw new FlowError(
      `The flow names ${missing.join(", ")}, which ${missing.length === 1 ? "has" : "have"} no binding. ` +
        `Bindings given: ${names.length === 0 ? "none" : names.join(", ")}. ` +
        "Add the missing resource, or correct the name in the flow.",
    );
  }
  return documentJson.replace(EVERY_PLACEHOLDER, (written, kind: string, name: string) => {
    const value = known.get(`${kind}:${decodeName(written, name)}`) ?? "";
    return JSON.stringify(value).slice(1, -1);
  });
}
