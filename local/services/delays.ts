/** Answers that take their time, and end at once when the service does. */

/** The delays of one service that are under way. */
export class Delays {
  readonly #running = new Set<{ timer: NodeJS.Timeout; end: () => void }>();

  /** Waits, in real time, or until {@link Delays.end}. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const delay = {
        timer: setTimeout(() => delay.end(), delayMs),
        end: () => {
          this.#running.delete(delay);
          resolve();
        },
      };
      this.#running.add(delay);
    });
  }

  /** Ends every wait now. */
  end(): void {
    for (const { timer, end } of this.#running) {
      clearTimeout(timer);
      end();
    }
  }
}
