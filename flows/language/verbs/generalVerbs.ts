/** Verbs for modules, and the general form that writes any action. */
import { type Comparison } from "../comparisons";
import { type ActionParameters, type FlowKind } from "../document";
import { type In } from "../kinds";
import { type ModuleRef } from "../placeholders";
import { answerOf, type Invocation, type Reference, type TextValue } from "../references";
import { type AnyBody, type Body, type Outcome } from "../statements";
import { type ParameterValue, type ParameterValues, wordsOf } from "../values";
import { OutboundVerbs } from "./outboundVerbs";

/** What a flow passes to a module that declares inputs, and how it goes on from the module's results. */
export interface InvokeModuleOptions<Kind extends FlowKind, Field extends string> {
  /** Inputs the module declares. Contact attributes reach a module without being passed. */
  input?: { readonly [name: string]: ParameterValue };
  /** Fields of the data the module returns. */
  returns?: readonly Field[];
  /** What each result the module declares leads to. */
  results?: { readonly [result: string]: Body<Kind> };
  /** Another result. Default: the next statement. */
  onNoMatch?: Body<Kind>;
  /** Names the block in identifiers. Default: the module. */
  name?: string;
}

/** What a module returned. Good until the next module is invoked. */
export type ModuleAnswer<Field extends string> = { readonly [field in Field]: Reference<"text"> };

export interface ActionOptions<Kind extends FlowKind> {
  parameters?: ParameterValues | ActionParameters;
  name?: string;
  /** Branches by result, tested with `Equals`; or comparisons in their order, with any operator and any operands. */
  results?: { readonly [result: string]: Body<Kind> } | readonly (readonly [AnyComparison, Body<Kind>])[];
  /** Branches by error type; or a list, where a type is wired more than once. */
  errors?: { readonly [error: string]: Body<Kind> } | readonly (readonly [string, Body<Kind>])[];
  /** Whether the action has no NextAction, as those that end the path. */
  ends?: boolean;
}

/** A comparison as a document holds it: the service takes known operators with exactly one operand only. */
export interface AnyComparison extends Comparison {
  /** All operands, where they are not exactly one. */
  readonly operands?: readonly string[];
}

export abstract class GeneralVerbs<Kind extends FlowKind> extends OutboundVerbs<Kind> {
  /**
   * Runs a module, then goes on (InvokeFlowModule). Modules nest at most five deep. Inputs and results must be declared
   * by the module in the instance; Connect refuses a flow that names others.
   */
  invokeModule<const Field extends string = never>(
    module: ModuleRef | Reference,
    options: InvokeModuleOptions<Kind, Field> = {},
  ): ModuleAnswer<Field> {
    const { input, results = {}, onNoMatch, returns = [], name = wordsOf(module) } = options;
    const invocation: Invocation = { root: "$.Modules", functionName: wordsOf(module), name };
    const outcomes = outcomesOf(results);
    this.record({
      type: "InvokeFlowModule",
      verb: "module",
      words: name,
      parameters: { FlowModuleId: module, Input: input },
      results: outcomes,
      errors: outcomes.length > 0 ? [{ result: "NoMatchingCondition", body: onNoMatch }] : [],
      next: outcomes.length > 0 ? { mirrors: "NoMatchingCondition" } : "follow",
      invocation,
    });
    const fields = returns.map((field) => [field, answerOf(invocation, ["ResultData", field], "text")] as const);
    return Object.fromEntries(fields) as ModuleAnswer<Field>;
  }

  /**
   * Returns from a module to the flow that invoked it (EndFlowModuleExecution), with a result and data if the module
   * declares some. Ends the path.
   */
  endModule(
    this: this & In<"MODULE">,
    returned: { result?: string; data?: { readonly [name: string]: TextValue } } = {},
  ): void {
    this.record({
      type: "EndFlowModuleExecution",
      verb: "end-module",
      words: returned.result ?? "",
      parameters: { Result: returned.result, ResultData: returned.data },
      next: "none",
    });
  }

  /**
   * Any action of the language, for those without a verb. The generic error is wired as everywhere; other errors and
   * the results are named with their branches. Its type is not checked against the flow's until the flow is defined.
   */
  action(type: string, options: ActionOptions<Kind> = {}): void {
    this.record({
      type,
      verb: type,
      words: options.name ?? "",
      parameters: (options.parameters ?? {}) as ParameterValues,
      results: isList(options.results)
        ? options.results.map(([{ operand, ...rest }, body]) => ({ result: operand, ...rest, body }))
        : outcomesOf(options.results),
      errors: isList(options.errors)
        ? options.errors.map(([result, body]) => ({ result, body }))
        : outcomesOf(options.errors),
      next: options.ends ? "none" : "follow",
    });
  }
}

function outcomesOf(bodies: { readonly [name: string]: AnyBody } = {}): Outcome[] {
  return Object.entries(bodies).map(([result, body]) => ({ result, body }));
}

function isList<Entry>(value: object | readonly Entry[] | undefined): value is readonly Entry[] {
  return Array.isArray(value);
}
