/** GetCurrentMetricData: how queues and their agents are at this moment. Exact, where the service lags some seconds. */
import type { Agent, AgentState } from "../agent";
import type { ConnectService } from "../connectService";
import type { Channel } from "../types";
import { ONLINE, STAFFED } from "../workforce";
import { invalidParameter } from "./connectError";
import type { MetricAnswer } from "./metricPages";
import { type MetricGroup, type MetricScope, metricScope, records, texts } from "./metricQueues";
import { optionalRecord, type Parameters, refuse } from "./parameters";

/** Most metrics of a request, and channels and further filters. */
const MAX_METRICS = 100;
const MAX_GROUPINGS = 2;
const MAX_CHANNELS = 4;

/** What a metric is computed from. */
interface Situation {
  readonly group: MetricGroup;
  readonly channels: readonly Channel[];
  /** Agents whose routing profiles have the queues on one of the channels. */
  readonly agents: readonly Agent[];
  readonly now: number;
  /** Whether results are split. */
  readonly grouped: boolean;
}

interface Metric {
  readonly unit: "COUNT" | "SECONDS";
  readonly value: (situation: Situation) => number;
}

const inStates =
  (...states: readonly AgentState[]) =>
  ({ agents }: Situation): number =>
    agents.filter(({ state }) => states.includes(state)).length;

/** Contacts in agents' hands that make for a slot taken. */
const taken = (agent: Agent, channels: readonly Channel[]) =>
  agent.work.filter(({ state, contact }) => state !== "ringing" && channels.includes(contact.channel));

const onContact = ({ agents, channels }: Situation): number =>
  agents.filter((agent) => taken(agent, channels).length > 0).length;

const METRICS: Readonly<Record<string, Metric>> = {
  AGENTS_ONLINE: { unit: "COUNT", value: inStates(...ONLINE) },
  AGENTS_STAFFED: { unit: "COUNT", value: inStates(...STAFFED) },
  AGENTS_NON_PRODUCTIVE: { unit: "COUNT", value: inStates("non-productive") },
  AGENTS_ERROR: { unit: "COUNT", value: inStates("missed") },
  AGENTS_AVAILABLE: {
    unit: "COUNT",
    value: ({ agents, channels }) =>
      agents.filter((agent) => channels.some((channel) => agent.canTake(channel))).length,
  },
  AGENTS_ON_CONTACT: { unit: "COUNT", value: onContact },
  AGENTS_ON_CALL: { unit: "COUNT", value: onContact },
  // Named after agents, it counts the contacts they work on.
  AGENTS_AFTER_CONTACT_WORK: {
    unit: "COUNT",
    value: ({ agents, channels }) =>
      sum(agents, (agent) => taken(agent, channels).filter(({ state }) => state === "after-contact-work").length),
  },
  SLOTS_ACTIVE: {
    unit: "COUNT",
    value: ({ agents, channels }) => sum(agents, (agent) => taken(agent, channels).length),
  },
  SLOTS_AVAILABLE: {
    unit: "COUNT",
    value: ({ agents, channels }) => sum(agents, (agent) => sum(channels, (channel) => freeSlots(agent, channel))),
  },
  CONTACTS_IN_QUEUE: { unit: "COUNT", value: waiting },
  OLDEST_CONTACT_AGE: { unit: "SECONDS", value: oldestAge },
};

function sum<T>(all: readonly T[], count: (one: T) => number): number {
  return all.reduce((total, one) => total + count(one), 0);
}

function freeSlots(agent: Agent, channel: Channel): number {
  if (!agent.canTake(channel)) return 0;
  const used = agent.work.filter(({ contact, paused }) => contact.channel === channel && !paused).length;
  return (agent.profile.slots.get(channel)?.concurrency ?? 0) - used;
}

function waiting({ group: { queues }, channels }: Situation): number {
  return sum(queues, (queue) => sum(channels, (channel) => queue.waiting.on(channel).size));
}

/** In seconds; where results are not split, in milliseconds, whatever the unit says: so it is on AWS. */
function oldestAge({ group: { queues }, channels, now, grouped }: Situation): number {
  const times = queues.flatMap((queue) => channels.map((channel) => queue.oldestEnqueuedAt(channel) ?? now));
  const age = now - Math.min(...times);
  return grouped ? Math.floor(age / 1_000) : age;
}

