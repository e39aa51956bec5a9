/**
 * `npm run redrive`: brings back what failed for good: messages in dead-letter queues, batches of streams, records in
 * quarantine.
 *
 * Nothing is moved without `--yes`: it says what is there first. Moving twice is harmless: the ledger of notifications lets
 * each message through once, and a record that arrives twice counts once.
 */
import { readFileSync } from "node:fs";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type FunctionClient } from "./functions";
import { type ObjectClient } from "./objects";
import { quarantined, replayQuarantined } from "./redriveQuarantine";
import { type QueueClient, redriveQueue } from "./redriveQueues";
import { failedBatches, redriveBatch, type StreamClients } from "./redriveStreams";
import { type AnalyticsOutputs, analyticsOf, outputsFrom, outputsOfStack, stackName, UsageError } from "./stackOutputs";

export { UsageError as RedriveUsageError } from "./stackOutputs";
export type { QueueClient } from "./redriveQueues";

/** What the command was told. */
export interface RedriveFlags {
  /** URLs of dead-letter queues. */
  queueUrls: string[];
  /** Whether to move; without, it only looks. */
  yes: boolean;
  /** Most messages a second, 1 to 500. Left out, SQS decides. */
  perSecond?: number;
  /** Contact analytics of the stack, whose failed batches and quarantine are brought back too. */
  analytics?: AnalyticsOutputs;
}

/** What the command asks of AWS besides SQS. Tests give their own. */
export interface RedriveClients {
  functions: FunctionClient;
  objects: ObjectClient;
  streams: StreamClients["streams"];
}

const clientsOfAws = (): RedriveClients => ({
  functions: new LambdaClient({}),
  objects: new S3Client({}),
  streams: new KinesisClient({}),
});

export const USAGE = `Usage: npm run redrive -- --stack <stack> [--per-second <1..500>] [--yes]
       npm run redrive -- --queue-url <url> [--queue-url <url> …] [--per-second <1..500>] [--yes]
       pulumi stack output --json | npm run redrive -- --stdin [--yes]

Brings back what failed for good:
  messages in dead-letter queues   to the queue they failed in, or to the function that did not take them
  batches of streams               their records go through the stream again, in order
  records in quarantine            are replayed; those that have become rows leave it

  --stack       takes everything of a stack, by its outputs
  --stdin       the same, with the stack's outputs read as JSON
  --queue-url   URL of a dead-letter queue; may be given several times
  --per-second  most messages a second; SQS decides unless given
  --yes         moves; without it, only counts are shown
  --help        this text`;

/** Every URL below a key `failureQueueUrls`, wherever it stands in a stack's outputs. */
export function failureQueuesOf(outputs: unknown, below = false): string[] {
  if (typeof outputs === "string") return below && /^https?:\/\//.test(outputs) ? [outputs] : [];
  if (typeof outputs !== "object" || outputs === null) return [];
  return Object.entries(outputs).flatMap(([key, value]) => failureQueuesOf(value, below || key === "failureQueueUrls"));
}

/** Reads flags. @throws UsageError that says what is wrong */
export function readRedriveFlags(args: string[], stdin: () => string, ofStack = outputsOfStack): RedriveFlags {
  const flags: RedriveFlags = { queueUrls: [], yes: false };
  const take = (outputs: unknown): void => {
    flags.queueUrls.push(...failureQueuesOf(outputs));
    flags.analytics = analyticsOf(outputs);
  };
  const rest = [...args];
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    if (flag === "--yes") flags.yes = true;
    else if (flag === "--queue-url") flags.queueUrls.push(queueUrl(rest.shift()));
    else if (flag === "--per-second") flags.perSecond = rate(rest.shift());
    else if (flag === "--stdin") take(outputsFrom(stdin()));
    else if (flag === "--stack") take(ofStack(stackName(rest.shift())));
    else throw new UsageError(`${flag} is no flag of redrive.\n\n${USAGE}`);
  }
  if (flags.queueUrls.length === 0 && flags.analytics === undefined) {
    throw new UsageError(`No dead-letter queue is named.\n\n${USAGE}`);
  }
  return flags;
}

