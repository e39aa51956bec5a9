/** Turns what was recorded into a flow document: works out where every path leads, and lays the blocks out. */
import {
  type ErrorTransition,
  type FlowAction,
  type FlowDocument,
  type FlowKind,
  FLOW_LANGUAGE_VERSION,
  type Transitions,
} from "./document";
import { FlowError } from "./flowError";
import { checkAnswersAreFresh } from "./freshness";
import { layOut } from "./layout";
import { type Block, type Item, type Recorder, type Step, type Target } from "./recorder";

/** An action together with the step it came from. */
export interface EmittedStep {
  readonly step: Step;
  readonly action: FlowAction;
}

type Settings = NonNullable<FlowDocument["Settings"]>;

/** The document of a recorded flow. @throws FlowError naming every path that does not end. */
export function emit(recorder: Recorder, settings: Settings | null | undefined = undefined): FlowDocument {
  const emitter = new Emitter(recorder);
  const start = emitter.resolve(recorder.root, 0);
  if (!start) {
    throw new FlowError(`The flow ${recorder.flowName} is empty; say something, then end with f.disconnect().`);
  }
  const emitted = emitter.emitFrom(start);
  if (isStep(start)) {
    checkAnswersAreFresh(recorder.flowName, start, emitted);
  }
  const actions = emitted.map(({ action }) => action);
  const startAction = identifierOf(start);
  const held = settings === undefined && recorder.flowType === "MODULE" ? MODULE_SETTINGS : settings;
  return {
    Version: FLOW_LANGUAGE_VERSION,
    StartAction: startAction,
    Metadata: layOut(
      recorder,
      emitted.map(({ step }) => step),
    ),
    Actions: actions,
    ...(held && { Settings: held }),
  };
}

/**
 * What the console writes into every module, whatever the module declares: Connect refuses module content without it,
 * and keeps the inputs and results a module declares outside of its content.
 */
export const MODULE_SETTINGS: Settings = {
  InputParameters: [],
  OutputParameters: [],
  Transitions: [
    { DisplayName: "Success", ReferenceName: "Success", Description: "" },
    { DisplayName: "Error", ReferenceName: "Error", Description: "" },
  ],
};

/** Where a jump to a label without a place leads, in a flow that is kept whatever is wrong with it. */
interface Missing {
  readonly missing: string;
}

// No identifier the language makes holds a space, so this one is no action's.
function identifierOf(found: Step | Missing): string {
  return "missing" in found ? `missing ${found.missing}` : found.identifier;
}

class Emitter {
  private readonly actions = new Map<Step, FlowAction>();
  private readonly openEnds: string[] = [];
  private lastResort: Step | undefined;
  /** In a flow with one ending of each sort: that ending, by type. */
  private readonly endings: ReadonlyMap<string, Step>;

  constructor(private readonly recorder: Recorder) {
    this.endings = recorder.habits.endings === "one" ? endingsOf(recorder) : new Map();
  }

  /** Everything that can be reached from the start, in the order it was written, and what is kept though it cannot. */
  emitFrom(start: Step | Missing): EmittedStep[] {
    const kept = [...stepsIn(this.recorder.unreached)].map((step) => this.shared(step));
    const waiting = [...kept, ...(isStep(start) ? [start] : [])];
    for (let step = waiting.pop(); step; step = waiting.pop()) {
      if (!this.actions.has(step)) {
        this.actions.set(step, this.actionOf(step, waiting));
      }
    }
    if (this.openEnds.length > 0) {
      throw new FlowError(
        `In the flow ${this.recorder.flowName}, not every path ends:\n${this.openEnds.map((end) => `  ${end}`).join("\n")}\n` +
          `End each with ${endingVerbs(this.recorder)}, or let it go on with a statement after the branches.`,
      );
    }
    const { root, rootHandler, unreached } = this.recorder;
    const steps = [...stepsIn(root), ...stepsIn(rootHandler), ...stepsIn(unreached)];
    const last = this.lastResort && !steps.includes(this.lastResort) ? [this.lastResort] : [];
    return [...steps, ...last].flatMap((step) => {
      const action = this.actions.get(step);
      return action ? [{ step, action }] : [];
    });
  }

  /** The step that runs when a path arrives at a position of a block; undefined when the path falls off the flow. */
  resolve(block: Block, index: number): Step | Missing | undefined {
    const seen = new Set<Item>();
    let at = { block, index };
    for (;;) {
      const item = at.block.items[at.index];
      if (item?.item === "step") {
        return this.shared(item);
      }
      if (item) {
        if (seen.has(item)) {
          throw new FlowError(`In ${at.block.path}, a jump leads to itself without anything in between; remove it.`);
        }
        seen.add(item);
      }
      const next = item ? this.behind(item, at) : afterBlock(at.block);
      if (!next || isStep(next) || "missing" in next) {
        return next;
      }
      at = next;
    }
  }

  /** The step that stands for a step in the document. */
  private shared(step: Step): Step {
    return isPlainEnding(step) ? (this.endings.get(step.type) ?? step) : step;
  }

  private behind(item: Exclude<Item, Step>, at: { block: Block; index: number }): Place | Step | Missing {
    switch (item.item) {
      case "mark":
        return { block: at.block, index: at.index + 1 };
      case "guarded":
        return { block: item.body, index: 0 };
      case "jump":
        break;
    }
    const { target } = item;
    if ("loop" in target) {
      return target.leaves ? { block: target.loop.block, index: target.loop.index + 1 } : target.loop;
    }
    if (!target.place && this.recorder.habits.check === "report") {
      return { missing: target.name };
    }
    if (!target.place) {
      throw new FlowError(
        `In ${at.block.path}, goto leads to the label ${JSON.stringify(target.name)}, which has no place; ` +
          "mark it with f.place(label).",
      );
    }
    return target.place;
  }

