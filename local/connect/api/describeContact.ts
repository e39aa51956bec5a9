/** A contact as DescribeContact shows it. */
import type { Contact } from "../contact";

/** Epoch seconds, as the protocol has timestamps. */
function seconds(ms: number): number {
  return ms / 1_000;
}

/** The `Contact` of a DescribeContact response. */
export function describeContact(contact: Contact): Record<string, unknown> {
  const { agent, queue, enqueuedAt, connectedToAgentAt, connectedToSystemAt, disconnectedAt } = contact;
  const { arn } = contact.runtime.instance;
  return {
    Arn: `${arn}/contact/${contact.id}`,
    Id: contact.id,
    ...(contact.initial !== contact && { InitialContactId: contact.initial.id }),
    ...(contact.previous !== null && { PreviousContactId: contact.previous.id }),
    ...(contact.related !== null && { RelatedContactId: contact.related.id }),
    InitiationMethod: contact.initiationMethod,
    Channel: contact.channel,
    ...(contact.data.Name !== undefined && { Name: contact.data.Name }),
    ...(contact.data.Description !== undefined && { Description: contact.data.Description }),
    ...(contact.data.CustomerId !== undefined && { CustomerId: contact.data.CustomerId }),
    ...(queue !== null &&
      enqueuedAt !== null && { QueueInfo: { Id: queue.id, EnqueueTimestamp: seconds(enqueuedAt) } }),
    ...(agent !== null &&
      connectedToAgentAt !== null && {
        AgentInfo: { Id: agent.id, ConnectedToAgentTimestamp: seconds(connectedToAgentAt) },
      }),
    InitiationTimestamp: seconds(contact.initiatedAt),
    ...(contact.scheduledAt !== null && { ScheduledTimestamp: seconds(contact.scheduledAt) }),
    ...(connectedToSystemAt !== null && { ConnectedToSystemTimestamp: seconds(connectedToSystemAt) }),
    ...(disconnectedAt !== null && {
      DisconnectTimestamp: seconds(disconnectedAt),
      DisconnectReason: contact.disconnectReason ?? "OTHER",
    }),
    LastUpdateTimestamp: seconds(contact.updatedAt ?? disconnectedAt ?? contact.runtime.clock.now()),
    QueuePriority: contact.priority,
    Tags: Object.fromEntries(contact.tags),
    Attributes: contact.attributes.toObject(),
  };
}
