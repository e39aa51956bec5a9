/** A container in a worker thread: own environment, own heap limit, and it can be ended whatever the function does. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type typescript from "typescript";
import type { Container, ContainerAnswer, ContainerSetup } from "./container";
import type { ContainerStart, FromWorker, HandlerError, Invocation } from "./protocol";
import { describeError } from "./runtime";

let runtimeText: string | undefined;

/** The worker's program: `runtime`, as JavaScript. A worker has no TypeScript loader, and starts faster without one. */
function workerProgram(): string {
  if (runtimeText !== undefined) return runtimeText;
  const text = readFileSync(join(__dirname, `runtime${extname(__filename)}`), "utf8");
  if (extname(__filename) !== ".ts") return (runtimeText = text);
  const { transpileModule, ModuleKind, ScriptTarget } = createRequire(__filename)("typescript") as typeof typescript;
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2021 };
  runtimeText = transpileModule(text, { compilerOptions }).outputText;
  return runtimeText;
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function exited(code: number): HandlerError {
  return { type: "Runtime.ExitError", message: `Runtime exited with error: exit status ${code}`, trace: [] };
}

/** A container with a thread of its own. */
export class WorkerContainer implements Container {
  alive = true;
  readonly #worker: Worker;
  #settle: ((answer: ContainerAnswer | undefined) => void) | undefined;

  constructor(setup: ContainerSetup) {
    const { files, handler, runtime, memoryMb } = setup.spec;
    const start: ContainerStart = { kind: "lambda-container", code: { files, handler, runtime }, sdkFrom: __filename };
    this.#worker = new Worker(workerProgram(), {
      eval: true,
      name: setup.spec.name,
      workerData: start,
      env: setup.environment,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.#worker.on("message", (message: FromWorker) => this.#receive(message, setup));
    this.#worker.on("error", (error: Error) =>
      this.#end(isOutOfMemory(error) ? { kind: "outOfMemory" } : { kind: "crash", error: describeError(error) }),
    );
    this.#worker.on("exit", (code) => this.#end({ kind: "crash", error: exited(code) }));
  }

  init(clockOffsetMs: number, limitMs: number): Promise<ContainerAnswer | undefined> {
    return this.#ask({ clockOffsetMs }, limitMs);
  }

  async invoke(invocation: Invocation, limitMs: number): Promise<ContainerAnswer> {
    return (await this.#ask(invocation, limitMs)) ?? { kind: "crash", error: exited(1) };
  }

  async dispose(): Promise<void> {
    this.#end({ kind: "crash", error: exited(0) });
    await this.#worker.terminate();
  }

  #ask(message: Invocation | { clockOffsetMs: number }, limitMs: number): Promise<ContainerAnswer | undefined> {
    if (!this.alive) return Promise.resolve({ kind: "crash", error: exited(1) });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#end({ kind: "timeout" });
        void this.#worker.terminate();
      }, limitMs);
      this.#settle = (answer) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(answer);
      };
      this.#worker.postMessage(message);
    });
  }

  #receive(message: FromWorker, setup: ContainerSetup): void {
    if (message.kind === "log") setup.onLog(message.log);
    else if (message.kind === "ready") this.#settle?.(undefined);
    else if (message.kind === "answer") this.#settle?.(message.answer);
    else this.#end({ kind: "initFailure", error: message.error });
  }

  #end(answer: ContainerAnswer): void {
    this.alive = false;
    this.#settle?.(answer);
  }
}
