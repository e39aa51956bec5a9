/**
 * What a flow's author has written so far: blocks of steps, recorded eagerly in the order they are written. Where a
 * path leads to is worked out afterwards, because it may continue with a statement that is not written yet.
 */
import { type ActionParameters, type FlowKind } from "./document";
import { FlowError } from "./flowError";
import { Identifiers } from "./identifiers";
import { type Invocation, type Reference } from "./references";

/** Where a way out of a step leads. */
export type Target =
  /** To the statement after the step. */
  | { readonly to: "next" }
  /** Into a branch. */
  | { readonly to: "block"; readonly block: Block }
  /** To the handler of the generic error around the step. */
  | { readonly to: "handler" };

/** One condition of a step. */
export interface StepCondition {
  readonly operator: string;
  readonly operand: string;
  /** All operands, where they are not exactly one. The service refuses that. */
  readonly operands?: readonly string[];
  readonly target: Target;
}

/** One action of the flow. */
export interface Step {
  readonly item: "step";
  readonly identifier: string;
  readonly type: string;
  readonly parameters: ActionParameters;
  readonly reads: readonly Reference[];
  /** Set on the steps that invoke a Lambda function. */
  readonly invocation?: Invocation;
  readonly block: Block;
  readonly index: number;
  /** Absent on steps that end the path. */
  next?: Target;
  /** Whether `next` only repeats another way out because the service wants it there. */
  mirrors: boolean;
  conditions: StepCondition[];
  errors: { readonly type: string; readonly target: Target }[];
}

/** A place that can be jumped to. Made with `label`. */
export interface Label {
  readonly name: string;
  readonly recorder: Recorder;
  place?: { readonly block: Block; readonly index: number };
}

/** A jump to a label, or out of or back to the loop around it. */
export interface Jump {
  readonly item: "jump";
  readonly target: Label | { readonly loop: Step; readonly leaves: boolean };
}

/** The place a label marks. */
export interface Mark {
  readonly item: "mark";
  readonly label: Label;
}

/** Statements with an error handler of their own. */
export interface Guarded {
  readonly item: "guarded";
  readonly body: Block;
  readonly handler: Block;
}

export type Item = Step | Jump | Mark | Guarded;

/** Statements one after the other: a whole flow, a branch, the body of a loop, an error handler. */
export class Block {
  readonly items: Item[] = [];
  /** Set once the function that writes the block has returned. */
  closed = false;
  /** The branch being written, if any: until it is closed nothing can be added here. */
  open: Block | undefined;

  constructor(
    /** For messages: what the block is called inside its owner. */
    readonly name: string,
    /** Where identifiers say the block stands. */
    readonly scope: string,
    readonly recorder: Recorder,
    /** The block this one hangs in, and the position of the item it belongs to. */
    readonly owner: { readonly block: Block; readonly index: number } | undefined,
    /** Where the end of the block leads: to what follows the owner, or back to the owner. */
    readonly falls: "after" | "back",
    /** The handler of generic errors inside the block. */
    readonly handler: Block | undefined,
    /** The loop around the block, if any. */
    readonly loop: Step | undefined,
  ) {}

  /** The way to the block, for messages: `inbound > hours-support "closed"`. */
  get path(): string {
    if (!this.owner) {
      return this.name;
    }
    const item = this.owner.block.items[this.owner.index];
    const step = item?.item === "step" ? `${item.identifier} ` : "";
    return `${this.owner.block.path} > ${step}${JSON.stringify(this.name)}`;
  }

  /** Adds an item, unless it could never run. */
  append(item: Item): void {
    this.checkUse();
    const last = this.items.at(-1);
    if (last && item.item !== "mark" && !continues(last)) {
      throw new FlowError(
        `In ${this.path}, ${describeItem(item)} can never run: every path before it has ended. ` +
          "Move it before the ending action, or put a label in front of it.",
      );
    }
    this.items.push(item);
  }

