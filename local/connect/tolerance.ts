/** Reads documents that are not quite what the service takes, for exports that have to play all the same. */
import {
  FLOW_LANGUAGE_VERSION,
  type ActionParameters,
  type FlowAction,
  type FlowDocument,
  type Transitions,
} from "../../flows/language/document";
import { isNestedTooDeep } from "../../flows/language/nesting";

type Fields = { readonly [key: string]: unknown };

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * The readable part of a document: actions with an Identifier and a Type, transitions with a target. What is left out is
 * reported. Undefined when there is not one action, as in exports of the designer before flow language, or when it is nested
 * deeper than can be walked.
 */
export function tolerantDocument(given: unknown, report: (message: string) => void): FlowDocument | undefined {
  if (!isObject(given) || !Array.isArray(given.Actions) || isNestedTooDeep(given)) return undefined;
  const actions: FlowAction[] = [];
  for (const candidate of list(given.Actions)) {
    const { Identifier, Type } = candidate;
    if (typeof Identifier === "string" && typeof Type === "string") {
      actions.push({ Identifier, Type, ...partsOf(candidate) });
    }
  }
  const [first] = actions;
  if (first === undefined) return undefined;
  const leftOut = given.Actions.length - actions.length;
  if (leftOut > 0) report(`${leftOut} of its actions have no text as Identifier or Type and are left out`);
  const known = actions.some(({ Identifier }) => Identifier === given.StartAction);
  if (!known) report(`StartAction ${JSON.stringify(given.StartAction)} is no action; it starts at ${first.Identifier}`);
  return {
    Version: FLOW_LANGUAGE_VERSION,
    StartAction: known ? String(given.StartAction) : first.Identifier,
    Actions: actions,
  };
}

function partsOf({ Parameters, Transitions }: Fields): { Parameters: ActionParameters; Transitions: Transitions } {
  const { NextAction, Errors, Conditions } = isObject(Transitions) ? Transitions : {};
  return {
    // What JSON held is JSON.
    Parameters: isObject(Parameters) ? (Parameters as ActionParameters) : {},
    Transitions: {
      ...(typeof NextAction === "string" && { NextAction }),
      Errors: list(Errors).flatMap(({ NextAction: to, ErrorType }) =>
        typeof to === "string" && typeof ErrorType === "string" ? [{ NextAction: to, ErrorType }] : [],
      ),
      Conditions: list(Conditions).flatMap(({ NextAction: to, Condition }) => {
        const { Operator, Operands } = isObject(Condition) ? Condition : {};
        return typeof to === "string" && typeof Operator === "string" && Array.isArray(Operands)
          ? [{ NextAction: to, Condition: { Operator, Operands: Operands.map(String) } }]
          : [];
      }),
    },
  };
}
