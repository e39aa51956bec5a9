/** Every flow and module of an instance, compiled, and the flows every instance has without declaring them. */
import type { FlowDocument, FlowKind } from "../../flows/language/document";
import type { Finding } from "../../flows/language/finding";
import { validate } from "../../flows/language/validate";
import { compileFlow } from "./compile";
import type { EventHook } from "./contact";
import { DEFAULT_FLOWS, type DefaultHook, isDefaultHook } from "./defaultFlows";
import { type FlowProblem, InvalidContactFlowException } from "./flowProblem";
import { idOf } from "./identifier";
import type { FlowDeclaration, Instance } from "./instance";
import type { CompiledFlow } from "./step";
import { tolerantDocument } from "./tolerance";

/** Compiled flows, found by id or ARN. */
export class FlowLibrary {
  /** What is doubtful about flows that play all the same: parts the engine cannot play take an error branch. */
  readonly warnings: readonly FlowProblem[];
  readonly defaults: Readonly<Record<DefaultHook, CompiledFlow>>;
  private readonly byId = new Map<string, CompiledFlow>();

  /**
   * @param lenient plays what the service would refuse as far as it goes, with a warning
   * @throws InvalidContactFlowException naming everything that is wrong with any flow; when lenient, only what is no flow
   * document at all
   */
  constructor(instance: Instance, lenient: boolean = false) {
    const problems: FlowProblem[] = [];
    const warnings: FlowProblem[] = [];
    this.warnings = warnings;
    const report = (problem: FlowProblem): void => void problems.push(problem);
    const warn = (problem: FlowProblem): void => void warnings.push(problem);
    for (const declaration of instance.flows) {
      const document = readDocument(declaration, report, lenient ? warn : undefined);
      if (document === undefined || (!isLegal(declaration, document, lenient ? warn : report) && !lenient)) continue;
      this.byId.set(declaration.id, compileFlow(declaration, document, this, warn));
    }
    const builtIn = (hook: DefaultHook): CompiledFlow => {
      const { name, kind, document } = DEFAULT_FLOWS[hook];
      const id = `default-${hook}`;
      return compileFlow({ id, arn: `${instance.arn}/contact-flow/${id}`, name, kind }, document, this, warn);
    };
    this.defaults = {
      CustomerQueue: builtIn("CustomerQueue"),
      AgentWhisper: builtIn("AgentWhisper"),
      CustomerWhisper: builtIn("CustomerWhisper"),
      AgentHold: builtIn("AgentHold"),
      CustomerHold: builtIn("CustomerHold"),
    };
    if (problems.length > 0) throw new InvalidContactFlowException(problems);
  }

  /** The flow every instance plays at an event no flow is hooked to; undefined when nothing plays then. */
  defaultFor(hook: EventHook): CompiledFlow | undefined {
    return isDefaultHook(hook) ? this.defaults[hook] : undefined;
  }

  /** A flow or module by id or ARN. */
  find(reference: string): CompiledFlow | undefined {
    return this.byId.get(idOf(reference));
  }

  /** All declared flows and modules. */
  all(): readonly CompiledFlow[] {
    return [...this.byId.values()];
  }
}

function readDocument(
  { name, resource, content }: FlowDeclaration,
  report: (problem: FlowProblem) => void,
  warn: ((problem: FlowProblem) => void) | undefined,
): FlowDocument | undefined {
  if (content === undefined) {
    report({ flow: name, message: `resource "${resource}" has no content; give the flow document as a JSON string` });
    return undefined;
  }
  try {
    const given: unknown = JSON.parse(content);
    const document = warn === undefined ? given : tolerantDocument(given, (message) => warn({ flow: name, message }));
    if (isDocument(document)) return document;
    report({
      flow: name,
      message: 'content is not a flow document: it needs "Version": "2019-10-30", "StartAction" and "Actions"',
    });
  } catch (error) {
    report({ flow: name, message: `content is not JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
  return undefined;
}

/** What is wrong with documents that were loaded before: many instances of one program are the rule in simulations. */
const KNOWN = new Map<string, Finding[]>();
const MOST_KNOWN = 500;

function errorsOf(document: FlowDocument, kind: FlowKind, content: string): Finding[] {
  const key = `${kind} ${content}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const errors = validate(document, { type: kind }).filter(({ severity }) => severity === "error");
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(key, errors);
  return errors;
}

/** Reports what the service would refuse. */
function isLegal(
  { name, kind, content = "" }: FlowDeclaration,
  document: FlowDocument,
  report: (problem: FlowProblem) => void,
): boolean {
  const errors = errorsOf(document, kind, content);
  for (const { action, message, remedy } of errors) {
    const type = document.Actions.find(({ Identifier }) => Identifier === action)?.Type;
    report({
      flow: name,
      ...(action !== undefined && { action: `${action} (${type})` }),
      message: `${message} ${remedy}`,
    });
  }
  return errors.length === 0;
}

function isDocument(value: unknown): value is FlowDocument {
  if (typeof value !== "object" || value === null) return false;
  const { Version, StartAction, Actions } = value as Partial<FlowDocument>;
  return Version === "2019-10-30" && typeof StartAction === "string" && Array.isArray(Actions) && Actions.length > 0;
}
