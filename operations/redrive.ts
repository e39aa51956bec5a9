/**
 * `npm run redrive`: brings messages back that failed for good, from dead-letter queues to where they came from.
 *
 * Nothing is moved without `--yes`: it says what is there first. Moving twice is harmless for notifications, whose ledger lets
 * each message through once; requests older than a week are dropped by the senders.
 */
import { readFileSync } from "node:fs";
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";

/** The part of the SQS client that is used. Tests give their own. */
export type QueueClient = Pick<SQSClient, "send">;

/** What the command was told. */
export interface RedriveFlags {
  /** URLs of dead-letter queues. */
  queueUrls: string[];
  /** Whether to move; without, it only looks. */
  yes: boolean;
  /** Most messages a second, 1 to 500. Left out, SQS decides. */
  perSecond?: number;
}

export const USAGE = `Usage: npm run redrive -- --queue-url <url> [--queue-url <url> …] [--per-second <1..500>] [--yes]
       pulumi stack output --json | npm run redrive -- --stdin [--yes]

Moves messages from dead-letter queues back to the queues they failed in.
  --queue-url   URL of a dead-letter queue; may be given several times
  --stdin       reads a stack's outputs as JSON and takes every URL below failureQueueUrls
  --per-second  most messages a second; SQS decides unless given
  --yes         moves; without it, only counts are shown
  --help        this text`;

/** A mistake in how the command was called: exit code 2. */
export class RedriveUsageError extends Error {}

/** Every URL below a key `failureQueueUrls`, wherever it stands in a stack's outputs. */
export function failureQueuesOf(outputs: unknown, below = false): string[] {
  if (typeof outputs === "string") return below && /^https?:\/\//.test(outputs) ? [outputs] : [];
  if (typeof outputs !== "object" || outputs === null) return [];
  return Object.entries(outputs).flatMap(([key, value]) => failureQueuesOf(value, below || key === "failureQueueUrls"));
}

/** Reads flags. @throws RedriveUsageError that says what is wrong */
export function readRedriveFlags(args: string[], stdin: () => string): RedriveFlags {
  const flags: RedriveFlags = { queueUrls: [], yes: false };
  const rest = [...args];
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    if (flag === "--yes") flags.yes = true;
    else if (flag === "--queue-url") flags.queueUrls.push(queueUrl(rest.shift()));
    else if (flag === "--per-second") flags.perSecond = rate(rest.shift());
    else if (flag === "--stdin") flags.queueUrls.push(...queuesFrom(stdin()));
    else throw new RedriveUsageError(`${flag} is no flag of redrive.\n\n${USAGE}`);
  }
  if (flags.queueUrls.length === 0) throw new RedriveUsageError(`No dead-letter queue is named.\n\n${USAGE}`);
  return flags;
}

function queueUrl(given: string | undefined): string {
  if (given !== undefined && /^https?:\/\/\S+\/\S+$/.test(given)) return given;
  throw new RedriveUsageError(`--queue-url is ${JSON.stringify(given)}; give the URL of a dead-letter queue.`);
}

function rate(given: string | undefined): number {
  const perSecond = Number(given);
  if (Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= 500) return perSecond;
  throw new RedriveUsageError(`--per-second is ${JSON.stringify(given)}; allowed are whole numbers from 1 to 500.`);
}

function queuesFrom(text: string): string[] {
  try {
    return failureQueuesOf(JSON.parse(text));
  } catch {
    throw new RedriveUsageError("--stdin is no JSON; pipe in the output of: pulumi stack output --json");
  }
}

/**
 * Looks into each queue and, when told to, starts moving what is there.
 *
 * @returns how many queues could not be redriven
 */
export async function redrive(sqs: QueueClient, flags: RedriveFlags, print: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const url of [...new Set(flags.queueUrls)]) {
    const name = url.slice(url.lastIndexOf("/") + 1);
    try {
      print(`${name}: ${await redriveOne(sqs, url, flags)}`);
    } catch (error) {
      failed += 1;
      print(`${name}: failed, ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    }
  }
  if (!flags.yes) print("Nothing was moved. Add --yes to move.");
  return failed;
}

async function redriveOne(sqs: QueueClient, url: string, { yes, perSecond }: RedriveFlags): Promise<string> {
  const AttributeNames = ["ApproximateNumberOfMessages" as const, "QueueArn" as const];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
  const waiting = Number(Attributes.ApproximateNumberOfMessages ?? 0);
  const count = waiting === 1 ? "1 message" : `${waiting} messages`;
  if (waiting === 0) return "no messages";
  if (!yes) return count;
  const SourceArn = Attributes.QueueArn;
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  if (Results[0]?.Status === "RUNNING") return `${count}; they are being moved already`;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: perSecond }));
  return `${count}; moving them back`;
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
    if (!(error instanceof RedriveUsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
