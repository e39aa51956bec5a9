/** The containers of one function: idle ones are used again, more are made while more invocations run at once. */
import type { Container } from "./container";

/** The containers of one function. */
export class FunctionPool<C extends Container> {
  /** Invocations under way or waiting for a container. */
  active = 0;
  readonly #all = new Set<C>();
  readonly #idle: C[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  /**
   * @param make Makes a container.
   * @param limit Most containers at once; further invocations wait for one.
   */
  constructor(
    private readonly make: () => C,
    private readonly limit: number,
  ) {}

  get size(): number {
    return this.#all.size;
  }

  /** Runs work on a container of its own; `cold` says that it is new. Rejects once the pool is closed. */
  async use<T>(work: (container: C, cold: boolean) => Promise<T>): Promise<T> {
    this.active += 1;
    try {
      const { container, cold } = await this.#take();
      return await work(container, cold).finally(() => this.#giveBack(container));
    } finally {
      this.active -= 1;
    }
  }

  /** Ends every container; whoever waits for one is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    for (const wake of this.#waiting.splice(0)) wake();
    for (const container of all) this.#end(container);
    await Promise.all(this.#ending);
  }

  async #take(): Promise<{ container: C; cold: boolean }> {
    for (;;) {
      if (this.#closed) throw new Error("The local Lambda is closed.");
      const idle = this.#idle.pop();
      if (idle?.alive) return { container: idle, cold: false };
      if (idle) this.#all.delete(idle);
      else if (this.#all.size < this.limit) {
        const container = this.make();
        this.#all.add(container);
        return { container, cold: true };
      } else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #giveBack(container: C): void {
    if (container.alive && this.#all.has(container)) this.#idle.push(container);
    else {
      this.#all.delete(container);
      this.#end(container);
    }
    this.#waiting.shift()?.();
  }

  #end(container: C): void {
    const ending = container.dispose().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
