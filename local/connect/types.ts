/** What a local Amazon Connect exchanges with the rest of a local run. */

/** `Channel` of a contact. */
export type Channel = "VOICE" | "CHAT" | "TASK" | "EMAIL";

/** `InitiationMethod` of a contact. */
export type InitiationMethod =
  | "INBOUND"
  | "OUTBOUND"
  | "TRANSFER"
  | "QUEUE_TRANSFER"
  | "CALLBACK"
  | "API"
  | "DISCONNECT"
  | "EXTERNAL_OUTBOUND"
  | "MONITOR";

/** `DisconnectReason` of a contact; which ones occur depends on its channel. */
export type DisconnectReason =
  | "CUSTOMER_DISCONNECT"
  | "AGENT_DISCONNECT"
  | "THIRD_PARTY_DISCONNECT"
  | "TELECOM_PROBLEM"
  | "BARGED"
  | "CONTACT_FLOW_DISCONNECT"
  | "EXPIRED"
  | "API"
  | "OTHER";

/** What an invoked function answered. */
export type FunctionAnswer =
  | { readonly ok: true; readonly payload: unknown; readonly durationMs?: number }
  | { readonly ok: false; readonly reason: string; readonly durationMs?: number };

/**
 * Invokes a function by ARN. An invoker that answers at once returns the answer itself; a promise suspends the contact and
 * stops virtual time. `durationMs` is virtual time the invocation takes, 0 when absent: an invoker whose function ran into
 * the time limit reports at least `timeLimitMs`, and no further attempt is made.
 */
export interface FunctionInvoker {
  invoke(
    arn: string,
    event: unknown,
    options: { readonly timeLimitMs: number },
  ): Promise<FunctionAnswer> | FunctionAnswer;
  /** Takes an event nobody waits for the answer of, to be tried again when it fails; without it `invoke` is called once. */
  invokeLater?(arn: string, event: unknown): void;
}

/** One line of what was said and done on a call. */
export interface TranscriptEntry {
  /** Virtual time, epoch milliseconds. */
  readonly at: number;
  readonly who: "system" | "caller" | "agent" | "diagnostic";
  /** What is heard, pressed or diagnosed; for SSML the spoken text. */
  readonly text: string;
  /** The SSML as sent, when the text came from SSML. */
  readonly ssml?: string;
  /** Set when only the agent hears it (agent whisper). */
  readonly to?: "agent";
  /** `<flow name>/<action identifier>` that said or did it. */
  readonly action?: string;
}

/** One executed action. */
export interface TraceEntry {
  /** When the action was left, epoch milliseconds. */
  readonly at: number;
  readonly contactId: string;
  readonly flow: string;
  readonly action: string;
  readonly type: string;
  /** With references resolved. */
  readonly parameters: Record<string, unknown>;
  readonly result?: unknown;
  readonly branch: { readonly kind: "next" | "condition" | "error" | "end"; readonly label: string };
  /** Identifier of the next action, when one follows in the same flow. */
  readonly next?: string;
}

/** One line of the flow log, as CloudWatch Logs holds it. */
export interface FlowLogLine {
  readonly ContactId: string;
  readonly ContactFlowId: string;
  readonly ContactFlowName: string;
  readonly ContactFlowModuleType: string;
  readonly Identifier: string;
  /** ISO 8601, milliseconds. */
  readonly Timestamp: string;
  readonly Parameters: Record<string, unknown>;
  readonly Results?: unknown;
}

/** How an outgoing call to a customer or third party goes. */
export interface DialOutcome {
  readonly answer: "answered" | "busy" | "no-answer";
  /** Ringing time in seconds before it is answered or found busy; default 0. */
  readonly afterSeconds?: number;
  /** Who or what answered a customer's line (CheckOutboundCallStatus); default a person. */
  readonly answeredBy?: "CallAnswered" | "VoicemailBeep" | "VoicemailNoBeep" | "NotDetected";
  /** For a third party: seconds until it hangs up; default 60. */
  readonly talkSeconds?: number;
}

/** Why a number outside is dialled. */
export interface DialRequest {
  readonly number: string;
  readonly purpose: "callback" | "third-party";
  /** 1 for the first attempt. */
  readonly attempt: number;
}
