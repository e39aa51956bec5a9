/** Faults a test or a person can set on a bot's alias, to see what its callers do. */
import { Delays } from "../services/delays";
import type { ServiceAnswer } from "../gateway/service";
import { LexError } from "./lexError";

/** What goes wrong, how often and for which operations. */
export interface LexFault {
  /**
   * - `throttle`: ThrottlingException (HTTP 429), which the SDK retries with back-off.
   * - `error500`: InternalServerException (HTTP 500), which the SDK retries.
   * - `dependency`: DependencyFailedException (HTTP 424), as when the code hook fails.
   * - `malformed`: an answer (HTTP 200) that is no JSON.
   * - `slow`: the answer comes `delayMs` later.
   * - `hang`: no answer at all; the connection stays open.
   * - `reset`: the connection is cut.
   */
  readonly kind: "throttle" | "error500" | "dependency" | "malformed" | "slow" | "hang" | "reset";
  /** How many requests it hits; every one until it is cleared when left out. */
  readonly times?: number;
  /** Only these operations: those of the runtime API, and `StartConversation` for Amazon Connect. All when left out. */
  readonly operations?: readonly string[];
  /** For `slow`: milliseconds, real for the runtime API and virtual for Amazon Connect. */
  readonly delayMs?: number;
}

/** What Amazon Connect uses to talk to a bot. */
export const CONNECT_OPERATION = "StartConversation";
/** Every alias. */
const EVERY = "*";

/** The faults set on aliases. */
export class LexFaults {
  readonly #faults = new Map<string, { fault: LexFault; left: number }>();
  readonly #delays = new Delays();

  /**
   * Sets the fault of an alias by its ARN, or of every alias (`*`), in place of any before.
   * @throws Error when `slow` has no delay or `times` is below 1
   */
  set(aliasArn: string, fault: LexFault): void {
    if (fault.kind === "slow" && !(fault.delayMs !== undefined && fault.delayMs >= 0)) {
      throw new Error(`A slow bot needs delayMs of 0 or more milliseconds, given ${String(fault.delayMs)}.`);
    }
    if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times >= 1)) {
      throw new Error(`times counts the requests a fault hits: 1 or more, given ${fault.times}.`);
    }
    this.#faults.set(aliasArn, { fault, left: fault.times ?? Infinity });
  }

  /** Ends the fault of an alias, or all of them. */
  clear(aliasArn?: string): void {
    if (aliasArn === undefined) this.#faults.clear();
    else this.#faults.delete(aliasArn);
  }

  /** Lets a request of the runtime API meet a fault. Undefined means: go on. */
  async meet(aliasArn: string, operation: string): Promise<ServiceAnswer | undefined> {
    const fault = this.#take(aliasArn, operation);
    if (fault === undefined) return undefined;
    if (fault.kind === "hang" || fault.kind === "reset") return { fault: fault.kind };
    if (fault.kind === "malformed") {
      return { status: 200, headers: { "content-type": "application/json" }, body: '{"messages": [' };
    }
    if (fault.kind !== "slow") throw failure(fault.kind);
    await this.#delays.wait(fault.delayMs ?? 0);
    return undefined;
  }

  /** Lets a turn of Amazon Connect meet a fault: the virtual milliseconds the answer takes longer. */
  meetConnect(aliasArn: string): number {
    const fault = this.#take(aliasArn, CONNECT_OPERATION);
    switch (fault?.kind) {
      case undefined:
        return 0;
      case "slow":
        return fault?.delayMs ?? 0;
      case "hang":
        return Infinity;
      case "malformed":
      case "reset":
        throw new LexError("InternalServerException", `The answer of the bot cannot be read (${fault?.kind}).`);
      default:
        throw failure(fault?.kind ?? "error500");
    }
  }

  /** Ends every delay at once. */
  close(): void {
    this.clear();
    this.#delays.end();
  }

  #take(aliasArn: string, operation: string): LexFault | undefined {
    for (const key of [aliasArn, EVERY]) {
      const set = this.#faults.get(key);
      if (set === undefined || (set.fault.operations && !set.fault.operations.includes(operation))) continue;
      set.left -= 1;
      if (set.left <= 0) this.#faults.delete(key);
      return set.fault;
    }
    return undefined;
  }
}

function failure(kind: LexFault["kind"]): LexError {
  if (kind === "throttle") return new LexError("ThrottlingException", "Rate exceeded: a fault was set.");
  if (kind === "dependency") return new LexError("DependencyFailedException", "The code hook failed: a fault was set.");
  return new LexError("InternalServerException", "The request processing has failed: a fault was set.");
}
