/** How `npm run rebuild` is called. */
import { type AnalyticsOutputs, analyticsOf, outputsFrom, outputsOfStack, stackName, UsageError } from "./stackOutputs";

/** What the command was told. */
export interface RebuildFlags {
  analytics: AnalyticsOutputs & { replayFunction: string };
  /** First and last day of arrival, `yyyy-MM-dd`. Left out, all there is. */
  from?: string;
  to?: string;
  /** Whether what is there is removed first. */
  clean: boolean;
  /** Whether that may be done without asking. */
  yes: boolean;
}

export const USAGE = `Usage: npm run rebuild -- --stack <stack> [--from <yyyy-MM-dd>] [--to <yyyy-MM-dd>] [--clean [--yes]]
       pulumi stack output --json | npm run rebuild -- --stdin [...]

Makes the rows of contact analytics anew from the raw copy of every record.
  --stack   the stack, by its outputs
  --stdin   the same, with the stack's outputs read as JSON
  --from    first day of arrival, UTC
  --to      last day of arrival, UTC
  --clean   removes the rows and tables that are there first, in S3 and in Redshift, where a rebuild cannot be of some days only;
            survey answers stay, because no raw copy of them lies in the bucket
  --yes     does so without asking
  --help    this text

A rebuild that broke off goes on where it was when it is called again the same way, without --clean.`;

/** Reads flags. @throws UsageError that says what is wrong */
export function readRebuildFlags(args: string[], stdin: () => string, ofStack = outputsOfStack): RebuildFlags {
  const { outputs, ...flags } = readArguments(args, stdin, ofStack);
  if (outputs === undefined) throw new UsageError(`No stack is named.\n\n${USAGE}`);
  if (flags.from !== undefined && flags.to !== undefined && flags.from > flags.to) {
    throw new UsageError(`--from ${flags.from} is after --to ${flags.to}; give the earlier day first.`);
  }
  const analytics = analyticsOf(outputs);
  if (analytics === undefined) {
    throw new UsageError(
      "The stack has no output analyticsBucket: contact analytics comes with the setting analytics.",
    );
  }
  const { replayFunction } = analytics;
  if (replayFunction === undefined) {
    throw new UsageError("The stack has no output replayRawRecords; bring it up to date with pulumi up.");
  }
  const isPart = flags.from !== undefined || flags.to !== undefined;
  if (flags.clean && isPart && analytics.workgroup !== undefined) {
    throw new UsageError(
      "--clean empties the tables of Redshift, so --from and --to cannot be given with it: leave out either.",
    );
  }
  return { ...flags, analytics: { ...analytics, replayFunction } };
}

function readArguments(args: string[], stdin: () => string, ofStack: (stack: string) => unknown) {
  const read: Omit<RebuildFlags, "analytics"> & { outputs: unknown } = { outputs: undefined, clean: false, yes: false };
  const rest = [...args];
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    if (flag === "--clean") read.clean = true;
    else if (flag === "--yes") read.yes = true;
    else if (flag === "--from") read.from = day(flag, rest.shift());
    else if (flag === "--to") read.to = day(flag, rest.shift());
    else if (flag === "--stdin") read.outputs = outputsFrom(stdin());
    else if (flag === "--stack") read.outputs = ofStack(stackName(rest.shift()));
    else throw new UsageError(`${flag} is no flag of rebuild.\n\n${USAGE}`);
  }
  return read;
}

function day(flag: string, given: string | undefined): string {
  const isDay = given !== undefined && /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given));
  if (isDay && new Date(given).toISOString().startsWith(given)) return given;
  throw new UsageError(`${flag} is ${JSON.stringify(given)}; give a day as yyyy-MM-dd.`);
}
