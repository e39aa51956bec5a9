/** Faults a test or a person can set on a local service, to see what its callers do. */
import type { ServiceAnswer } from "../gateway/service";
import { ServiceError } from "./serviceError";

/** What goes wrong, how often and for which operations. */
export interface ServiceFault {
  /**
   * - `throttle`: the service's throttling error, which the SDK retries with back-off.
   * - `error500`: an internal error (HTTP 500), which the SDK retries.
   * - `hang`: nothing is done and no answer comes; the connection stays open.
   * - `reset`: nothing is done and the connection is cut.
   * - `lostAnswer`: all is done as asked, but the connection is cut before the answer: the caller cannot know.
   */
  kind: "throttle" | "error500" | "hang" | "reset" | "lostAnswer";
  /** How many requests it hits; every one until it is cleared when left out. */
  times?: number;
  /** Only these operations, e.g. `["Publish"]`; all when left out. */
  operations?: readonly string[];
}

interface ActiveFault extends ServiceFault {
  left: number;
}

/** Stands for every resource of the service. */
export const EVERYTHING = "*";

/** The faults of one service, by what they are set on: a queue's or topic's name, an identity, or {@link EVERYTHING}. */
export class ServiceFaults {
  readonly #faults = new Map<string, ActiveFault>();

  /** @param throttlingError The error the service throttles with. */
  constructor(private readonly throttlingError: () => ServiceError) {}

  /** Sets a fault, in place of any before on the same. Throws when `times` is below 1. */
  set(target: string, fault: ServiceFault): void {
    if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times >= 1)) {
      throw new Error(`times counts the requests a fault hits: 1 or more, given ${fault.times}.`);
    }
    this.#faults.set(target, { ...fault, left: fault.times ?? Infinity });
  }

  /** Ends the fault of a target, or all of them. */
  clear(target?: string): void {
    if (target === undefined) this.#faults.clear();
    else this.#faults.delete(target);
  }

  /** Does the work of a request, or what the fault that hits it makes of it. */
  async meet(target: string, operation: string, work: () => Promise<ServiceAnswer>): Promise<ServiceAnswer> {
    const fault = this.#take(target, operation) ?? this.#take(EVERYTHING, operation);
    switch (fault?.kind) {
      case undefined:
        return work();
      case "hang":
      case "reset":
        return { fault: fault.kind };
      case "throttle":
        throw this.throttlingError();
      case "error500":
        throw new ServiceError("InternalFailure", "The request processing has failed: a fault was set.", 500);
      case "lostAnswer":
        await work();
        return { fault: "reset" };
    }
  }

  #take(target: string, operation: string): ServiceFault | undefined {
    const fault = this.#faults.get(target);
    if (!fault || (fault.operations && !fault.operations.includes(operation))) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.#faults.delete(target);
    return fault;
  }
}
