/** What an action's compiler works with: its parameters as templates, and its branches. */
import type { FlowAction, FlowKind } from "../../flows/language/document";
import { type CompiledCondition, type Matcher, OPERATORS, compileMatcher } from "./condition";
import type { FlowRun } from "./flowRun";
import { type Branch, type CompiledFlow, type FlowEnd, type FlowIdentity, type Step, parameterAt } from "./step";
import { type Slot, type Text, type Value, compileText, compileValue } from "./template";

/** A number that may stand behind a reference. */
export interface NumberValue {
  /** Undefined, after a diagnostic, when it is no number within its bounds. Adds what a reference led to to the detail. */
  resolve(run: FlowRun, detail: unknown[]): number | undefined;
}

/** Turns an action into what runs it. */
export type ActionCompiler = (builder: StepBuilder) => Step["run"];

/** Finds flows and modules that other flows name; asked while a contact is on the line. */
export interface FlowFinder {
  find(reference: string): CompiledFlow | undefined;
}

/** A step before its action is compiled. */
export class UnlinkedStep implements Step {
  readonly branches: Branch[] = [];
  readonly slots: Slot[] = [];
  readonly interrupted: Branch;

  constructor(
    readonly flow: FlowIdentity,
    readonly action: FlowAction,
  ) {
    this.interrupted = { from: this, kind: "end", label: "interrupted", to: null, end: "interrupted", taken: 0 };
  }

  run(): Branch | null {
    throw new Error(`Action ${this.action.Identifier} of flow ${this.flow.name} has not been compiled.`);
  }
}

/** The error every action takes that says nothing better. */
const GENERIC_ERROR = "NoMatchingError";

/** Builds one step. */
export class StepBuilder {
  private readonly errors = new Map<string, Branch>();
  private nextBranch: Branch | undefined = undefined;
  /** Why the action cannot be played. */
  readonly problems: string[] = [];
  /** What is doubtful about it; it plays all the same. */
  readonly notes: string[] = [];

  constructor(
    readonly step: Step,
    private readonly steps: ReadonlyMap<string, Step>,
    private readonly missing: (identifier: string) => Step,
    readonly finder: FlowFinder,
  ) {}

  get kind(): FlowKind {
    return this.step.flow.kind;
  }

  private get parameters(): NonNullable<FlowAction["Parameters"]> {
    return this.step.action.Parameters ?? {};
  }

  /** Reports what keeps the action from being played: it takes an error branch each time it is reached. */
  problem(message: string): void {
    this.problems.push(message);
  }

  /** Reports what is doubtful about an action that plays all the same. */
  note(message: string): void {
    this.notes.push(message);
  }

  /** A parameter as it stands in the document, as text; undefined when absent. */
  raw(...path: string[]): string | undefined {
    const value = parameterAt(this.parameters, path);
    return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
  }

  /** A literal `True`/`False`. */
  flag(...path: string[]): boolean {
    return this.raw(...path)?.toLowerCase() === "true";
  }

  has(...path: string[]): boolean {
    const value = parameterAt(this.parameters, path);
    return value !== undefined && value !== null;
  }

  /** The names inside a parameter that is a map or list. */
  keys(...path: string[]): string[] {
    const value = parameterAt(this.parameters, path);
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  }

  /** A literal or one whole reference; undefined when the parameter is absent. */
  value(...path: string[]): Value | undefined {
    const source = this.raw(...path);
    if (source === undefined) return undefined;
    const value = compileValue(source, (message) => this.problem(`${path.join(".")}: ${message}`));
    if (value.literal === undefined) this.step.slots.push({ path });
    return value;
  }

  /** Text with references inside; undefined when the parameter is absent. */
  text(...path: string[]): Text | undefined {
    const source = this.raw(...path);
    if (source === undefined) return undefined;
    const text = compileText(source);
    if (text.literal === undefined) this.step.slots.push({ path });
    return text;
  }

  /** A literal whole number. One out of bounds is doubtful: exports hold some, so it counts as it stands. */
  integer(path: string, min: number, max: number, otherwise?: number): number {
    const source = this.raw(...path.split("."));
    const value = source === undefined ? otherwise : Number(source);
    const said = `${path} is ${JSON.stringify(source)}; give a whole number from ${min} to ${max}, as a string`;
    if (value === undefined || !Number.isInteger(value) || value < 0) {
      this.problem(said);
      return otherwise ?? min;
    }
    if (value < min || value > max) this.note(said);
    return value;
  }

  /** A whole number within bounds, or a reference to one; undefined when absent. */
  number(path: string, min: number, max: number): NumberValue | undefined {
    const source = this.raw(path);
    if (source === undefined) return undefined;
    const legal = (text: string | undefined): number | undefined => {
      const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
      return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
    };
    const allowed = `a whole number from ${min} to ${max}`;
    if (!source.startsWith("$.")) {
      const value = legal(source);
      if (value === undefined) this.problem(`${path} is ${JSON.stringify(source)}; give ${allowed}, as a string`);
      return { resolve: () => value };
    }
    const reference = this.value(path);
    return {
      resolve: (run, detail) => {
        const text = reference?.resolve(run);
        detail.push(text);
        const value = legal(text);
        if (value === undefined) run.diagnose(`${path} ${source} is ${text ?? "not set"}; it must be ${allowed}`);
        return value;
      },
    };
  }

