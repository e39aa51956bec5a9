/** Chooses the statement that says an action. What a reader proposes is carried out, and taken only if it says the same. */
import { actionSpec, NO_MATCHING_ERROR, outcomeOf } from "../actionSpecs";
import { type ActionParameters, type FlowAction, type FlowKind } from "../document";
import { type FlowBuilder, writeBlock } from "../flowBuilder";
import { FlowError } from "../flowError";
import { type Habits, Recorder, type Step, type Target } from "../recorder";
import { canonical } from "./equal";
import { type Expressions } from "./expressions";
import { branch, type Call, call, type Expression, fields, list, literal, object, perform } from "./syntax";
import { readers } from "./verbs";
import { type Subject } from "./verbs/reader";

/** A statement that says an action. */
export interface Form {
  readonly call: Call;
  /** Parameters that stand in the document otherwise than the verb writes them; undefined where it does without. */
  readonly patches: readonly (readonly [string, Expression | undefined])[];
  /** What the verb makes of NextAction: the next statement, nothing, or what another way out leads to. */
  readonly next: "follow" | "none" | "mirrors";
  /** Ways out that have a branch in the call, by key: `c0` for a condition, `eQueueAtCapacity` for an error. */
  readonly ways: ReadonlyMap<string, string>;
  /** Ways whose branch returns to the action when it ends. */
  readonly returning: ReadonlySet<string>;
  /** Where the generic error leads if the scope decides about it; undefined when it is wired nowhere. */
  readonly generic: string | undefined;
  /** What the language does about the generic error by itself. */
  readonly genericRule: "required" | "optional" | "none";
}

/** Most parameters a typed verb may be corrected in before the general form is clearer. */
const MAX_PATCHES = 3;

export class Forms {
  constructor(
    private readonly kind: FlowKind,
    private readonly habits: Habits,
    private readonly write: Expressions,
    private readonly nameOf: (identifier: string) => string | undefined,
    /** Actions with values or results the verbs' types do not know. */
    private readonly outOfBounds: ReadonlySet<string> = new Set(),
  ) {}

  /** The statement for an action: a verb of its own where one says exactly this, or the general form. */
  choose(action: FlowAction): Form {
    const spec = actionSpec(action.Type);
    const name = this.nameOf(action.Identifier);
    const subject: Subject = {
      action,
      parameters: action.Parameters ?? {},
      write: this.write,
      ...(name !== undefined && { name }),
    };
    const isLegal = spec && (spec.flowTypes.includes(this.kind) || this.kind === "CAMPAIGN");
    const isKnown = isLegal && !this.outOfBounds.has(action.Identifier);
    const proposals = isKnown ? (readers.get(action.Type)?.(subject) ?? []) : [];
    for (const proposal of [...proposals, general(subject, false)]) {
      const form = proposal && this.checked(action, proposal);
      if (form) {
        return form;
      }
    }
    const exact = this.checked(action, general(subject, true));
    if (!exact) {
      throw new FlowError(`The action ${action.Identifier} (${action.Type}) cannot be written in the flow language.`);
    }
    return exact;
  }

  private bound(parameters: ActionParameters): ActionParameters {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, this.write.bound(value)]));
  }

  /** The form, if the statement says what the action does. */
  private checked(action: FlowAction, proposal: Call): Form | undefined {
    const plain = record(proposal, [], this.kind, this.habits);
    const patches = plain && patchesFor(this.bound(plain.parameters), action.Parameters ?? {}, this.write);
    if (!plain || plain.type !== action.Type || !patches || patches.length > MAX_PATCHES) {
      return undefined;
    }
    const step = patches.length === 0 ? plain : record(proposal, patches, this.kind, this.habits);
    if (!step || canonical(this.bound(step.parameters)) !== canonical(action.Parameters ?? {})) {
      return undefined;
    }
    return formOf(action, step, { call: proposal, patches });
  }
}

