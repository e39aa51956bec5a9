/** Who talks to whom next: the longest available agent for a contact, the most urgent contact for an agent. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { ServedQueue } from "./routingProfile";
import type { Runtime } from "./runtime";

/** Matches waiting contacts with available agents as either changes. */
export class Router {
  constructor(private readonly runtime: Runtime) {}

  /** A contact has been queued: offer it now, and again as it becomes due for profiles that wait before they help. */
  contactWaits(contact: Contact): void {
    for (const delayMs of contact.queue?.delays ?? []) contact.later(delayMs, () => this.offerContact(contact));
    this.offerContact(contact);
  }

  /** Offers a waiting contact to the longest available agent who serves its queue. */
  private offerContact(contact: Contact): void {
    const { queue } = contact;
    if (queue === null || !contact.waitingInQueue || contact.offeredTo !== null) return;
    if (queue.agent !== null) {
      if (queue.agent.state === "available") this.offer(queue.agent, contact);
      return;
    }
    let longest: Agent | undefined;
    for (const { profile, delayMs } of queue.serving) {
      const agent = profile.available.first;
      if (agent === undefined || !this.due(contact, delayMs)) continue;
      const before =
        longest === undefined || agent.availableSince - longest.availableSince || agent.number - longest.number;
      if (before === true || before < 0) longest = agent;
    }
    if (longest !== undefined) this.offer(longest, contact);
  }

  /** An agent is available: offer the most urgent contact of the most important queues. */
  agentFree(agent: Agent): void {
    if (agent.state !== "available") return;
    const own = agent.personalQueue?.waiting ?? [];
    for (const contact of own) {
      if (contact.offeredTo === null) return this.offer(agent, contact);
    }
    for (const group of agent.profile.groups) {
      const contact = this.mostUrgent(group);
      if (contact !== undefined) return this.offer(agent, contact);
    }
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

  private mostUrgent(group: readonly ServedQueue[]): Contact | undefined {
    let best: Contact | undefined;
    for (const { queue, delayMs } of group) {
      for (const contact of queue.waiting) {
        if (contact.offeredTo !== null || !this.due(contact, delayMs)) continue;
        const ahead =
          best === undefined ||
          (contact.priority - best.priority ||
            contact.effectiveEnqueuedAt - best.effectiveEnqueuedAt ||
            contact.number - best.number) < 0;
        if (ahead) best = contact;
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