/** Performs the request. */
export function currentMetricData(connect: ConnectService, parameters: Parameters): MetricAnswer {
  const filters = optionalRecord(parameters, "Filters") ?? {};
  if (filters.Queues !== undefined && filters.RoutingProfiles !== undefined) {
    throw invalidParameter("Filters has Queues and RoutingProfiles; a request filters by one of them.");
  }
  refuse(filters, "RoutingProfiles", "RoutingStepExpressions", "AgentStatuses", "Subtypes", "ValidationTestTypes");
  const groupings = texts(parameters, "Groupings", MAX_GROUPINGS);
  const asked = metricsOf(parameters);
  const scope = metricScope(
    connect,
    texts(filters, "Queues", 100),
    texts(filters, "Channels", MAX_CHANNELS),
    groupings,
  );
  const now = connect.clock.now();
  const results = scope.groups.flatMap((group) => {
    const situation = situationOf(connect, scope, group, groupings.length > 0);
    // Of a queue that nobody serves and nobody waits in there is nothing to tell.
    if (waiting(situation) === 0 && inStates(...ONLINE)(situation) === 0) return [];
    const values = asked.map(({ name, metric }) => ({
      Metric: { Name: name, Unit: metric.unit },
      Value: metric.value(situation),
    }));
    return [{ result: { ...dimensions(group), Collections: values }, rank: rankOf(parameters, situation) }];
  });
  const sorted = results.sort((one, other) => one.rank - other.rank).map(({ result }) => result);
  return { results: sorted, facts: { DataSnapshotTime: now / 1_000, ApproximateTotalCount: sorted.length } };
}

function situationOf(connect: ConnectService, scope: MetricScope, group: MetricGroup, grouped: boolean): Situation {
  const channels = group.channel === undefined ? scope.channels : [group.channel];
  const served = new Set(
    group.queues.flatMap((queue) => channels.flatMap((channel) => queue.serving(channel).map(({ slots }) => slots))),
  );
  const owners = group.queues.map(({ agent }) => agent);
  const agents = connect.agents.filter(
    (agent) => owners.includes(agent) || agent.profile.lines.some((slots) => served.has(slots)),
  );
  return { group, channels, agents, now: connect.clock.now(), grouped };
}

function metricsOf(parameters: Parameters): { name: string; metric: Metric }[] {
  return records(parameters, "CurrentMetrics", MAX_METRICS).map(({ Name, Unit, MetricId }) => {
    if (MetricId !== undefined) throw invalidParameter("MetricId is given; the local run has no custom metrics.");
    const metric = typeof Name === "string" ? METRICS[Name] : undefined;
    if (metric === undefined) {
      const known = Object.keys(METRICS).join(", ");
      throw invalidParameter(`There is no current metric ${String(Name)} here; there are ${known}.`);
    }
    if (Unit !== undefined && Unit !== metric.unit) {
      throw invalidParameter(`The unit of ${String(Name)} is ${metric.unit}, not ${String(Unit)}.`);
    }
    return { name: String(Name), metric };
  });
}

/** Least first. By default those with most agents online come first. */
function rankOf(parameters: Parameters, situation: Situation): number {
  const criteria = parameters.SortCriteria === undefined ? [] : records(parameters, "SortCriteria", 1);
  const { SortByMetric = "AGENTS_ONLINE", SortOrder = "DESCENDING" } = criteria[0] ?? {};
  const name = String(SortByMetric);
  const metric = METRICS[name];
  if (metric === undefined || name.startsWith("SLOTS_")) throw invalidParameter(`Results are not sorted by ${name}.`);
  return metric.value(situation) * (SortOrder === "ASCENDING" ? 1 : -1);
}

function dimensions({ queue, channel }: MetricGroup): { Dimensions?: Record<string, unknown> } {
  if (queue === undefined && channel === undefined) return {};
  return {
    Dimensions: {
      ...(queue !== undefined && { Queue: { Id: queue.id, Arn: queue.arn } }),
      ...(channel !== undefined && { Channel: channel }),
    },
  };
}
