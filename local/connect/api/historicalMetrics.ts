/** GetMetricDataV2: how contacts went that are over, by their contact records. */
import type { ConnectService } from "../connectService";
import type { Contact } from "../contact";
import { invalidParameter } from "./connectError";
import type { MetricAnswer } from "./metricPages";
import { type MetricGroup, metricScope, records, texts } from "./metricQueues";
import { optionalRecord, type Parameters, refuse } from "./parameters";

const DAY_MS = 86_400_000;
/** Longest time between start and end, and how far back there are metrics. */
const MAX_SPAN_MS = 35 * DAY_MS;
const KEPT_MS = 93 * DAY_MS;

/** Nobody's clock is quite that of the service. */
const SKEW_MS = 60_000;

const MAX_METRICS = 100;
const MAX_SERVICE_LEVELS = 20;
const MAX_THRESHOLD_SECONDS = 604_800;
const MAX_GROUPINGS = 4;
const MAX_FILTERS = 5;

/** A metric over some contacts; undefined where there is nothing to divide by. */
type Metric = (contacts: readonly Contact[]) => number | undefined;

const queued = ({ enqueuedAt }: Contact): boolean => enqueuedAt !== null;
const handled = ({ connectedToAgentAt }: Contact): boolean => connectedToAgentAt !== null;
const calledBack = ({ next }: Contact): boolean => next?.initiationMethod === "CALLBACK";

/** Hung up while waiting; who is to be called back has not given up. */
function abandoned(contact: Contact): boolean {
  const { dequeuedAt, disconnectedAt, disconnectReason, next } = contact;
  const left = disconnectReason === "CUSTOMER_DISCONNECT" && dequeuedAt === disconnectedAt;
  return queued(contact) && !handled(contact) && next === null && left;
}

function waitMs({ enqueuedAt, dequeuedAt }: Contact): number {
  return enqueuedAt === null || dequeuedAt === null ? Number.POSITIVE_INFINITY : dequeuedAt - enqueuedAt;
}

/** With the customer, on hold and after the contact. */
function handleMs({ connectedToAgentAt, agentLeftAt, afterContactWorkEndedAt }: Contact): number {
  const end = afterContactWorkEndedAt ?? agentLeftAt;
  return connectedToAgentAt === null || end === null ? 0 : end - connectedToAgentAt;
}

const count =
  (fits: (contact: Contact) => boolean): Metric =>
  (contacts) =>
    contacts.filter(fits).length;

const percent =
  (fits: (contact: Contact) => boolean): Metric =>
  (contacts) => {
    const all = contacts.filter(queued);
    return all.length === 0 ? undefined : (100 * all.filter(fits).length) / all.length;
  };

const average =
  (of: (contact: Contact) => boolean, ms: (contact: Contact) => number): Metric =>
  (contacts) => {
    const all = contacts.filter(of);
    return all.length === 0 ? undefined : all.reduce((sum, one) => sum + ms(one), 0) / all.length / 1_000;
  };

const METRICS: Readonly<Record<string, Metric>> = {
  ABANDONMENT_RATE: percent(abandoned),
  AVG_ABANDON_TIME: average(abandoned, waitMs),
  AVG_HANDLE_TIME: average(handled, handleMs),
  AVG_QUEUE_ANSWER_TIME: average((contact) => queued(contact) && handled(contact), waitMs),
  CONTACTS_ABANDONED: count(abandoned),
  CONTACTS_HANDLED: count(handled),
  CONTACTS_QUEUED: count(queued),
};

/** Performs the request. */
export function metricDataV2(connect: ConnectService, parameters: Parameters): MetricAnswer {
  const { start, end } = intervalOf(parameters, connect.clock.now());
  const { queues, channels } = filtersOf(parameters);
  const groupings = texts(parameters, "Groupings", MAX_GROUPINGS);
  const metrics = metricsOf(parameters);
  const scope = metricScope(connect, queues, channels, groupings);
  // A contact counts when it ends, and once its record is written.
  const over = connect.finishedContacts.filter(
    ({ disconnectedAt, channel }) =>
      disconnectedAt !== null && disconnectedAt >= start && disconnectedAt < end && scope.channels.includes(channel),
  );
  const results = scope.groups.flatMap((group) => {
    const own = over.filter((contact) => belongs(contact, group));
    if (own.length === 0) return [];
    const values = metrics.map(({ asked, metric }) => ({ Metric: asked, Value: metric(own) }));
    const period = { Interval: "TOTAL", StartTime: start / 1_000, EndTime: end / 1_000 };
    return [{ ...dimensions(group), MetricInterval: period, Collections: values }];
  });
  return { results, facts: {} };
}

