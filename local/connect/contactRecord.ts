/** Contact records ("contact trace records"), as Amazon Connect streams them: one JSON object per contact. */
import type { Contact } from "./contact";
import type { Instance } from "./instance";
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
  readonly AgentInteractionDuration: number;
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

/** Where a call recording lies: `bucket/key`, without scheme. */
export interface RecordingInfo {
  readonly DeletionReason: null;
  readonly Location: string;
  readonly Status: "AVAILABLE";
  readonly Type: "AUDIO";
}

/** One recording with its times. */
export interface RecordingDetail {
  readonly DeletionReason: null;
  readonly FragmentStartNumber: null;
  readonly FragmentStopNumber: null;
  readonly Location: string;
  readonly MediaStreamType: "AUDIO";
  readonly ParticipantType: null;
  readonly StartTimestamp: string | null;
  readonly Status: "AVAILABLE";
  readonly StopTimestamp: string | null;
  readonly StorageType: "S3";
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
  readonly ConnectedToSystemTimestamp: string | null;
  readonly ContactDetails: Record<string, never>;
  readonly ContactId: string;
  readonly CustomerEndpoint: Endpoint | null;
  readonly DisconnectReason: DisconnectReason | null;
  readonly DisconnectTimestamp: string | null;
  readonly InitialContactId: string | null;
  readonly InitiationMethod: InitiationMethod;
  readonly InitiationTimestamp: string;
  readonly InstanceARN: string;
  readonly LastUpdateTimestamp: string;
  readonly MediaStreams: readonly { readonly Type: "AUDIO" }[];
  readonly NextContactId: string | null;
  readonly PreviousContactId: string | null;
  readonly Queue: QueueInfo | null;
  readonly Recording: RecordingInfo | null;
  readonly Recordings: readonly RecordingDetail[];
  readonly References: readonly { readonly Name: string; readonly Type: string; readonly Value: string }[];
  readonly ScheduledTimestamp: null;
  readonly SystemEndpoint: Endpoint | null;
  readonly Tags: { readonly [key: string]: string };
  readonly TransferCompletedTimestamp: string | null;
  readonly TransferredToEndpoint: Endpoint | null;
  readonly VoiceIdResult: null;
}

const SECOND = 1_000;

function stamp(ms: number): string;
function stamp(ms: number | null): string | null;
function stamp(ms: number | null): string | null {
  return ms === null ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Whole seconds between two moments as their timestamps show them, so that record and durations agree. */
function seconds(from: number | null, to: number | null): number {
  return from === null || to === null ? 0 : Math.max(0, Math.floor(to / SECOND) - Math.floor(from / SECOND));
}

function phone(number: string | undefined): Endpoint | null {
  return number === undefined ? null : { Address: number, Type: "TELEPHONE_NUMBER" };
}

function agentInfo(contact: Contact): AgentInfo | null {
  const { agent, connectedToAgentAt, agentLeftAt, afterContactWorkEndedAt } = contact;
  if (agent === null || connectedToAgentAt === null) return null;
  return {
    ARN: agent.arn,
    AfterContactWorkDuration: seconds(agentLeftAt, afterContactWorkEndedAt),
    AfterContactWorkEndTimestamp: stamp(afterContactWorkEndedAt),
    AfterContactWorkStartTimestamp: stamp(agentLeftAt),
    AgentInteractionDuration: seconds(connectedToAgentAt, agentLeftAt),
    ConnectedToAgentTimestamp: stamp(connectedToAgentAt),
    CustomerHoldDuration: 0,
    HierarchyGroups: null,
    LongestHoldDuration: 0,
    NumberOfHolds: 0,
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

/** `<prefix>/YYYY/MM/DD/<ContactId>_YYYYMMDDTHH:MM_UTC.wav`; recorded only while an agent is connected. */
function recordingLocation(contact: Contact, instance: Instance): string | undefined {
  const { recordings } = instance;
  if (recordings === undefined || contact.recorded.length === 0 || contact.connectedToAgentAt === null)
    return undefined;
  const at = new Date(contact.connectedToAgentAt).toISOString();
  const minute = `${at.slice(0, 10).replace(/-/g, "")}T${at.slice(11, 16)}`;
  return `${recordings.bucket}/${recordings.prefix}/${at.slice(0, 10).replace(/-/g, "/")}/${contact.id}_${minute}_UTC.wav`;
}

/** The record of a contact that has ended. */
export function contactRecord(contact: Contact): ContactRecord {
  const { instance } = contact.runtime;
  const location = recordingLocation(contact, instance);
  const chained = contact.previous !== null || contact.next !== null;
  const { transferredTo } = contact;
  return {
    AWSAccountId: instance.accountId,
    AWSContactTraceRecordFormatVersion: CONTACT_RECORD_FORMAT_VERSION,
    Agent: agentInfo(contact),
    AgentConnectionAttempts: contact.connectionAttempts,
    AnsweringMachineDetectionStatus: null,
    Attributes: contact.attributes.toObject(),
    Campaign: { CampaignId: null },
    Channel: contact.channel,
    ConnectedToSystemTimestamp: stamp(contact.connectedToSystemAt),
    ContactDetails: {},
    ContactId: contact.id,
    CustomerEndpoint: phone(contact.customerAddress),
    DisconnectReason: contact.disconnectReason,
    DisconnectTimestamp: stamp(contact.disconnectedAt),
    InitialContactId: chained ? contact.initial.id : null,
    InitiationMethod: contact.initiationMethod,
    InitiationTimestamp: stamp(contact.initiatedAt),
    InstanceARN: instance.arn,
    LastUpdateTimestamp: stamp(contact.finishedAt ?? contact.runtime.clock.now()),
    MediaStreams: [{ Type: "AUDIO" }],
    NextContactId: contact.next?.id ?? null,
    PreviousContactId: contact.previous?.id ?? null,
    Queue: queueInfo(contact),
    Recording:
      location === undefined ? null : { DeletionReason: null, Location: location, Status: "AVAILABLE", Type: "AUDIO" },
    Recordings: location === undefined ? [] : [recordingDetail(contact, location)],
    References: [...contact.references].map(([Name, { Type, Value }]) => ({ Name, Type, Value })),
    ScheduledTimestamp: null,
    SystemEndpoint: phone(contact.systemAddress),
    Tags: {
      "aws:connect:instanceId": instance.id,
      "aws:connect:systemEndpoint": contact.systemAddress ?? "",
      ...Object.fromEntries(contact.tags),
    },
    TransferCompletedTimestamp: stamp(transferredTo?.at ?? null),
    TransferredToEndpoint: phone(transferredTo?.number),
    VoiceIdResult: null,
  };
}

function recordingDetail(contact: Contact, location: string): RecordingDetail {
  return {
    DeletionReason: null,
    FragmentStartNumber: null,
    FragmentStopNumber: null,
    Location: location,
    MediaStreamType: "AUDIO",
    ParticipantType: null,
    StartTimestamp: stamp(contact.connectedToAgentAt),
    Status: "AVAILABLE",
    StopTimestamp: stamp(contact.agentLeftAt),
    StorageType: "S3",
  };
}
