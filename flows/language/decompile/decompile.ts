/** Turns a flow document into the source of the flow: what a person would have written. */
import { actionSpec, NO_MATCHING_ERROR, outcomeOf } from "../actionSpecs";
import { type FlowDocument, type FlowKind, FLOW_LANGUAGE_VERSION, type JsonValue } from "../document";
import { endingType, MODULE_SETTINGS } from "../emit";
import { isUnacceptable, shown } from "../finding";
import { FlowError } from "../flowError";
import { type Habits } from "../recorder";
import { describeFindings, type Finding, validate } from "../validate";
import { canonical } from "./equal";
import { inPlace, jumpsTo, sharedEndings } from "./endings";
import { Expressions, type Names } from "./expressions";
import { Forms } from "./forms";
import { Graph } from "./graph";
import { Labels } from "./labels";
import { addScopes } from "./scopes";
import { simplify } from "./simplify";
import { sourceOf } from "./source";
import { type Parts, structure } from "./structure";

export interface DecompileOptions {
  /** Name of the flow. The constant of the file is called after it. */
  readonly name: string;
  readonly type: FlowKind;
  /** At most 500 characters. */
  readonly description?: string;
  /**
   * Names of resources by ARN: `queueRef("support")` is written for the ARN of the queue. Names the console keeps in
   * the metadata are used too; give `{ displayNames: false }` to keep those ARNs.
   */
  readonly names?: Names;
  /** Whether names in the metadata stand for ARNs. Default true. */
  readonly displayNames?: boolean;
  /** Module the flow language is imported from. Default "./language", for a file in `flows/`. */
  readonly importFrom?: string;
}

/** A flow as source, and what has to be known about it. */
export interface Decompiled {
  readonly source: string;
  /** What the names in the source stand for, for `bind`: ARNs by token. */
  readonly bindings: { readonly [token: string]: string };
  /** What the validator says about the document. */
  readonly findings: readonly Finding[];
}

/**
 * TypeScript source that exports one flow, equal to the document in everything but identifiers and layout.
 * @throws FlowError when the document is no flow document at all.
 */
export function decompile(document: FlowDocument, options: DecompileOptions): string {
  return decompileFlow(document, options).source;
}

/** As {@link decompile}, with what the names stand for and what is wrong with the document. */
export function decompileFlow(document: FlowDocument, options: DecompileOptions): Decompiled {
  const { name, type, description, names = {}, displayNames = true, importFrom = "./language" } = options;
  const findings = validate(document, { type });
  checkReadable(document, findings);
  const labels = new Labels(document);
  const optionalErrors = habitOf(document);
  const leaveOut = leftOut(document, type, optionalErrors);
  const habits: Habits = { optionalErrors, leaveOut };
  const expressions = new Expressions(document, names, displayNames);
  const graph = new Graph(document, new Forms(type, habits, expressions, labels.friendly, outOfBounds(findings)));
  const { parts, endings } = writtenParts(document, graph, type, optionalErrors);
  const settings = settingsOf(document, type);
  const source = sourceOf(
    parts,
    {
      name,
      type,
      ...(description !== undefined && { description }),
      optionalErrors,
      leaveOut,
      ...(settings !== undefined && { settings }),
      endings,
      hasErrors: findings.some(isUnacceptable),
      bindings: expressions.bindings,
      importFrom,
    },
    labels.name,
  );
  return { source, bindings: Object.fromEntries(expressions.bindings), findings };
}

/** The statements of a flow, with one ending of each sort where that saves jumps. */
function writtenParts(
  document: FlowDocument,
  graph: Graph,
  type: FlowKind,
  optionalErrors: "wired" | "unwired",
): { parts: Parts; endings: "each" | "one" } {
  const { handler, unreached } = graph;
  const parts = simplify(addScopes(structure(graph), handler, optionalErrors), unreached);
  const endings = sharedEndings(document, graph);
  if (!endings || jumpsTo(endings, parts) === 0) {
    return { parts, endings: "each" };
  }
  const lastResort = endings.get(endingType(type) ?? "");
  const scoped = addScopes(structure(graph, new Set(endings.values())), handler, optionalErrors, lastResort);
  return { parts: simplify(inPlace(endings, scoped, graph), unreached), endings: "one" };
}

/** Actions with values the service does not know either: `F308` and conditions it does not test, `F405`. */
function outOfBounds(findings: readonly Finding[]): ReadonlySet<string> {
  const known = findings.filter(({ code }) => code === "F308" || code === "F405");
  return new Set(known.flatMap(({ action }) => (action === undefined ? [] : [action])));
}

/** Findings that say there is no flow to write down: the shape, the version, two actions of one name. */
const UNREADABLE = ["F100", "F101", "F105"];

function checkReadable(document: FlowDocument, findings: readonly Finding[]): void {
  const fatal = findings.filter(({ code, severity }) => severity === "error" && UNREADABLE.includes(code));
  if (fatal.length > 0 || document.Version !== FLOW_LANGUAGE_VERSION) {
    throw new FlowError(`This is not a document of the flow language:\n${describeFindings(fatal)}`);
  }
  const start: unknown = document.StartAction;
  if (typeof start !== "string") {
    throw new FlowError(`StartAction is ${shown(start)}; it is the Identifier of an action, as a text.`);
  }
}

/** Whether most errors that need not be wired are. */
function habitOf({ Actions: actions }: FlowDocument): "wired" | "unwired" {
  let balance = 0;
  for (const { Type, Parameters = {}, Transitions: transitions } of actions) {
    const spec = actionSpec(Type);
    if (spec && outcomeOf(spec, Parameters)?.optionalErrors?.includes(NO_MATCHING_ERROR)) {
      const isWired = transitions?.Errors?.some(({ ErrorType }) => ErrorType === NO_MATCHING_ERROR);
      balance += isWired ? 1 : -1;
    }
  }
  return balance < 0 ? "unwired" : "wired";
}

/** Parameters verbs write that most actions of the document do without. */
function leftOut(document: FlowDocument, type: FlowKind, optionalErrors: "wired" | "unwired"): string[] {
  const forms = new Forms(type, { optionalErrors }, new Expressions(document, {}, false), () => undefined);
  const missing = new Map<string, number>();
  for (const action of document.Actions) {
    for (const [name, value] of forms.choose(action).patches) {
      if (value === undefined) {
        missing.set(name, (missing.get(name) ?? 0) + 1);
      }
    }
    for (const name of Object.keys(action.Parameters ?? {})) {
      missing.set(name, (missing.get(name) ?? 0) - 1);
    }
  }
  return [...missing]
    .filter(([, count]) => count > 0)
    .map(([name]) => name)
    .sort();
}

/** The settings as an option: undefined where a flow of the type has them anyway. */
function settingsOf(document: FlowDocument, type: FlowKind): JsonValue | undefined {
  const { Settings: settings } = document;
  if (type !== "MODULE") {
    return settings;
  }
  return canonical(settings) === canonical(MODULE_SETTINGS) ? undefined : (settings ?? null);
}
