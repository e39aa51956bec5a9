/** What a container of a function is told and tells, whether it is a worker thread or lives in this process. */

/** The code a container runs: the archive's files as text, byte for byte, and the handler in them. */
export interface FunctionCode {
  /** Path in the archive to text. */
  files: Record<string, string>;
  /** `<path without extension>.<export>` */
  handler: string;
  /** Lambda's name of the runtime, e.g. `nodejs24.x`. */
  runtime: string;
}

/** Data a worker is started with. */
export interface ContainerStart {
  kind: "lambda-container";
  code: FunctionCode;
  /** File the AWS SDK is resolved from, as the Lambda runtime image would provide it. */
  sdkFrom: string;
}

/** The constant part of the context object. */
export interface ContextFacts {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
}

/** Looks on while a function runs in this process. */
export interface InvocationWatch {
  /** The event the function gets in place of the one that was sent. */
  event(event: unknown): unknown;
  /** The function asks something of AWS that is no read of a table. */
  effect(): void;
}

/** One invocation, as a container is told it. */
export interface Invocation {
  requestId: string;
  /** The event as JSON. */
  event: string;
  context: ContextFacts;
  /** Real epoch milliseconds at which the function's timeout is over. */
  deadline: number;
  /** What the function's clock shows, minus real time, in milliseconds. */
  clockOffsetMs: number;
}

/** An error as the Lambda runtime reports it. */
export interface HandlerError {
  /** Error class, or `Runtime.…` for what the runtime itself found. */
  type: string;
  message: string;
  trace: string[];
}

/** How one invocation ended inside the container. */
export type HandlerAnswer =
  { kind: "result"; json: string } | { kind: "failure"; error: HandlerError } | { kind: "tooLarge"; bytes: number };

/** Level of a line: of the console method, or the stream it was written to. */
export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR" | "TRACE" | "stdout" | "stderr";

/** One line a function wrote. */
export interface FunctionLog {
  level: LogLevel;
  text: string;
}

/** What a worker tells. */
export type FromWorker =
  | { kind: "ready" }
  | { kind: "initFailure"; error: HandlerError }
  | { kind: "answer"; answer: HandlerAnswer }
  | { kind: "log"; log: FunctionLog };
