/**
 * The Lambda runtime inside a container: loads the function's files, calls its handler and reports as the Node.js runtime
 * of AWS does. This file also is the whole program of a worker, so it imports nothing but Node's own modules; from
 * `protocol` it takes types only.
 */
import { createRequire, isBuiltin } from "node:module";
import { posix } from "node:path";
import { format } from "node:util";
import { compileFunction, constants } from "node:vm";
import { isMainThread, parentPort, workerData, type MessagePort } from "node:worker_threads";
import type {
  ContainerStart,
  FromWorker,
  FunctionCode,
  FunctionLog,
  HandlerAnswer,
  HandlerError,
  Invocation,
  InvocationWatch,
  LogLevel,
} from "./protocol";

/** A function's handler. */
export type Handler = (...parameters: unknown[]) => unknown;

/** What a container gives the function's modules. */
export interface Host {
  /** Loads `@aws-sdk/*` and Node's own modules. */
  require(id: string): unknown;
  /** Names that are the container's own in place of the global ones. */
  globals: Record<string, unknown>;
}

const TASK_ROOT = "/var/task";
/** Longest synchronous response of a function, in bytes (AWS: "Response payload size exceeded"). */
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** An error of the runtime itself, with Lambda's name for it. */
function runtimeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name: `Runtime.${name}` });
}

function moduleNotFound(id: string, from: string): Error {
  const error = new Error(`Cannot find module '${id}'\nRequire stack:\n- ${from}`);
  return Object.assign(error, { code: "MODULE_NOT_FOUND" });
}

/** The CommonJS modules of the archive, as they would lie in /var/task. */
class TaskModules {
  readonly #loaded = new Map<string, { exports: unknown }>();

  constructor(
    private readonly files: Record<string, string>,
    private readonly host: Host,
  ) {}

  /** Path of the file that `path` (without /var/task) stands for, as `require` looks for it. */
  find(path: string): string | undefined {
    const candidates = [path, `${path}.js`, `${path}.cjs`, `${path}.json`, `${path}/index.js`];
    return candidates.find((candidate) => Object.prototype.hasOwnProperty.call(this.files, candidate));
  }

  load(path: string): unknown {
    const known = this.#loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    this.#loaded.set(path, module);
    const text = this.files[path] ?? "";
    if (path.endsWith(".json")) module.exports = JSON.parse(text);
    else this.#run(path, text, module);
    return module.exports;
  }

  #run(path: string, text: string, module: { exports: unknown }): void {
    const filename = posix.join(TASK_ROOT, path);
    const scope: Record<string, unknown> = {
      exports: module.exports,
      require: (id: string) => this.#require(id, filename),
      module,
      __filename: filename,
      __dirname: posix.dirname(filename),
      ...this.host.globals,
    };
    const run = compileFunction(text, Object.keys(scope), {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    run.apply(module.exports, Object.values(scope));
  }

  #require(id: string, from: string): unknown {
    if (/^\.{0,2}\//.test(id)) {
      const absolute = posix.resolve(posix.dirname(from), id);
      const found = this.find(posix.relative(TASK_ROOT, absolute));
      if (found === undefined) throw moduleNotFound(id, from);
      return this.load(found);
    }
    if (isBuiltin(id)) return this.host.require(id);
    if (!id.startsWith("@aws-sdk/")) throw moduleNotFound(id, from);
    try {
      return this.host.require(id);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "MODULE_NOT_FOUND" && message.includes(`'${id}'`)) throw moduleNotFound(id, from);
      throw error;
    }
  }
}

function exported(module: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((holder, name) => (holder as Record<string, unknown> | undefined)?.[name], module);
}

/** True from nodejs24.x on, where handlers with a callback are gone. */
function isPromiseOnly(runtime: string): boolean {
  return Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? 0) >= 24;
}

/**
 * Loads a function's handler.
 * @throws what the function's files throw, or a `Runtime.…` error as AWS reports it.
 */
export function loadHandler(code: FunctionCode, host: Host): Handler {
  const match = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(code.handler);
  const [, file, path] = match ?? [];
  if (file === undefined || path === undefined) throw runtimeError("MalformedHandlerName", "Bad handler");
  const modules = new TaskModules(code.files, host);
  const found = modules.find(file);
  if (found === undefined) {
    throw runtimeError("ImportModuleError", `Error: Cannot find module '${posix.basename(file)}'`);
  }
  const handler = exported(modules.load(found), path);
  if (!handler) throw runtimeError("HandlerNotFound", `${code.handler} is undefined or not exported`);
  if (typeof handler !== "function") throw runtimeError("HandlerNotFound", `${code.handler} is not a function`);
  if (isPromiseOnly(code.runtime) && handler.length >= 3) {
    throw runtimeError(
      "CallbackHandlerDeprecated",
      `${code.runtime} has no callback-based handlers and ${code.handler} takes ${handler.length} parameters. ` +
        "Make it an async function of (event, context).",
    );
  }
  return handler as Handler;
}

