/** The flows a program registers, with the names of what they use in place of ARNs. */
import { type FlowDocument, type FlowKind, type JsonValue } from "../../../flows/language/document";
import { placeholder, type ResourceKind } from "../../../flows/language/placeholders";
import { type Finding, validate } from "../../../flows/language/validate";
import { Instance } from "../../connect/instance";
import { type ResourceGraph } from "../../engine/graph";
import { resourcesOfType, textOf } from "../../graphValues";
import { compare } from "../tree";

/** One flow or module of a program. */
export interface ProgramFlow {
  readonly name: string;
  readonly type: FlowKind;
  /** Its document; queues, hours, functions, flows and prompts of the program are named as in the flow language. */
  readonly document: FlowDocument;
  readonly findings: readonly Finding[];
}

/**
 * The flows of a graph, by name.
 * @throws Error when the program registers a flow without a document
 */
export function programFlows(graph: ResourceGraph): ProgramFlow[] {
  const names = placeholdersByArn(graph);
  return new Instance(graph).flows
    .map(({ name, kind, content, resource }): ProgramFlow => {
      const document = documentOf(content, `The content of resource "${resource}"`);
      const findings = validate(document, { type: kind });
      return { name, type: kind, document: symbolic(document, names), findings };
    })
    .sort((a, b) => compare(a.name, b.name));
}

/**
 * Reads a flow document from JSON text.
 * @param what names the text in the error
 */
export function documentOf(content: string | undefined, what: string): FlowDocument {
  let value: unknown;
  try {
    value = JSON.parse(content ?? "");
  } catch (error) {
    throw new Error(`${what} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return asDocument(value, what);
}

/** A value as a flow document. @throws Error when it is none at all; what is wrong inside is for the validator. */
export function asDocument(value: unknown, what: string): FlowDocument {
  const record =
    typeof value === "object" && value !== null ? (value as Partial<Record<keyof FlowDocument, unknown>>) : {};
  if (isDocument(record)) {
    return record;
  }
  const old =
    "modules" in record ? " It looks like an export of the designer before 2022, which is another language." : "";
  throw new Error(`${what} is not a flow document: it needs "Version", "StartAction" and a list "Actions".${old}`);
}

function isDocument(value: object): value is FlowDocument {
  const { Version, StartAction, Actions } = value as Partial<FlowDocument>;
  const named = (action: unknown): boolean => {
    const { Identifier, Type } = (action ?? {}) as { Identifier?: unknown; Type?: unknown };
    return typeof Identifier === "string" && typeof Type === "string";
  };
  return (
    typeof Version === "string" && typeof StartAction === "string" && Array.isArray(Actions) && Actions.every(named)
  );
}

/** The document with placeholders for the ARNs that are known. */
function symbolic(document: FlowDocument, names: ReadonlyMap<string, string>): FlowDocument {
  const named = (value: JsonValue): JsonValue => {
    if (typeof value === "string") {
      return names.get(value) ?? value;
    }
    if (Array.isArray(value)) {
      return value.map(named);
    }
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)]))
      : value;
  };
  return {
    ...document,
    Actions: document.Actions.map((action) => {
      const parameters = Object.entries(action.Parameters ?? {}).map(([key, value]) => [key, named(value)]);
      return { ...action, Parameters: Object.fromEntries(parameters) };
    }),
  };
}

/** Placeholders of what a program registers, by ARN. */
function placeholdersByArn(graph: ResourceGraph): ReadonlyMap<string, string> {
  const instance = new Instance(graph);
  const found = new Map<string, string>();
  const add = (resource: ResourceKind, arn: string | undefined, name: string): void => {
    if (arn !== undefined && arn !== "" && name.trim() !== "") {
      found.set(arn, placeholder({ kind: "resource", resource, name }));
    }
  };
  instance.flows.forEach(({ arn, name, kind }) => add(kind === "MODULE" ? "module" : "flow", arn, name));
  instance.queues.forEach(({ arn, name }) => add("queue", arn, name));
  instance.hours.forEach(({ arn, name }) => add("hours", arn, name));
  for (const fn of resourcesOfType(graph, "aws:lambda/function:Function")) {
    add("function", textOf(fn, "arn"), fn.name);
  }
  for (const { token, result } of graph.lookups ?? []) {
    if (token === "aws:connect/getPrompt:getPrompt") {
      add("prompt", String(result.arn), String(result.name));
    }
  }
  return found;
}
