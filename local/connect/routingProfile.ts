/** A routing profile at work: which queues its agents serve, in what order, and who of them is free. */
import type { Agent, AgentState } from "./agent";
import type { RoutingProfileDeclaration } from "./instance";
import type { Queue } from "./queue";
import { SortedList } from "./sortedList";

/** A queue as one profile serves it. */
export interface ServedQueue {
  readonly queue: Queue;
  /** A contact must have waited this long before these agents are offered it. */
  readonly delayMs: number;
}

/** Longest available first; agents who became available together in the order they did. */
function byIdleTime(a: Agent, b: Agent): number {
  return a.availableSince - b.availableSince || a.number - b.number;
}

/** One routing profile and its agents. */
export class RoutingProfile {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** False when the profile gives no voice concurrency; its agents then get no calls. */
  readonly takesVoice: boolean;
  /** Queues by priority, most important first; those of one priority compete by urgency of their contacts. */
  readonly groups: readonly (readonly ServedQueue[])[];
  readonly available = new SortedList<Agent>(byIdleTime);
  private readonly counts = new Map<AgentState, number>();

  constructor(declaration: RoutingProfileDeclaration, queues: ReadonlyMap<string, Queue>) {
    this.id = declaration.id;
    this.arn = declaration.arn;
    this.name = declaration.name;
    this.takesVoice = (declaration.concurrency.get("VOICE") ?? 0) > 0;
    const groups = new Map<number, ServedQueue[]>();
    const seen = new Set<string>();
    for (const { queueId, channel, priority, delaySeconds } of declaration.queues) {
      const queue = queues.get(queueId);
      if (queue === undefined || channel !== "VOICE" || !this.takesVoice || seen.has(queueId)) continue;
      seen.add(queueId);
      const served = { queue, delayMs: delaySeconds * 1_000 };
      groups.set(priority, [...(groups.get(priority) ?? []), served]);
      queue.serve(this, served.delayMs);
    }
    this.groups = [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
  }

  /** Keeps the counts by which metrics answer without looking at every agent. */
  moved(from: AgentState, to: AgentState): void {
    this.counts.set(from, this.count(from) - 1);
    this.counts.set(to, this.count(to) + 1);
  }

  count(state: AgentState): number {
    return this.counts.get(state) ?? 0;
  }
}
