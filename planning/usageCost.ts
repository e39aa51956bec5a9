/**
 * What contacts cost: Connect's own bill, and what the services around it do for each contact. Which of them do anything
 * follows from the resource graph; how much, from the workload. Pure.
 */
import {
  AGENT_EVENT_BYTES,
  EVENTS_A_CONTACT,
  HEARTBEAT_SECONDS,
  QUESTION_SECONDS,
  QUESTIONS_A_CONTACT,
  RECORD_BYTES,
  RECORDS_A_CONTACT,
} from "./sizes";
import type { PriceList } from "./prices";
import type { CostLine, PricedResource } from "./standingCost";
import type { Workload } from "./workload";

/** How a usual contact goes, where nothing has been measured: each figure says where it is from. */
export const CONTACT_HABITS = {
  /** Seconds of after-contact work in a handle time; they are not billed. */
  afterContactWork: 30,
  /** Messages of a chat, both ways. */
  chatMessages: 12,
  /** Bytes a minute of a recording: 8 kHz, 16 bit, two channels, as Connect stores them. */
  recordingBytesPerMinute: 960_000,
  /** Blocks of a flow that write to its log, and bytes of each line. */
  flowBlocks: 25,
  flowLogBytes: 700,
  /** Bytes a function logs each time, Lambda's own three lines included. */
  functionLogBytes: 600,
  /** Bytes of a row as Firehose takes it. */
  rowBytes: 1_200,
} as const;

const GIGABYTE = 1e9;
const FIREHOSE_STEP = 5_000;
const MONTH_DAYS = 30;
const HOUR = 3_600;

/** The figures of a month that all lines are made from. */
interface Month {
  readonly voiceMinutes: number;
  /** Of those, the ones an agent is on, which are recorded. */
  readonly agentMinutes: number;
  readonly chatMessages: number;
  readonly contacts: number;
  readonly records: number;
  readonly agentEvents: number;
  /** Calls of functions by flows. */
  readonly questions: number;
}

/** Connect's own bill: minutes, telephony, messages. */
export function connectCosts(workload: Workload, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const month = monthOf(workload);
  const numbers = ofType(resources, "aws:connect/phoneNumber:PhoneNumber");
  const tollFree = numbers.filter(({ inputs }) => inputs.type === "TOLL_FREE").length / Math.max(1, numbers.length);
  const line = tollFree * prices.tollFreeMinute + (1 - tollFree) * prices.didMinute;
  return lines("Connect", [
    ["voice minutes", month.voiceMinutes * prices.connectVoiceMinute],
    ["telephony", month.voiceMinutes * line],
    ["chat messages", month.chatMessages * prices.connectChatMessage],
  ]);
}

/** What the services around Connect do for contacts. */
export function usageCosts(workload: Workload, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const month = monthOf(workload);
  return [
    ...functionCosts(month, resources, prices),
    ...recordingCosts(month, resources, prices),
    ...streamCosts(month, resources, prices),
    ...deliveryCosts(month, resources, prices),
    ...logCosts(month, workload, resources, prices),
  ].filter(({ usd }) => usd > 0);
}

function monthOf(workload: Workload): Month {
  const { servedPerMonth, perMonth, chats, handleTime, selfServiceTime, figures, agents } = workload;
  const talk = Math.max(0, handleTime - CONTACT_HABITS.afterContactWork);
  const served = servedPerMonth * (1 - figures.abandonment);
  const waited = servedPerMonth * figures.meanWait;
  const voice = 1 - chats;
  const agentMinutes = (voice * served * talk) / 60;
  const hoursAtWork = workload.hoursPerDay * workload.daysPerMonth;
  return {
    agentMinutes,
    voiceMinutes: agentMinutes + (voice * (waited + perMonth * selfServiceTime)) / 60,
    chatMessages: chats * servedPerMonth * CONTACT_HABITS.chatMessages,
    contacts: perMonth,
    records: perMonth * RECORDS_A_CONTACT,
    agentEvents: servedPerMonth * EVENTS_A_CONTACT + (agents * hoursAtWork * HOUR) / HEARTBEAT_SECONDS,
    questions: perMonth * QUESTIONS_A_CONTACT,
  };
}

function functionCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  if (ofType(resources, "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation").length === 0) return [];
  const gigabytes = 0.25;
  const asked = month.questions * (prices.lambdaRequest + gigabytes * QUESTION_SECONDS * prices.lambdaGigabyteSecond);
  const read = month.questions * prices.tableRead;
  const written = month.contacts * prices.tableWrite;
  return [
    ...lines("Lambda", [["flows' questions", asked]]),
    ...lines("DynamoDB", [
      ["reads", read],
      ["writes", written],
    ]),
  ];
}

function recordingCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const stored = ofType(resources, "aws:connect/instanceStorageConfig:InstanceStorageConfig");
  if (!stored.some(({ inputs }) => inputs.resourceType === "CALL_RECORDINGS")) return [];
  const gigabytes = (month.agentMinutes * CONTACT_HABITS.recordingBytesPerMinute) / GIGABYTE;
  const months = keptDays(resources, "recordings") / MONTH_DAYS;
  return lines("S3", [
    ["recordings kept", gigabytes * months * prices.s3GigabyteMonth],
    ["recordings written", month.contacts * prices.s3Put],
  ]);
}

function streamCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const streams = ofType(resources, "aws:kinesis/stream:Stream");
  return streams.flatMap(({ name, inputs }) => {
    const events = /agent/.test(name);
    const [count, bytes] = events ? [month.agentEvents, AGENT_EVENT_BYTES] : [month.records, RECORD_BYTES];
    const gigabytes = (count * bytes) / GIGABYTE;
    const readers = 2;
    const onDemand = JSON.stringify(inputs.streamModeDetails ?? "").includes("ON_DEMAND");
    const usd = onDemand
      ? gigabytes * (prices.streamGigabyteIn + readers * prices.streamGigabyteOut)
      : count * prices.streamPut;
    return lines("Kinesis", [[`${name}, records`, usd]]);
  });
}

function deliveryCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const streams = ofType(resources, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
  return streams.flatMap(({ name }) => {
    const count = /agent/.test(name) ? month.agentEvents : /survey/.test(name) ? 0 : month.records;
    const bytes = /raw/.test(name) ? (/agent/.test(name) ? AGENT_EVENT_BYTES : RECORD_BYTES) : CONTACT_HABITS.rowBytes;
    const billed = (count * Math.ceil(bytes / FIREHOSE_STEP) * FIREHOSE_STEP) / GIGABYTE;
    return lines("Firehose", [[name, billed * prices.firehoseGigabyte]]);
  });
}

function logCosts(
  month: Month,
  { hoursPerDay, daysPerMonth }: Workload,
  resources: readonly PricedResource[],
  prices: PriceList,
): CostLine[] {
  const flows = ofType(resources, "aws:connect/instance:Instance").some(
    ({ inputs }) => inputs.contactFlowLogsEnabled === true,
  );
  const { flowBlocks, flowLogBytes, functionLogBytes } = CONTACT_HABITS;
  const flowBytes = flows ? month.contacts * flowBlocks * flowLogBytes : 0;
  const asked = ofType(resources, "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation").length > 0;
  const gigabytes = (flowBytes + (asked ? month.questions : 0) * functionLogBytes) / GIGABYTE;
  // A metric of a log is billed for the hours in which something is logged.
  const busy = Math.min(1, (hoursPerDay * daysPerMonth) / (24 * MONTH_DAYS));
  const filters = ofType(resources, "aws:cloudwatch/logMetricFilter:LogMetricFilter").length;
  return lines("CloudWatch", [
    ["logs", gigabytes * (prices.logGigabyte + prices.logGigabyteMonth)],
    ["metrics of logs", filters * busy * prices.metricMonth],
  ]);
}

/** Days the lifecycle of a bucket keeps its objects; a year where it keeps them for ever. */
function keptDays(resources: readonly PricedResource[], bucket: string): number {
  const rules = ofType(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    .filter(({ name }) => name.includes(bucket))
    .map(({ inputs }) => /"expiration":\{"days":(\d+)/.exec(JSON.stringify(inputs))?.[1]);
  return Number(rules.find((days) => days !== undefined) ?? 365);
}

function ofType(resources: readonly PricedResource[], type: string): PricedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function lines(service: string, costs: readonly (readonly [what: string, usd: number])[]): CostLine[] {
  return costs.map(([what, usd]) => ({ service, what, usd, kind: "usage" }));
}
