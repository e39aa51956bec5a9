/** Faults of statements that run in a warehouse, so that what loads and queries it can be tested against them. */
import type { Clock } from "../clock";

/** What goes wrong with a statement, beside what {@link ServiceFaults} does to whole requests. */
export interface StatementFault {
  /**
   * - `abort`: the statement fails before it changes anything, as when Redshift is patched.
   * - `abortAfter`: it fails after its work, which its transaction then undoes.
   * - `slow`: it takes `delayMs` of virtual time before it begins.
   * - `usageLimit`: the workgroup has used up what its usage limit allows.
   */
  kind: "abort" | "abortAfter" | "slow" | "usageLimit";
  /** Only statements with this in their text; all when left out. */
  matching?: RegExp;
  /** How many statements it lets pass first. Default 0. */
  skip?: number;
  /** How many it then hits; every one until it is cleared when left out. */
  times?: number;
  /** Virtual milliseconds of `slow`. Default 60,000. */
  delayMs?: number;
}

const DEFAULT_DELAY_MS = 60_000;
const MESSAGES = {
  abort: "ERROR: Query aborted due to an internal error",
  abortAfter: "ERROR: Query aborted due to an internal error",
  usageLimit: "ERROR: Query reached usage limit",
};

/** The faults set on the statements of one engine. */
export class StatementFaults {
  #faults: (StatementFault & { skipped: number; left: number })[] = [];

  /** @param impossible Why a kind of fault cannot happen here; undefined when it can. */
  constructor(
    private readonly clock: Clock,
    private readonly impossible: (kind: StatementFault["kind"]) => string | undefined = () => undefined,
  ) {}

  /** Adds a fault. Throws when `skip` or `times` is no whole number, and for a fault that cannot happen here. */
  set(fault: StatementFault): void {
    const reason = this.impossible(fault.kind);
    if (reason !== undefined) throw new Error(reason);
    for (const [name, least] of [
      ["skip", 0],
      ["times", 1],
    ] as const) {
      const value = fault[name];
      if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
        throw new Error(`${name} counts statements: a whole number from ${least}, given ${value}.`);
      }
    }
    this.#faults.push({ ...fault, skipped: 0, left: fault.times ?? Infinity });
  }

  /** Ends every fault. */
  clear(): void {
    this.#faults = [];
  }

  /**
   * Does the work of one statement, or what a fault makes of it.
   * @throws Error with the warehouse's message when a fault fails the statement
   */
  async meet<T>(sql: string, work: () => Promise<T>): Promise<T> {
    const fault = this.#take(sql);
    if (fault?.kind === "slow") await this.#pass(fault.delayMs ?? DEFAULT_DELAY_MS);
    if (fault?.kind === "abort" || fault?.kind === "usageLimit") throw new Error(MESSAGES[fault.kind]);
    const done = await this.clock.busy(work());
    if (fault?.kind === "abortAfter") throw new Error(MESSAGES.abortAfter);
    return done;
  }

  #pass(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(delayMs, resolve));
  }

  #take(sql: string): StatementFault | undefined {
    const fault = this.#faults.find(({ matching, left }) => left > 0 && (!matching || sql.search(matching) >= 0));
    if (!fault) return undefined;
    if (fault.skipped < (fault.skip ?? 0)) {
      fault.skipped += 1;
      return undefined;
    }
    fault.left -= 1;
    return fault;
  }
}
