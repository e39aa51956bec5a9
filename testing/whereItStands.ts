/** Where a contact stands, in words: what a failed expectation says besides the transcript. */
import type { Call, Chat, Task } from "../local/connect";
import { clockTime } from "./duration";

/** The customer's end of any contact. */
export type AnyInteraction = Call | Chat | Task;

/** One sentence, for example `waits for the customer at inbound/menu-queues (GetParticipantInput)`. */
export function whereItStands(interaction: AnyInteraction, now: number): string {
  const { contact } = interaction;
  const { step } = contact.customerRun ?? {};
  const at = step === undefined ? "" : ` at ${step.flow.name}/${step.action.Identifier} (${step.action.Type})`;
  const since = `, ${clockTime(now - contact.initial.initiatedAt)} after it began`;
  switch (interaction.state) {
    case "ended":
      return `over since ${clockTime((contact.disconnectedAt ?? now) - contact.initial.initiatedAt)}: ${endOf(interaction)}`;
    case "waiting-for-input":
      return `waits for the customer${at}${since}`;
    case "queued": {
      const rings = contact.offeredTo === null ? "" : `, ringing at ${contact.offeredTo.username}`;
      return `in queue "${contact.queue?.name ?? ""}"${rings}${step === undefined ? "" : `, playing${at.slice(3)}`}${since}`;
    }
    case "with-agent":
      return `with agent ${contact.agent?.username ?? ""}${since}`;
    default:
      return contact.transferredTo === null
        ? `plays${at.slice(3) || " nothing"}${since}`
        : `connected to ${contact.transferredTo.number}${since}`;
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["CUSTOMER_DISCONNECT", "the customer left"],
  ["AGENT_DISCONNECT", "the agent ended it"],
  ["THIRD_PARTY_DISCONNECT", "the third party hung up"],
  ["CONTACT_FLOW_DISCONNECT", "a flow ended it"],
  ["TELECOM_PROBLEM", "it could not be connected"],
]);

function endOf({ contact, trace }: AnyInteraction): string {
  const reason = contact.disconnectReason ?? "OTHER";
  const last = trace[trace.length - 1];
  const where = reason === "CONTACT_FLOW_DISCONNECT" && last !== undefined ? ` at ${last.flow}/${last.action}` : "";
  return `${REASONS.get(reason) ?? "it ended"} (${reason})${where}`;
}
