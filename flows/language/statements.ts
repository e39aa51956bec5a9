/** How the verbs of the builder become steps: shared by all of them. */
import { actionSpec, NO_MATCHING_ERROR, outcomeOf } from "./actionSpecs";
import { type FlowKind } from "./document";
import type { FlowBuilder } from "./flowBuilder";
import { FlowError } from "./flowError";
import { Block, type Label, type Step, type StepCondition, type Target } from "./recorder";
import { type Invocation } from "./references";
import { type ParameterValues, writeParameters } from "./values";

/**
 * Writes a part of a flow: a branch, the body of a loop, an error handler. A part of flows of several types names them
 * all, `Body<"CONTACT_FLOW" | "QUEUE_TRANSFER">`, and may use what is legal in each.
 */
export type Body<Kind extends FlowKind = "CONTACT_FLOW"> = (f: FlowBuilder<Kind>) => void;

/** A part of a flow of any type. */
export type AnyBody = Body<never>;

/** A way out of an action. Without a body it leads to the next statement. */
export interface Outcome {
  readonly result: string;
  readonly body: AnyBody | undefined;
  /** Default `Equals`. */
  readonly operator?: string;
  /** All operands, where they are not exactly one. */
  readonly operands?: readonly string[];
  /** The branch returns to the action when it ends, as the body of a loop does. */
  readonly returns?: boolean;
}

/** One action as a verb describes it. */
export interface Statement {
  readonly type: string;
  /** What it does and to what, for the identifier. */
  readonly verb: string;
  readonly words: string;
  readonly parameters: ParameterValues;
  /** Ways out by result, in the order they are tested. */
  readonly results?: readonly Outcome[];
  /** Ways out by error type, but for the generic error, which the scope handles. */
  readonly errors?: readonly Outcome[];
  /**
   * What NextAction is: the next statement (default), nothing, or the target of the named result or error, which
   * the service wants repeated there.
   */
  readonly next?: "follow" | "none" | { readonly mirrors: string };
  readonly invocation?: Invocation;
}

/** What one statement says differently from its verb. */
export interface Exceptions<Kind extends FlowKind = "CONTACT_FLOW"> {
  /** What its generic error does, instead of what the scope says; or that it leads nowhere. */
  readonly onError?: Body<Kind> | "unwired";
  /** Parameters in place of those the verb writes; `undefined` leaves one out. */
  readonly parameters?: ParameterValues;
}

/** Records statements into one block. */
export abstract class Statements<Kind extends FlowKind> {
  constructor(protected readonly block: Block) {}

  /** The flow that is being written. */
  get flow(): { readonly name: string; readonly type: Kind } {
    const { flowName, flowType } = this.block.recorder;
    return { name: flowName, type: flowType as Kind };
  }

  private exceptions: Exceptions<never> = {};

  /**
   * Says one statement differently from its verb: `f.exactly({ onError: (f) => f.goto("again") }).setQueue(…)`. Whatever
   * is in its branches is as elsewhere.
   */
  exactly(exceptions: Exceptions<Kind>): this {
    const copy: this = Object.create(this);
    copy.exceptions = exceptions;
    return copy;
  }

  /** Lets a body write a block. */
  protected abstract fill(block: Block, body: AnyBody): void;

  /** Records a statement and writes its branches. */
  protected record(statement: Statement): void {
    const { block } = this;
    const { parameters, reads } = writeParameters(this.parametersOf(statement));
    block.checkUse();
    const step: Step = {
      item: "step",
      identifier: block.recorder.identifiers.next(block.scope, statement.verb, statement.words),
      type: statement.type,
      parameters,
      reads,
      ...(statement.invocation && { invocation: statement.invocation }),
      block,
      index: block.items.length,
      mirrors: typeof statement.next === "object",
      conditions: [],
      errors: [],
    };
    block.append(step);
    const branch = (outcome: Outcome): Target => this.branch(step, outcome);
    step.conditions = (statement.results ?? []).map((outcome): StepCondition => {
      const { operator = "Equals", operands, result: operand } = outcome;
      return { operator, operand, ...(operands && { operands }), target: branch(outcome) };
    });
    step.errors = (statement.errors ?? []).map((outcome) => ({ type: outcome.result, target: branch(outcome) }));
    const { onError } = this.exceptions;
    if (typeof onError === "function") {
      step.errors.push({ type: NO_MATCHING_ERROR, target: branch({ result: NO_MATCHING_ERROR, body: onError }) });
    } else if (onError === undefined && !step.errors.some(({ type }) => type === NO_MATCHING_ERROR)) {
      this.wireGenericError(step);
    }
    const next = nextOf(step, statement);
    if (next) {
      step.next = next;
    }
  }

  /** Writes a body into a block inside this one. */
  protected write(block: Block, body: AnyBody): void {
    this.block.open = block;
    this.fill(block, body);
    this.block.open = undefined;
  }

  /** A block inside the one being written, belonging to the item at `index`. */
  protected child(name: string, scope: string, index: number, handler = this.block.handler): Block {
    const { block } = this;
    return new Block(name, scope, block.recorder, { block, index }, "after", handler, block.loop);
  }

  protected jump(target: Label): void {
    if (target.recorder !== this.block.recorder) {
      throw new FlowError(
        `The label ${JSON.stringify(target.name)} belongs to the flow ${target.recorder.flowName}; ` +
          "use transferToFlow to go to another flow.",
      );
    }
    this.block.append({ item: "jump", target });
  }

  private parametersOf({ parameters }: Statement): ParameterValues {
    const { leaveOut = [] } = this.block.recorder.habits;
    const kept = Object.entries(parameters).filter(([name]) => !leaveOut.includes(name));
    return { ...Object.fromEntries(kept), ...this.exceptions.parameters };
  }

  private branch(step: Step, outcome: Outcome): Target {
    if (!outcome.body) {
      return { to: "next" };
    }
    const { block } = this;
    const child = new Block(
      outcome.result,
      `${step.identifier}/${outcome.operator ?? ""}${outcome.result}`,
      block.recorder,
      { block, index: step.index },
      outcome.returns ? "back" : "after",
      block.handler,
      outcome.returns && step.type === "Loop" ? step : block.loop,
    );
    this.write(child, outcome.body);
    return { to: "block", block: child };
  }

  private wireGenericError(step: Step): void {
    const spec = actionSpec(step.type);
    const outcome = spec && outcomeOf(spec, step.parameters);
    const isRequired = outcome?.requiredErrors.includes(NO_MATCHING_ERROR);
    const isAllowed = isRequired || outcome?.optionalErrors?.includes(NO_MATCHING_ERROR);
    const { handler, recorder } = step.block;
    const isWired = handler && (handler !== recorder.rootHandler || recorder.habits.optionalErrors !== "unwired");
    if (isRequired || (isAllowed && isWired)) {
      step.errors.push({ type: NO_MATCHING_ERROR, target: { to: "handler" } });
    }
  }
}

function nextOf(step: Step, statement: Statement): Target | undefined {
  const { next = "follow" } = statement;
  if (next === "none") {
    return undefined;
  }
  if (next === "follow") {
    return { to: "next" };
  }
  const error = step.errors.find(({ type }) => type === next.mirrors);
  const condition = step.conditions.find(({ operand }) => operand === next.mirrors);
  return error?.target ?? condition?.target;
}