function queueUrl(given: string | undefined): string {
  if (given !== undefined && /^https?:\/\/\S+\/\S+$/.test(given)) return given;
  throw new UsageError(`--queue-url is ${JSON.stringify(given)}; give the URL of a dead-letter queue.`);
}

function rate(given: string | undefined): number {
  const perSecond = Number(given);
  if (Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= 500) return perSecond;
  throw new UsageError(`--per-second is ${JSON.stringify(given)}; allowed are whole numbers from 1 to 500.`);
}

/**
 * Looks into each place and, when told to, brings back what is there.
 *
 * @returns how many places could not be redriven
 */
export async function redrive(
  sqs: QueueClient,
  flags: RedriveFlags,
  print: (line: string) => void,
  clients: RedriveClients = clientsOfAws(),
): Promise<number> {
  let failed = 0;
  const attempt = async (name: string, work: () => Promise<string>): Promise<void> => {
    try {
      print(`${name}: ${await work()}`);
    } catch (error) {
      failed += 1;
      print(`${name}: failed, ${reasonOf(error)}`);
    }
  };
  for (const url of [...new Set(flags.queueUrls)]) {
    await attempt(url.slice(url.lastIndexOf("/") + 1), () => redriveQueue({ sqs, ...clients }, url, flags));
  }
  const { analytics, yes } = flags;
  if (analytics !== undefined) {
    await attempt("batches of streams", () => redriveBatches(clients, analytics, yes));
    await attempt("quarantine", () => redriveQuarantine(clients, analytics, yes));
  }
  if (!yes) print("Nothing was moved. Add --yes to move.");
  return failed;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

/** One after the other, in the order they failed. What cannot be brought back stays, and the others go on. */
async function redriveBatches(clients: RedriveClients, { bucket }: AnalyticsOutputs, yes: boolean): Promise<string> {
  const keys = await failedBatches(clients.objects, bucket);
  if (keys.length === 0) return "none";
  const count = keys.length === 1 ? "1 object" : `${keys.length} objects`;
  if (!yes) return count;
  const problems: string[] = [];
  let records = 0;
  for (const key of keys) {
    try {
      records += await redriveBatch(clients, bucket, key);
    } catch (error) {
      problems.push(`${key}: ${reasonOf(error)}`);
    }
  }
  const put = `${count}; ${records} records brought back`;
  if (problems.length > 0) throw new Error([`${put}, and these objects stay:`, ...problems].join("\n  "));
  return put;
}

async function redriveQuarantine(clients: RedriveClients, analytics: AnalyticsOutputs, yes: boolean): Promise<string> {
  const { bucket, replayFunction } = analytics;
  const keys = await quarantined(clients.objects, bucket);
  if (keys.length === 0) return "empty";
  const count = keys.length === 1 ? "1 record" : `${keys.length} records`;
  if (!yes) return count;
  if (replayFunction === undefined) {
    throw new Error(`${count}, and the stack has no output replayRawRecords to replay them with`);
  }
  let freed = 0;
  for (const key of keys) if (await replayQuarantined(clients, { bucket, replayFunction }, key)) freed += 1;
  return `${count}; ${freed} are rows now, ${keys.length - freed} still cannot be`;
}

/** The command: reads flags, redrives, sets the exit code. */
function run(args: string[], print: (line: string) => void): void {
  if (args.includes("--help")) return print(USAGE);
  const flags = readRedriveFlags(args, () => readFileSync(0, "utf8"));
  void redrive(new SQSClient({ useQueueUrlAsEndpoint: false }), flags, print).then((failed) => {
    process.exitCode = failed > 0 ? 1 : 0;
  });
}

// Only when it is run, not when it is imported.
if (require.main === module) {
  try {
    run(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
