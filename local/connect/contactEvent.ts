/** Contact events, as EventBridge delivers them in `detail` ("Amazon Connect Contact Event"). */
import type { Contact } from "./contact";

/** What happened to a contact. */
export type ContactEventType =
  "INITIATED" | "CONNECTED_TO_SYSTEM" | "QUEUED" | "CONNECTED_TO_AGENT" | "PAUSED" | "RESUMED" | "DISCONNECTED";

/** The `detail` of a contact event. Timestamps are ISO 8601 with milliseconds. */
export interface ContactEvent {
  readonly eventType: ContactEventType;
  readonly eventTimestamp: string;
  readonly contactId: string;
  readonly initialContactId: string;
  readonly previousContactId?: string;
  readonly relatedContactId?: string;
  readonly channel: string;
  readonly instanceArn: string;
  readonly initiationMethod: string;
  readonly initiationTimestamp: string;
  readonly connectedToSystemTimestamp?: string;
  readonly disconnectTimestamp?: string;
  readonly queueInfo?: {
    readonly queueArn: string;
    readonly queueType: "STANDARD" | "AGENT";
    readonly enqueueTimestamp: string;
  };
  readonly agentInfo?: { readonly agentArn: string; readonly connectedToAgentTimestamp: string };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The event for a contact as it is now. */
export function contactEvent(eventType: ContactEventType, contact: Contact): ContactEvent {
  const { queue, enqueuedAt, agent, connectedToAgentAt, runtime } = contact;
  return {
    eventType,
    eventTimestamp: iso(runtime.clock.now()),
    contactId: contact.id,
    initialContactId: contact.initial.id,
    ...(contact.previous !== null && { previousContactId: contact.previous.id }),
    ...(contact.related !== null && { relatedContactId: contact.related.id }),
    channel: contact.channel,
    instanceArn: runtime.instance.arn,
    initiationMethod: contact.initiationMethod,
    initiationTimestamp: iso(contact.initiatedAt),
    ...(contact.connectedToSystemAt !== null && { connectedToSystemTimestamp: iso(contact.connectedToSystemAt) }),
    ...(contact.disconnectedAt !== null && { disconnectTimestamp: iso(contact.disconnectedAt) }),
    ...(queue !== null &&
      enqueuedAt !== null && {
        queueInfo: {
          queueArn: queue.arn,
          queueType: queue.agent === null ? ("STANDARD" as const) : ("AGENT" as const),
          enqueueTimestamp: iso(enqueuedAt),
        },
      }),
    ...(agent !== null &&
      connectedToAgentAt !== null && {
        agentInfo: { agentArn: agent.arn, connectedToAgentTimestamp: iso(connectedToAgentAt) },
      }),
  };
}
