/** The command line of `npm start`. */
import { parseArgs } from "node:util";
import { setting, time, wholeNumber } from "./flagValues";
import { UsageError } from "./usageError";

/** Text of `--help`. */
export const START_USAGE = `Usage: npm start -- [--stack dev] [--customers FILE] [--config key=value]… [--at TIME] [--seed N]

Brings the stack up on this machine, without an account, and plays two calls to it.

  --stack NAME        whose settings to use (Pulumi.NAME.yaml); default dev
  --customers FILE    your own customers and orders (CSV or NDJSON, see docs/local-run.md) instead of the samples
  --config key=value  override a setting of the stack; can be given several times
  --at TIME           when it is, such as 2026-12-24T11:00:00-05:00; default now, or the next time all hours are open
  --seed N            decides ids and chance; the same number gives the same run; default 1
  --help              this text`;

/** How to start. */
export interface StartFlags {
  stack: string;
  customers: string | undefined;
  config: Record<string, string>;
  /** Epoch milliseconds. */
  at: number | undefined;
  seed: number;
}

/**
 * Reads the flags.
 * @throws UsageError naming what is wrong
 */
export function readStartFlags(args: string[]): StartFlags | "help" {
  const { values } = parsed(args);
  if (values.help) {
    return "help";
  }
  return {
    stack: values.stack ?? "dev",
    customers: values.customers,
    config: Object.fromEntries((values.config ?? []).map(setting)),
    at: values.at === undefined ? undefined : time(values.at),
    seed: wholeNumber("--seed", values.seed ?? "1"),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        stack: { type: "string" },
        customers: { type: "string" },
        config: { type: "string", multiple: true },
        at: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
