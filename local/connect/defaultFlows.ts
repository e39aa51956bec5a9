/** The flows every instance has from the start, played where no flow is hooked in. */
import type { FlowDocument, FlowKind } from "../../flows/language/document";

/** Events with a default flow. */
export type DefaultHook = "CustomerQueue" | "AgentWhisper" | "CustomerWhisper" | "AgentHold" | "CustomerHold";

/** A built-in flow. */
interface DefaultFlow {
  readonly name: string;
  readonly kind: FlowKind;
  readonly document: FlowDocument;
}

function saying(body: { readonly [key: string]: string }): FlowDocument {
  return {
    Version: "2019-10-30",
    StartAction: "say",
    Actions: [
      { Identifier: "say", Type: "MessageParticipant", Parameters: body, Transitions: { NextAction: "end" } },
      { Identifier: "end", Type: "EndFlowExecution" },
    ],
  };
}

/** Says something over and over; on channels that cannot, the flow just ends. */
function repeating(kind: FlowKind, text: string): FlowDocument {
  return {
    Version: "2019-10-30",
    StartAction: "hold",
    Actions: [
      {
        Identifier: "hold",
        Type: "MessageParticipantIteratively",
        Parameters: { Messages: [{ Text: text }] },
        ...(kind === "CUSTOMER_QUEUE" && {
          Transitions: { NextAction: "end", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }] },
        }),
      },
      // A hold flow has no end of its own.
      ...(kind === "CUSTOMER_QUEUE" ? [{ Identifier: "end", Type: "EndFlowExecution" }] : []),
    ],
  };
}

/** Minimal forms of the flows called "Default customer queue", "Default agent whisper" and so on. */
export const DEFAULT_FLOWS: Readonly<Record<DefaultHook, DefaultFlow>> = {
  CustomerQueue: {
    name: "Default customer queue",
    kind: "CUSTOMER_QUEUE",
    document: repeating(
      "CUSTOMER_QUEUE",
      "Thank you for calling. Your call is very important to us and will be answered in the order it was received.",
    ),
  },
  AgentHold: { name: "Default agent hold", kind: "AGENT_HOLD", document: repeating("AGENT_HOLD", "You are on hold.") },
  CustomerHold: {
    name: "Default customer hold",
    kind: "CUSTOMER_HOLD",
    document: repeating("CUSTOMER_HOLD", "(hold music)"),
  },
  AgentWhisper: { name: "Default agent whisper", kind: "AGENT_WHISPER", document: saying({ Text: "$.Queue.Name" }) },
  CustomerWhisper: { name: "Default customer whisper", kind: "CUSTOMER_WHISPER", document: saying({ Text: "(beep)" }) },
};

/** Whether an event has a default flow. */
export function isDefaultHook(hook: string): hook is DefaultHook {
  return Object.prototype.hasOwnProperty.call(DEFAULT_FLOWS, hook);
}