  private actionOf(step: Step, waiting: Step[]): FlowAction {
    const name = (target: Target, outcome: string): string => {
      const found = this.follow(step, target);
      if (found) {
        waiting.push(...(isStep(found) ? [found] : []));
        return identifierOf(found);
      }
      const end = `${step.block.path} > ${step.identifier}${outcome && ` ${JSON.stringify(outcome)}`}`;
      if (!this.openEnds.includes(end)) {
        this.openEnds.push(end);
      }
      return "";
    };
    const errors = step.errors.map(({ type, target }): ErrorTransition => {
      return { NextAction: name(target, type), ErrorType: type };
    });
    const conditions = step.conditions.map(({ operator, operand, operands = [operand], target }) => {
      return { NextAction: name(target, operand), Condition: { Operator: operator, Operands: operands } };
    });
    const transitions: Transitions =
      step.next || errors.length > 0 || conditions.length > 0
        ? { ...(step.next && { NextAction: name(step.next, "") }), Errors: errors, Conditions: conditions }
        : {};
    return { Identifier: step.identifier, Type: step.type, Parameters: step.parameters, Transitions: transitions };
  }

  private follow(step: Step, target: Target): Step | Missing | undefined {
    switch (target.to) {
      case "next":
        return this.resolve(step.block, step.index + 1);
      case "block":
        return this.resolve(target.block, 0);
      case "handler":
        return step.block.handler ? this.resolve(step.block.handler, 0) : this.endOfLastResort(step);
    }
  }

  /** Where the generic error leads inside the flow's own error handler: nothing is left but to end. */
  private endOfLastResort(step: Step): Step {
    const type = endingType(this.recorder.flowType);
    if (!type) {
      throw new FlowError(
        `In ${step.block.path}, ${step.identifier} can fail and nothing handles it: a hold flow has no action that ` +
          "ends it. Keep the error handler of a hold flow to f.loopPrompts.",
      );
    }
    this.lastResort ??= this.endings.get(type) ?? {
      item: "step",
      identifier: this.recorder.identifiers.next("last resort", "end", ""),
      type,
      parameters: {},
      reads: [],
      block: this.recorder.rootHandler,
      index: -1,
      mirrors: false,
      conditions: [],
      errors: [],
    };
    return this.lastResort;
  }
}

interface Place {
  readonly block: Block;
  readonly index: number;
}

function isStep(found: Place | Step | Missing): found is Step {
  return "identifier" in found;
}

/** Action types that end a path and say nothing else. */
const PLAIN_ENDINGS: ReadonlySet<string> = new Set([
  "DisconnectParticipant",
  "EndFlowExecution",
  "EndFlowModuleExecution",
]);

function isPlainEnding({ type, parameters, next }: Step): boolean {
  return PLAIN_ENDINGS.has(type) && Object.keys(parameters).length === 0 && next === undefined;
}

/** The first plain ending of each type, in the order they are written. */
function endingsOf({ root, rootHandler, unreached }: Recorder): Map<string, Step> {
  const endings = new Map<string, Step>();
  for (const step of [...stepsIn(root), ...stepsIn(rootHandler), ...stepsIn(unreached)]) {
    if (isPlainEnding(step) && !endings.has(step.type)) {
      endings.set(step.type, step);
    }
  }
  return endings;
}

/** What comes after the last statement of a block. */
function afterBlock(block: Block): Place | Step | undefined {
  if (!block.owner) {
    return undefined;
  }
  const { block: outer, index } = block.owner;
  const item = outer.items[index];
  if (block.falls === "back" && item?.item === "step") {
    return item;
  }
  return { block: outer, index: index + 1 };
}

function* stepsIn(block: Block): Generator<Step> {
  for (const item of block.items) {
    if (item.item === "step") {
      yield item;
      for (const { target } of [...item.conditions, ...item.errors]) {
        if (target.to === "block") {
          yield* stepsIn(target.block);
        }
      }
    } else if (item.item === "guarded") {
      yield* stepsIn(item.body);
      yield* stepsIn(item.handler);
    }
  }
}

/** The action that ends a contact, or what the contact came for, in a flow of a type; a hold flow has none. */
export function endingType(flowType: FlowKind): string | undefined {
  switch (flowType) {
    case "CUSTOMER_HOLD":
    case "AGENT_HOLD":
      return undefined;
    case "MODULE":
      return "EndFlowModuleExecution";
    case "CUSTOMER_QUEUE":
    case "CUSTOMER_WHISPER":
    case "AGENT_WHISPER":
    case "OUTBOUND_WHISPER":
      return "EndFlowExecution";
    default:
      return "DisconnectParticipant";
  }
}

function endingVerbs(recorder: Recorder): string {
  switch (endingType(recorder.flowType)) {
    case "EndFlowModuleExecution":
      return "f.endModule() or f.disconnect()";
    case "EndFlowExecution":
      return "f.endFlow()";
    case "DisconnectParticipant":
      return "f.disconnect(), f.transferToQueue() or f.transferToFlow()";
    default:
      return "f.loopPrompts()";
  }
}