  /** Refuses to be written to from outside the function that writes it. */
  checkUse(): void {
    if (this.closed || this.open) {
      const inner = this.open ? `while ${JSON.stringify(this.open.name)} is being written` : "after its end";
      throw new FlowError(
        `A statement was added to ${this.path} ${inner}. Use the \`f\` the innermost function was given, ` +
          "and write the flow synchronously.",
      );
    }
  }

  /** Whether the end of the block can be reached. */
  get reachesEnd(): boolean {
    const last = this.items.at(-1);
    return last === undefined || continues(last);
  }
}

/** Whether the statement after an item can be reached through it. */
function continues(item: Item): boolean {
  switch (item.item) {
    case "mark":
      return true;
    case "jump":
      return false;
    case "guarded":
      return item.body.reachesEnd || item.handler.reachesEnd;
    case "step":
      return (
        item.block.recorder.leftLoops.has(item) ||
        waysOut(item).some(
          (target) =>
            target.to === "next" ||
            (target.to === "block" && target.block.falls === "after" && target.block.reachesEnd),
        )
      );
  }
}

/** Every way out of a step that is really taken. */
export function waysOut(step: Step): Target[] {
  return [
    ...(step.next && !step.mirrors ? [step.next] : []),
    ...step.conditions.map(({ target }) => target),
    ...step.errors.map(({ target }) => target),
  ];
}

function describeItem(item: Item): string {
  switch (item.item) {
    case "step":
      return item.identifier;
    case "jump":
      return "name" in item.target ? `goto ${JSON.stringify(item.target.name)}` : "the jump out of the loop";
    case "mark":
      return `label ${JSON.stringify(item.label.name)}`;
    case "guarded":
      return "onError";
  }
}

/** How a flow differs from what the verbs write: exports of the console, of different ages, leave things out. */
export interface Habits {
  /** Whether errors that need not be wired go to the flow's own handler (the default) or nowhere. */
  readonly optionalErrors?: "wired" | "unwired";
  /** Parameters the verbs write and this flow does without, for example `TargetContact`. */
  readonly leaveOut?: readonly string[];
  /** Whether mistakes stop the program (the default) or are told in the flow's `findings`. */
  readonly check?: "refuse" | "report";
  /**
   * Whether every `f.disconnect()`, `f.endFlow()` and plain `f.endModule()` is a block (the default), or all of one sort
   * are the same block, as people draw them in the console.
   */
  readonly endings?: "each" | "one";
}

/** Holds what is being recorded of one flow. */
export class Recorder {
  readonly identifiers = new Identifiers();
  /** Loops some path jumps out of. */
  readonly leftLoops = new Set<Step>();
  readonly root: Block;
  readonly rootHandler: Block;
  /** Blocks of actions nothing leads to. */
  readonly unreached: Block;
  private readonly labels = new Map<string, Label>();
  private readonly declared = new Set<Label>();

  constructor(
    readonly flowName: string,
    readonly flowType: FlowKind,
    /** How the flow differs from what the verbs write. */
    readonly habits: Habits = {},
  ) {
    this.rootHandler = new Block(`${flowName} on error`, "on error", this, undefined, "after", undefined, undefined);
    this.unreached = new Block(
      `${flowName} unreached`,
      "unreached",
      this,
      undefined,
      "after",
      this.rootHandler,
      undefined,
    );
    this.root = new Block(flowName, "", this, undefined, "after", this.rootHandler, undefined);
  }

  /** A place to jump to. Its name is for messages and must be unique in the flow. */
  label(name: string): Label {
    const label = this.labelNamed(name);
    if (this.declared.has(label)) {
      throw new FlowError(`The flow ${this.flowName} has two labels named ${JSON.stringify(name)}; rename one.`);
    }
    this.declared.add(label);
    return label;
  }

  /** The label of a name, also one that gets its place later. */
  labelNamed(name: string): Label {
    const label = this.labels.get(name) ?? { name, recorder: this };
    this.labels.set(name, label);
    return label;
  }
}
