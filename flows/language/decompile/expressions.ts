/** How values of a document are written in the flow language. */
import { type FlowDocument, type JsonValue } from "../document";

import { PLACEHOLDER, type ResourceKind } from "../placeholders";
import { mediaStream, queueMetric, system } from "../knownReferences";
import { type Reference, referencesIn } from "../references";
import { call, type Expression, list, literal, named, object } from "./syntax";

/** Names of resources by ARN. */
export interface Names {
  readonly [arn: string]: string;
}

const REF_FUNCTIONS: { readonly [kind in ResourceKind]?: string } = {
  queue: "queueRef",
  hours: "hoursRef",
  flow: "flowRef",
  function: "functionRef",
  prompt: "promptRef",
  module: "moduleRef",
  bot: "botRef",
  view: "viewRef",
};

/** How ARNs of Connect name what they stand for. */
const KINDS_BY_SEGMENT: { readonly [segment: string]: ResourceKind } = {
  queue: "queue",
  "operating-hours": "hours",
  "contact-flow": "flow",
  "flow-module": "module",
  "contact-flow-module": "module",
  prompt: "prompt",
  function: "function",
};

/** The resource an ARN stands for, if a flow can name it. */
export function kindOfArn(arn: string): ResourceKind | undefined {
  const resource = /^arn:[\w-]+:(?:connect|lambda):[\w-]*:\d*:(.+)$/.exec(arn)?.[1];
  const segment = resource
    ?.split(/[/:]/)
    .filter((part) => KINDS_BY_SEGMENT[part] !== undefined)
    .at(-1);
  return segment === undefined ? undefined : KINDS_BY_SEGMENT[segment];
}

const KNOWN_REFERENCES: ReadonlyMap<string, string> = new Map([
  ...pathsOf("system", system),
  ...pathsOf("queueMetric", queueMetric),
  ...pathsOf("mediaStream", mediaStream),
  ["$.StoredCustomerInput", "storedInput"],
]);

function pathsOf(group: string, references: { readonly [name: string]: Reference }): [string, string][] {
  return Object.entries(references).map(([name, { path }]) => [path, `${group}.${name}`]);
}

