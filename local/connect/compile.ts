/** Compiles flow documents into linked steps, once. What cannot be played takes an error branch and leaves a diagnostic. */
import { actionSpec } from "../../flows/language/actionSpecs";
import type { FlowDocument } from "../../flows/language/document";
import { ACTIONS } from "./actions";
import { guardChannel } from "./channelRules";
import type { FlowProblem } from "./flowProblem";
import type { CompiledFlow, FlowIdentity, Step } from "./step";
import { type ActionCompiler, type FlowFinder, StepBuilder, UnlinkedStep } from "./stepBuilder";

/** Compiles one document and reports what of it cannot be played as it is written. */
export function compileFlow(
  identity: FlowIdentity,
  document: FlowDocument,
  finder: FlowFinder,
  report: (problem: FlowProblem) => void,
): CompiledFlow {
  const { id, arn, name, kind } = identity;
  const flow: FlowIdentity = { id, arn, name, kind };
  const all = document.Actions.map((action): Step => new UnlinkedStep(flow, action));
  const steps = new Map(all.map((step) => [step.action.Identifier, step]));
  const missing = (identifier: string): Step => missingStep(flow, identifier);
  for (const step of all) {
    const { Identifier, Type } = step.action;
    const builder = new StepBuilder(step, steps, missing, finder);
    const compile = ACTIONS.get(Type) ?? unknown;
    step.run = guardChannel(builder, compile(builder));
    if (builder.problems.length > 0) step.run = unplayable(builder);
    builder.complete();
    for (const message of [...builder.problems, ...builder.notes]) {
      report({ flow: name, action: `${Identifier} (${Type})`, message });
    }
  }
  const start = steps.get(document.StartAction);
  if (start === undefined) {
    throw new Error(`StartAction "${document.StartAction}" of flow "${name}" is no action of it; name one of them.`);
  }
  return { ...flow, steps: all, start };
}

/** A type nothing plays. */
const unknown: ActionCompiler = (builder) => {
  const { Type } = builder.step.action;
  builder.problem(
    actionSpec(Type) === undefined
      ? `${Type} is no action type of the flow language; check the spelling`
      : `the local run does not play ${Type}`,
  );
  return () => null;
};

/** Every problem is told each time the action is reached, and a way out taken that the service would take on an error. */
function unplayable(builder: StepBuilder): Step["run"] {
  const { problems, refusal } = builder;
  const { Type } = builder.step.action;
  return (run) => {
    for (const problem of problems) run.diagnose(`${Type} cannot be played: ${problem}`);
    return refusal;
  };
}

/** Where a transition leads whose target does not exist. */
function missingStep(flow: FlowIdentity, identifier: string): Step {
  const step: Step = new UnlinkedStep(flow, { Identifier: identifier, Type: "(missing)" });
  const failed = { from: step, kind: "end" as const, label: "missing", to: null, end: "failed" as const, taken: 0 };
  step.branches.push(failed);
  step.run = (run) => {
    run.diagnose(`"${identifier}" is no action of flow ${flow.name}; the contact ends`);
    return failed;
  };
  return step;
}