function patchesFor(
  written: ActionParameters,
  wanted: ActionParameters,
  write: Expressions,
): (readonly [string, Expression | undefined])[] {
  const names = [...new Set([...Object.keys(written), ...Object.keys(wanted)])];
  return names
    .filter((name) => canonical(written[name]) !== canonical(wanted[name]))
    .map((name) => {
      const value = wanted[name];
      return [name, value === undefined ? undefined : write.any(value)] as const;
    });
}

/** The step a statement makes in a flow of its own, with a jump named after each way in its branches. */
function record(
  statement: Call,
  patches: readonly (readonly [string, Expression | undefined])[],
  kind: FlowKind,
  habits: Habits,
): Step | undefined {
  const recorder = new Recorder("flow", kind, { ...habits, check: "report" });
  const bodyOf = (way: string) => (f: FlowBuilder) => f.goto(way);
  try {
    writeBlock(recorder.root, (f: FlowBuilder) => {
      const parameters = object(patches.map(([name, value]) => [name, value ?? UNDEFINED] as const));
      const target = patches.length === 0 ? f : perform(f, { verb: "exactly", args: [fields({ parameters })] }, bodyOf);
      perform(Object(target), statement, bodyOf);
    });
  } catch {
    // A proposal is a guess: whatever a verb thinks is wrong with it, another form will say the action.
    return undefined;
  }
  const [step, ...others] = recorder.root.items;
  return step?.item === "step" && others.length === 0 ? step : undefined;
}

/** What leaves a parameter out. */
export const UNDEFINED: Expression = { kind: "name", name: "undefined", value: { kind: "name", name: "undefined" } };

function formOf(action: FlowAction, step: Step, said: Pick<Form, "call" | "patches">): Form | undefined {
  const { NextAction, Conditions = [], Errors = [] } = action.Transitions ?? {};
  const ways = new Map<string, string>();
  const wayOf = new Map<Target, string>();
  const sameConditions =
    Conditions.length === step.conditions.length &&
    step.conditions.every(({ operator, operand, operands = [operand], target }, at) => {
      const { Condition, NextAction: to } = Conditions[at] ?? { Condition: undefined, NextAction: "" };
      ways.set(`c${at}`, to);
      wayOf.set(target, `c${at}`);
      return (
        Condition?.Operator === operator &&
        canonical(Condition.Operands) === canonical(operands) &&
        leads(target, `c${at}`)
      );
    });
  const isScoped = !step.errors.some(({ type, target }) => type === NO_MATCHING_ERROR && target.to !== "handler");
  const explicit = step.errors.filter(({ target }) => target.to !== "handler");
  const generics = Errors.filter(({ ErrorType }) => ErrorType === NO_MATCHING_ERROR);
  const wanted = isScoped ? Errors.filter(({ ErrorType }) => ErrorType !== NO_MATCHING_ERROR) : Errors;
  const sameErrors =
    wanted.length === explicit.length &&
    (!isScoped || generics.length < 2) &&
    errorWays(wanted).every(([way, type, to]) => {
      const found = explicit.find((error) => error.type === type && leads(error.target, way));
      ways.set(way, to);
      if (found) {
        wayOf.set(found.target, way);
      }
      return found !== undefined;
    });
  const generic = isScoped ? generics[0]?.NextAction : undefined;
  const mirrored = step.mirrors && step.next ? mirroredTarget(step, ways, wayOf, generic) : undefined;
  const next = !step.next ? "none" : step.mirrors ? "mirrors" : "follow";
  const sameNext =
    next === "none" ? NextAction === undefined : next === "follow" ? NextAction !== undefined : mirrored === NextAction;
  if (!sameConditions || !sameErrors || !sameNext || (next === "mirrors" && NextAction === undefined)) {
    return undefined;
  }
  const targets = [...wayOf].flatMap(([target, way]) =>
    target.to === "block" && target.block.falls === "back" ? [way] : [],
  );
  return { ...said, next, ways, returning: new Set(targets), generic, genericRule: isScoped ? ruleOf(action) : "none" };
}

