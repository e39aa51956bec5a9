/** The live board: how the queues are, asked of Amazon Connect for everybody at once. */
import {
  type GetCurrentMetricDataRequest,
  type GetCurrentMetricDataResponse,
  type GetMetricDataV2Request,
  type GetMetricDataV2Response,
} from "@aws-sdk/client-connect";
import { type QueueEntry } from "../../administration/catalogue";

/** The part of the Connect client that is used. Tests give their own. */
export interface MetricsClient {
  getCurrentMetricData(input: GetCurrentMetricDataRequest): Promise<GetCurrentMetricDataResponse>;
  getMetricDataV2(input: GetMetricDataV2Request): Promise<GetMetricDataV2Response>;
}

/** How a queue is, or all together, at this moment. */
export interface NowFigures {
  agentsOnline: number;
  agentsAvailable: number;
  agentsOnContact: number;
  agentsAfterContactWork: number;
  agentsNonProductive: number;
  contactsInQueue: number;
  /** Seconds the first in the queue has waited; null when nobody waits. */
  oldestSeconds: number | null;
}

/** How a queue was since midnight. */
export interface DayFigures {
  /** Contacts answered within 20 s, in percent; null when there was none. */
  serviceLevel: number | null;
  contactsHandled: number | null;
}

/** Figures by queue id; those of all under "". */
export type ByQueue<F> = Record<string, F>;

/** What to ask of current metrics, and what we call it. */
const NOW_METRICS = {
  AGENTS_ONLINE: "agentsOnline",
  AGENTS_AVAILABLE: "agentsAvailable",
  AGENTS_ON_CONTACT: "agentsOnContact",
  AGENTS_AFTER_CONTACT_WORK: "agentsAfterContactWork",
  AGENTS_NON_PRODUCTIVE: "agentsNonProductive",
  CONTACTS_IN_QUEUE: "contactsInQueue",
} as const;

/** Seconds within which a contact counts as answered well: the threshold of the service level. */
const THRESHOLD_S = 20;

/** Queues that one request may ask for: Amazon Connect's limit. */
const MOST_QUEUES = 100;

const chunksOf = (queues: readonly QueueEntry[]): QueueEntry[][] =>
  Array.from({ length: Math.ceil(queues.length / MOST_QUEUES) }, (_, chunk) =>
    queues.slice(chunk * MOST_QUEUES, (chunk + 1) * MOST_QUEUES),
  );

/** A queue that Amazon Connect leaves out: nobody serves it, and nobody waits. */
export const NO_AGENTS: NowFigures = {
  agentsOnline: 0,
  agentsAvailable: 0,
  agentsOnContact: 0,
  agentsAfterContactWork: 0,
  agentsNonProductive: 0,
  contactsInQueue: 0,
  oldestSeconds: null,
};

