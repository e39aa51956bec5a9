/** The flows every instance has from the start, played where no flow is hooked in. */
import type { FlowDocument, FlowKind } from "../../flows/language/document";

/** Events with a default flow. */
export type DefaultHook = "CustomerQueue" | "AgentWhisper" | "CustomerWhisper";

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

/** Minimal forms of "Default customer queue", "Default agent whisper" and "Default customer whisper". */
export const DEFAULT_FLOWS: Readonly<Record<DefaultHook, DefaultFlow>> = {
  CustomerQueue: {
    name: "Default customer queue",
    kind: "CUSTOMER_QUEUE",
    document: {
      Version: "2019-10-30",
      StartAction: "hold",
      Actions: [
        {
          Identifier: "hold",
          Type: "MessageParticipantIteratively",
          Parameters: {
            Messages: [
              {
                Text: "Thank you for calling. Your call is very important to us and will be answered in the order it was received.",
              },
            ],
          },
        },
      ],
    },
  },
  AgentWhisper: { name: "Default agent whisper", kind: "AGENT_WHISPER", document: saying({ Text: "$.Queue.Name" }) },
  CustomerWhisper: { name: "Default customer whisper", kind: "CUSTOMER_WHISPER", document: saying({ Text: "(beep)" }) },
};
