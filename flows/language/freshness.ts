/**
 * Checks that an answer is read only where it is still there. The service keeps the answer of the last Lambda function,
 * of the last bot, of the last view and of the last module, so another one makes the first one's references point to
 * something else.
 */
import { NO_MATCHING_CONDITION } from "./actionSpecs";
import type { EmittedStep } from "./emit";
import { FlowError } from "./flowError";
import { type Step } from "./recorder";
import { type Invocation } from "./references";

type Root = Invocation["root"];

/** What may be the last invocation of a kind when a step runs: one that answered, one that failed, or none yet. */
type Last = Invocation | `of ${string} failed` | "none";

/** @throws FlowError naming the first answer that may be gone when it is read. */
export function checkAnswersAreFresh(flowName: string, start: Step, emitted: readonly EmittedStep[]): void {
  const roots = new Set(emitted.flatMap(({ step }) => step.reads.flatMap(({ invocation }) => invocation?.root ?? [])));
  for (const root of roots) {
    checkRoot(root, flowName, start, emitted);
  }
}

function checkRoot(root: Root, flowName: string, start: Step, emitted: readonly EmittedStep[]): void {
  const steps = new Map(emitted.map((entry) => [entry.action.Identifier, entry]));
  const before = new Map<string, Set<Last>>([[start.identifier, new Set<Last>(["none"])]]);
  const waiting = [start.identifier];
  for (let identifier = waiting.pop(); identifier !== undefined; identifier = waiting.pop()) {
    const entry = steps.get(identifier);
    for (const [target, states] of entry ? outOf(entry, root, before.get(identifier) ?? new Set()) : []) {
      const known = before.get(target) ?? new Set<Last>();
      const size = before.has(target) ? known.size : -1;
      states.forEach((state) => known.add(state));
      before.set(target, known);
      if (known.size !== size) {
        waiting.push(target);
      }
    }
  }
  for (const { step } of emitted) {
    checkReads(root, flowName, step, before.get(step.identifier) ?? new Set());
  }
}

function outOf({ step, action }: EmittedStep, root: Root, states: ReadonlySet<Last>): [string, ReadonlySet<Last>][] {
  const { NextAction, Conditions = [], Errors = [] } = action.Transitions ?? {};
  const invocation = step.invocation?.root === root ? step.invocation : undefined;
  const answered = invocation ? new Set<Last>([invocation]) : states;
  const failed = invocation ? new Set<Last>([`of ${invocation.functionName} failed`]) : states;
  return [
    ...(NextAction === undefined ? [] : [[NextAction, answered] as [string, ReadonlySet<Last>]]),
    ...Conditions.map((condition): [string, ReadonlySet<Last>] => [condition.NextAction, answered]),
    // A bot or a view that answered something unexpected has answered.
    ...Errors.map((error): [string, ReadonlySet<Last>] => {
      return [error.NextAction, error.ErrorType === NO_MATCHING_CONDITION ? answered : failed];
    }),
  ];
}

function checkReads(root: Root, flowName: string, step: Step, states: ReadonlySet<Last>): void {
  for (const { path, invocation } of step.reads) {
    const other = invocation?.root === root ? [...states].find((state) => state !== invocation) : undefined;
    if (invocation && other !== undefined) {
      throw new FlowError(
        `In the flow ${flowName}, ${step.block.path} > ${step.identifier} reads ${path} of ${invocation.functionName}, ` +
          `but on some path ${whatHappened(other)}. Read it right after the invocation, or copy it into a contact ` +
          "attribute with f.setAttributes.",
      );
    }
  }
}

function whatHappened(last: Last): string {
  if (last === "none") {
    return "nothing has been invoked yet";
  }
  return typeof last === "string" ? `the last invocation ${last}` : `${last.functionName} was invoked since`;
}
