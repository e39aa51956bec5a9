/** How an invocation ended, for its caller. */
import type { ContainerAnswer } from "./container";
import type { FunctionSpec } from "./functionSpec";
import type { HandlerError } from "./protocol";
import { MAX_RESPONSE_BYTES } from "./runtime";

/** An invocation that gave no result. */
export interface InvocationFailure {
  ok: false;
  /**
   * - `FunctionNotFound`: the program declares no such function.
   * - `InitError`: the function could not start: its files threw, its handler is missing, its role cannot be assumed.
   * - `Unhandled`: the handler threw or the container ended.
   * - `Timeout`: the function's timeout passed, or the caller's limit.
   * - `OutOfMemory`: it used more than its memory.
   * - `Throttled`: all of its reserved concurrency is in use.
   * - `ResponseTooLarge`: its response has more than 6 MB.
   */
  error: "FunctionNotFound" | "InitError" | "Unhandled" | "Timeout" | "OutOfMemory" | "Throttled" | "ResponseTooLarge";
  message: string;
  /** Real time the caller waited, cold start included. */
  durationMs: number;
}

/** How an invocation ended. */
export type InvocationOutcome =
  | {
      ok: true;
      /** What the handler returned, through JSON. */
      payload: unknown;
      /** Real time the caller waited, cold start included. */
      durationMs: number;
      /** True when the container was started for this invocation. */
      billedInit: boolean;
    }
  | InvocationFailure;

/** What went wrong, before the time is added. */
export type Failed = Pick<InvocationFailure, "error" | "message">;

function worded({ type, message }: HandlerError): string {
  return type === "Error" ? message : `${type}: ${message}`;
}

/** The failure of a function whose response is too long. */
export function tooLarge(bytes: number): Failed {
  const message = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return { error: "ResponseTooLarge", message };
}

/** The failure a container's answer stands for, while it started (`init`) or ran an invocation. */
export function failureOf(answer: ContainerAnswer, spec: FunctionSpec, phase: "init" | "invoke"): Failed {
  const error = phase === "init" ? "InitError" : "Unhandled";
  switch (answer.kind) {
    case "initFailure":
    case "crash":
    case "failure":
      return { error, message: worded(answer.error) };
    case "outOfMemory":
      return {
        error: "OutOfMemory",
        message: `Function ${spec.name} used more than its ${spec.memoryMb} MB of memory.`,
      };
    case "timeout":
      return phase === "init"
        ? { error, message: `Function ${spec.name} did not start within 10 seconds` }
        : { error: "Timeout", message: `Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds` };
    default:
      return { error, message: `Function ${spec.name} ended with ${answer.kind}` };
  }
}
