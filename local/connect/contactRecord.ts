/** Contact records ("contact trace records"), as Amazon Connect streams them: one JSON object per contact. */
import type { ChatMetrics } from "./chatMetrics";
import type { Contact } from "./contact";
import { type RecordingDetail, type RecordingInfo, recordingOf, recordingsOf } from "./contactRecordings";
import { type CriteriaRecord, criteriaRecord } from "./routingCriteriaRecord";
import { seconds, stamp } from "./timestamps";
import type { Channel, DisconnectReason, InitiationMethod } from "./types";

/** Version of the record format. */
export const CONTACT_RECORD_FORMAT_VERSION = "2017-03-10";

/** A phone number or other end of a contact. */
export interface Endpoint {
  readonly Address: string;
  readonly Type: string;
}

/** The agent who handled the contact. Durations in whole seconds. */
export interface AgentInfo {
  readonly ARN: string;
  readonly AfterContactWorkDuration: number;
  readonly AfterContactWorkEndTimestamp: string | null;
  readonly AfterContactWorkStartTimestamp: string | null;
  /** Holds the agent began; here all of them. */
  readonly AgentInitiatedHoldDuration: number;
  /** Talk without holds and pauses is not told apart: this is the whole time with the customer. */
  readonly AgentInteractionDuration: number;
  /** How long the agent had laid a task aside. */
  readonly AgentPauseDuration: number;
  readonly ConnectedToAgentTimestamp: string;
  readonly CustomerHoldDuration: number;
  readonly HierarchyGroups: null;
  readonly LongestHoldDuration: number;
  readonly NumberOfHolds: number;
  readonly RoutingProfile: { readonly ARN: string; readonly Name: string };
  readonly Username: string;
  readonly stateTransitions: readonly never[];
}

/** The queue the contact waited in. Duration in whole seconds. */
export interface QueueInfo {
  readonly ARN: string;
  readonly DequeueTimestamp: string | null;
  readonly Duration: number;
  readonly EnqueueTimestamp: string;
  readonly Name: string;
}

/** One contact record. Timestamps are `yyyy-MM-ddTHH:mm:ssZ`; what does not apply is null. */
export interface ContactRecord {
  readonly AWSAccountId: string;
  readonly AWSContactTraceRecordFormatVersion: typeof CONTACT_RECORD_FORMAT_VERSION;
  readonly Agent: AgentInfo | null;
  readonly AgentConnectionAttempts: number;
  readonly AnsweringMachineDetectionStatus: null;
  readonly Attributes: { readonly [key: string]: string };
  readonly Campaign: { readonly CampaignId: null };
  readonly Channel: Channel;
  readonly ChatMetrics: ChatMetrics | null;
  readonly ConnectedToSystemTimestamp: string | null;
  /** The first contact of everything that belongs together, related contacts included. */
  readonly ContactAssociationId: string;
  /** Of a task: its name and description. */
  readonly ContactDetails: { readonly [name: string]: string };
  readonly ContactEvaluations: Record<string, never>;
  readonly ContactId: string;
  readonly CustomerEndpoint: Endpoint | null;
  readonly CustomerId: string | null;
  readonly CustomerVoiceActivity: null;
  readonly DisconnectDetails: null;
  readonly DisconnectReason: DisconnectReason | null;
  readonly DisconnectTimestamp: string | null;
  readonly GlobalResiliencyMetadata: null;
  readonly InitialContactId: string | null;
  readonly InitiationMethod: InitiationMethod;
  readonly InitiationTimestamp: string;
  readonly InstanceARN: string;
  readonly LastPausedTimestamp: string | null;
  readonly LastResumedTimestamp: string | null;
  readonly LastUpdateTimestamp: string;
  readonly MediaStreams: readonly { readonly Type: "AUDIO" | "CHAT" }[];
  readonly NextContactId: string | null;
  readonly PreviousContactId: string | null;
  readonly QualityMetrics: null;
  readonly Queue: QueueInfo | null;
  readonly Recording: RecordingInfo | null;
  readonly Recordings: readonly RecordingDetail[];
  readonly References: readonly { readonly Name: string; readonly Type: string; readonly Value: string }[];
  readonly RelatedContactId: string | null;
  readonly RoutingCriteria: readonly CriteriaRecord[];
  readonly ScheduledTimestamp: string | null;
  readonly SegmentAttributes: { readonly [name: string]: { readonly ValueString: string } };
  readonly SystemEndpoint: Endpoint | null;
  readonly Tags: { readonly [key: string]: string };
  readonly TaskTemplateInfo: null;
  readonly TotalPauseCount: number;
  readonly TotalPauseDurationInSeconds: number;
  readonly TransferCompletedTimestamp: string | null;
  readonly TransferredToEndpoint: Endpoint | null;
  readonly VoiceIdResult: null;
  readonly WisdomInfo: null;
}

