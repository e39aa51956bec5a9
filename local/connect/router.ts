/** Who talks to whom next: the longest available agent for a contact, the most urgent contact for an agent. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { ServedQueue } from "./routingProfile";
import type { RoutingCriteria } from "./routingCriteria";
import type { Runtime } from "./runtime";
import { byUrgency } from "./waitingContacts";

/** Matches waiting contacts with available agents as either changes. */
export class Router {
  constructor(private readonly runtime: Runtime) {}

  /** A contact has been queued: offer it now, and again as it becomes due for profiles that wait before they help. */
  contactWaits(contact: Contact): void {
    const { criteria } = contact;
    if (criteria !== null) this.startSteps(contact, criteria);
    let last = 0;
    for (const { delayMs } of contact.queue?.serving(contact.channel) ?? []) {
      if (delayMs > 0 && delayMs !== last) contact.later(delayMs, () => this.offerContact(contact));
      last = delayMs;
    }
    this.offerContact(contact);
  }

  /** Asks for agents by what they can; replaces earlier criteria, also of a contact that is queued already. */
  require(contact: Contact, criteria: RoutingCriteria): void {
    contact.criteria = criteria;
    if (!contact.waitingInQueue) return;
    this.startSteps(contact, criteria);
    this.offerContact(contact);
  }

  /** The first step counts from now; each that expires lets the next one count. */
  private startSteps(contact: Contact, criteria: RoutingCriteria): void {
    const seconds = criteria.start(this.runtime.clock.now());
    this.awaitExpiry(contact, criteria, seconds);
  }

  private awaitExpiry(contact: Contact, criteria: RoutingCriteria, seconds: number | undefined): void {
    if (seconds === undefined) return;
    const { index } = criteria;
    contact.later(seconds * 1_000, () => {
      // Replaced criteria expire unheard, and no step twice: a queue flow may set criteria before anybody is asked for.
      if (contact.criteria !== criteria || criteria.index !== index) return;
      this.awaitExpiry(contact, criteria, criteria.expire());
      this.offerContact(contact);
    });
  }

  /** Offers a waiting contact to the longest available agent who serves its queue. */
  private offerContact(contact: Contact): void {
    const { queue, channel } = contact;
    if (queue === null || !contact.waitingInQueue || contact.offeredTo !== null) return;
    if (queue.agent !== null) {
      if (queue.agent.canTake(channel)) this.offer(queue.agent, contact);
      return;
    }
    let longest: Agent | undefined;
    for (const { slots, delayMs } of queue.serving(channel)) {
      const agent = firstFor(contact, slots.available);
      if (agent === undefined || !this.due(contact, delayMs)) continue;
      const before =
        longest === undefined || agent.availableSince - longest.availableSince || agent.number - longest.number;
      if (before === true || before < 0) longest = agent;
    }
    if (longest !== undefined) this.offer(longest, contact);
  }

  /** An agent is available: offer the most urgent contacts of the most important queues, as many as there are slots. */
  agentFree(agent: Agent): void {
    for (let next = this.nextFor(agent); next !== undefined; next = this.nextFor(agent)) this.offer(agent, next);
  }

  private nextFor(agent: Agent): Contact | undefined {
    const own = agent.personalQueue?.waiting;
    if (own !== undefined && own.size > 0) {
      for (const contact of own) if (contact.offeredTo === null && agent.canTake(contact.channel)) return contact;
    }
    for (const group of agent.profile.groups) {
      const contact = this.mostUrgent(group, agent);
      if (contact !== undefined) return contact;
    }
    return undefined;
  }

  /** The offer rang out: somebody else may have the contact. */
  missed(contact: Contact): void {
    contact.offeredTo = null;
    this.offerContact(contact);
  }

  /** Changes how urgent a contact is, keeping its queue in order. */
  reprioritise(contact: Contact, change: () => void): void {
    const waiting = contact.waitingInQueue ? contact.queue?.waiting : undefined;
    waiting?.remove(contact);
    change();
    waiting?.add(contact);
  }

  private mostUrgent(group: readonly ServedQueue[], agent: Agent): Contact | undefined {
    let best: Contact | undefined;
    for (const { queue, channel, delayMs } of group) {
      const waiting = queue.waiting.on(channel);
      if (waiting.size === 0 || !agent.canTake(channel)) continue;
      for (const contact of waiting) {
        if (contact.offeredTo !== null || !this.due(contact, delayMs) || !suits(agent, contact)) continue;
        if (best === undefined || byUrgency(contact, best) < 0) best = contact;
        break;
      }
    }
    return best;
  }

  private due(contact: Contact, delayMs: number): boolean {
    return this.runtime.clock.now() - (contact.enqueuedAt ?? 0) >= delayMs;
  }

  private offer(agent: Agent, contact: Contact): void {
    contact.offeredTo = agent;
    contact.connectionAttempts++;
    agent.ring(contact);
  }
}

function suits(agent: Agent, { criteria }: Contact): boolean {
  return criteria === null || criteria.admits(agent);
}

/** The longest available agent a contact may be offered to. */
function firstFor(
  contact: Contact,
  available: Iterable<Agent> & { readonly first: Agent | undefined },
): Agent | undefined {
  if (contact.criteria === null) return available.first;
  for (const agent of available) if (suits(agent, contact)) return agent;
  return undefined;
}
