/** Single actions and the smallest flows around them, for tests of the validator. */
import {
  type FlowAction,
  type FlowDocument,
  type FlowKind,
  type JsonValue,
  type Transitions,
  validate,
} from "../../flows/language";

export const GENERIC = { NextAction: "end", ErrorType: "NoMatchingError" };
export const END: FlowAction = { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };

/** Ways out of an action: the next one, errors by type, conditions by result; all lead to "end". */
export function ways(errors: string[], results: string[] = [], operator = "Equals"): Transitions {
  return {
    NextAction: "end",
    Errors: errors.map((ErrorType) => ({ NextAction: "end", ErrorType })),
    Conditions: results.map((result) => ({ NextAction: "end", Condition: { Operator: operator, Operands: [result] } })),
  };
}

export function action(
  Type: string,
  Parameters: { [name: string]: JsonValue },
  Transitions: Transitions = ways([]),
): FlowAction {
  return { Identifier: "it", Type, Parameters, Transitions };
}

export function flow(...actions: FlowAction[]): FlowDocument {
  return { Version: "2019-10-30", StartAction: actions[0]?.Identifier ?? "end", Actions: [...actions, END] };
}

export function codes(document: FlowDocument, type: FlowKind = "CONTACT_FLOW"): string[] {
  return validate(document, { type }).map(({ severity, code }) => `${severity} ${code}`);
}

export const SAY = action("MessageParticipant", { Text: "Hello." });
export const MENU_ERRORS = ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"];
export const MENU = { Text: "Press 1.", InputTimeLimitSeconds: "5", StoreInput: "False" };
export const STORE = {
  InputTimeLimitSeconds: "5",
  StoreInput: "True",
  InputValidation: { CustomValidation: { MaximumLength: "2" } },
};
export const LAMBDA = { LambdaFunctionARN: "${{function:x}}", InvocationTimeLimitSeconds: "5" };
