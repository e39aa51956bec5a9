/** A queue at work: contacts waiting in order, and who serves them. */
import type { Agent } from "./agent";
import type { HoursOfOperation } from "./hours";
import type { QueueDeclaration } from "./instance";
import type { ChannelSlots, RoutingProfile } from "./routingProfile";
import type { Channel } from "./types";
import { WaitingContacts } from "./waitingContacts";

const NOBODY: readonly Servers[] = [];

/** Most contacts in an agent's own queue (not adjustable on AWS). */
export const AGENT_QUEUE_CAPACITY = 10;
/** Callbacks and transfers may exceed MaxContacts by this share. */
const TRANSFER_BUFFER = 1.2;

/** Agents of one profile who take contacts of one channel from a queue. */
export interface Servers {
  readonly slots: ChannelSlots;
  /** How long a contact waits before they are offered it. */
  readonly delayMs: number;
}

/** One queue, shared or an agent's own. */
export class Queue {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly hours: HoursOfOperation | undefined;
  readonly enabled: boolean;
  readonly outboundNumber: string | undefined;
  readonly outboundFlowId: string | undefined;
  readonly quickConnectIds: readonly string[];
  readonly waiting = new WaitingContacts();
  /** Routing profiles that take contacts from this queue, on any channel. */
  readonly profiles = new Set<RoutingProfile>();
  private readonly servers = new Map<Channel, Servers[]>();
  private readonly maxContacts: number | undefined;

  /** @param agent set for an agent's own queue */
  constructor(
    declaration: QueueDeclaration,
    readonly agent: Agent | null = null,
  ) {
    this.id = declaration.id;
    this.arn = declaration.arn;
    this.name = declaration.name;
    this.hours = declaration.hours;
    this.enabled = declaration.enabled;
    this.outboundNumber = declaration.outboundNumber;
    this.outboundFlowId = declaration.outboundFlowId;
    this.quickConnectIds = declaration.quickConnectIds;
    this.maxContacts = agent === null ? declaration.maxContacts : AGENT_QUEUE_CAPACITY;
  }

  serve(profile: RoutingProfile, slots: ChannelSlots, delayMs: number): void {
    this.profiles.add(profile);
    const servers = this.servers.get(slots.channel);
    if (servers === undefined) this.servers.set(slots.channel, [{ slots, delayMs }]);
    else servers.push({ slots, delayMs });
  }

  /** Who takes contacts of a channel from this queue. */
  serving(channel: Channel): readonly Servers[] {
    return this.servers.get(channel) ?? NOBODY;
  }

  /** Whether one more contact may wait here. `buffered`: callbacks and transfers get 20 % on top. */
  hasRoom(buffered: boolean): boolean {
    if (this.maxContacts === undefined) return true;
    const limit = buffered && this.agent === null ? Math.floor(this.maxContacts * TRANSFER_BUFFER) : this.maxContacts;
    return this.waiting.size < limit;
  }

  /** When the contact waiting longest (on a channel) was queued, epoch milliseconds. */
  oldestEnqueuedAt(channel?: Channel): number | undefined {
    let oldest: number | undefined;
    for (const { enqueuedAt } of channel === undefined ? this.waiting : this.waiting.on(channel)) {
      if (enqueuedAt !== null && (oldest === undefined || enqueuedAt < oldest)) oldest = enqueuedAt;
    }
    return oldest;
  }
}