const KEYED_REFERENCES: readonly (readonly [RegExp, string])[] = [
  [/^\$\.Attributes\.(?:([\w-]+)|\['([^'.$\\[\]]+)'\])$/, "attribute"],
  [/^\$\.FlowAttributes\.(?:([\w-]+)|\['([^'.$\\[\]]+)'\])$/, "flowAttribute"],
  [/^\$\.External\.(?:([\w-]+)|\['([^'.$\\[\]]+)'\])$/, "external"],
];

/** A reference by the function or constant that stands for it. */
export function referenceExpression(path: string): Expression {
  const known = KNOWN_REFERENCES.get(path);
  if (known !== undefined) {
    return named(known);
  }
  for (const [pattern, maker] of KEYED_REFERENCES) {
    const [, plain, quoted] = pattern.exec(path) ?? [];
    const key = plain ?? (quoted !== undefined && /[^\w-]/.test(quoted) ? quoted : undefined);
    if (key !== undefined) {
      return call(maker, literal(key));
    }
  }
  return call("reference", literal(path));
}

/** Writes the values of one document; collects what its names stand for. */
export class Expressions {
  /** What fills in the names, by token. */
  readonly bindings = new Map<string, string>();
  private readonly names: Names;

  constructor(document: FlowDocument, names: Names, useDisplayNames: boolean) {
    this.names = { ...(useDisplayNames ? displayNamesOf(document) : {}), ...names };
  }

  /** A resource where the language wants one of a kind, or a reference to its ARN. */
  resource(kind: ResourceKind, value: JsonValue | undefined): Expression | undefined {
    if (typeof value !== "string") {
      return undefined;
    }
    const placeholder = this.placeholder(value);
    if (placeholder) {
      return placeholder;
    }
    if (isWholeReference(value)) {
      return referenceExpression(value);
    }
    return this.named(kind, value) ?? call("existing", literal(kind), literal(value));
  }

  /** Text with references; undefined where it is no text. */
  text(value: JsonValue | undefined): Expression | undefined {
    return typeof value === "string" ? this.textual("text", value) : undefined;
  }

  /** Speech markup. */
  markup(value: JsonValue | undefined): Expression | undefined {
    return typeof value === "string" ? this.textual("ssml", value) : undefined;
  }

  /** The value of an attribute: text, or a named resource. */
  attribute(value: JsonValue): Expression | undefined {
    return typeof value === "string"
      ? (this.placeholder(value) ?? this.anyNamed(value) ?? this.text(value))
      : undefined;
  }

  /** Any parameter, exactly as it stands. */
  any(value: JsonValue): Expression {
    if (typeof value === "string") {
      return this.attribute(value) ?? literal(value);
    }
    if (Array.isArray(value)) {
      return list(value.map((entry: JsonValue) => this.any(entry)));
    }
    if (typeof value === "object" && value !== null) {
      return object(Object.entries(value).map(([key, entry]) => [key, this.any(entry)] as const));
    }
    return call("verbatim", literal(value));
  }

  /** The value with the ARNs its names stand for. */
  bound(value: JsonValue): JsonValue {
    if (typeof value === "string") {
      const [whole, kind, name = ""] = PLACEHOLDER.exec(value) ?? [];
      const arn = whole === value ? this.bindings.get(`${kind}:${decodeURIComponent(name)}`) : undefined;
      return arn ?? value;
    }
    if (Array.isArray(value)) {
      return value.map((entry: JsonValue) => this.bound(entry));
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, this.bound(entry)]));
    }
    return value;
  }

  private textual(tag: "text" | "ssml", value: string): Expression {
    if (tag === "text" && isWholeReference(value)) {
      return referenceExpression(value);
    }
    const parts = splitReferences(value);
    if (tag === "text" && parts.length === 1) {
      return literal(value);
    }
    return { kind: "template", tag, parts };
  }

  private placeholder(value: string): Expression | undefined {
    const [whole, kind, name] = PLACEHOLDER.exec(value) ?? [];
    const maker = REF_FUNCTIONS[kind as ResourceKind];
    return whole === value && maker !== undefined && name !== undefined
      ? call(maker, literal(decodeURIComponent(name)))
      : undefined;
  }

  private anyNamed(value: string): Expression | undefined {
    const kind = kindOfArn(value);
    return kind && this.named(kind, value);
  }

  private named(kind: ResourceKind, arn: string): Expression | undefined {
    const name = Object.prototype.hasOwnProperty.call(this.names, arn) ? this.names[arn] : undefined;
    const maker = REF_FUNCTIONS[kind];
    if (name === undefined || maker === undefined || name.trim() === "") {
      return undefined;
    }
    // Two resources of one name: the later one keeps its ARN.
    const token = `${kind}:${name}`;
    const bound = this.bindings.get(token);
    if (bound !== undefined && bound !== arn) {
      return undefined;
    }
    this.bindings.set(token, arn);
    return call(maker, literal(name));
  }
}

function isWholeReference(value: string): boolean {
  return referencesIn(value)[0] === value;
}

function splitReferences(value: string): (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let rest = value;
  for (const path of referencesIn(value)) {
    const at = rest.indexOf(path);
    parts.push(...(at > 0 ? [rest.slice(0, at)] : []), referenceExpression(path));
    rest = rest.slice(at + path.length);
  }
  return rest === "" && parts.length > 0 ? parts : [...parts, rest];
}

/** The names the console keeps beside ARNs, for people to read. */
function displayNamesOf(document: FlowDocument): Names {
  const metadata = document.Metadata?.ActionMetadata ?? {};
  const names = new Map<string, string>();
  const learn = (arn: unknown, name: unknown): void => {
    if (typeof arn === "string" && typeof name === "string" && kindOfArn(arn) && !names.has(arn)) {
      names.set(arn, name);
    }
  };
  for (const { Identifier, Parameters = {} } of document.Actions) {
    const shown = metadata[Identifier] ?? {};
    for (const [name, value] of Object.entries(Parameters)) {
      learn(value, fieldOf(fieldOf(shown["parameters"], name), "displayName"));
    }
    learn(Parameters["PromptId"], shown["promptName"]);
    Object.values(shown).forEach((entry) => learn(fieldOf(entry, "id"), fieldOf(entry, "text")));
  }
  return Object.fromEntries(names);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
