/** Flows that lead to flows no contact begins with, and flows that stand in for those nobody gave. */
import type { FlowAction, FlowDocument, FlowKind, JsonValue } from "../../../flows/language/document";
import { actionSpec } from "../../../flows/language/actionSpecs";
import { FLOW_TYPES } from "../../../flows/language/document";
import { kindNamed } from "../../../flows/language/readExport";

/** The event at which flows of a type play. */
const HOOKS: ReadonlyMap<FlowKind, string> = new Map([
  ["CUSTOMER_QUEUE", "CustomerQueue"],
  ["CUSTOMER_HOLD", "CustomerHold"],
  ["CUSTOMER_WHISPER", "CustomerWhisper"],
  ["AGENT_HOLD", "AgentHold"],
  ["AGENT_WHISPER", "AgentWhisper"],
]);

/** The type of flow an event takes. */
export function kindOfHook(hook: string | undefined): FlowKind {
  return [...HOOKS].find(([, name]) => name === hook)?.[0] ?? "CONTACT_FLOW";
}

interface Ways {
  readonly next?: string;
  readonly errors?: readonly string[];
}

function action(id: string, type: string, parameters: { [name: string]: JsonValue } = {}, ways: Ways = {}): FlowAction {
  const { next, errors = [] } = ways;
  return {
    Identifier: id,
    Type: type,
    Parameters: parameters,
    Transitions: {
      ...(next !== undefined && { NextAction: next }),
      ...(next !== undefined && { Errors: errors.map((ErrorType) => ({ ErrorType, NextAction: "end" })) }),
    },
  };
}

function document(...actions: FlowAction[]): FlowDocument {
  return { Version: "2019-10-30", StartAction: actions[0]?.Identifier ?? "end", Actions: actions };
}

const FAILS = ["NoMatchingError"];
const END = action("end", "DisconnectParticipant");

/** A flow that begins a contact and leads to one of another type; undefined when contacts can begin with the type itself. */
export function driverOf(kind: FlowKind, flowArn: string, queueArn: string): FlowDocument | undefined {
  const hook = HOOKS.get(kind);
  if (hook !== undefined) {
    return document(
      action("hook", "UpdateContactEventHooks", { EventHooks: { [hook]: flowArn } }, { next: "target", errors: FAILS }),
      action("target", "UpdateContactTargetQueue", { QueueId: queueArn }, { next: "queue", errors: FAILS }),
      action("queue", "TransferContactToQueue", {}, { next: "end", errors: ["QueueAtCapacity", ...FAILS] }),
      END,
    );
  }
  if (kind === "MODULE") {
    return document(
      action("invoke", "InvokeFlowModule", { FlowModuleId: flowArn }, { next: "end", errors: FAILS }),
      END,
    );
  }
  if (kind === "AGENT_TRANSFER" || kind === "QUEUE_TRANSFER") {
    return document(
      action("transfer", "TransferToFlow", { ContactFlowId: flowArn }, { next: "end", errors: FAILS }),
      END,
    );
  }
  return kind === "OUTBOUND_WHISPER" ? callback(queueArn) : undefined;
}

/** An outbound whisper plays to a customer who is called back. */
function callback(queueArn: string): FlowDocument {
  const invalid = ["InvalidCallbackNumber", "CallbackNumberNotDialable"];
  const delays = { InitialCallDelaySeconds: "1", RetryDelaySeconds: "60", MaximumConnectionAttempts: "1" };
  return document(
    action(
      "number",
      "UpdateContactCallbackNumber",
      { CallbackNumber: "$.CustomerEndpoint.Address" },
      {
        next: "callback",
        errors: invalid,
      },
    ),
    action("callback", "CreateCallbackContact", { ...delays, QueueId: queueArn }, { next: "end", errors: FAILS }),
    END,
  );
}

/** What plays in place of a flow or module nobody gave. */
export function standInFlow(kind: FlowKind, name: string): FlowDocument {
  // A flow's name has at most 127 characters; what names one may be longer than can be said.
  const words = `This stands in for ${name.slice(0, 127)}.`.replace(/[$<>&]/g, " ");
  const say = action("say", "MessageParticipant", { Text: words }, { next: "end" });
  switch (kind) {
    case "MODULE":
      return document(say, action("end", "EndFlowModuleExecution"));
    case "CUSTOMER_QUEUE":
    case "CUSTOMER_HOLD":
    case "AGENT_HOLD":
      return document(action("hold", "MessageParticipantIteratively", { Messages: [{ Text: words }] }));
    case "CUSTOMER_WHISPER":
    case "AGENT_WHISPER":
    case "OUTBOUND_WHISPER":
      return document(say, action("end", "EndFlowExecution"));
    default:
      return document(say, END);
  }
}

/** What a document probably is: what its export says, else the first type in which all its actions are legal. */
export function kindOf(given: FlowDocument): FlowKind {
  const exported = kindNamed(given.Metadata?.type);
  if (exported !== undefined) return exported;
  const types = given.Actions.map(({ Type }) => actionSpec(Type)?.flowTypes);
  const fits = (kind: FlowKind): boolean => types.every((legal) => legal === undefined || legal.includes(kind));
  return ([...FLOW_TYPES, "MODULE"] as const).find(fits) ?? "CONTACT_FLOW";
}
