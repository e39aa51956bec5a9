/**
 * What the services around Connect have to carry for a workload: streams, functions, tables, delivery, the warehouse, and the
 * minutes a first `pulumi up` takes. Every figure is for the busiest second, which is three times the busiest hour's mean: contacts
 * come in bursts, such as when a queue opens. Pure.
 */
import type { Workload } from "./workload";

/** What is carried and what carries it. */
export interface Sizes {
  /** Contact records a second in a burst; a transfer or a callback makes another. */
  readonly recordsPerSecond: number;
  readonly agentEventsPerSecond: number;
  /** How contact records leave Connect. */
  readonly contactRecords: { readonly mode: StreamMode | "direct"; readonly shards: number };
  /** The stream of agent events, where there is one; Connect writes them to a stream only. */
  readonly agentEvents: { readonly mode: StreamMode; readonly shards: number };
  /** Executions at once of all functions that flows ask, in a burst. */
  readonly flowConcurrency: number;
  /**
   * Executions to reserve for each function that flows ask, so that nothing else can take them; undefined: none. None is kept
   * warm: Lambda does so for versions and aliases only, and Connect asks functions by their plain ARN.
   */
  readonly reservedConcurrency: number | undefined;
  /**
   * How tables are paid: on demand at every size. Reads of 20,000 agents cost some 15 US dollars a month so, and capacity that
   * is provisioned has to be provisioned for the burst.
   */
  readonly tables: "on-demand";
  /** Read units a second of the customers' and settings tables in a burst; a new table takes 12,000 at once. */
  readonly tableReads: number;
  /** Seconds and MB at which Firehose writes rows: whichever comes first. */
  readonly delivery: { readonly seconds: number; readonly megabytes: number };
  /** RPUs of Redshift Serverless a load takes. */
  readonly redshiftCapacity: number;
  /** Whether a web ACL stands before the sites of a stack that is in production and says nothing of it. */
  readonly firewall: boolean;
  readonly alarms: AlarmThresholds;
}

/**
 * How a Kinesis data stream is paid, with the shards the load takes in either mode: on demand it grows by itself, from four shards'
 * worth at once; provisioned it has its shards from the start.
 */
export type StreamMode = "on-demand" | "provisioned";

/** From where on somebody should look. */
export interface AlarmThresholds {
  /** Callers waiting in a queue. */
  readonly queueLength: number;
  /** Seconds the oldest has waited. */
  readonly longestWait: number;
  /** Share of the quota of concurrent calls, in percent. */
  readonly callsPercent: number;
  /** Missed calls in five minutes. */
  readonly missedCalls: number;
}

/** What a busy second is to the busiest hour's mean. */
export const BURST = 3;

/** Bytes of a contact record and of an agent event, as delivered. */
export const RECORD_BYTES = 5_300;
export const AGENT_EVENT_BYTES = 4_000;

/** Records a contact has: transfers and callbacks make another. */
export const RECORDS_A_CONTACT = 1.3;

/** Events of an agent: about six a contact, and one every two minutes at the least. */
export const EVENTS_A_CONTACT = 6;
export const HEARTBEAT_SECONDS = 120;

/** What one shard takes a second, and how full it is planned to be. */
const SHARD = { bytes: 1_000_000, records: 1_000, fill: 0.7 };

/** Bytes and records an on-demand stream takes from the start: those of four shards. */
const ON_DEMAND_SHARDS = 4;

/**
 * Agents from whom on contact records go through a stream of Kinesis. Below, Connect hands them to Firehose itself: a stream has
 * an hourly price, and its order and its week of replay are worth it only where somebody watches a board live.
 */
export const STREAM_FROM_AGENTS = 100;

/** Agents from whom on a web ACL a site, some eight dollars a month each, costs little beside what it keeps away. */
const FIREWALL_FROM_AGENTS = 25;

const DIRECT = { mode: "direct", shards: 0 } as const;

/** Questions a flow asks functions for each contact, and seconds each is at work. */
export const QUESTIONS_A_CONTACT = 3;
export const QUESTION_SECONDS = 0.1;

/** Sizes for a workload. */
export function sizesFor(workload: Workload): Sizes {
  const { allPerHour, agents, contactsPerHour } = workload;
  const contacts = (BURST * allPerHour) / 3_600;
  const recordsPerSecond = contacts * RECORDS_A_CONTACT;
  const agentEventsPerSecond = agents / HEARTBEAT_SECONDS + ((BURST * contactsPerHour) / 3_600) * EVENTS_A_CONTACT;
  const questions = contacts * QUESTIONS_A_CONTACT;
  const flowConcurrency = Math.ceil(questions * QUESTION_SECONDS);
  return {
    recordsPerSecond,
    agentEventsPerSecond,
    contactRecords: agents < STREAM_FROM_AGENTS ? DIRECT : streamFor(recordsPerSecond, RECORD_BYTES),
    agentEvents: streamFor(agentEventsPerSecond, AGENT_EVENT_BYTES),
    flowConcurrency,
    // Twice the burst, so that a slow table does not turn callers away; small centres share the account's.
    reservedConcurrency: workload.agents < 50 ? undefined : Math.max(10, 2 * flowConcurrency),
    tables: "on-demand",
    tableReads: Math.ceil(questions),
    delivery: { seconds: 5, megabytes: recordsPerSecond * RECORD_BYTES > 1_000_000 ? 16 : 5 },
    redshiftCapacity: redshiftCapacity(workload),
    firewall: agents >= FIREWALL_FROM_AGENTS,
    alarms: alarmsFor(workload),
  };
}

function streamFor(perSecond: number, bytes: number): Sizes["agentEvents"] {
  const shards = Math.max(
    1,
    Math.ceil(perSecond / (SHARD.records * SHARD.fill)),
    Math.ceil((perSecond * bytes) / (SHARD.bytes * SHARD.fill)),
  );
  // Beyond what a new on-demand stream takes at once it has to grow first, which takes minutes that a burst does not wait.
  return { mode: shards > ON_DEMAND_SHARDS ? "provisioned" : "on-demand", shards };
}

/** Contacts a month that one RPU keeps up with at a load every quarter of an hour, and Redshift's own steps. */
const CONTACTS_AN_RPU = 2_000_000;
const RPU_STEPS = [4, 8, 16, 24, 32, 40, 48, 56, 64];

function redshiftCapacity({ perMonth }: Workload): number {
  const wanted = perMonth / CONTACTS_AN_RPU;
  return RPU_STEPS.find((step) => step >= wanted) ?? 64;
}

function alarmsFor({ agents, patience, contactsPerHour }: Workload): AlarmThresholds {
  return {
    // As many as all agents answer within a caller's patience, one in four of whom would be given up by then.
    queueLength: Math.max(5, Math.ceil(agents / 4)),
    longestWait: Math.ceil(patience * 2),
    callsPercent: 80,
    missedCalls: Math.max(3, Math.ceil(contactsPerHour / 12 / 50)),
  };
}

/** Requests a second Connect's control plane takes of an account. */
const CONNECT_REQUESTS = 2;

/** Requests a Connect resource takes when it is made: the creation, and the reading back. */
const REQUESTS_A_RESOURCE = 2;

/** Minutes the instance itself and what does not wait for Connect take, about. */
const BASE_MINUTES = 5;

/** Minutes a first `pulumi up` takes, at Connect's rate of requests. */
export function firstUpMinutes(connectResources: number): number {
  return BASE_MINUTES + (connectResources * REQUESTS_A_RESOURCE) / CONNECT_REQUESTS / 60;
}
