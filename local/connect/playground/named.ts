/** What the flows of a playground name: queues, hours, functions, prompts, agents and other flows. */
import { type FlowAction, type FlowDocument, type JsonValue } from "../../../flows/language/document";
import { PLACEHOLDER } from "../../../flows/language/placeholders";

/** What can be named. */
export type NamedKind = "queue" | "agent" | "hours" | "flow" | "module" | "function" | "prompt";

/** One name, as a document writes it. */
export interface Named {
  readonly kind: NamedKind;
  readonly reference: string;
  /** What the console shows for it, when the export says so. */
  readonly displayName: string | undefined;
  /** The event a flow is hooked to. */
  readonly hook: string | undefined;
}

/** Parameters that name something. */
const KINDS: ReadonlyMap<string, NamedKind> = new Map([
  ["QueueId", "queue"],
  ["AgentId", "agent"],
  ["HoursOfOperationId", "hours"],
  ["ContactFlowId", "flow"],
  ["FlowModuleId", "module"],
  ["LambdaFunctionARN", "function"],
  ["PromptId", "prompt"],
]);

/** ARNs that stand in text or attributes, by what they name. */
const ARNS: readonly (readonly [NamedKind, RegExp])[] = [
  ["queue", /arn:aws[\w-]*:connect:[\w-]*:\d*:instance\/[\w-]+\/queue\/(?!agent\/)[\w-]+/g],
  ["hours", /arn:aws[\w-]*:connect:[\w-]*:\d*:instance\/[\w-]+\/operating-hours\/[\w-]+/g],
  ["prompt", /arn:aws[\w-]*:connect:[\w-]*:\d*:instance\/[\w-]+\/prompt\/[\w-]+/g],
  ["flow", /arn:aws[\w-]*:connect:[\w-]*:\d*:instance\/[\w-]+\/contact-flow\/[\w-]+/g],
  ["module", /arn:aws[\w-]*:connect:[\w-]*:\d*:instance\/[\w-]+\/flow-module\/[\w-]+/g],
  ["function", /arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+/g],
];

type Fields = { readonly [key: string]: unknown };

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rewrites every name of a document; the rewriter also hears of ARNs that stand in text and attributes. */
export function renamed(document: FlowDocument, rename: (named: Named) => string): FlowDocument {
  const metadata: unknown = document.Metadata?.ActionMetadata;
  const actions = document.Actions.map((action): FlowAction => {
    if (!isObject(action.Parameters)) return action;
    const about: unknown = isObject(metadata) ? metadata[action.Identifier] : undefined;
    const shown: unknown = isObject(about) ? about.parameters : undefined;
    const parameters = rewrite(action.Parameters, shown, rename, undefined);
    return { ...action, ...(isObject(parameters) && { Parameters: parameters as FlowAction["Parameters"] }) };
  });
  return { ...document, Actions: actions };
}

function rewrite(
  value: JsonValue | undefined,
  shown: unknown,
  rename: (named: Named) => string,
  key: string | undefined,
  parent?: string,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value.map(
      (entry: JsonValue, index) => rewrite(entry, at(shown, String(index)), rename, undefined, key) ?? null,
    );
  }
  if (isObject(value)) {
    const entries = Object.entries(value as { [name: string]: JsonValue });
    return Object.fromEntries(
      entries.map(([name, inner]) => [name, rewrite(inner, at(shown, name), rename, name, key) ?? null]),
    );
  }
  if (typeof value !== "string") return value;
  const hook = parent === "EventHooks" ? key : undefined;
  const kind = hook !== undefined ? "flow" : KINDS.get(key ?? "");
  if (kind === undefined || value === "") return rewriteText(value, rename);
  if (value.startsWith("$.")) return value;
  const display = at(shown, "displayName");
  return rename({ kind, reference: value, displayName: typeof display === "string" ? display : undefined, hook });
}

function at(value: unknown, key: string): unknown {
  return isObject(value) && Object.prototype.hasOwnProperty.call(value, key) ? value[key] : undefined;
}

/** ARNs and placeholders inside text. */
function rewriteText(text: string, rename: (named: Named) => string): string {
  let written = text;
  for (const [kind, pattern] of ARNS) {
    written = written.replace(pattern, (reference) =>
      rename({ kind, reference, displayName: undefined, hook: undefined }),
    );
  }
  return written.replace(new RegExp(PLACEHOLDER.source, "g"), (reference, kind: string) =>
    rename({ kind: kind as NamedKind, reference, displayName: undefined, hook: undefined }),
  );
}

/** The name inside a placeholder, else the whole reference. */
export function nameIn(reference: string): string {
  const encoded = PLACEHOLDER.exec(reference)?.[2];
  if (encoded === undefined) return reference;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
