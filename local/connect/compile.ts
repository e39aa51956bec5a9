/** Compiles flow documents into linked steps, once, and collects everything the service would refuse on the way. */
import type { FlowDocument } from "../../flows/language/document";
import { ACTIONS } from "./actions";
import type { FlowProblem } from "./flowProblem";
import type { CompiledFlow, FlowIdentity, Step } from "./step";
import { type FlowFinder, StepBuilder, UnlinkedStep } from "./stepBuilder";

/** Compiles one document. Undefined when it has a problem, which has then been reported. */
export function compileFlow(
  identity: FlowIdentity,
  document: FlowDocument,
  finder: FlowFinder,
  report: (problem: FlowProblem) => void,
): CompiledFlow | undefined {
  let sound = true;
  const refuse = (message: string, action?: string): void => {
    sound = false;
    report({ flow: identity.name, ...(action !== undefined && { action }), message });
  };
  const steps = new Map<string, Step>();
  const all: Step[] = [];
  const { id, arn, name, kind } = identity;
  const flow: FlowIdentity = { id, arn, name, kind };
  for (const action of document.Actions) {
    const step = new UnlinkedStep(flow, action);
    all.push(step);
    steps.set(action.Identifier, step);
  }
  for (const step of all) {
    const { Identifier, Type } = step.action;
    const label = `${Identifier} (${Type})`;
    const compile = ACTIONS.get(Type);
    if (compile === undefined) {
      refuse(`the local run does not play ${Type}; it plays ${[...ACTIONS.keys()].sort().join(", ")}`, label);
      continue;
    }
    const builder = new StepBuilder(step, steps, finder, (message) => refuse(message, label));
    step.run = compile(builder);
    builder.complete();
  }
  const start = steps.get(document.StartAction);
  if (start === undefined) {
    refuse(`StartAction "${document.StartAction}" is no action of the flow; name an existing Identifier`);
    return undefined;
  }
  return sound ? { ...flow, steps: all, start } : undefined;
}
