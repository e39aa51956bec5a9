/**
 * Contact records as Amazon Connect streams them, made up but true to the data model: every channel, initiation method and
 * disconnect reason, and contacts that are updated later.
 *
 * Everything is a pure function of a seed and a number, so a million records need not be kept to be made again.
 */
import { bits, fraction, uuid } from "../../local/connect/random";

/** `Channel` as the data model has it. */
export const CHANNELS = ["VOICE", "CHAT", "TASK", "EMAIL"] as const;

/** `InitiationMethod` as the data model has it. */
export const INITIATION_METHODS = [
  "INBOUND",
  "OUTBOUND",
  "TRANSFER",
  "QUEUE_TRANSFER",
  "CALLBACK",
  "API",
  "DISCONNECT",
  "MONITOR",
  "EXTERNAL_OUTBOUND",
  "WEBRTC_API",
  "AGENT_REPLY",
  "FLOW",
] as const;

/** `DisconnectReason` as the data model has it, null included. */
export const DISCONNECT_REASONS = [
  "CUSTOMER_DISCONNECT",
  "AGENT_DISCONNECT",
  "THIRD_PARTY_DISCONNECT",
  "TELECOM_PROBLEM",
  "BARGED",
  "CONTACT_FLOW_DISCONNECT",
  "EXPIRED",
  "API",
  "OTHER",
  null,
] as const;

const ACCOUNT = "111122223333";
const INSTANCE_ID = "0d2d2f4e-6a3b-4a52-9b55-2f1c5f6f7a10";

/** The instance all records are of. */
export const RECORDS_INSTANCE_ARN = `arn:aws:connect:us-east-1:${ACCOUNT}:instance/${INSTANCE_ID}`;

const QUEUES = ["Orders", "Deliveries", "Returns", "Invoices", "IT helpdesk", "Español"];
const PROFILES = ["Everything", "Orders and returns", "Helpdesk"];
const AGENTS = 240;

/** The first contact of a run begins here unless the options say otherwise: 2026-03-02, a Monday. */
export const RECORDS_START = Date.UTC(2026, 2, 2);

/** Which records are made. */
export interface RecordOptions {
  seed: number;
  /** When the first contact may begin, epoch milliseconds. */
  start?: number;
  /** Days the contacts are spread over; default 1. */
  days?: number;
}

/** A contact record, as a plain object to change before it is sent. */
export type RawRecord = { [field: string]: unknown; ContactId: string; LastUpdateTimestamp: string };

/** `yyyy-MM-ddTHH:mm:ssZ`. */
const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const arn = (rest: string): string => `${RECORDS_INSTANCE_ARN}/${rest}`;

/** Draws of one contact: each call is the next. */
class Draws {
  private count = 0;

  constructor(
    private readonly seed: number,
    readonly contact: number,
  ) {}

  fraction(): number {
    return fraction(this.seed, this.contact, this.count++);
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  whole(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.whole(0, values.length - 1)];
    if (value === undefined) throw new Error("There is nothing to pick from.");
    return value;
  }

  id(): string {
    return uuid(this.seed, this.contact, this.count++);
  }

  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += bits(this.seed, this.contact, this.count++).toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }
}

/** What a contact is, drawn before its record is written. */
interface Kind {
  channel: (typeof CHANNELS)[number];
  method: (typeof INITIATION_METHODS)[number];
  reason: (typeof DISCONNECT_REASONS)[number];
  /** Reached a queue; an agent. */
  queued: boolean;
  answered: boolean;
}

/** Every so many contacts one goes through the enumerations in turn, so that rare values are not left to chance. */
const SYSTEMATIC = 8;

/** What the others are, in proportion. */
const USUAL_CHANNELS = ["VOICE", "VOICE", "VOICE", "VOICE", "VOICE", "VOICE", "CHAT", "CHAT", "TASK", "EMAIL"] as const;
const USUAL_CALLS = ["INBOUND", "INBOUND", "INBOUND", "TRANSFER", "QUEUE_TRANSFER", "CALLBACK", "OUTBOUND"] as const;
const USUAL_OTHERS = ["API", "API", "TRANSFER"] as const;

