/** A small centre whose only flow queues every call. */
import type { Call, ConnectOptions, ConnectService } from "../../local/connect";
import type { GraphResource } from "../../local/engine/graph";
import { BYE, play, queue, queueArn, type Sketch } from "./connectGraph";

/** Errors end the call. */
export const E = { NoMatchingError: "bye" };

/** Queues at once, with actions before it and a queue chosen by the key pressed. */
export function queueing(before: Sketch = {}, name = "support"): Sketch {
  return {
    ...before,
    to: ["UpdateContactTargetQueue", { QueueId: queueArn(name) }, { next: "transfer", errors: E }],
    transfer: [
      "TransferContactToQueue",
      {},
      { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } },
    ],
    bye: BYE,
  };
}

/** A service with two queues and more resources. */
export function center(
  resources: readonly GraphResource[] = [],
  sketch = queueing(),
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return play(sketch, [queue("support"), queue("sales"), ...resources], options);
}

/** Who the caller talks to. */
export function agentOf(call: Call): string | undefined {
  return call.contact.agent?.username;
}

/** Lets virtual seconds pass. */
export const seconds = (service: ConnectService, count: number): Promise<void> => service.clock.advance(count * 1_000);
