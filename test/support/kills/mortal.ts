/** A node process that is ended with SIGKILL at requests drawn beforehand, and started again each time. */
import { type ChildProcess, fork } from "node:child_process";
import { resolve } from "node:path";
import type { Credentials } from "../../../local/gateway";
import type { ServiceHandler } from "../../../local/gateway/service";

/** When a process ends: with which of its requests, and how far that has come. */
export interface Strike {
  /** Number of the request, from 1. */
  readonly request: number;
  /** Before anything was done, when it was done and nothing answered, or as the answer arrives. */
  readonly moment: "before" | "done" | "answered";
}

/** What a process is started with. */
export interface MortalOptions {
  readonly script: string;
  /** When each of its lives ends; after these it lives on. */
  readonly strikes: readonly Strike[];
  /** What each life needs to know. */
  environment(): Record<string, string>;
  /** Keys of a life of its own. */
  credentials(): Credentials;
  /** What the process tells. `alive`: it has not been ended since. */
  told?(message: unknown, alive: boolean): void;
}

const MODULES = resolve(__dirname, "../../../node_modules");
/** What the processes print is kept for who has to find out why they ended by themselves. */
const MOST_OUTPUT = 4_000;

/** One such process, all its lives. */
export class Mortal {
  /** How often it was ended. */
  kills = 0;
  /** How often it ended by itself, which it must not. */
  deaths = 0;
  /** The last of what it printed to standard error. */
  output = "";
  /** Milliseconds from being ended to the next progress, of each life that made any. */
  readonly gaps: number[] = [];
  /** Milliseconds of that until its next life asked for anything: node starts and reads its files. */
  readonly starts: number[] = [];
  #child: ChildProcess | undefined;
  #accessKeyId = "";
  #requests = 0;
  #endedAt: number | undefined;
  #stopping = false;

  constructor(private readonly options: MortalOptions) {}

  /** Whether all it was to be ended at has happened, and it lives on. */
  get survives(): boolean {
    return this.kills === this.options.strikes.length && this.#child !== undefined;
  }

  /** Whether a key is that of its present life. */
  has(accessKeyId: string): boolean {
    return accessKeyId === this.#accessKeyId;
  }

  start(): void {
    const { script, environment, credentials, told } = this.options;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials();
    const child = fork(resolve(__dirname, script), [], {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: {
        NODE_PATH: MODULES,
        TZ: "UTC",
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...environment(),
      },
    });
    [this.#child, this.#accessKeyId, this.#requests] = [child, accessKeyId, 0];
    child.stderr?.on("data", (text) => (this.output = (this.output + String(text)).slice(-MOST_OUTPUT)));
    // What a process told before it was ended is true all the same.
    child.on("message", (message) => told?.(message, this.has(accessKeyId)));
    child.once("exit", () => this.#ended());
  }

  /** Notes that its present life, or what it started, got something done. */
  progressed(): void {
    if (this.#endedAt === undefined) return;
    this.gaps.push(performance.now() - this.#endedAt);
    this.#endedAt = undefined;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#stopping = true;
    if (!child) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
  }

  /** A service whose requests count: with the request drawn, the process ends. */
  watched(service: ServiceHandler): ServiceHandler {
    return async (request) => {
      const strike = this.#strikeOf(request.principal.accessKeyId);
      if (strike?.moment === "before") return this.#kill();
      const answer = await service(request);
      if (strike?.moment === "done") return this.#kill();
      if (strike) setImmediate(() => this.#kill());
      return answer;
    };
  }

  #strikeOf(accessKeyId: string): Strike | undefined {
    if (!this.has(accessKeyId)) return undefined;
    this.#requests += 1;
    if (this.#requests === 1 && this.#endedAt !== undefined) this.starts.push(performance.now() - this.#endedAt);
    const strike = this.options.strikes[this.kills];
    return strike?.request === this.#requests ? strike : undefined;
  }

  #kill(): { fault: "reset" } {
    this.kills += 1;
    // What it had under way counts no longer.
    this.#accessKeyId = "";
    this.#endedAt = performance.now();
    this.#child?.kill("SIGKILL");
    return { fault: "reset" };
  }

  #ended(): void {
    const killed = this.#child?.signalCode === "SIGKILL";
    this.#child = undefined;
    if (this.#stopping) return;
    if (!killed) this.deaths += 1;
    this.start();
  }
}
