/** Answers in the place of an action, for one contact and one time: what a test puts in the place of the world outside. */
import { ACTIONS } from "./actions";
import { guardChannel } from "./channelRules";
import { branchOfError } from "./faults";
import type { FlowRun } from "./flowRun";
import type { Branch, Step } from "./step";
import { StepBuilder, UnlinkedStep } from "./stepBuilder";

/** The way out of an action whose result is known. With no condition that holds: NoMatchingCondition, else NextAction. */
export function branchOfResult({ frame }: FlowRun, step: Step, result: string | undefined): Branch {
  const exact = step.branches.find(({ kind, label }) => kind === "condition" && label === `Equals ${result}`);
  if (exact !== undefined) return exact;
  const declared = step.action.Transitions?.Errors?.some(({ ErrorType }) => ErrorType === "NoMatchingCondition");
  const next = step.branches.find(({ kind }) => kind === "next");
  return next === undefined || declared === true ? branchOfError(frame.flow, step, "NoMatchingCondition") : next;
}

/** Plays an action with other parameters; where it leads stays the same. */
export function playWith(run: FlowRun, step: Step, parameters: Record<string, unknown>): Branch | null {
  const { flow } = run.frame;
  const Parameters = { ...step.action.Parameters, ...parameters } as Step["action"]["Parameters"];
  const copy: Step = new UnlinkedStep(step.flow, { ...step.action, ...(Parameters !== undefined && { Parameters }) });
  const steps = new Map(flow.steps.map((each) => [each.action.Identifier, each]));
  const builder = new StepBuilder(copy, steps, () => copy, run.runtime.flows);
  const compile = ACTIONS.get(step.action.Type);
  if (compile === undefined) return step.run(run);
  copy.run = guardChannel(builder, compile(builder));
  builder.complete();
  run.step = copy;
  return copy.run(run);
}

/** Takes an action's way out after virtual time. Keys pressed meanwhile wait, as they do for a function at work. */
export function after(run: FlowRun, seconds: number, conclude: () => Branch): Branch | null {
  if (seconds <= 0) return conclude();
  const timer = run.runtime.clock.after(seconds * 1_000, () => run.resume(conclude()));
  return run.wait({ waits: "work", timer });
}
