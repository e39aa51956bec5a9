/**
 * Starts a program the way Pulumi's node.js language host does. `@pulumi/pulumi/cmd/run` is not a public interface: all
 * that is known of it (its arguments, its environment, its exit codes) stands in this file, checked with 3.248.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Project, StackConfig } from "./project";

/** What a program is started with. */
export interface ProgramOptions {
  project: Project;
  stack: string;
  config: StackConfig;
  preview: boolean;
  /** `127.0.0.1:<port>` of the server of both the resource monitor and the engine. */
  address: string;
}

/** How a program ended. */
export interface ProgramExit {
  /** Absent when the program was ended from outside. */
  code?: number;
  stdout: string;
  stderr: string;
}

/** A started program. */
export interface RunningProgram {
  /** Resolves when the process has ended; rejects when it could not be started. */
  exit: Promise<ProgramExit>;
  /** Ends the process at once. */
  end(): void;
}

/** Registrations the program may have under way at once. */
const PARALLEL = 16;

const PRELOAD = join(__dirname, "runnerPreload.cjs");

/** Most that is kept of each of stdout and stderr, in characters; the newest. */
const CAPTURE_LIMIT = 256 * 1024;

/** Starts the program of a project as a child process. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const { project } = options;
  const nodeArguments = ["--require", PRELOAD, ...project.runtime.nodeArguments];
  const child = spawn(process.execPath, [...nodeArguments, runnerPath(project), ...flags(options)], {
    cwd: project.programDirectory,
    env: { ...process.env, ...environment(options) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  const exit = exitOf(child).finally(() => process.removeListener("exit", end));
  return { exit, end };
}

function runnerPath(project: Project): string {
  const fromProgram = createRequire(join(project.programDirectory, "index.js"));
  try {
    return fromProgram.resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new Error(
      `@pulumi/pulumi is not installed where ${project.programDirectory} could find it. Run npm ci in the project.`,
    );
  }
}

function flags({ project, stack, preview, address }: ProgramOptions): string[] {
  return [
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--root-directory", project.root],
    ...["--stack", stack, "--pwd", project.programDirectory],
    ...(preview ? ["--dry-run"] : []),
    ...["--parallel", String(PARALLEL), project.entryPoint],
  ];
}

function environment({ project, config }: ProgramOptions): Record<string, string> {
  const { typescript, tsconfig } = project.runtime;
  return {
    PULUMI_CONFIG: JSON.stringify(config.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    // Types are checked by `npm run typecheck`; checking them here would take longer than all the rest.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}

function exitOf(child: ChildProcess): Promise<ProgramExit> {
  const stdout = capture(child.stdout);
  const stderr = capture(child.stderr);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`The program could not be started: ${error.message}`)));
    child.once("close", (code) =>
      resolve({ ...(code === null ? {} : { code }), stdout: stdout.text, stderr: stderr.text }),
    );
  });
}

function capture(stream: NodeJS.ReadableStream | null): { text: string } {
  const captured = { text: "" };
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    captured.text = (captured.text + chunk).slice(-CAPTURE_LIMIT);
  });
  return captured;
}

const UNHANDLED = /^Running program '.*' failed with an unhandled exception:\n/;

const COLOURS = /\u001b\[[0-9;]*m/g;

/** Frames of a stack trace that are not the program's own. */
const FOREIGN_FRAMES = /\n\s+at [^\n]*(?:node:internal|[/\\]node_modules[/\\])[^\n]*/g;

/**
 * An error as the runner logs it, reduced to the program's own words and its own part of the stack trace: without the
 * sentence around it, gRPC's status and what a program may have coloured.
 */
export function cleanLogMessage(message: string): string {
  const words = message
    .replace(COLOURS, "")
    .replace(UNHANDLED, "")
    .replace(/: 2 UNKNOWN: /g, ": ");
  return words.replace(FOREIGN_FRAMES, "").trim();
}