/** Error types with the keys of their ways: the first of a type has the type's name, the others are numbered. */
export function errorWays(errors: readonly { ErrorType: string; NextAction: string }[]): [string, string, string][] {
  const seen = new Map<string, number>();
  return errors.map(({ ErrorType, NextAction }) => {
    const copy = seen.get(ErrorType) ?? 0;
    seen.set(ErrorType, copy + 1);
    return [copy === 0 ? `e${ErrorType}` : `e${ErrorType}#${copy}`, ErrorType, NextAction];
  });
}

function mirroredTarget(
  step: Step,
  ways: ReadonlyMap<string, string>,
  wayOf: ReadonlyMap<Target, string>,
  generic: string | undefined,
): string | undefined {
  if (step.next?.to === "handler") {
    return generic;
  }
  return step.next && ways.get(wayOf.get(step.next) ?? "");
}

function leads(target: Target, way: string): boolean {
  const [first] = target.to === "block" ? target.block.items : [];
  return first?.item === "jump" && "name" in first.target && first.target.name === way;
}

function ruleOf({ Type, Parameters = {} }: FlowAction): Form["genericRule"] {
  const spec = actionSpec(Type);
  const outcome = spec && outcomeOf(spec, Parameters);
  if (outcome?.requiredErrors.includes(NO_MATCHING_ERROR)) {
    return "required";
  }
  return outcome?.optionalErrors?.includes(NO_MATCHING_ERROR) ? "optional" : "none";
}

/** The form that says any action; `exact` for parameters the language would look into. */
function general({ action, name, write }: Subject, exact: boolean): Call {
  const { NextAction, Conditions = [], Errors = [] } = action.Transitions ?? {};
  const generics = Errors.filter(({ ErrorType }) => ErrorType === NO_MATCHING_ERROR).length;
  const isScoped = generics <= 1 && ruleOf(action) !== "none";
  const errors = errorWays(Errors).filter(([, type]) => !isScoped || type !== NO_MATCHING_ERROR);
  const isRepeated = new Set(errors.map(([, type]) => type)).size < errors.length;
  const results = Conditions.map(({ Condition }) => Condition);
  const parameters = Object.entries(action.Parameters ?? {}).map(([key, value]) => {
    return [key, exact ? call("verbatim", literal(value)) : write.any(value)] as const;
  });
  const options = fields({
    name: name === undefined ? undefined : literal(name),
    parameters: parameters.length === 0 ? undefined : object(parameters),
    results: results.length === 0 ? undefined : writtenResults(results),
    errors:
      errors.length === 0
        ? undefined
        : isRepeated
          ? list(errors.map(([way, type]) => list([literal(type), branch(way)])))
          : object(errors.map(([way, type]) => [type, branch(way)] as const)),
    ends: NextAction === undefined ? literal(true) : undefined,
  });
  const isEmpty = options.kind === "object" && options.entries.length === 0;
  return { verb: "action", args: [literal(action.Type), ...(isEmpty ? [] : [options])] };
}

function writtenResults(results: readonly { Operator: string; Operands: readonly string[] }[]): Expression {
  const names = results.map(({ Operands }) => Operands[0] ?? "");
  const isPlain =
    results.every(({ Operator, Operands }) => Operator === "Equals" && Operands.length === 1) &&
    new Set(names).size === names.length &&
    !names.some((key) => /^\d+$/.test(key));
  if (isPlain) {
    return object(names.map((key, at) => [key, branch(`c${at}`)] as const));
  }
  return list(
    results.map(({ Operator, Operands }, at) => {
      const operands = Operands.length === 1 ? undefined : list(Operands.map(literal));
      return list([
        fields({ operator: literal(Operator), operand: literal(Operands[0] ?? ""), operands }),
        branch(`c${at}`),
      ]);
    }),
  );
}
