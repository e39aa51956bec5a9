/** The command line of `npm run simulate`. */
import { parseArgs } from "node:util";
import type { Distribution, Move, Script } from "../simulation";
import { setting, time } from "./flagValues";
import { UsageError } from "./usageError";

/** Text of `--help`. */
export const SIMULATE_USAGE = `Usage: npm run simulate -- [--stack dev] [--agents N] [--calls-per-hour N[,N…]] [--hours N | --day] [--warehouse FOLDER] [--seed N] …

Plays hours of a stack's contact centre on this machine, with simulated callers and agents, in virtual time.

  --stack NAME             whose settings to use (Pulumi.NAME.yaml); default dev
  --config key=value       override a setting of the stack; can be given several times
  --agents N               agents at work, spread over the routing profiles; default as many as the stack has users
  --calls-per-hour N[,N…]  calls an hour, or hour by hour; default what keeps the agents busy 85 % of their time
  --hours N                hours that callers dial; default as many as --calls-per-hour names, or 1
  --day                    a whole day from 07:00 to 19:00 in place of hours: calls along the usual curve, --calls-per-hour in the
                           busiest hour, each half hour staffed as planned and with at most --agents
  --warehouse FOLDER       lets every contact record go through the stack's pipeline, compares what its views count with what was
                           simulated, and keeps the files in this new or empty folder, for npm run query -- --data FOLDER
  --handle-time SECONDS    mean time an agent takes for a call, after-contact work included; default 240
  --after-contact-work S   of it after the call; default 0
  --patience SECONDS       mean time callers wait in a queue, or "forever"; default 90
  --shape NAME             how handle time and patience vary: exponential (default), lognormal or fixed
  --keys KEYS[,KEYS…]      what callers press, in turn, each time they are asked, such as 2,1; can be given several times, and
                           callers are then spread evenly; default they press nothing
  --wrong-keys SHARE       share of answers that are a wrong key, such as 0.05; default 0
  --redials SHARE          share of callers who gave up and dial again ten minutes later; default 0
  --within SECONDS         target of the service level; default 20
  --interval MINUTES       length of the rows of the report; default 15
  --warm-up MINUTES        time before the first call that counts; default 30
  --at TIME                when it is, such as 2026-12-24T11:00:00-05:00; default now, or the next time all hours are open
  --seed N                 decides chance; the same number gives the same result; default 1
  --json                   for machines
  --help                   this text`;

/** What to simulate. */
export interface SimulateFlags {
  readonly stack: string;
  readonly config: Record<string, string>;
  readonly agents: number | undefined;
  /** One number an hour; the last holds on. */
  readonly callsPerHour: readonly number[] | undefined;
  readonly hours: number;
  /** Whether it is a whole day, of the busiest hour's calls. */
  readonly day: boolean;
  /** Folder the pipeline's files are kept in; undefined: records go nowhere. */
  readonly warehouse: string | undefined;
  readonly talk: Distribution;
  readonly afterContactWork: Distribution;
  readonly handleTime: number;
  readonly patience: Distribution;
  readonly scripts: readonly Script[];
  readonly wrongKeys: number;
  readonly redials: number;
  readonly withinSeconds: number;
  readonly intervalSeconds: number;
  readonly warmUpSeconds: number;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly seed: number;
  readonly json: boolean;
}