function kindOf(draws: Draws): Kind {
  const turn = Math.floor(draws.contact / SYSTEMATIC);
  if (draws.contact % SYSTEMATIC === 0) {
    const at = <T>(values: readonly T[]): T => values[turn % values.length] as T;
    return {
      channel: CHANNELS[Math.floor(turn / 12) % CHANNELS.length] ?? "VOICE",
      method: at(INITIATION_METHODS),
      reason: at(DISCONNECT_REASONS),
      queued: turn % 5 !== 0,
      answered: turn % 5 > 1,
    };
  }
  const channel = draws.pick(USUAL_CHANNELS);
  const method = draws.pick(channel === "VOICE" ? USUAL_CALLS : USUAL_OTHERS);
  const queued = draws.chance(0.8);
  const answered = queued && draws.chance(0.87);
  const left = queued ? "CUSTOMER_DISCONNECT" : "CONTACT_FLOW_DISCONNECT";
  const reason = answered ? draws.pick(["CUSTOMER_DISCONNECT", "AGENT_DISCONNECT"] as const) : left;
  return { channel, method, reason, queued, answered };
}

/** When what happened, epoch milliseconds. */
interface Times {
  begun: number;
  enqueued: number;
  connected: number;
  disconnected: number;
  finished: number;
  held: number;
}

function timesOf(draws: Draws, kind: Kind, { start = RECORDS_START, days = 1 }: RecordOptions): Times {
  const begun = start + Math.floor(draws.fraction() * days * 86_400) * 1_000;
  const enqueued = begun + draws.whole(5, 90) * 1_000;
  const waited = draws.chance(0.7) ? draws.whole(1, 20) : draws.whole(21, 600);
  const connected = enqueued + waited * 1_000;
  const disconnected = kind.answered ? connected + draws.whole(15, 1_200) * 1_000 : connected;
  const finished = kind.answered ? disconnected + draws.whole(0, 120) * 1_000 : disconnected;
  return { begun, enqueued, connected, disconnected, finished, held: draws.chance(0.3) ? draws.whole(5, 90) : 0 };
}

