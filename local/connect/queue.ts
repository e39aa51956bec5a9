/** A queue at work: contacts waiting in order, and who serves them. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { HoursOfOperation } from "./hours";
import type { QueueDeclaration } from "./instance";
import type { RoutingProfile } from "./routingProfile";
import { SortedList } from "./sortedList";

/** Most contacts in an agent's own queue (not adjustable on AWS). */
export const AGENT_QUEUE_CAPACITY = 10;
/** Callbacks and transfers may exceed MaxContacts by this share. */
const TRANSFER_BUFFER = 1.2;

/** Higher priority (a lower number) first, then who waits longest, then who came first. */
function byUrgency(a: Contact, b: Contact): number {
  return a.priority - b.priority || a.effectiveEnqueuedAt - b.effectiveEnqueuedAt || a.number - b.number;
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
  readonly waiting = new SortedList<Contact>(byUrgency);
  /** Routing profiles that take voice contacts from this queue. */
  readonly serving: { readonly profile: RoutingProfile; readonly delayMs: number }[] = [];
  /** The delays after which further profiles help. */
  readonly delays = new Set<number>();
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

  serve(profile: RoutingProfile, delayMs: number): void {
    this.serving.push({ profile, delayMs });
    if (delayMs > 0) this.delays.add(delayMs);
  }

  /** Whether one more contact may wait here. `buffered`: callbacks and transfers get 20 % on top. */
  hasRoom(buffered: boolean): boolean {
    if (this.maxContacts === undefined) return true;
    const limit = buffered && this.agent === null ? Math.floor(this.maxContacts * TRANSFER_BUFFER) : this.maxContacts;
    return this.waiting.size < limit;
  }

  /** When the contact waiting longest was queued, epoch milliseconds. */
  oldestEnqueuedAt(): number | undefined {
    let oldest: number | undefined;
    for (const { enqueuedAt } of this.waiting) {
      if (enqueuedAt !== null && (oldest === undefined || enqueuedAt < oldest)) oldest = enqueuedAt;
    }
    return oldest;
  }
}
