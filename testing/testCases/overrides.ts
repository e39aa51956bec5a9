/** What a test case puts in the place of resources: each override answers once, those of one resource in turn. */
import { after, branchOfResult, playWith } from "../../local/connect/standIn";
import { branchOfError } from "../../local/connect/faults";
import type { FlowRun } from "../../local/connect/flowRun";
import { idOf } from "../../local/connect/identifier";
import type { Branch, Step } from "../../local/connect/step";
import { OVERRIDABLE_ACTIONS, type Override } from "../../scenarios/language";
import type { Resources } from "./resources";

/** Seconds a function may take when the flow does not say. */
const DEFAULT_TIME_LIMIT_SECONDS = 3;

/** Overrides that wait for their turn. */
export class Overrides {
  private readonly waiting: Override[] = [];

  constructor(private readonly resources: Resources) {}

  add(override: Override): void {
    this.waiting.push(override);
  }

  /** The oldest override of this action and resource, which is then used up. */
  take(actionType: string, resource: string): Override | undefined {
    const index = this.waiting.findIndex(
      (override) => override.actionType === actionType && this.resources.same(override.resource, resource),
    );
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
  }

  /** Overrides nothing has asked for. */
  get unused(): readonly Override[] {
    return this.waiting;
  }

  /** Plays an action as an override says. */
  play(override: Override, run: FlowRun, step: Step): Branch | null {
    const { strategy } = override;
    switch (strategy.kind) {
      case "substitute":
        return this.substitute(this.resources.resolve(strategy.resource), run, step);
      case "error": {
        const seconds = Math.min(strategy.delaySeconds, timeLimit(step));
        return after(run, seconds, () => {
          run.diagnose(`${step.action.Type} was made to fail with ${strategy.error} by the test`);
          return branchOfError(run.frame.flow, step, strategy.error);
        });
      }
      case "result":
        return answer(run, step, strategy.data, strategy.delaySeconds);
    }
  }

  private substitute(resource: string, run: FlowRun, step: Step): Branch | null {
    if (step.action.Type === "TransferContactToQueue") {
      const queue = run.runtime.queues.get(idOf(resource));
      if (queue === undefined) {
        run.diagnose(`the test substitutes a queue, ${resource}, that is not declared (aws.connect.Queue)`);
        return branchOfError(run.frame.flow, step, "NoMatchingError");
      }
      run.contact.targetQueue = queue;
      return step.run(run);
    }
    const [name = "", inner] = OVERRIDABLE_ACTIONS.get(step.action.Type) ?? [];
    return playWith(run, step, { [name]: inner === undefined ? resource : { [inner]: resource } });
  }
}

/** A mocked answer. One that comes too late is an error, as it is on the service. */
function answer(run: FlowRun, step: Step, data: unknown, delaySeconds: number): Branch | null {
  const limit = timeLimit(step);
  if (delaySeconds >= limit) {
    return after(run, limit, () => {
      run.diagnose(`the mocked answer did not come within the time limit of ${limit} s`);
      return branchOfError(run.frame.flow, step, "TimeLimitExceeded");
    });
  }
  return after(run, delaySeconds, () => conclude(run, step, data));
}

function timeLimit({ action }: Step): number {
  if (action.Type !== "InvokeLambdaFunction") return Number.POSITIVE_INFINITY;
  return Number(action.Parameters?.["InvocationTimeLimitSeconds"] ?? DEFAULT_TIME_LIMIT_SECONDS);
}

function conclude(run: FlowRun, step: Step, data: unknown): Branch {
  run.result = data;
  if (step.action.Type === "CheckHoursOfOperation") return branchOfResult(run, step, String(data));
  if (step.action.Type === "ConnectParticipantWithLexBot") {
    run.frame.lex = data;
    return branchOfResult(run, step, intentIn(data));
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    run.diagnose("the mocked answer is no object");
    return branchOfError(run.frame.flow, step, "NoMatchingError");
  }
  run.frame.external = data;
  return branchOfResult(run, step, undefined);
}

/** Nobody documents the form of a mocked bot's answer: both that of `$.Lex` and that of Lex itself are understood. */
function intentIn(data: unknown): string | undefined {
  const lex = data as { IntentName?: unknown; sessionState?: { intent?: { name?: unknown } } } | null;
  const name = lex?.IntentName ?? lex?.sessionState?.intent?.name;
  return typeof name === "string" ? name : undefined;
}
