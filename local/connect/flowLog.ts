/** Flow log lines, as Amazon Connect writes them to `/aws/connect/<instance alias>` while a flow has logging on. */
import type { Contact } from "./contact";
import { type Branch, renderParameters } from "./step";
import type { FlowLogLine } from "./types";

/** What the log calls the actions: the names of the first flow designer. Others appear under their own type. */
const LEGACY_NAMES: ReadonlyMap<string, string> = new Map([
  ["MessageParticipant", "PlayPrompt"],
  ["MessageParticipantIteratively", "LoopPrompts"],
  ["ConnectParticipantWithLexBot", "GetUserInput"],
  ["DisconnectParticipant", "Disconnect"],
  ["TransferParticipantToThirdParty", "TransferToPhoneNumber"],
  ["Compare", "CheckAttribute"],
  ["GetMetricData", "GetQueueMetrics"],
  ["DistributeByPercentage", "Distribute"],
  ["EndFlowExecution", "EndFlow"],
  ["UpdateFlowLoggingBehavior", "SetLoggingBehavior"],
  ["UpdateFlowAttributes", "SetFlowAttributes"],
  ["UpdateContactAttributes", "SetAttributes"],
  ["UpdateContactEventHooks", "SetContactFlow"],
  ["UpdateContactTargetQueue", "SetQueue"],
  ["TransferContactToQueue", "TransferToQueue"],
  ["DequeueContactAndTransferToQueue", "TransferToQueue"],
  ["TransferContactToAgent", "TransferToAgent"],
  ["CreateCallbackContact", "CreateCallback"],
  ["UpdateContactCallbackNumber", "SetCallbackNumber"],
  ["UpdateContactData", "SetContactData"],
  ["UpdateContactRecordingBehavior", "SetRecordingBehavior"],
  ["UpdateContactRecordingAndAnalyticsBehavior", "SetRecordingBehavior"],
  ["UpdateContactTextToSpeechVoice", "SetVoice"],
  ["UpdateContactRoutingBehavior", "ChangeRoutingPriority"],
  ["UpdateContactRoutingCriteria", "SetRoutingCriteria"],
  ["UpdatePreviousContactParticipantState", "HoldCustomerOrAgent"],
  ["EndFlowModuleExecution", "ReturnFromFlowModule"],
  ["CreateWisdomSession", "SetWisdomAssistant"],
  ["InvokeLambdaFunction", "InvokeExternalResource"],
]);

function moduleType(branch: Branch): string {
  const { Type, Parameters } = branch.from.action;
  if (Type === "GetParticipantInput") {
    return String(Parameters?.StoreInput).toLowerCase() === "true" ? "StoreUserInput" : "GetUserInput";
  }
  if (Type === "UpdateContactMediaStreamingBehavior") {
    return Parameters?.MediaStreamingState === "Enabled" ? "StartMediaStreaming" : "StopMediaStreaming";
  }
  return LEGACY_NAMES.get(Type) ?? Type;
}

/** One line as kept until somebody reads it. */
export interface FlowLogEntry {
  readonly contact: Contact;
  readonly branch: Branch;
  readonly at: number;
  readonly detail: unknown;
  readonly result: unknown;
}

/** The line as CloudWatch Logs holds it. */
export function flowLogLine({ contact, branch, at, detail, result }: FlowLogEntry): FlowLogLine {
  return {
    ContactId: contact.id,
    ContactFlowId: branch.from.flow.arn,
    ContactFlowName: branch.from.flow.name,
    ContactFlowModuleType: moduleType(branch),
    Identifier: branch.from.action.Identifier,
    Timestamp: new Date(at).toISOString(),
    Parameters: renderParameters(branch.from, detail),
    ...(branch.kind === "error" ? { Results: branch.label } : result !== undefined && { Results: result }),
  };
}
