/** What a deployed stack says of itself: its outputs, asked of the Pulumi CLI or piped in. */
import { execFileSync } from "node:child_process";

/** A mistake in how a command was called, or in what it was given: exit code 2. */
export class UsageError extends Error {}

/** Runs a program and gives what it prints. Tests give their own. */
export type RunProgram = (program: string, args: string[]) => string;

const run: RunProgram = (program, args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 16_777_216 });

/** A stack's name as Pulumi takes it. @throws UsageError when it is none */
export function stackName(given: string | undefined): string {
  if (given !== undefined && /^[\w.][\w./-]*$/.test(given)) return given;
  throw new UsageError(`--stack is ${JSON.stringify(given)}; give the name of a stack, such as dev.`);
}

/** Reads the outputs of a stack with `pulumi stack output`. @throws UsageError that says why there are none */
export function outputsOfStack(stack: string, program: RunProgram = run): unknown {
  let text: string;
  try {
    text = program("pulumi", ["stack", "output", "--json", "--stack", stack]);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = isMissing ? "the command pulumi is not installed" : "pulumi does not give them";
    throw new UsageError(
      `The outputs of stack ${stack} cannot be read: ${reason}. Log in, or pipe them in with --stdin.`,
    );
  }
  return outputsFrom(text);
}

/** Reads outputs as `pulumi stack output --json` prints them. @throws UsageError when they are no JSON */
export function outputsFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError("--stdin is no JSON; pipe in the output of: pulumi stack output --json");
  }
}

/** A text output by its name, wherever it stands; undefined when there is none. */
export function outputNamed(outputs: unknown, name: string): string | undefined {
  if (typeof outputs !== "object" || outputs === null) return undefined;
  for (const [key, value] of Object.entries(outputs)) {
    if (key === name && typeof value === "string" && value !== "") return value;
    const found = outputNamed(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the commands need to know of contact analytics, by the names of the stack's outputs, at any depth. */
export interface AnalyticsOutputs {
  /** `analyticsBucket`. */
  bucket: string;
  /** `replayRawRecords`: name of the function. */
  replayFunction: string | undefined;
  /** `compactRows`: name of the function; undefined where rows are not queried through Athena. */
  compactFunction: string | undefined;
  /** `redshiftWorkgroup`; undefined where there is no Redshift. */
  workgroup: string | undefined;
  /** `redshiftDatabase`. Left out, that of the warehouse. */
  database: string | undefined;
  /** `redshiftAdminSecretArn`: whoever may empty tables. */
  adminSecretArn: string | undefined;
}

/** The analytics of a stack; undefined where it has none. */
export function analyticsOf(outputs: unknown): AnalyticsOutputs | undefined {
  const bucket = outputNamed(outputs, "analyticsBucket");
  if (bucket === undefined) return undefined;
  return {
    bucket,
    replayFunction: outputNamed(outputs, "replayRawRecords"),
    compactFunction: outputNamed(outputs, "compactRows"),
    workgroup: outputNamed(outputs, "redshiftWorkgroup"),
    database: outputNamed(outputs, "redshiftDatabase"),
    adminSecretArn: outputNamed(outputs, "redshiftAdminSecretArn"),
  };
}
