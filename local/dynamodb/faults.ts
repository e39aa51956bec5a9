/** Faults a test or a person can set on a table, to see what its callers do. */
import { Delays } from "../services/delays";
import type { ServiceAnswer } from "../gateway/service";
import { DynamoDbError } from "./dynamoDbError";

/** What goes wrong, how often and for which operations. */
export interface Fault {
  /**
   * - `throttle`: ProvisionedThroughputExceededException (HTTP 400), which the SDK retries with back-off.
   * - `error500`: InternalServerError (HTTP 500), which the SDK retries.
   * - `slow`: the answer comes `delayMs` later.
   * - `hang`: no answer at all; the connection stays open.
   * - `reset`: the connection is cut.
   */
  kind: "throttle" | "error500" | "slow" | "hang" | "reset";
  /** How many requests it hits; every one until it is cleared when left out. */
  times?: number;
  /** Only these operations, e.g. `["Query"]`; all when left out. */
  operations?: readonly string[];
  /** For `slow`: milliseconds of real time. */
  delayMs?: number;
}

interface ActiveFault extends Fault {
  left: number;
}

/** The faults set on the tables, by physical table name. */
export class Faults {
  readonly #faults = new Map<string, ActiveFault>();
  readonly #delays = new Delays();

  /** Sets the fault of a table, in place of any before. Throws when `slow` has no delay or `times` is below 1. */
  set(table: string, fault: Fault): void {
    if (fault.kind === "slow" && !(fault.delayMs !== undefined && fault.delayMs >= 0)) {
      throw new Error(`A slow table needs delayMs of 0 or more milliseconds, given ${String(fault.delayMs)}.`);
    }
    if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times >= 1)) {
      throw new Error(`times counts the requests a fault hits: 1 or more, given ${fault.times}.`);
    }
    this.#faults.set(table, { ...fault, left: fault.times ?? Infinity });
  }

  /** Whether no table has a fault. */
  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** Ends the fault of a table, or all of them. */
  clear(table?: string): void {
    if (table === undefined) this.#faults.clear();
    else this.#faults.delete(table);
  }

  /** Lets a request meet the fault of the first of its tables that has one. Undefined means: go on. */
  async meet(tables: readonly string[], operation: string): Promise<ServiceAnswer | undefined> {
    const fault = tables.map((table) => this.#take(table, operation)).find((taken) => taken !== undefined);
    if (!fault) return undefined;
    if (fault.kind === "hang" || fault.kind === "reset") return { fault: fault.kind };
    if (fault.kind === "slow") {
      await this.#delays.wait(fault.delayMs ?? 0);
      return undefined;
    }
    if (fault.kind === "error500") {
      throw new DynamoDbError("InternalServerError", "The request processing has failed: a fault was set.", 500);
    }
    const message =
      "The level of configured provisioned throughput for the table was exceeded. " +
      "Consider increasing your provisioning level with the UpdateTable API.";
    throw new DynamoDbError("ProvisionedThroughputExceededException", message);
  }

  /** Ends every delay at once. */
  close(): void {
    this.clear();
    this.#delays.end();
  }

  #take(table: string, operation: string): Fault | undefined {
    const fault = this.#faults.get(table);
    if (!fault || (fault.operations && !fault.operations.includes(operation))) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.#faults.delete(table);
    return fault;
  }
}
