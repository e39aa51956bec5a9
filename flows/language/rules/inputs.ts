/** F31x: rules between the parameters of GetParticipantInput, and of the other actions with more than one form. */
import { type FlowKind, type JsonValue } from "../document";
import { type Findings } from "../finding";
import { type Node } from "../flowGraph";

/** The service documents 180 seconds in one place and 179 in another. */
const SAFE_INPUT_SECONDS = 179;

/** While an agent is offered a contact, for 20 seconds, taking it out of the queue is an error. */
const AGENT_OFFER_SECONDS = 20;

const WHISPERS: readonly FlowKind[] = ["CUSTOMER_WHISPER", "AGENT_WHISPER", "OUTBOUND_WHISPER"];

export function checkInputs(node: Node, kind: FlowKind, findings: Findings): void {
  if (node.action.Type === "GetParticipantInput") {
    checkInput(node, findings);
  }
  if (node.action.Type === "MessageParticipantIteratively") {
    checkInterrupts(node, findings);
  }
  if (node.action.Type === "ConnectParticipantWithLexBot") {
    checkBot(node, findings);
  }
  if (node.action.Type === "UpdateContactRecordingBehavior") {
    checkAnalytics(node, findings);
  }
  if (WHISPERS.includes(kind) && parametersWithMedia(node).length > 0) {
    findings.warning("F318", node.id, "Whispers play prompts of the instance only.", "Use PromptId.");
  }
}

function parametersWithMedia({ parameters }: Node): JsonValue[] {
  const { Messages: messages } = parameters;
  return [parameters, ...(Array.isArray(messages) ? messages : [])].filter((part: JsonValue) => {
    return fieldsOf(part)?.["Media"] !== undefined;
  });
}

function checkBot({ id, parameters, transitions }: Node, findings: Findings): void {
  const isWired = transitions.Errors?.some(({ ErrorType }) => ErrorType === "InputTimeLimitExceeded");
  if (parameters["LexTimeoutSeconds"] !== undefined && !isWired) {
    findings.warning("F316", id, "The time limit of a chat leads nowhere.", "Wire InputTimeLimitExceeded.");
  }
  if (parameters["Media"] !== undefined) {
    findings.warning("F318", id, "A Lex V2 bot does not play audio files from S3.", "Use a prompt, text or markup.");
  }
}

function checkAnalytics({ id, parameters }: Node, findings: Findings): void {
  const recorded = fieldsOf(parameters["RecordingBehavior"])?.["RecordedParticipants"];
  const analytics = fieldsOf(parameters["AnalyticsBehavior"]);
  const isOn = String(analytics?.["Enabled"]).toLowerCase() === "true";
  const voice = fieldsOf(fieldsOf(analytics?.["ChannelConfiguration"])?.["Voice"])?.["AnalyticsModes"];
  if (isOn && Array.isArray(voice) && voice.length > 0 && Array.isArray(recorded) && recorded.length < 2) {
    findings.warning(
      "F317",
      id,
      "Calls are analysed, but not both sides of them are recorded.",
      "Record Agent and Customer.",
    );
  }
}

function checkInput({ id, parameters }: Node, findings: Findings): void {
  const stores = String(parameters["StoreInput"]).toLowerCase() === "true";
  const validation = fieldsOf(parameters["InputValidation"]);
  const dtmf = fieldsOf(parameters["DTMFConfiguration"]);
  if (stores && !validation) {
    findings.error("F310", id, "It stores input without InputValidation.", "Add a length, or a phone number format.");
  }
  if (!stores && (validation || dtmf)) {
    findings.error(
      "F311",
      id,
      "A menu has no InputValidation and no DTMFConfiguration.",
      'Leave them out, or set StoreInput to "True".',
    );
  }
  if (parameters["InputEncryption"] !== undefined && validation?.["CustomValidation"] === undefined) {
    findings.error(
      "F312",
      id,
      "Only input with a custom validation can be encrypted.",
      "Use CustomValidation, or leave out InputEncryption.",
    );
  }
  if (
    String(dtmf?.["InputTerminationSequence"] ?? "").includes("*") &&
    String(dtmf?.["DisableCancelKey"]).toLowerCase() !== "true"
  ) {
    findings.error(
      "F313",
      id,
      "The key * ends the input and cancels it.",
      'Set DisableCancelKey to "True", or choose another terminator.',
    );
  }
  if (Number(parameters["InputTimeLimitSeconds"]) > SAFE_INPUT_SECONDS) {
    findings.warning(
      "F314",
      id,
      `It waits ${String(parameters["InputTimeLimitSeconds"])} seconds for input.`,
      `Stay at or below ${SAFE_INPUT_SECONDS}; the documentation disagrees about 180.`,
    );
  }
}

function checkInterrupts({ id, parameters }: Node, findings: Findings): void {
  const seconds = Number(parameters["InterruptFrequencySeconds"]);
  if (seconds <= AGENT_OFFER_SECONDS) {
    findings.warning(
      "F315",
      id,
      `It is interrupted every ${seconds} seconds.`,
      `Use more than ${AGENT_OFFER_SECONDS}: an agent may be offered the contact that long, and leaving the queue meanwhile is an error.`,
    );
  }
}

function fieldsOf(value: JsonValue | undefined): { readonly [name: string]: JsonValue } | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: JsonValue })
    : undefined;
}
