/** Lets many readers in at once or one writer alone, in order of arrival. */

interface Waiter {
  exclusive: boolean;
  enter: () => void;
}

/** A lock for asynchronous work. */
export class ReadWriteLock {
  #inside = 0;
  #exclusive = false;
  readonly #waiting: Waiter[] = [];

  /** Runs `work` together with other shared work. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work);
  }

  /** Runs `work` alone. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work);
  }

  async #run<T>(exclusive: boolean, work: () => Promise<T>): Promise<T> {
    await this.#enter(exclusive);
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#exclusive = false;
      this.#admit();
    }
  }

  #enter(exclusive: boolean): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#mayEnter(exclusive)) {
      this.#take(exclusive);
      return undefined;
    }
    return new Promise((enter) => this.#waiting.push({ exclusive, enter }));
  }

  #mayEnter(exclusive: boolean): boolean {
    return this.#inside === 0 || (!exclusive && !this.#exclusive);
  }

  #take(exclusive: boolean): void {
    this.#inside += 1;
    this.#exclusive = exclusive;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#mayEnter(next.exclusive); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#take(next.exclusive);
      next.enter();
    }
  }
}