function phone(number: string | undefined): Endpoint | null {
  return number === undefined ? null : { Address: number, Type: "TELEPHONE_NUMBER" };
}

/** Whole seconds of a sum of milliseconds. */
function whole(ms: number | undefined): number {
  return Math.floor((ms ?? 0) / 1_000);
}

function agentInfo(contact: Contact): AgentInfo | null {
  const { agent, connectedToAgentAt, agentLeftAt, afterContactWorkEndedAt, holds, pauses } = contact;
  if (agent === null || connectedToAgentAt === null) return null;
  return {
    ARN: agent.arn,
    AfterContactWorkDuration: seconds(agentLeftAt, afterContactWorkEndedAt),
    AfterContactWorkEndTimestamp: stamp(afterContactWorkEndedAt),
    AfterContactWorkStartTimestamp: stamp(agentLeftAt),
    AgentInitiatedHoldDuration: whole(holds?.totalMs),
    // Connect's metrics add hold time to it, so time on hold is no part of it.
    AgentInteractionDuration: Math.max(0, seconds(connectedToAgentAt, agentLeftAt) - whole(holds?.totalMs)),
    AgentPauseDuration: whole(pauses?.totalMs),
    ConnectedToAgentTimestamp: stamp(connectedToAgentAt),
    CustomerHoldDuration: whole(holds?.totalMs),
    HierarchyGroups: null,
    LongestHoldDuration: whole(holds?.longestMs),
    NumberOfHolds: holds?.count ?? 0,
    RoutingProfile: { ARN: agent.profile.arn, Name: agent.profile.name },
    Username: agent.username,
    stateTransitions: [],
  };
}

function queueInfo(contact: Contact): QueueInfo | null {
  const { queue, enqueuedAt, dequeuedAt } = contact;
  if (queue === null || enqueuedAt === null) return null;
  return {
    ARN: queue.arn,
    DequeueTimestamp: stamp(dequeuedAt),
    Duration: seconds(enqueuedAt, dequeuedAt),
    EnqueueTimestamp: stamp(enqueuedAt),
    Name: queue.name,
  };
}

/** Reasons a chat can end for; the others count as OTHER. */
const CHAT_REASONS: readonly (DisconnectReason | null)[] = ["AGENT_DISCONNECT", "CUSTOMER_DISCONNECT", null];

function reasonOf({ channel, disconnectReason }: Contact): DisconnectReason | null {
  return channel !== "CHAT" || CHAT_REASONS.includes(disconnectReason) ? disconnectReason : "OTHER";
}

/** `connect:Subtype` by channel. */
const SUBTYPES = { VOICE: "Telephony", CHAT: "Chat", TASK: "Task", EMAIL: "Email" } as const;

const MEDIA_STREAMS: Readonly<Record<Channel, ContactRecord["MediaStreams"]>> = {
  VOICE: [{ Type: "AUDIO" }],
  CHAT: [{ Type: "CHAT" }],
  TASK: [],
  EMAIL: [],
};

/** The subtype of the channel, and what UpdateContactData has set. */
export function segmentAttributes({ channel, facts }: Contact): Record<string, { ValueString: string }> {
  const attributes: Record<string, { ValueString: string }> = {
    "connect:Subtype": { ValueString: `connect:${SUBTYPES[channel]}` },
  };
  if (facts === null) return attributes;
  for (const [name, value] of Object.entries(facts.SegmentAttributes ?? {})) {
    attributes[name] = { ValueString: String(value) };
  }
  return attributes;
}

