/** A container runs one function, one invocation at a time, and keeps what the function keeps between them. */
import type { FunctionSpec } from "./functionSpec";
import type { FunctionLog, HandlerAnswer, HandlerError, Invocation, InvocationWatch } from "./protocol";

/** What a container is made from. */
export interface ContainerSetup {
  spec: FunctionSpec;
  environment: Record<string, string>;
  /** Called for every line the function writes, in order, before the answer of its invocation. */
  onLog(log: FunctionLog): void;
}

/** How an invocation ended: as the handler ended it, or by what happened to the container. */
export type ContainerAnswer =
  | HandlerAnswer
  | { kind: "initFailure"; error: HandlerError }
  | { kind: "crash"; error: HandlerError }
  | { kind: "timeout" }
  | { kind: "outOfMemory" };

/** An execution environment of a function. */
export interface Container {
  /** False once it crashed, timed out or was disposed of; it takes no more invocations then. */
  readonly alive: boolean;
  /** Loads the function; undefined when it is ready. Called once, first. */
  init(clockOffsetMs: number, limitMs: number): Promise<ContainerAnswer | undefined>;
  /** Runs one invocation. Never rejects. Only a container in this process lets anybody watch. */
  invoke(invocation: Invocation, limitMs: number, watch?: InvocationWatch): Promise<ContainerAnswer>;
  dispose(): Promise<void>;
}