const OPTIONS = {
  stack: { type: "string" },
  config: { type: "string", multiple: true },
  agents: { type: "string" },
  "calls-per-hour": { type: "string" },
  hours: { type: "string" },
  day: { type: "boolean" },
  warehouse: { type: "string" },
  "handle-time": { type: "string" },
  "after-contact-work": { type: "string" },
  patience: { type: "string" },
  shape: { type: "string" },
  keys: { type: "string", multiple: true },
  "wrong-keys": { type: "string" },
  redials: { type: "string" },
  within: { type: "string" },
  interval: { type: "string" },
  "warm-up": { type: "string" },
  at: { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Flags that take a number. */
type Numeric =
  | "hours"
  | "handle-time"
  | "after-contact-work"
  | "patience"
  | "wrong-keys"
  | "redials"
  | "within"
  | "interval"
  | "warm-up";

/** Most agents and calls an hour one run is asked for; beyond, mistakes are likelier than centres. */
const MOST_AGENTS = 50_000;
const MOST_CALLS = 1_000_000;
const MOST_HOURS = 168;

/** Hours of a day that callers dial. */
const DAY_HOURS = 12;

/**
 * Reads the flags.
 * @throws UsageError naming what is wrong, and what is allowed
 */
export function readSimulateFlags(args: string[]): SimulateFlags | "help" {
  const values = parsed(args);
  if (values.help === true) return "help";
  const number = (name: Numeric, usual: number, least: number, most: number): number =>
    numberIn(`--${name}`, values[name], least, most) ?? usual;
  const handleTime = number("handle-time", 240, 1, 36_000);
  const afterContactWork = number("after-contact-work", 0, 0, handleTime - 1);
  const calls = values["calls-per-hour"]
    ?.split(",")
    .map((text) => numberIn("--calls-per-hour", text, 0, MOST_CALLS) ?? 0);
  if (values.day === true) checkDay(values, calls);
  const shaped = shape(values.shape ?? "exponential");
  return {
    stack: values.stack ?? "dev",
    config: Object.fromEntries((values.config ?? []).map(setting)),
    agents: wholeIn("--agents", values.agents, 0, MOST_AGENTS),
    callsPerHour: calls,
    hours: values.day === true ? DAY_HOURS : number("hours", calls?.length ?? 1, 0.05, MOST_HOURS),
    day: values.day ?? false,
    warehouse: values.warehouse,
    handleTime,
    talk: shaped(handleTime - afterContactWork),
    afterContactWork: { kind: "fixed", seconds: afterContactWork },
    patience: values.patience === "forever" ? { kind: "infinite" } : shaped(number("patience", 90, 1, 1_000_000)),
    scripts: scripts(values.keys ?? []),
    wrongKeys: number("wrong-keys", 0, 0, 1),
    redials: number("redials", 0, 0, 1),
    withinSeconds: number("within", 20, 0, 3_600),
    intervalSeconds: number("interval", 15, 1, 1_440) * 60,
    warmUpSeconds: number("warm-up", 30, 0, 1_440) * 60,
    at: values.at === undefined ? undefined : time(values.at),
    seed: wholeIn("--seed", values.seed, 0, 4_294_967_295) ?? 1,
    json: values.json ?? false,
  };
}

/** A day has its own hours and its own intervals. @throws UsageError naming what does not go with it */
function checkDay(values: ReturnType<typeof parsed>, calls: readonly number[] | undefined): void {
  const other = (["hours", "interval", "warm-up"] as const).find((name) => values[name] !== undefined);
  if (other !== undefined) {
    throw new UsageError(`--day and --${other} exclude each other: a day has 24 half hours from 07:00. Leave out one.`);
  }
  if (calls !== undefined && (calls.length > 1 || calls[0] === 0)) {
    throw new UsageError(
      "--day takes one number above 0 as --calls-per-hour: the busiest hour's, which the day's curve scales.",
    );
  }
  if (values.agents === "0") throw new UsageError("--day takes at least one agent.");
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const [problem] = (error instanceof Error ? error.message : String(error))
      .replace(/^Option '([^']+)' argument is ambiguous\.[^]*$/, "$1 needs a value, and what follows looks like a flag")
      .split(/\. |\.?\n/);
    throw new UsageError(
      `${problem}. Allowed are ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(", ")}.`,
    );
  }
}

function numberIn(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`${flag} ${text} is not a number from ${least} to ${most}.`);
  }
  return value;
}

function wholeIn(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  const value = numberIn(flag, text, least, most);
  if (value !== undefined && !Number.isInteger(value)) throw new UsageError(`${flag} ${text} is not a whole number.`);
  return value;
}

/** Handle times are about as spread as they are long; both shapes that vary have that spread. */
function shape(name: string): (mean: number) => Distribution {
  switch (name) {
    case "exponential":
      return (mean) => ({ kind: "exponential", mean });
    case "lognormal":
      return (mean) => ({ kind: "lognormal", mean, deviation: mean });
    case "fixed":
      return (seconds) => ({ kind: "fixed", seconds });
    default:
      throw new UsageError(`--shape ${name} is not known; allowed are exponential, lognormal and fixed.`);
  }
}

function scripts(keys: readonly string[]): Script[] {
  if (keys.length === 0) return [{ name: "press nothing", moves: [] }];
  return keys.map((text) => {
    const pressed = text.split(",");
    if (!pressed.every((one) => /^[0-9*#]+$/.test(one))) {
      throw new UsageError(
        `--keys ${text} cannot be pressed; give keys 0 to 9, * and #, with a comma between answers.`,
      );
    }
    return { name: `press ${pressed.join(", ")}`, moves: pressed.map((press): Move => ({ press })) };
  });
}
