/** What leads an action to one of its ways out, and how it is played. */
import {
  type ActionParameters,
  type FlowAction,
  type FlowDocument,
  type FlowKind,
  actionSpec,
  outcomeOf,
} from "../../../flows/language";
import {
  type Channel,
  type ConnectService,
  type PlaygroundDocument,
  type PlaygroundOptions,
  type TraceEntry,
  entryFlow,
  playground,
} from "../../../local/connect";
import type { Interaction } from "../../../local/connect/interaction";
import { failAction } from "../../../local/connect/faults";
import { type ActionRow, type RowCondition, endIn } from "../../support/actionRows";

export const CALLER = "+12065550123";
export const FIRST_NUMBER = "+12065550100";

/** The instance and the contact that meets the action. */
export interface World {
  readonly service: ConnectService;
  readonly contact: Interaction;
}

/** What happens before, around and after the action. */
export interface Circumstance {
  /** Instead of the row's parameters of these names; undefined leaves one out. */
  readonly parameters?: { readonly [name: string]: ActionParameters[string] | undefined };
  readonly conditions?: readonly RowCondition[];
  readonly before?: readonly (readonly [type: string, parameters?: ActionParameters])[];
  /** Default: the first the row is legal in. */
  readonly kind?: FlowKind;
  /** Default VOICE. */
  readonly channel?: Channel;
  readonly from?: string;
  readonly options?: PlaygroundOptions;
  /** More flows; they come before the one with the action. */
  readonly others?: readonly PlaygroundDocument[];
  /** What customers, agents and time do. */
  act?(world: World): void | Promise<void>;
  /** The contact in whose flow the action is; default the one that was started. */
  contactOf?(world: World): Interaction | undefined;
  /** Nothing on this machine leads there: the action is made to fail. */
  readonly fault?: true;
  /** The branch, where it is not what the outcome is called. */
  readonly expects?: string;
}

/** Circumstances by outcome: `NextAction`, `end`, an error type, a condition, or `wrong channel`. */
export type Outcomes = { readonly [outcome: string]: Circumstance };

/** Outcomes by name of the row. */
export type Cases = { readonly [row: string]: Outcomes };

function wired(type: string, parameters: ActionParameters, next: string): FlowAction["Transitions"] {
  const spec = actionSpec(type);
  const outcome = spec && outcomeOf(spec, parameters);
  const results = outcome?.conditions.form === "exactly" ? outcome.conditions.results : [];
  return {
    NextAction: next,
    Errors: (outcome?.requiredErrors ?? []).map((ErrorType) => ({ ErrorType, NextAction: next })),
    Conditions: results.map((result) => ({ NextAction: next, Condition: { Operator: "Equals", Operands: [result] } })),
  };
}

/** The errors the row may wire, required and optional. */
export function errorsOf({ type, minimal }: ActionRow): string[] {
  const spec = actionSpec(type);
  const optional = (spec && outcomeOf(spec, minimal.parameters)?.optionalErrors) ?? [];
  return [...new Set([...minimal.errors, ...(minimal.ends ? [] : optional)])];
}

function documentOf(row: ActionRow, outcome: string, given: Circumstance, kind: FlowKind): FlowDocument {
  const { before = [], parameters = {} } = given;
  const conditions = given.conditions ?? row.minimal.conditions;
  const all: { [name: string]: ActionParameters[string] | undefined } = { ...row.minimal.parameters, ...parameters };
  const kept = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  // Optional errors are wired only where they are looked for: most flows leave them out.
  const errors = errorsOf(row).filter(
    (type) => row.minimal.errors.includes(type) || type === outcome || type === given.expects,
  );
  const it: FlowAction = {
    Identifier: "it",
    Type: row.type,
    Parameters: Object.fromEntries(kept),
    Transitions: row.minimal.ends
      ? {}
      : {
          NextAction: "end",
          Errors: errors.map((ErrorType) => ({ ErrorType, NextAction: "end" })),
          Conditions: conditions.map(([Operator, operand]) => {
            return { NextAction: "end", Condition: { Operator, Operands: [operand] } };
          }),
        },
  };
  const lead = before.map(([Type, Parameters = {}], index): FlowAction => {
    const next = index + 1 < before.length ? `before-${index + 1}` : "it";
    return { Identifier: `before-${index}`, Type, Parameters, Transitions: wired(Type, Parameters, next) };
  });
  const actions = [...lead, it, ...(row.minimal.ends ? [] : [endIn(kind)])];
  return { Version: "2019-10-30", StartAction: actions[0]?.Identifier ?? "it", Actions: actions };
}

function begin(service: ConnectService, channel: Channel, flow: string, from: string): Interaction {
  if (channel === "CHAT") return service.chat({ flow });
  return channel === "TASK" ? service.task({ flow, name: "A task" }) : service.dial({ from, flow });
}

/** Makes the action take a way out that nothing on this machine leads to. */
function force(service: ConnectService, label: string): void {
  const flow = service.flows.all().find(({ name }) => name === "it");
  const step = flow?.steps.find(({ action }) => action.Identifier === "it");
  const branch = step?.branches.find((candidate) => candidate.kind !== "error" && candidate.label === label);
  if (step !== undefined && branch !== undefined) step.run = () => branch;
  else if (flow !== undefined) failAction(flow, "it", label);
}

/** Plays the action and answers with how it was left. */
export async function leave(row: ActionRow, outcome: string, given: Circumstance): Promise<TraceEntry | undefined> {
  const kind = given.kind ?? row.flowTypes[0] ?? "CONTACT_FLOW";
  const document = documentOf(row, outcome, given, kind);
  const documents = [...(given.others ?? []), { name: "it", document, type: kind }];
  const service = playground(documents, { lenient: false, ...given.options });
  if (given.fault === true) force(service, given.expects ?? outcome);
  const flow = service.flows.all().some(({ name }) => name === entryFlow("it")) ? entryFlow("it") : "it";
  const contact = begin(service, given.channel ?? "VOICE", flow, given.from ?? CALLER);
  const world = { service, contact };
  await contact.settled();
  await given.act?.(world);
  await contact.settled();
  const trace = (given.contactOf?.(world) ?? contact).trace;
  // The invocation of a module is traced twice: on the way in, and on the way on.
  return trace.find(({ flow: name, action, branch }) => name === "it" && action === "it" && branch.label !== "invoked");
}