/** One request of current metrics, all its pages. Without groups there is one row, of all queues of the request. */
const currentRows = async (
  contacts: MetricsClient,
  queues: readonly QueueEntry[],
  grouped: boolean,
): Promise<{ rows: ByQueue<NowFigures>; asOf: number }> => {
  const rows: ByQueue<NowFigures> = {};
  let asOf = 0;
  let NextToken: string | undefined;
  do {
    const answer: GetCurrentMetricDataResponse = await contacts.getCurrentMetricData({
      InstanceId: process.env.INSTANCE_ID ?? "",
      Filters: { Queues: queues.map(({ id }) => id), Channels: ["VOICE", "CHAT", "TASK"] },
      ...(grouped ? { Groupings: ["QUEUE"] } : {}),
      CurrentMetrics: [
        ...Object.keys(NOW_METRICS).map((Name) => ({ Name: Name as keyof typeof NOW_METRICS, Unit: "COUNT" as const })),
        { Name: "OLDEST_CONTACT_AGE", Unit: "SECONDS" },
      ],
      MaxResults: 100,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    for (const { Dimensions, Collections = [] } of answer.MetricResults ?? []) {
      const values = Object.fromEntries(Collections.map(({ Metric, Value }) => [`${Metric?.Name}`, Value ?? 0]));
      const counts = Object.entries(NOW_METRICS).map(([metric, name]) => [name, values[metric] ?? 0]);
      const oldest = values.OLDEST_CONTACT_AGE;
      const waiting = (values.CONTACTS_IN_QUEUE ?? 0) > 0 && oldest !== undefined;
      const figures = {
        ...NO_AGENTS,
        ...Object.fromEntries(counts),
        oldestSeconds: waiting ? Math.round(oldest) : null,
      };
      rows[Dimensions?.Queue?.Id ?? ""] = figures as NowFigures;
    }
    asOf = answer.DataSnapshotTime?.getTime() ?? asOf;
    NextToken = answer.NextToken;
  } while (NextToken);
  return { rows, asOf };
};

/**
 * How the queues are now. An agent of several queues is in the figures of each, so that the sum of all is asked for by
 * itself. When Amazon Connect answers without groups, it gives ages in milliseconds; those of the queues are used.
 */
export const figuresNow = async (
  contacts: MetricsClient,
  queues: readonly QueueEntry[],
): Promise<{ rows: ByQueue<NowFigures>; asOf: number }> => {
  const all: ByQueue<NowFigures> = {};
  let total = NO_AGENTS;
  let asOf = 0;
  for (const chunk of chunksOf(queues)) {
    const [each, together] = await Promise.all([
      currentRows(contacts, chunk, true),
      currentRows(contacts, chunk, false),
    ]);
    Object.assign(all, each.rows);
    asOf = each.asOf || together.asOf || asOf;
    const sum = together.rows[""] ?? NO_AGENTS;
    const added = Object.values(NOW_METRICS).map((name) => [name, total[name] + sum[name]]);
    total = { ...total, ...Object.fromEntries(added) };
  }
  const ages = Object.values(all).flatMap(({ oldestSeconds }) => (oldestSeconds === null ? [] : [oldestSeconds]));
  return { rows: { ...all, "": { ...total, oldestSeconds: ages.length ? Math.max(...ages) : null } }, asOf };
};

/** One request of a day's metrics, all its pages. */
const dayRows = async (
  contacts: MetricsClient,
  queues: readonly QueueEntry[],
  grouped: boolean,
  start: number,
  end: number,
): Promise<ByQueue<DayFigures>> => {
  const rows: ByQueue<DayFigures> = {};
  let NextToken: string | undefined;
  do {
    const answer: GetMetricDataV2Response = await contacts.getMetricDataV2({
      // A queue's ARN is the instance's with the queue behind it.
      ResourceArn: queues[0]?.arn.replace(/\/queue\/.*$/, ""),
      StartTime: new Date(start),
      EndTime: new Date(end),
      Interval: { IntervalPeriod: "TOTAL", TimeZone: "UTC" },
      Filters: [{ FilterKey: "QUEUE", FilterValues: queues.map(({ id }) => id) }],
      ...(grouped ? { Groupings: ["QUEUE"] } : {}),
      Metrics: [
        { Name: "SERVICE_LEVEL", Threshold: [{ Comparison: "LT", ThresholdValue: THRESHOLD_S }] },
        { Name: "CONTACTS_HANDLED" },
      ],
      MaxResults: 100,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    for (const { Dimensions, Collections = [] } of answer.MetricResults ?? []) {
      const values = Object.fromEntries(Collections.map(({ Metric, Value }) => [`${Metric?.Name}`, Value]));
      const { SERVICE_LEVEL: level, CONTACTS_HANDLED: handled } = values;
      rows[Dimensions?.QUEUE ?? ""] = {
        serviceLevel: level === undefined ? null : Math.round(level * 10) / 10,
        contactsHandled: handled ?? 0,
      };
    }
    NextToken = answer.NextToken;
  } while (NextToken);
  return rows;
};

/** How the queues were from one time to another, in epoch milliseconds. */
export const figuresSince = async (
  contacts: MetricsClient,
  queues: readonly QueueEntry[],
  start: number,
  end: number,
): Promise<ByQueue<DayFigures>> => {
  const all: ByQueue<DayFigures> = {};
  let handled = 0;
  let answered = 0;
  for (const chunk of chunksOf(queues)) {
    const each = await dayRows(contacts, chunk, true, start, end);
    const together = (await dayRows(contacts, chunk, false, start, end))[""];
    Object.assign(all, each);
    // Service levels of more than a hundred queues are put together by what the queues have handled.
    answered += (together?.serviceLevel ?? 0) * (together?.contactsHandled ?? 0);
    handled += together?.contactsHandled ?? 0;
    if (together && queues.length <= MOST_QUEUES) return { ...all, "": together };
  }
  const serviceLevel = handled > 0 ? Math.round((answered / handled) * 10) / 10 : null;
  return { ...all, "": { serviceLevel, contactsHandled: handled } };
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** When the day began in a time zone (IANA), in epoch milliseconds: at midnight, or when clocks leapt over it. */
export const midnightOf = (timeZone: string, now: number): number => {
  const wall = (time: number): number =>
    Date.parse(`${new Date(time).toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`);
  const second = Math.floor(now / 1_000) * 1_000;
  const local = wall(second);
  const day = local - (local % DAY_MS);
  const guess = second - (local - day);
  // Where clocks were changed since midnight, the guess is off by what they were changed.
  const midnight = guess - (wall(guess) - day);
  // Where they were put back to midnight, the day has that hour twice.
  return wall(midnight - HOUR_MS) >= day ? midnight - HOUR_MS : midnight;
};
