/** The command line of `npm run query`. */
import { parseArgs } from "node:util";
import { setting, time, wholeNumber } from "../flagValues";
import { UsageError } from "../usageError";

/** Text of `--help`. */
export const QUERY_USAGE = `Usage: npm run query -- ["select …"] [--saved [NAME]] [--data PATH] [--engine athena|redshift] [--json | --csv] …

Asks the warehouse of a stack, on this machine: with the contacts of the demonstration in it or, with --data, your own.
Without a statement it reads statements from standard input; on a terminal it offers a prompt.

  --saved             lists the saved queries
  --saved NAME        asks one of them
  --data PATH         a folder that npm run replay has kept, or contact records as npm run replay reads them
  --engine NAME       which of the stack's warehouses answers, athena or redshift; default the one it has
  --json              a JSON list of objects, for machines
  --csv               CSV with a line of names, for spreadsheets
  --stack NAME        whose settings to use (Pulumi.NAME.yaml); default dev
  --config key=value  override a setting of the stack; can be given several times
  --at TIME           when it is, such as 2026-12-24T11:00:00-05:00; default now, or the next time all hours are open
  --seed N            decides ids and chance; the same number gives the same run; default 1
  --help              this text`;

/** Engines that answer. */
export const ENGINES = ["athena", "redshift"] as const;
export type Engine = (typeof ENGINES)[number];

/** What to ask, of what, and how to write the answer. */
export interface QueryFlags {
  /** Undefined: from standard input. */
  readonly sql: string | undefined;
  /** The name of a saved query; "" lists them. */
  readonly saved: string | undefined;
  readonly data: string | undefined;
  readonly engine: Engine | undefined;
  readonly format: "table" | "json" | "csv";
  readonly stack: string;
  readonly config: Record<string, string>;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly seed: number;
}

/** Reads the flags. @throws UsageError naming what is wrong, and what is allowed */
export function readQueryFlags(args: readonly string[]): QueryFlags | "help" {
  const { values, positionals } = parsed(args);
  if (values.help === true) return "help";
  const [sql, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(
      `A statement is one argument, and ${positionals.length} were given. Put it in quotation marks: npm run query -- "select count(*) from contacts".`,
    );
  }
  if (sql !== undefined && values.saved !== undefined) {
    throw new UsageError("A statement and --saved exclude each other: give one of them.");
  }
  if (values.json === true && values.csv === true) {
    throw new UsageError("--json and --csv exclude each other: give one of them.");
  }
  return {
    sql,
    saved: values.saved,
    data: values.data,
    engine: engine(values.engine),
    format: values.json === true ? "json" : values.csv === true ? "csv" : "table",
    stack: values.stack ?? "dev",
    config: Object.fromEntries((values.config ?? []).map(setting)),
    at: values.at === undefined ? undefined : time(values.at),
    seed: wholeNumber("--seed", values.seed ?? "1"),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.map((arg, at) => (arg === "--saved" && endsThere(args[at + 1]) ? "--saved=" : arg)),
      allowPositionals: true,
      options: {
        saved: { type: "string" },
        data: { type: "string" },
        engine: { type: "string" },
        json: { type: "boolean" },
        csv: { type: "boolean" },
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

/** Whether a flag has no value, for nothing or another flag follows it. */
function endsThere(next: string | undefined): boolean {
  return next === undefined || next.startsWith("--");
}

function engine(text: string | undefined): Engine | undefined {
  const known = ENGINES.find((one) => one === text);
  if (text !== undefined && known === undefined) {
    throw new UsageError(`--engine ${text} is not known; allowed are ${ENGINES.join(" and ")}.`);
  }
  return known;
}
