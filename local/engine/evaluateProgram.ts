/**
 * Runs a Pulumi program without the Pulumi CLI, an account or a network and returns the resources it declares. The
 * program runs unchanged, started by the SDK's own runner; only the engine and the providers behind it are stand-ins.
 */
import { createRequire } from "node:module";
import { startEngineServer, type Severity } from "./engineServer";
import type { GraphResource, ResourceGraph } from "./graph";
import { cleanLogMessage, startProgram, type ProgramExit, type RunningProgram } from "./languageHost";
import type { ResourceMonitor } from "./monitor";
import { readProject, readStackConfig } from "./project";

/** What to run. */
export interface EvaluateOptions {
  /** Directory of Pulumi.yaml. */
  cwd: string;
  stack: string;
  /** Run as a preview: ids and computed outputs are unknown. */
  preview?: boolean;
  /** Configuration that goes before the stack's file; keys without a namespace are the project's. */
  config?: Readonly<Record<string, unknown>>;
  /** Called when the program registers a resource, before the provider sees it. */
  onRegistering?: (resource: GraphResource) => void;
  /**
   * Called when a resource is complete. The program waits until it resolves, and everything that depends on the resource
   * with it, so what is done here follows the topological order.
   */
  onResource?: (resource: GraphResource) => void | Promise<void>;
  /** Called for each message the program logs. */
  onMessage?: (severity: Severity, message: string, urn?: string) => void;
}

/** The program failed; the message holds its own words. */
export class ProgramError extends Error {
  constructor(
    /** Each failure once, in the program's words, with a stack trace where there is one. */
    readonly failures: readonly string[],
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(failures.join("\n\n"));
    this.name = "ProgramError";
  }
}

/** How long a program may go on after its first error, for further ones to arrive, in milliseconds. */
const GRACE_MS = 300;

/** How long a program has to tell of a refused resource in its own words, with the place in its code, in milliseconds. */
const TELLING_MS = 2000;

/**
 * Evaluates one stack of a project.
 * @throws ProgramError when the program fails; Error when the project or its configuration is wrong.
 */
export async function evaluateProgram(options: EvaluateOptions): Promise<ResourceGraph> {
  const project = readProject(options.cwd);
  const config = readStackConfig(project, options.stack, options.config);
  const failures = new Failures();
  const monitor = new Deferred<ResourceMonitor>();
  const server = await startEngineServer(monitor.promise, (severity, message, urn) => {
    options.onMessage?.(severity, message, urn);
    if (severity === "error") {
      failures.fromProgram(cleanLogMessage(message));
    }
  });
  try {
    const preview = options.preview ?? false;
    const program = startProgram({ project, stack: options.stack, config, preview, address: server.address });
    failures.ends(program);
    // The program takes its time to load the SDK; meanwhile the monitor and its providers are loaded here.
    const loaded = new (loadMonitor())({
      project: project.name,
      stack: options.stack,
      programDirectory: project.programDirectory,
      preview,
      region: config.values["aws:region"],
      onRegistering: options.onRegistering,
      onResource: options.onResource,
      onProblem: (subject, problem) => failures.fromMonitor(subject, problem),
    });
    monitor.resolve(loaded);
    throwOnFailure(await failures.watch(program.exit), await program.exit);
    return loaded.graph();
  } finally {
    server.close();
  }
}

function loadMonitor(): typeof ResourceMonitor {
  const module: { ResourceMonitor: typeof ResourceMonitor } = createRequire(__filename)("./monitor");
  return module.ResourceMonitor;
}

function throwOnFailure(failures: readonly string[], { code, stdout, stderr }: ProgramExit): void {
  if (failures.length > 0) {
    throw new ProgramError(failures, stdout, stderr);
  }
  if (code !== 0) {
    const words = stderr.trim() || stdout.trim() || "It wrote nothing.";
    throw new ProgramError([`The program ended with exit code ${code ?? "(killed)"}. ${words}`], stdout, stderr);
  }
}

/**
 * Collects what goes wrong and ends the program soon after the first of it: a failing program can take a minute to end by
 * itself, because it waits for resources that will never be there.
 */
class Failures {
  readonly #program: string[] = [];
  /** What the monitor refused, by its reason. */
  readonly #monitor = new Map<string, string>();
  #end: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Names the program to be ended. */
  ends(program: RunningProgram): void {
    this.#end = program.end;
  }

  fromProgram(failure: string): void {
    if (this.#program.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#end, GRACE_MS);
    }
    if (!this.#program.includes(failure)) {
      this.#program.push(failure);
    }
  }

  fromMonitor(subject: string, reason: string): void {
    this.#monitor.set(reason, `${subject}: ${reason}`);
    this.#timer ??= setTimeout(this.#end, TELLING_MS);
  }

  /**
   * Waits for the program's end and answers each failure once. What the monitor refused is mostly told by the program
   * too, with the place in its code.
   */
  async watch(exit: Promise<unknown>): Promise<string[]> {
    await exit;
    clearTimeout(this.#timer);
    const told = this.#program.join("\n");
    const untold = [...this.#monitor].filter(([reason]) => !told.includes(reason));
    return [...this.#program, ...untold.map(([, failure]) => failure)];
  }
}

/** A promise that is resolved from outside. */
class Deferred<T> {
  resolve: (value: T) => void = () => undefined;
  readonly promise = new Promise<T>((resolve) => {
    this.resolve = resolve;
  });
}
