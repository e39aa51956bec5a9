/** A routing profile at work: which queues its agents serve, in what order, on which channels, and who of them is free. */
import type { Agent, AgentState } from "./agent";
import type { RoutingProfileDeclaration } from "./instance";
import type { Queue } from "./queue";
import { SortedList } from "./sortedList";
import type { Channel } from "./types";

/** A queue as one profile serves it on one channel. */
export interface ServedQueue {
  readonly queue: Queue;
  readonly channel: Channel;
  /** A contact must have waited this long before these agents are offered it. */
  readonly delayMs: number;
}

/** What agents of a profile take on one channel. */
export interface ChannelSlots {
  readonly channel: Channel;
  /** A power of two, another one for each channel of the profile. */
  readonly bit: number;
  /** Contacts at once: 1 call, up to 10 chats, up to 10 tasks. */
  readonly concurrency: number;
  /** Whether agents busy on this channel are offered contacts of others (`ROUTE_ANY_CHANNEL`). */
  readonly sharesAgent: boolean;
  /** Agents with a free slot, longest available first. */
  readonly available: SortedList<Agent>;
}

/** Longest available first; agents who became available together in the order they did. */
function byIdleTime(a: Agent, b: Agent): number {
  return a.availableSince - b.availableSince || a.number - b.number;
}

function isChannel(name: string): name is Channel {
  return name === "VOICE" || name === "CHAT" || name === "TASK" || name === "EMAIL";
}

/** One routing profile and its agents. */
export class RoutingProfile {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly defaultOutboundQueueId: string | undefined;
  /** Channels with concurrency; agents get nothing on any other. */
  readonly slots: ReadonlyMap<Channel, ChannelSlots>;
  /** The same, as a list. */
  readonly lines: readonly ChannelSlots[];
  /** Queues by priority, most important first; those of one priority compete by urgency of their contacts. */
  readonly groups: readonly (readonly ServedQueue[])[];
  private readonly counts = new Map<AgentState, number>();

  constructor(declaration: RoutingProfileDeclaration, queues: ReadonlyMap<string, Queue>) {
    this.id = declaration.id;
    this.arn = declaration.arn;
    this.name = declaration.name;
    this.defaultOutboundQueueId = declaration.defaultOutboundQueueId;
    this.slots = slotsOf(declaration);
    this.lines = [...this.slots.values()];
    const groups = new Map<number, ServedQueue[]>();
    const seen = new Set<string>();
    for (const { queueId, channel, priority, delaySeconds } of declaration.queues) {
      const queue = queues.get(queueId);
      const slots = isChannel(channel) ? this.slots.get(channel) : undefined;
      if (queue === undefined || slots === undefined || seen.has(`${channel} ${queueId}`)) continue;
      seen.add(`${channel} ${queueId}`);
      const served = { queue, channel: slots.channel, delayMs: delaySeconds * 1_000 };
      groups.set(priority, [...(groups.get(priority) ?? []), served]);
      queue.serve(this, slots, served.delayMs);
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

function slotsOf({ concurrency, shared }: RoutingProfileDeclaration): ReadonlyMap<Channel, ChannelSlots> {
  const slots = new Map<Channel, ChannelSlots>();
  for (const [channel, most] of concurrency) {
    if (!isChannel(channel) || most <= 0) continue;
    const sharesAgent = shared.has(channel);
    const available = new SortedList<Agent>(byIdleTime);
    slots.set(channel, { channel, bit: 1 << slots.size, concurrency: most, sharesAgent, available });
  }
  return slots;
}
