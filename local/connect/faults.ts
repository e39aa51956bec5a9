/** Makes one block of a flow fail on purpose, to see what callers then meet. */
import type { Branch, CompiledFlow, Step } from "./step";

/** The error every action takes that says nothing better. */
const GENERIC_ERROR = "NoMatchingError";

/**
 * Lets an action take the branch of an error each time it is reached, as if the service had failed. Without a branch for
 * it, or for the generic error, the contact ends, as on the service.
 *
 * @returns what undoes it
 * @throws Error when the flow has no such action
 */
export function failAction(flow: CompiledFlow, identifier: string, errorType: string = GENERIC_ERROR): () => void {
  const step = flow.steps.find(({ action }) => action.Identifier === identifier);
  if (step === undefined) {
    const known = flow.steps.map(({ action }) => action.Identifier).join(", ");
    throw new Error(`Flow ${flow.name} has no action "${identifier}". Its actions: ${known}.`);
  }
  const branch = branchOfError(flow, step, errorType);
  const { run } = step;
  step.run = (flowRun) => {
    flowRun.diagnose(`${step.action.Type} was made to fail with ${errorType}`);
    return branch;
  };
  return () => {
    step.run = run;
  };
}

/** The way out an action takes on an error: its own, else the generic one, else the end of the contact. */
export function branchOfError(flow: CompiledFlow, step: Step, errorType: string): Branch {
  return errorBranch(flow, step, errorType) ?? errorBranch(flow, step, GENERIC_ERROR) ?? unhandled(step, errorType);
}

/** The branch of an error; made here for actions that never fail on this machine, and so have none yet. */
function errorBranch(flow: CompiledFlow, step: Step, errorType: string): Branch | undefined {
  const compiled = step.branches.find(({ kind, label }) => kind === "error" && label === errorType);
  if (compiled !== undefined) return compiled;
  const declared = step.action.Transitions?.Errors?.find(({ ErrorType }) => ErrorType === errorType);
  const to = flow.steps.find(({ action }) => action.Identifier === declared?.NextAction);
  if (to === undefined) return undefined;
  const branch: Branch = { from: step, kind: "error", label: errorType, to, taken: 0 };
  step.branches.push(branch);
  return branch;
}

function unhandled(step: Step, errorType: string): Branch {
  return { from: step, kind: "error", label: errorType, to: null, end: "failed", taken: 0 };
}
