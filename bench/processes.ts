/** Processes whose processor time and memory are measured: each of them writes down its own at its end. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Folder of the project. */
export const PROJECT = resolve(__dirname, "..");

/** What makes node load TypeScript, as the scripts of package.json do it. */
export const LOADER = ["-r", join(PROJECT, "local", "engine", "registerTypescript.cjs")];

/** End of the path of the script that runs a program: the SDK's own runner. */
export const PROGRAM = join("cmd", "run", "index.js");

/** What one process used, from its start to its end. */
export interface Usage {
  /** The script it ran. */
  script: string;
  /** User and system time of all its threads. */
  cpuSeconds: number;
  wallSeconds: number;
  /** Largest resident set. */
  peakMegabytes: number;
}

/** What a recorded piece of work gave, and the processes it started, in no order. */
export interface Recorded<T> {
  result: T;
  usages: Usage[];
}

/** Runs `work` and collects what each node process that it starts used. Not for two pieces of work at once. */
export async function recorded<T>(work: () => Promise<T>): Promise<Recorded<T>> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const { NODE_OPTIONS, BENCH_USAGE } = process.env;
  process.env.NODE_OPTIONS = `${NODE_OPTIONS ?? ""} --require ${join(__dirname, "usage.cjs")}`.trim();
  process.env.BENCH_USAGE = folder;
  try {
    const result = await work();
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    return { result, usages: files.map((text): Usage => JSON.parse(text)) };
  } finally {
    restore("NODE_OPTIONS", NODE_OPTIONS);
    restore("BENCH_USAGE", BENCH_USAGE);
    rmSync(folder, { recursive: true });
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) {
    delete process.env[name];
  } else {
    process.env[name] = value;
  }
}

/** Usage of the one process that ran a script whose path ends so. @throws Error when there was none */
export function usageOf(usages: readonly Usage[], script: string): Usage {
  const found = usages.find((usage) => usage.script.endsWith(script));
  if (found === undefined) {
    const ran = usages.map((usage) => usage.script).join(", ") || "none";
    throw new Error(`No process ran ${script}; those that ended by themselves: ${ran}.`);
  }
  return found;
}

/** Runs node with these arguments in the project, without input, and gives what it printed. @throws Error when it fails */
export function node(args: string[], environment: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) =>
      code === 0 ? done(output) : failed(new Error(`node ${args.join(" ")} ended with ${code}:\n${errors}`)),
    );
  });
}
