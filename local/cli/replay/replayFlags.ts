/** The command line of `npm run replay`. */
import { parseArgs } from "node:util";
import { setting, time, wholeNumber } from "../flagValues";
import { UsageError } from "../usageError";

/** Text of `--help`. */
export const REPLAY_USAGE = `Usage: npm run replay -- PATH… [--keep FOLDER] [--json] [--stack dev] [--config key=value]… [--at TIME] [--seed N]

Pushes your own contact records through a stack's whole pipeline on this machine: stream or Firehose, function, files, warehouse.
Says how many were loaded, superseded and quarantined, and why; the three add up to what came in.

  PATH                a file, or a folder with all that is in it: one JSON object a line, objects over many lines or one after
                      the other as Firehose writes them, a JSON list of them, or gzip of any of these
  --keep FOLDER       keeps what the pipeline stored in this new or empty folder, for npm run query -- --data FOLDER
  --json              the result for machines
  --stack NAME        whose settings to use (Pulumi.NAME.yaml); default dev
  --config key=value  override a setting of the stack; can be given several times
  --at TIME           when the records arrive, such as 2026-12-24T11:00:00-05:00; default now
  --seed N            decides ids and chance; the same number gives the same run; default 1
  --help              this text

Ends with 0 when every file was read and every record is accounted for, and with 1 otherwise.`;

/** What to replay, and how. */
export interface ReplayFlags {
  readonly paths: readonly string[];
  readonly keep: string | undefined;
  readonly json: boolean;
  readonly stack: string;
  readonly config: Record<string, string>;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly seed: number;
}

/** Reads the flags. @throws UsageError naming what is wrong */
export function readReplayFlags(args: readonly string[]): ReplayFlags | "help" {
  const { values, positionals } = parsed(args);
  if (values.help === true) return "help";
  if (positionals.length === 0) {
    throw new UsageError("There is nothing to replay: name files or folders that hold contact records.");
  }
  return {
    paths: positionals,
    keep: values.keep,
    json: values.json ?? false,
    stack: values.stack ?? "dev",
    config: Object.fromEntries((values.config ?? []).map(setting)),
    at: values.at === undefined ? undefined : time(values.at),
    seed: wholeNumber("--seed", values.seed ?? "1"),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        keep: { type: "string" },
        json: { type: "boolean" },
        stack: { type: "string" },
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
