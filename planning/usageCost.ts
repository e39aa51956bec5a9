/**
 * What contacts cost: Connect's own bill, and what the services around it do for each contact. Which of them do anything
 * follows from the resource graph; how much, from the workload. Pure.
 */
import { CONTACT_HABITS, type Month, monthOf } from "./month";
import type { PriceList } from "./prices";
import { type CostLine, ofType, type PricedResource, recordAt, usageLines } from "./resources";
import { AGENT_EVENT_BYTES, QUESTION_SECONDS, RECORD_BYTES } from "./sizes";
import { recordingCosts, recordStorageCosts } from "./storageCost";
import type { Workload } from "./workload";

const GIGABYTE = 1e9;
const FIREHOSE_STEP = 5_000;
const FUNCTION_GIGABYTES = 0.25;

/** Connect's own bill for contacts: minutes, telephony, messages. Its numbers' monthly price is a standing cost. */
export function connectCosts(workload: Workload, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const month = monthOf(workload);
  const numbers = ofType(resources, "aws:connect/phoneNumber:PhoneNumber");
  const tollFree = numbers.filter(({ inputs }) => inputs.type === "TOLL_FREE").length / Math.max(1, numbers.length);
  const line = tollFree * prices.tollFreeMinute + (1 - tollFree) * prices.didMinute;
  return usageLines("Connect", [
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
    ...recordStorageCosts(month, resources, prices),
    ...streamCosts(month, resources, prices),
    ...deliveryCosts(month, resources, prices),
    ...queryCosts(month, resources, prices),
    ...logCosts(month, resources, prices),
  ].filter(({ usd }) => usd > 0);
}

/** Whether flows ask functions. */
function asks(resources: readonly PricedResource[]): boolean {
  return ofType(resources, "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation").length > 0;
}

function functionCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  if (!asks(resources)) return [];
  const each = prices.lambdaRequest + FUNCTION_GIGABYTES * QUESTION_SECONDS * prices.lambdaGigabyteSecond;
  return [
    ...usageLines("Lambda", [["flows' questions", month.questions * each]]),
    ...usageLines("DynamoDB", [
      ["reads", month.questions * prices.tableRead],
      ["writes", month.contacts * prices.tableWrite],
    ]),
    ...usageLines("X-Ray", [["traces", tracesOf(month, resources) * prices.trace]]),
  ];
}

/** X-Ray's own rule: the first request of each second, and one in twenty of the rest. */
function tracesOf({ questions, openSeconds }: Month, resources: readonly PricedResource[]): number {
  const traced = ofType(resources, "aws:lambda/function:Function").some(
    ({ inputs }) => recordAt(inputs, "tracingConfig").mode === "Active",
  );
  const first = Math.min(questions, openSeconds);
  return traced ? first + (questions - first) / 20 : 0;
}

function streamCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  return ofType(resources, "aws:kinesis/stream:Stream").flatMap(({ name, inputs }) => {
    const [count, bytes] = isAgents(name) ? [month.agentEvents, AGENT_EVENT_BYTES] : [month.records, RECORD_BYTES];
    const gigabytes = (count * bytes) / GIGABYTE;
    const readers = 2;
    const onDemand = recordAt(inputs, "streamModeDetails").streamMode === "ON_DEMAND";
    const usd = onDemand
      ? gigabytes * (prices.streamGigabyteIn + readers * prices.streamGigabyteOut)
      : count * prices.streamPut;
    return usageLines("Kinesis", [[`${name}, records`, usd]]);
  });
}

/** Firehose by the GB, the requests its objects take, and the function that makes rows of what it is handed. */
function deliveryCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const streams = ofType(resources, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream").filter(
    // How many answer a survey nobody knows; they are few beside contacts.
    ({ name }) => !name.includes("survey"),
  );
  const objects = streams.map((stream) => objectsOf(stream, month));
  const puts = objects.reduce((sum, { count, requests }) => sum + count * requests, 0);
  const written = objects.reduce((sum, { count }) => sum + count, 0);
  const works = prices.lambdaRequest + FUNCTION_GIGABYTES * WORK_SECONDS * prices.lambdaGigabyteSecond;
  return [
    ...streams.flatMap(({ name }) => {
      const [count, bytes] = isAgents(name) ? [month.agentEvents, AGENT_EVENT_BYTES] : [month.records, RECORD_BYTES];
      const each = name.includes("raw") ? bytes : CONTACT_HABITS.rowBytes;
      const billed = (count * Math.ceil(each / FIREHOSE_STEP) * FIREHOSE_STEP) / GIGABYTE;
      return usageLines("Firehose", [[name, billed * prices.firehoseGigabyte]]);
    }),
    ...usageLines("S3", [["files of records and rows written", puts * prices.s3Put]]),
    ...usageLines("Lambda", [["rows of records", written * works]]),
    ...usageLines("KMS", [["keys of files", written * KEY_REQUESTS * prices.keyRequest]]),
  ];
}

/** Seconds of work a batch of records takes, and requests to KMS each file does: written once, read once. */
const WORK_SECONDS = 0.2;
const KEY_REQUESTS = 2;

/** Seconds below which Firehose writes a file in parts: three requests each. */
const PARTS_BELOW = 60;

/** A file begins with a record, takes what comes in the buffer's time, and the next begins with the next record. */
function objectsOf({ name, inputs }: PricedResource, month: Month): { count: number; requests: number } {
  const seconds = Number(recordAt(inputs, "extendedS3Configuration").bufferingInterval ?? 300);
  const records = isAgents(name) ? month.agentEvents : month.records;
  const count = records === 0 ? 0 : month.openSeconds / (seconds + month.openSeconds / records);
  return { count, requests: seconds < PARTS_BELOW ? 3 : 1 };
}

/** Athena reads a day's rows a question, 10 MB at the least. */
function queryCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  if (ofType(resources, "aws:athena/workgroup:Workgroup").length === 0) return [];
  const dayBytes = (month.records / month.days) * CONTACT_HABITS.storedBytes;
  const terabytes = Math.max(LEAST_SCAN, dayBytes) / 1e12;
  const questions = CONTACT_HABITS.queriesPerDay * month.days;
  return usageLines("Athena", [["questions of people and dashboards", questions * terabytes * prices.athenaTerabyte]]);
}

const LEAST_SCAN = 10e6;

/** Share of its size a log takes while it is kept. */
const LOG_COMPRESSION = 0.15;

function logCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const flows = ofType(resources, "aws:connect/instance:Instance").some(
    ({ inputs }) => inputs.contactFlowLogsEnabled === true,
  );
  const { flowBlocks, flowLogBytes, functionLogBytes } = CONTACT_HABITS;
  const flowBytes = flows ? month.contacts * flowBlocks * flowLogBytes : 0;
  const gigabytes = (flowBytes + (asks(resources) ? month.questions : 0) * functionLogBytes) / GIGABYTE;
  const kept = ofType(resources, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) =>
    Number(inputs.retentionInDays),
  );
  const months = Math.max(30, ...kept.filter((days) => days > 0)) / 30;
  const stored = months * LOG_COMPRESSION * prices.logGigabyteMonth;
  return usageLines("CloudWatch", [["logs of flows and functions", gigabytes * (prices.logGigabyte + stored)]]);
}

function isAgents(name: string): boolean {
  return name.includes("agent");
}
