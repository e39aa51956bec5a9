/** The command line of `npm run plan`. */
import { parseArgs } from "node:util";
import type { WorkloadInputs } from "../../../planning/workload";
import { setting } from "../flagValues";
import { UsageError } from "../usageError";

/** Text of `--help`. */
export const PLAN_USAGE = `Usage: npm run plan -- [--stack dev] [--agents N] [--contacts-per-hour N] [--sweep agents=1..20000] [--json] …

What a stack's centre carries, which quotas it takes, and what it costs a month: before it is deployed, without an account.

  --stack NAME             whose settings to use (Pulumi.NAME.yaml); default dev
  --config key=value       override a setting of the stack; can be given several times
  --agents N               agents at work in the busiest hour, in place of the stack's
  --contacts-per-hour N    contacts for agents in the busiest hour; without --agents, as many agents as they need
  --handle-time SECONDS    mean time an agent is busy with a contact, after-contact work included
  --patience SECONDS       mean time callers wait before they hang up
  --service-level SHARE    share of contacts to be answered in time, such as 0.8
  --answer-within SECONDS  what "in time" is
  --shrinkage SHARE        share of the agents employed who are not at work in the busiest hour
  --occupancy SHARE        highest share of their time agents can be busy
  --self-service-time S    seconds a contact spends in menus and with the bot
  --self-served N          contacts that end there for each one that reaches an agent
  --chats SHARE            share of the contacts for agents that are chats
  --hours-per-day N        busiest hours' worth of contacts in a day
  --days-per-month N       days a month with contacts
  --sweep NAME=A..B        a table from A to B agents (or contactsPerHour) in place of one plan
  --svg FILE               with --sweep: also draws it as a chart
  --json                   for machines
  --cwd DIRECTORY          directory of Pulumi.yaml; default: this one
  --help                   this text`;

/** A range of sizes. */
export interface SweepRange {
  readonly name: "agents" | "contactsPerHour";
  readonly from: number;
  readonly to: number;
}

/** What to plan. */
export interface PlanFlags {
  readonly stack: string;
  readonly cwd: string;
  readonly config: Record<string, string>;
  /** Figures that go before those of the stack. */
  readonly workload: WorkloadInputs;
  readonly sweep: SweepRange | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** Flags that are figures of the workload, by the name settings use. */
const FIGURES = {
  agents: "agents",
  "contacts-per-hour": "contactsPerHour",
  "handle-time": "handleTime",
  patience: "patience",
  "service-level": "serviceLevel",
  "answer-within": "answerWithin",
  shrinkage: "shrinkage",
  occupancy: "occupancy",
  "self-service-time": "selfServiceTime",
  "self-served": "selfServed",
  chats: "chats",
  "hours-per-day": "hoursPerDay",
  "days-per-month": "daysPerMonth",
} as const satisfies Readonly<Record<string, keyof WorkloadInputs>>;

const OPTIONS = {
  stack: { type: "string" },
  config: { type: "string", multiple: true },
  agents: { type: "string" },
  "contacts-per-hour": { type: "string" },
  "handle-time": { type: "string" },
  patience: { type: "string" },
  "service-level": { type: "string" },
  "answer-within": { type: "string" },
  shrinkage: { type: "string" },
  occupancy: { type: "string" },
  "self-service-time": { type: "string" },
  "self-served": { type: "string" },
  chats: { type: "string" },
  "hours-per-day": { type: "string" },
  "days-per-month": { type: "string" },
  sweep: { type: "string" },
  svg: { type: "string" },
  json: { type: "boolean" },
  cwd: { type: "string" },
  help: { type: "boolean" },
} as const;

/**
 * Reads the flags.
 * @throws UsageError naming what is wrong, and what is allowed
 */
export function readPlanFlags(args: string[]): PlanFlags | "help" {
  const values = parsed(args);
  if (values.help === true) return "help";
  const figures = Object.entries(FIGURES).flatMap(([flag, name]) => {
    const text = values[flag as keyof typeof FIGURES];
    return text === undefined ? [] : [[name, figure(flag, text)] as const];
  });
  const workload: WorkloadInputs = Object.fromEntries(figures);
  const range = values.sweep === undefined ? undefined : sweepRange(values.sweep);
  if (range !== undefined && (workload.agents !== undefined || workload.contactsPerHour !== undefined)) {
    throw new UsageError("--sweep goes through sizes itself. Leave --agents and --contacts-per-hour out.");
  }
  if (values.svg !== undefined && range === undefined) {
    throw new UsageError("--svg draws a sweep. Give --sweep agents=1..20000, too.");
  }
  return {
    stack: values.stack ?? "dev",
    cwd: values.cwd ?? process.cwd(),
    config: Object.fromEntries((values.config ?? []).map(setting)),
    workload,
    sweep: range,
    svg: values.svg,
    json: values.json ?? false,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const [problem] = (error instanceof Error ? error.message : String(error))
      .replace(/^Option '([^']+)' argument is ambiguous\.[^]*$/, "$1 needs a value, and what follows looks like a flag")
      .split(/\. |\.?\n/);
    const allowed = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UsageError(`${problem}. Allowed are ${allowed.join(", ")}.`);
  }
}

/** A number; whether it makes sense is planning's to say. */
function figure(flag: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new UsageError(`--${flag} ${text} is not a number. Write digits, with a point before decimals.`);
  }
  return Number(text);
}

function sweepRange(text: string): SweepRange {
  const [, name, from, to] = /^(agents|contactsPerHour)=(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if ((name !== "agents" && name !== "contactsPerHour") || Number(from) < 1 || Number(from) >= Number(to)) {
    throw new UsageError(
      `--sweep ${text} is no range. Write agents=1..20000 or contactsPerHour=10..100000, the smaller number first, from 1.`,
    );
  }
  return { name, from: Number(from), to: Number(to) };
}