  /** A literal, one whole reference, or text with references inside; undefined when the parameter is absent. */
  dynamic(...path: string[]): Value | undefined {
    const source = this.raw(...path);
    if (source === undefined) return undefined;
    if (source.startsWith("$.") && !/\s/.test(source)) return this.value(...path);
    const text = this.text(...path);
    return text && { ...text, resolve: (run) => text.render(run) };
  }

  private branch(kind: Branch["kind"], label: string, target: string | undefined, end?: FlowEnd): Branch {
    let to = target === undefined ? null : (this.steps.get(target) ?? null);
    if (target !== undefined && to === null) {
      this.note(`${label} leads to "${target}", which is no action of this flow; name an existing Identifier`);
      to = this.missing(target);
    }
    const branch: Branch = {
      from: this.step,
      kind,
      label,
      to,
      ...(to === null && { end: end ?? "finished" }),
      taken: 0,
    };
    this.step.branches.push(branch);
    return branch;
  }

  /** NextAction. */
  get next(): Branch {
    return (this.nextBranch ??= this.branch("next", "NextAction", this.step.action.Transitions?.NextAction));
  }

  /** An end of the flow, or of this flow's part in the contact. */
  end(end: FlowEnd, label: string = end): Branch {
    return this.branch("end", label, undefined, end);
  }

  /** The branch of an error type, else the generic one; with neither the contact ends, and says so. */
  error(type: string): Branch {
    const known = this.errors.get(type);
    if (known !== undefined) return known;
    const declared = this.step.action.Transitions?.Errors ?? [];
    const exact = declared.find(({ ErrorType }) => ErrorType === type);
    let branch: Branch;
    if (exact !== undefined) branch = this.branch("error", type, exact.NextAction);
    else if (type !== GENERIC_ERROR && declared.some(({ ErrorType }) => ErrorType === GENERIC_ERROR)) {
      branch = this.error(GENERIC_ERROR);
    } else branch = this.branch("error", type, undefined, "failed");
    this.errors.set(type, branch);
    return branch;
  }

  /** What an action takes that cannot be played: the generic error, else any other way out that is wired. */
  get refusal(): Branch {
    const { NextAction, Errors = [] } = this.step.action.Transitions ?? {};
    const wired = [GENERIC_ERROR, "NoMatchingCondition", Errors[0]?.ErrorType];
    const type = wired.find((name) => Errors.some(({ ErrorType }) => ErrorType === name));
    if (type !== undefined) return this.error(type);
    return NextAction === undefined ? this.error(GENERIC_ERROR) : this.next;
  }

  /** Links what the document wires and the action never takes on this machine, so that coverage knows every way out. */
  complete(): void {
    const { NextAction, Errors = [], Conditions = [] } = this.step.action.Transitions ?? {};
    if (NextAction !== undefined) void this.next;
    if (Conditions.length > 0 && this.step.branches.every(({ kind }) => kind !== "condition")) void this.matcher();
    for (const { ErrorType } of Errors) this.error(ErrorType);
  }

  /** The conditions of the action. With none true: `NoMatchingCondition` when wired, else NextAction. */
  matcher(): Matcher {
    const { Conditions = [], Errors = [] } = this.step.action.Transitions ?? {};
    const conditions: CompiledCondition[] = [];
    for (const { NextAction, Condition } of Conditions) {
      const operand = Condition.Operands[0];
      if (!OPERATORS.includes(Condition.Operator) || operand === undefined || Condition.Operands.length !== 1) {
        this.note(
          `condition ${JSON.stringify(Condition)} is never true; use one operand and one of ${OPERATORS.join(", ")}`,
        );
        continue;
      }
      const value = compileValue(String(operand), (message) => this.note(`condition: ${message}`));
      const branch = this.branch("condition", `${Condition.Operator} ${operand}`, NextAction);
      conditions.push({ operator: Condition.Operator, operand: value, branch });
    }
    const wired = Errors.some(({ ErrorType }) => ErrorType === "NoMatchingCondition");
    return compileMatcher(conditions, wired ? this.error("NoMatchingCondition") : this.next);
  }

  /** Makes a run that fails unless its values resolve; those that are given are passed to `run` in order. */
  resolved(
    values: readonly (Value | undefined)[],
    run: (run: FlowRun, first: string, second: string) => Branch | null,
  ): Step["run"] {
    const [first, second] = values.filter((value): value is Value => value !== undefined);
    if (first === undefined) return (flowRun) => run(flowRun, "", "");
    const failed = this.error(GENERIC_ERROR);
    const resolve = (flowRun: FlowRun, value: Value): string | undefined => {
      const text = value.resolve(flowRun);
      if (text === undefined) flowRun.diagnose(`${value.source} is not set; the action takes its error branch`);
      return text;
    };
    return (flowRun) => {
      const one = first.literal ?? resolve(flowRun, first);
      if (one === undefined) return failed;
      const two = second === undefined ? "" : (second.literal ?? resolve(flowRun, second));
      if (first.literal === undefined) flowRun.detail = [one];
      if (two === undefined) return failed;
      if (second !== undefined && second.literal === undefined) {
        flowRun.detail = first.literal === undefined ? [one, two] : [two];
      }
      return run(flowRun, one, two);
    };
  }
}
