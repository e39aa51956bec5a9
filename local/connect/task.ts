/** A task: work without a customer on the line, started by a program, a flow or an agent, and completed by an agent. */
import { Interaction } from "./interaction";
import type { DisconnectReason } from "./types";

/** A task that is not completed in time ends by itself. */
export const TASK_HOURS = 7 * 24;

/** One task. */
export class Task extends Interaction {
  readonly channel = "TASK";
  protected readonly leaving = "the task is stopped";

  /** Whoever started a task stops it through the API (StopContact). */
  override get leavingReason(): DisconnectReason {
    return "API";
  }
}
