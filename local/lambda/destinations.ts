/** Where Lambda writes what came of invocations: queues, topics and, for batches of streams, buckets. */
import type { Permission } from "../services/access";

/** Takes records of invocations. `key` is where a bucket keeps one. */
export interface Destinations {
  /** What the function's role needs to write there, the destination's key included. */
  permissionsFor(destinationArn: string, key?: string): Permission[];
  /** Writes; answers why a record could not be taken, or undefined. */
  send(destinationArn: string, body: string, key?: string): string | undefined;
}