function belongs({ queue, channel }: Contact, group: MetricGroup): boolean {
  return queue !== null && group.queues.includes(queue) && (group.channel ?? channel) === channel;
}

function intervalOf(parameters: Parameters, now: number): { start: number; end: number } {
  const { IntervalPeriod = "TOTAL" } = optionalRecord(parameters, "Interval") ?? {};
  if (IntervalPeriod !== "TOTAL") {
    throw invalidParameter(`Interval is ${String(IntervalPeriod)}; the local run has TOTAL only.`);
  }
  const [start, end] = [timeOf(parameters, "StartTime"), timeOf(parameters, "EndTime")];
  if (start >= end) throw invalidParameter("StartTime is not before EndTime.");
  if (end > now + SKEW_MS) throw invalidParameter("EndTime is later than the current time.");
  if (end - start >= MAX_SPAN_MS) throw invalidParameter("StartTime and EndTime are 35 days apart, or more.");
  if (start < now - KEPT_MS) throw invalidParameter("StartTime is more than three months ago.");
  return { start, end };
}

function timeOf(parameters: Parameters, name: string): number {
  const value = parameters[name];
  if (typeof value === "number" && Number.isFinite(value)) return value * 1_000;
  throw invalidParameter(`${name} is missing, or no time in epoch seconds.`);
}

function filtersOf(parameters: Parameters): { queues: readonly string[]; channels: readonly string[] } {
  const found: Record<string, readonly string[]> = {};
  for (const filter of records(parameters, "Filters", MAX_FILTERS)) {
    const key = String(filter.FilterKey);
    if (key !== "QUEUE" && key !== "CHANNEL") {
      throw invalidParameter(`Filters has the key ${key}; the local run filters by QUEUE and CHANNEL.`);
    }
    if (found[key] !== undefined) throw invalidParameter(`Filters has the key ${key} twice.`);
    refuse(filter, "StringCondition");
    found[key] = texts(filter, "FilterValues", 100);
  }
  return { queues: found.QUEUE ?? [], channels: found.CHANNEL ?? [] };
}

function metricsOf(parameters: Parameters): { asked: Parameters; metric: Metric }[] {
  const all = records(parameters, "Metrics", MAX_METRICS);
  if (all.filter(({ Name }) => Name === "SERVICE_LEVEL").length > MAX_SERVICE_LEVELS) {
    throw invalidParameter(`Metrics has more than ${MAX_SERVICE_LEVELS} SERVICE_LEVEL.`);
  }
  return all.map((asked) => {
    refuse(asked, "MetricId", "MetricFilters");
    const name = String(asked.Name);
    if (name === "SERVICE_LEVEL") return { asked, metric: serviceLevel(asked) };
    const metric = METRICS[name];
    if (metric !== undefined) return { asked, metric };
    const known = ["SERVICE_LEVEL", ...Object.keys(METRICS)].join(", ");
    throw invalidParameter(`There is no metric ${name} here; there are ${known}.`);
  });
}

/** Share of the contacts queued that left the queue in time: answered, given up or to be called back. */
function serviceLevel(asked: Parameters): Metric {
  const [threshold, ...more] = records(asked, "Threshold", 1);
  const { Comparison, ThresholdValue } = threshold ?? {};
  const whole = typeof ThresholdValue === "number" && Number.isInteger(ThresholdValue) ? ThresholdValue : 0;
  if (more.length > 0 || whole < 1 || whole > MAX_THRESHOLD_SECONDS) {
    throw invalidParameter(`The ThresholdValue of SERVICE_LEVEL is a whole number from 1 to ${MAX_THRESHOLD_SECONDS}.`);
  }
  if (Comparison !== "LT" && Comparison !== "LTE") {
    throw invalidParameter("The Comparison of SERVICE_LEVEL is LT or LTE.");
  }
  const inTime = (contact: Contact): boolean =>
    Comparison === "LT" ? waitMs(contact) < whole * 1_000 : waitMs(contact) <= whole * 1_000;
  return percent((contact) => (handled(contact) || abandoned(contact) || calledBack(contact)) && inTime(contact));
}

function dimensions({ queue, channel }: MetricGroup): { Dimensions?: Record<string, string> } {
  if (queue === undefined && channel === undefined) return {};
  return {
    Dimensions: {
      ...(queue !== undefined && { QUEUE: queue.id }),
      ...(channel !== undefined && { CHANNEL: channel }),
    },
  };
}