/** The contact at the root of everything that belongs together. */
function rootOf(contact: Contact): Contact {
  let root = contact.initial;
  while (root.related !== null) root = root.related.initial;
  return root;
}

function detailsOf({ channel, data: { Name, Description } }: Contact): Record<string, string> {
  if (channel !== "TASK") return {};
  return { ...(Name !== undefined && { Name }), ...(Description !== undefined && { Description }) };
}

/** Tags of Amazon Connect's own and those the flow gave. */
export function tagsOf({ runtime, systemAddress, tags }: Contact): Record<string, string> {
  const all: Record<string, string> = { "aws:connect:instanceId": runtime.instance.id };
  if (systemAddress !== undefined) all["aws:connect:systemEndpoint"] = systemAddress;
  return tags.size === 0 ? all : Object.assign(all, Object.fromEntries(tags));
}

/** The record of a contact that has ended. */
export function contactRecord(contact: Contact): ContactRecord {
  const { instance } = contact.runtime;
  const chained = contact.previous !== null || contact.next !== null;
  const { transferredTo, pauses } = contact;
  return {
    AWSAccountId: instance.accountId,
    AWSContactTraceRecordFormatVersion: CONTACT_RECORD_FORMAT_VERSION,
    Agent: agentInfo(contact),
    AgentConnectionAttempts: contact.connectionAttempts,
    AnsweringMachineDetectionStatus: null,
    Attributes: contact.attributes.toObject(),
    Campaign: { CampaignId: null },
    Channel: contact.channel,
    ChatMetrics: contact.messages?.metrics(contact) ?? null,
    ConnectedToSystemTimestamp: stamp(contact.connectedToSystemAt),
    ContactAssociationId: rootOf(contact).id,
    ContactDetails: detailsOf(contact),
    ContactEvaluations: {},
    ContactId: contact.id,
    CustomerEndpoint: phone(contact.customerAddress),
    CustomerId: contact.data.CustomerId ?? null,
    CustomerVoiceActivity: null,
    DisconnectDetails: null,
    DisconnectReason: reasonOf(contact),
    DisconnectTimestamp: stamp(contact.disconnectedAt),
    GlobalResiliencyMetadata: null,
    InitialContactId: chained ? contact.initial.id : null,
    InitiationMethod: contact.initiationMethod,
    InitiationTimestamp: stamp(contact.initiatedAt),
    InstanceARN: instance.arn,
    LastPausedTimestamp: stamp(pauses?.beganAt ?? null),
    LastResumedTimestamp: stamp(pauses?.endedAt ?? null),
    LastUpdateTimestamp: stamp(contact.updatedAt ?? contact.finishedAt ?? contact.runtime.clock.now()),
    MediaStreams: MEDIA_STREAMS[contact.channel],
    NextContactId: contact.next?.id ?? null,
    PreviousContactId: contact.previous?.id ?? null,
    QualityMetrics: null,
    Queue: queueInfo(contact),
    Recording: recordingOf(contact),
    Recordings: recordingsOf(contact),
    References: [...contact.references].map(([Name, { Type, Value }]) => ({ Name, Type, Value })),
    RelatedContactId: contact.related?.id ?? null,
    RoutingCriteria: contact.criteria === null ? [] : [criteriaRecord(contact, contact.criteria)],
    ScheduledTimestamp: stamp(contact.scheduledAt),
    SegmentAttributes: segmentAttributes(contact),
    SystemEndpoint: phone(contact.systemAddress),
    Tags: tagsOf(contact),
    TaskTemplateInfo: null,
    TotalPauseCount: pauses?.count ?? 0,
    TotalPauseDurationInSeconds: whole(pauses?.totalMs),
    TransferCompletedTimestamp: stamp(transferredTo?.at ?? null),
    TransferredToEndpoint: phone(transferredTo?.number),
    VoiceIdResult: null,
    WisdomInfo: null,
  };
}
