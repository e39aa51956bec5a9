/** Small helpers for tests of flow documents. */
import {
  defineFlow,
  type Body,
  type Flow,
  type FlowBuilder,
  type FlowAction,
  type FlowDocument,
  type FlowKind,
} from "../../flows/language";

/** A flow that apologises and hangs up when anything fails. */
export function inbound(body: Body): Flow {
  return flowOf("CONTACT_FLOW", body, (f) => {
    f.say("Sorry.");
    f.disconnect();
  });
}

/** A flow of some type; its error handler may be given. */
export function flowOf<Kind extends FlowKind>(type: Kind, body: Body<Kind>, onError: Body<Kind> = giveUp): Flow {
  return defineFlow({ name: "test", type, onError }, body);
}

/** Ends a flow whose type only the caller knows. */
function giveUp(f: FlowBuilder<FlowKind>): void {
  f.action("EndFlowExecution", { ends: true });
}

/** The only action of a type. */
export function only(document: FlowDocument, type: string): FlowAction {
  const [found, ...others] = document.Actions.filter((action) => action.Type === type);
  if (!found || others.length > 0) {
    throw new Error(`${others.length + (found ? 1 : 0)} actions of type ${type}; expected one.`);
  }
  return found;
}

/** The action of an identifier. */
export function actionAt(document: FlowDocument, identifier: string | undefined): FlowAction {
  const found = document.Actions.find((action) => action.Identifier === identifier);
  if (!found) {
    throw new Error(`No action ${identifier}; there are ${document.Actions.map((a) => a.Identifier).join(", ")}.`);
  }
  return found;
}

/** Where a result of an action leads. */
export function onResult(document: FlowDocument, action: FlowAction, result: string): FlowAction {
  const found = action.Transitions?.Conditions?.find(({ Condition }) => Condition.Operands[0] === result);
  return actionAt(document, found?.NextAction);
}

/** Where an error of an action leads. */
export function onErrorOf(document: FlowDocument, action: FlowAction, type: string): FlowAction {
  return actionAt(document, action.Transitions?.Errors?.find(({ ErrorType }) => ErrorType === type)?.NextAction);
}

/** What an action says. */
export function spoken(action: FlowAction): unknown {
  return action.Parameters?.["Text"] ?? action.Parameters?.["SSML"];
}