/** An error in the form Lambda reports it; what is thrown need not be an Error. */
export function describeError(thrown: unknown): HandlerError {
  if (!(thrown instanceof Error) && !(thrown !== null && typeof thrown === "object" && "message" in thrown)) {
    return { type: typeof thrown, message: String(thrown), trace: [] };
  }
  const { name, message, stack } = thrown as Error;
  const missing = (thrown as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND";
  const hint = " (a function has its own files, Node's modules and @aws-sdk/*, and nothing else)";
  return {
    type: missing ? "Runtime.ImportModuleError" : String(name ?? "Error"),
    message: missing ? `${message.split("\n")[0]}${hint}\n${message.split("\n").slice(1).join("\n")}` : String(message),
    trace: (stack ?? "").split("\n"),
  };
}

function callWithCallback(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result: unknown): void => (error ? reject(error) : resolve(result));
    const returned = handler(event, context, callback) as Promise<unknown> | undefined;
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    // Older runtimes wait for the callback of a handler that takes one, and answer null for any other.
    else if (handler.length < 3) resolve(null);
  });
}

/** Calls a handler once. Never rejects. */
export async function callHandler(
  handler: Handler,
  invocation: Invocation,
  runtime: string,
  watch?: InvocationWatch,
): Promise<HandlerAnswer> {
  const context = {
    ...invocation.context,
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - realNow()),
  };
  try {
    const sent: unknown = JSON.parse(invocation.event);
    const event = watch === undefined ? sent : watch.event(sent);
    const result = await (isPromiseOnly(runtime) ? handler(event, context) : callWithCallback(handler, event, context));
    return toAnswer(result);
  } catch (error) {
    return { kind: "failure", error: describeError(error) };
  }
}

function toAnswer(result: unknown): HandlerAnswer {
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Unable to stringify response body: ${reason}`;
    return { kind: "failure", error: { type: "Runtime.JSONStringifyError", message, trace: [] } };
  }
  const bytes = Buffer.byteLength(json ?? "null");
  return bytes > MAX_RESPONSE_BYTES ? { kind: "tooLarge", bytes } : { kind: "result", json: json ?? "null" };
}

const RealDate = Date;
const realNow = Date.now;

/** `Date` with the time moved by `offset()` milliseconds: what `new Date()` and `Date.now()` show follows the local run. */
export function movedDate(offset: () => number): DateConstructor {
  const now = (): number => realNow() + offset();
  return new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
  });
}

const levels: Record<string, LogLevel> = {
  debug: "DEBUG",
  error: "ERROR",
  info: "INFO",
  log: "INFO",
  trace: "TRACE",
  warn: "WARN",
};

/** Console methods that hand each message to `write`, with Lambda's level for it. */
export function consoleMethods(write: (log: FunctionLog) => void): Record<string, (...values: unknown[]) => void> {
  const entries = Object.entries(levels).map(([method, level]) => [
    method,
    (...values: unknown[]) => write({ level, text: format(...values) }),
  ]);
  return Object.fromEntries(entries) as Record<string, (...values: unknown[]) => void>;
}

/** Sends everything the function prints to the log, in order with its answers. */
function captureOutput(write: (log: FunctionLog) => void): void {
  Object.assign(console, consoleMethods(write));
  for (const level of ["stdout", "stderr"] as const) {
    process[level].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      write({ level, text: Buffer.from(chunk as string).toString("utf8") });
      const done = rest.find((value): value is () => void => typeof value === "function");
      if (done) process.nextTick(done);
      return true;
    };
  }
  process.emitWarning = (warning: string | Error): void => {
    const text = String(warning);
    // Notices about the Node.js of this machine and how its `vm` is used here; Lambda would print neither.
    if (!/NodeVersionSupportWarning|USE_MAIN_CONTEXT_DEFAULT_LOADER/.test(text)) write({ level: "stderr", text });
  };
}

function runWorker(start: ContainerStart, port: MessagePort): void {
  const send = (message: FromWorker): void => port.postMessage(message);
  let clockOffsetMs = 0;
  captureOutput((log) => send({ kind: "log", log }));
  process.cwd = () => TASK_ROOT;
  globalThis.Date = movedDate(() => clockOffsetMs);
  const require = createRequire(start.sdkFrom);
  port.once("message", (first: { clockOffsetMs: number }) => {
    ({ clockOffsetMs } = first);
    let handler: Handler;
    try {
      handler = loadHandler(start.code, { require: (id) => require(id) as unknown, globals: {} });
    } catch (error) {
      send({ kind: "initFailure", error: describeError(error) });
      return;
    }
    port.on("message", (invocation: Invocation) => {
      ({ clockOffsetMs } = invocation);
      void callHandler(handler, invocation, start.code.runtime).then((answer) => send({ kind: "answer", answer }));
    });
    send({ kind: "ready" });
  });
}

const start = workerData as ContainerStart | null;
if (!isMainThread && parentPort && start?.kind === "lambda-container") runWorker(start, parentPort);
