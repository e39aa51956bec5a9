/** The action table of the flow language: every type the service is known to accept, as data. */
import { type ActionSpec, type ActionSpecs, type OutcomeSpec, type ParameterTest } from "./actionSpec";
import { type ActionParameters, type JsonValue } from "./document";
import { contactActions } from "./specs/contactActions";
import { customerActions } from "./specs/customerActions";
import { flowControlActions } from "./specs/flowControlActions";
import { interactionActions } from "./specs/interactionActions";
import { participantActions } from "./specs/participantActions";
import { recordingActions } from "./specs/recordingActions";

export * from "./actionSpec";
export { EVENT_HOOKS } from "./specs/contactActions";
export {
  DEFAULT_LAMBDA_SECONDS,
  MAX_ASYNCHRONOUS_LAMBDA_SECONDS,
  MAX_LAMBDA_SECONDS,
} from "./specs/interactionActions";
export { MENU_KEYS } from "./specs/participantActions";

/** Every known action type. */
export const ACTION_SPECS: ActionSpecs = {
  ...participantActions,
  ...flowControlActions,
  ...contactActions,
  ...recordingActions,
  ...interactionActions,
  ...customerActions,
};

// A map, so that a type such as "toString" finds nothing.
const SPECS_BY_TYPE: ReadonlyMap<string, ActionSpec> = new Map(Object.entries(ACTION_SPECS));

/** Names that look right but are the console's or the old designer's, with what the flow language calls them. */
export const REFUSED_TYPES: { readonly [type: string]: string } = {
  SetLoggingBehavior: "UpdateFlowLoggingBehavior",
  SetContactAttributes: "UpdateContactAttributes",
  PlayPrompt: "MessageParticipant",
  GetUserInput: "GetParticipantInput or ConnectParticipantWithLexBot",
  StoreUserInput: 'GetParticipantInput with StoreInput "True"',
  SetWorkingQueue: "UpdateContactTargetQueue",
  CheckStaffing: "CheckMetricData",
  CheckQueueStatus: "CheckMetricData",
  TransferToQueue: "TransferContactToQueue",
  TransferToPhoneNumber: "TransferParticipantToThirdParty",
  TransferToAgent: "TransferContactToAgent",
  Distribute: "DistributeByPercentage",
  InvokeExternalResource: "InvokeLambdaFunction",
  Trigger: "StartAction of the document",
  EntryPoint: "StartAction of the document",
  UnTagContact: "UntagContact",
  UpdateRoutingCriteria: "UpdateContactRoutingCriteria",
};

/** The spec of an action type, or undefined when the type is not known. */
export function actionSpec(type: string): ActionSpec | undefined {
  return SPECS_BY_TYPE.get(type);
}

/** The errors and conditions that apply to an action with these parameters. */
export function outcomeOf(spec: ActionSpec, parameters: ActionParameters): OutcomeSpec | undefined {
  return spec.outcomes.find((outcome) => (outcome.when ?? []).every((test) => holds(test, parameters)));
}

function holds(test: ParameterTest, parameters: ActionParameters): boolean {
  const value = valueAt(parameters, test.parameter);
  if (test.equals !== undefined) {
    return String(value).toLowerCase() === test.equals.toLowerCase();
  }
  if (test.includes !== undefined) {
    return Array.isArray(value) && value.includes(test.includes);
  }
  return (value !== undefined) === (test.present ?? true);
}

function valueAt(parameters: ActionParameters, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = parameters;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return undefined;
    }
    value = (value as { readonly [key: string]: JsonValue })[key];
  }
  return value;
}
