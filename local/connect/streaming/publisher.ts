/** Writes JSON to a stream in order, and again later what the stream does not take at the moment. */
import type { Clock } from "../../clock";
import { ServiceError } from "../../services/serviceError";
import type { PublishedStream } from "./streamAssociations";

/** How long Amazon Connect waits until it writes again, in milliseconds. */
const RETRY_MS = 1000;

/** Publishes to one stream. */
export class Publisher {
  #waiting: { partitionKey: string; data: string }[] = [];

  constructor(
    private readonly stream: PublishedStream,
    private readonly clock: Clock,
  ) {}

  /** Writes one object as JSON text, without a newline. */
  publish(partitionKey: string, data: string): void {
    this.#waiting.push({ partitionKey, data });
    if (this.#waiting.length === 1) this.#flush();
  }

  #flush(): void {
    let written = 0;
    try {
      for (const record of this.#waiting) {
        this.stream.write(record);
        written += 1;
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.clock.after(RETRY_MS, () => this.#flush());
    }
    this.#waiting = this.#waiting.slice(written);
  }
}