function agentOf(draws: Draws, times: Times): object {
  const number = draws.whole(1, AGENTS);
  const profile = number % PROFILES.length;
  const talked = Math.round((times.disconnected - times.connected) / 1_000);
  const group = (level: number): object => ({
    ARN: arn(`agent-group/00000000-0000-4000-9000-00000000000${level}`),
    GroupName: `Group ${level}-${number % (3 * level)}`,
  });
  return {
    ARN: arn(`agent/00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
    AfterContactWorkDuration: Math.round((times.finished - times.disconnected) / 1_000),
    AfterContactWorkEndTimestamp: stamp(times.finished),
    AfterContactWorkStartTimestamp: stamp(times.disconnected),
    AgentInitiatedHoldDuration: times.held,
    AgentInteractionDuration: Math.max(0, talked - times.held),
    AgentPauseDuration: 0,
    ConnectedToAgentTimestamp: stamp(times.connected),
    CustomerHoldDuration: times.held,
    HierarchyGroups: draws.chance(0.6)
      ? { Level1: group(1), Level2: group(2), Level3: group(3), Level4: null, Level5: null }
      : null,
    LongestHoldDuration: times.held,
    NumberOfHolds: times.held > 0 ? 1 : 0,
    RoutingProfile: {
      ARN: arn(`routing-profile/00000000-0000-4000-a000-00000000000${profile}`),
      Name: PROFILES[profile],
    },
    Username: `agent-${String(number).padStart(4, "0")}`,
    stateTransitions: draws.chance(0.02)
      ? [
          {
            state: "SILENT_MONITOR",
            stateStartTimestamp: stamp(times.connected + 5_000),
            stateEndTimestamp: stamp(times.disconnected),
          },
        ]
      : [],
  };
}

function queueOf(draws: Draws, { enqueued, connected }: Times): object {
  const number = draws.whole(0, QUEUES.length - 1);
  return {
    ARN: arn(`queue/00000000-0000-4000-b000-00000000000${number}`),
    DequeueTimestamp: stamp(connected),
    Duration: Math.round((connected - enqueued) / 1_000),
    EnqueueTimestamp: stamp(enqueued),
    Name: QUEUES[number],
  };
}

/** What flows of this centre and of others note down: some of it nobody may find in a warehouse. */
function attributesOf(draws: Draws, kind: Kind, number: string): Record<string, string> {
  const attributes: Record<string, string> = {
    customerNumber: number,
    locale: draws.pick(["en-US", "es-US"]),
    intent: draws.pick(["orderStatus", "cancelOrder", "changeDelivery", "openingHours", "agent"]),
    selfService: draws.pick(["contained", "handedOver", "none"]),
    customerId: `C-${draws.whole(1_000, 9_999)}`,
    orderId: `O-${draws.whole(1_000, 9_999)}`,
    email: `customer${draws.whole(1, 9_999)}@example.com`,
    menuPath: Array.from({ length: draws.whole(1, 6) }, () => draws.whole(1, 9)).join(">"),
    greeting: draws.pick(["Good morning", "Good afternoon", "Good evening"]),
    lambdaResult: draws.pick(["known", "unknown", "unavailable"]),
    queuePriority: String(draws.whole(1, 10)),
    sessionId: draws.id(),
  };
  for (let extra = draws.whole(10, 34); extra > 0; extra--)
    attributes[`detail-${extra}`] = draws.hex(draws.whole(8, 80));
  if (kind.channel === "CHAT") attributes.page = "https://www.example.com/help/orders";
  return attributes;
}

function recordingsOf({ contact }: Draws, kind: Kind, times: Times, contactId: string): object[] {
  if (!kind.answered || kind.channel === "TASK" || contact % 10 === 9) return [];
  const day = stamp(times.connected).slice(0, 10).replace(/-/g, "/");
  const voice = kind.channel === "VOICE";
  return [
    {
      DeletionReason: null,
      FragmentStartNumber: null,
      FragmentStopNumber: null,
      Location: `example-recordings/connect/example/${voice ? "CallRecordings" : "ChatTranscripts"}/${day}/${contactId}_${voice ? "wav" : "json"}`,
      MediaStreamType: voice ? "AUDIO" : "CHAT",
      ParticipantType: null,
      StartTimestamp: stamp(times.connected),
      Status: "AVAILABLE",
      StopTimestamp: stamp(times.disconnected),
      StorageType: "S3",
    },
  ];
}

/** What later revisions add: the answer to a survey, an evaluation, the recording's location. */
function update(record: RawRecord, attributes: Record<string, string>, revision: number, times: Times): void {
  if (revision === 0) return;
  attributes.surveyed = "true";
  attributes.score = String(1 + (revision % 5));
  record.ContactEvaluations = {
    [`evaluation-${revision}`]: {
      FormId: "00000000-0000-4000-c000-000000000001",
      Status: "COMPLETE",
      StartTimestamp: stamp(times.finished),
    },
  };
  record.Tags = { ...(record.Tags as object), revision: String(revision) };
}

/** Every so many contacts the revisions share one LastUpdateTimestamp: seconds are all the records tell. */
const TIES = 16;

/** Most revisions a contact has. */
export const MOST_REVISIONS = 4;

/**
 * A contact's record.
 *
 * @param contact number of the contact, from 0
 * @param revision 0 for the record of its end, up to {@link MOST_REVISIONS} - 1 for updates; a later one has a later
 *   LastUpdateTimestamp, but that of every sixteenth contact stays the same
 */
export function contactRecord(options: RecordOptions, contact: number, revision = 0): RawRecord {
  const draws = new Draws(options.seed, contact);
  const contactId = draws.id();
  const kind = kindOf(draws);
  const times = timesOf(draws, kind, options);
  const number = `+120655501${String(draws.whole(0, 99)).padStart(2, "0")}`;
  const chained = kind.method.includes("TRANSFER");
  const initial = chained ? draws.id() : contactId;
  const attributes = attributesOf(draws, kind, number);
  const later = contact % TIES === TIES - 1 ? 0 : revision * 3_607_000;
  const endpoint = (Address: string, Type: string): object => ({ Address, Type });
  const customer = {
    VOICE: endpoint(number, "TELEPHONE_NUMBER"),
    EMAIL: endpoint(`customer${number.slice(-4)}@example.com`, "EMAIL_ADDRESS"),
    CHAT: null,
    TASK: null,
  }[kind.channel];
  const record: RawRecord = {
    AWSAccountId: ACCOUNT,
    AWSContactTraceRecordFormatVersion: "2017-03-10",
    Agent: kind.answered ? agentOf(draws, times) : null,
    AgentConnectionAttempts: kind.answered ? draws.whole(1, 2) : 0,
    AnsweringMachineDetectionStatus: kind.method === "OUTBOUND" ? "HUMAN_ANSWERED" : null,
    Attributes: attributes,
    Campaign: { CampaignId: null },
    Channel: kind.channel,
    ChatMetrics: null,
    ConnectedToSystemTimestamp: stamp(times.begun),
    ContactAssociationId: initial,
    ContactDetails: kind.channel === "TASK" ? { Name: "Call back", Description: "Asked for by the customer" } : {},
    ContactEvaluations: {},
    ContactId: contactId,
    CustomerEndpoint: customer,
    CustomerId: null,
    CustomerVoiceActivity: null,
    DisconnectDetails: null,
    DisconnectReason: kind.reason,
    DisconnectTimestamp: stamp(times.disconnected),
    GlobalResiliencyMetadata: {
      ActiveRegion: "us-east-1",
      OriginRegion: "us-east-1",
      TrafficDistributionGroupId: null,
    },
    InitialContactId: chained ? initial : null,
    InitiationMethod: kind.method,
    InitiationTimestamp: stamp(times.begun),
    InstanceARN: RECORDS_INSTANCE_ARN,
    LastPausedTimestamp: null,
    LastResumedTimestamp: null,
    LastUpdateTimestamp: stamp(times.finished + 45_000 + later),
    MediaStreams: kind.channel === "VOICE" ? [{ Type: "AUDIO" }] : kind.channel === "CHAT" ? [{ Type: "CHAT" }] : [],
    NextContactId: null,
    PreviousContactId: chained ? initial : null,
    QualityMetrics: kind.answered
      ? {
          Agent: { Audio: { PotentialQualityIssues: [], QualityScore: 4.3 } },
          Customer: { Audio: { QualityScore: 4.1 } },
        }
      : null,
    Queue: kind.queued ? queueOf(draws, times) : null,
    Recording: null,
    Recordings: recordingsOf(draws, kind, times, contactId),
    References:
      kind.channel === "TASK" ? [{ Name: "order", Type: "URL", Value: "https://www.example.com/orders" }] : [],
    RelatedContactId: null,
    RoutingCriteria: [],
    ScheduledTimestamp: kind.channel === "TASK" ? stamp(times.begun + 60_000) : null,
    SegmentAttributes: {
      "connect:Subtype": { ValueString: `connect:${kind.channel === "VOICE" ? "Telephony" : "Chat"}` },
    },
    SystemEndpoint: kind.channel === "VOICE" ? endpoint("+12065550100", "TELEPHONE_NUMBER") : null,
    Tags: { "aws:connect:instanceId": INSTANCE_ID, "aws:connect:systemEndpoint": "+12065550100" },
    TaskTemplateInfo: null,
    TotalPauseCount: 0,
    TotalPauseDurationInSeconds: 0,
    TransferCompletedTimestamp: kind.method === "TRANSFER" ? stamp(times.disconnected) : null,
    TransferredToEndpoint: kind.method === "TRANSFER" ? endpoint("+12065550199", "TELEPHONE_NUMBER") : null,
    VoiceIdResult: null,
    WisdomInfo: null,
  };
  update(record, attributes, revision, times);
  return record;
}

/** A contact record as Connect puts it on the stream: one JSON object, no line end. */
export function contactRecordBytes(options: RecordOptions, contact: number, revision = 0): Buffer {
  return Buffer.from(JSON.stringify(contactRecord(options, contact, revision)));
}
