/**
 * A compiled flow: a linked graph of steps. A step is one action with everything resolved that can be before a call
 * arrives: parameter templates parsed, targets linked. Running a step answers with the branch it takes, or with null when
 * it has to wait for a caller, a function, a queue or time.
 */
import type { ActionParameters, FlowAction, FlowKind } from "../../flows/language/document";
import type { FlowRun } from "./flowRun";
import type { Slot } from "./template";

/** What happens when a branch leads to no further action. */
export type FlowEnd =
  /** DisconnectParticipant. */
  | "disconnect"
  /** EndFlowExecution, or a flow that has nothing more to do. */
  | "finished"
  /** An error no branch takes, or too many actions. */
  | "failed"
  /** Placed in its target queue. */
  | "queued"
  /** Moved from the queue it is in to another one. */
  | "requeued"
  /** Connected to a number outside the contact centre for good. */
  | "transferredOut"
  /** End of a module: go on behind the action that invoked it. */
  | "returned"
  /** Go on at the start of another flow, see `FlowRun.enter`. */
  | "entered"
  /** Stopped from outside, for example by an agent who answers. */
  | "interrupted";

/** One way out of an action. Counted, so that coverage needs no second run. */
export interface Branch {
  readonly from: Step;
  readonly kind: "next" | "condition" | "error" | "end";
  /** The error type, the condition as text, or what ended. */
  readonly label: string;
  /** Null when nothing follows in this flow; then `end` says what happens. */
  to: Step | null;
  readonly end?: FlowEnd;
  /** How often contacts have taken it since the flow was loaded. */
  taken: number;
}

/** What identifies a flow, apart from its content. */
export interface FlowIdentity {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly kind: FlowKind;
}

/** One action, compiled. */
export interface Step {
  readonly flow: FlowIdentity;
  readonly action: FlowAction;
  /** Every declared way out, and the implicit ones it turned out to need. */
  readonly branches: Branch[];
  /** Where each resolved value belongs in `Parameters`, for traces and logs. */
  readonly slots: Slot[];
  readonly interrupted: Branch;
  run(run: FlowRun): Branch | null;
}

/** A flow or module ready to be played. */
export interface CompiledFlow extends FlowIdentity {
  readonly steps: readonly Step[];
  /** The step of `StartAction`. */
  readonly start: Step;
}

/** The parameters of a step as they were when it ran: the document's, with resolved values in their places. */
export function renderParameters(step: Step, detail: unknown): Record<string, unknown> {
  const parameters = JSON.parse(JSON.stringify(step.action.Parameters ?? {})) as Record<string, unknown>;
  const values = Array.isArray(detail) ? (detail as unknown[]) : detail === undefined ? [] : [detail];
  step.slots.forEach((slot, index) => {
    if (index < values.length) put(parameters, slot, values[index] ?? null);
  });
  return parameters;
}

function put(parameters: Record<string, unknown>, slot: Slot, value: unknown): void {
  let at = parameters;
  for (const key of slot.path.slice(0, -1)) {
    const inner = at[key];
    if (typeof inner !== "object" || inner === null) return;
    at = inner as Record<string, unknown>;
  }
  const last = slot.path[slot.path.length - 1];
  if (last !== undefined) at[last] = value;
}

/** A value inside parameters, or undefined. */
export function parameterAt(parameters: ActionParameters, path: readonly string[]): unknown {
  let value: unknown = parameters;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
