/** Customers on hold and tasks laid aside: which flows play meanwhile, and for how long it was. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { Runtime } from "./runtime";

/** How often and how long a customer was on hold, or a task paused. */
export class HoldTimes {
  count = 0;
  totalMs = 0;
  longestMs = 0;
  /** Since when, while it lasts. */
  since: number | null = null;
  /** The last time it began, and the last time it ended. */
  beganAt: number | null = null;
  endedAt: number | null = null;

  begin(nowMs: number): void {
    this.count++;
    this.since = this.beganAt = nowMs;
  }

  /** Harmless when nobody is on hold. */
  end(nowMs: number): void {
    if (this.since === null) return;
    const ms = nowMs - this.since;
    this.totalMs += ms;
    this.longestMs = Math.max(this.longestMs, ms);
    this.since = null;
    this.endedAt = nowMs;
  }
}

function onHold({ holds }: Contact): boolean {
  return holds !== null && holds.since !== null;
}

/** Puts contacts on hold and takes them back. */
export class Holds {
  constructor(private readonly runtime: Runtime) {}

  /** The agent puts the customer on hold. @throws Error when there is no call, or it is on hold already */
  hold(agent: Agent, contact: Contact): void {
    const { clock, lifecycle } = this.runtime;
    if (contact.channel !== "VOICE" || contact.connectedToAgentAt === null || onHold(contact)) {
      const why =
        contact.channel !== "VOICE"
          ? `only calls can be on hold, and this is a ${contact.channel} contact`
          : contact.connectedToAgentAt === null
            ? "the customer is not on the line yet"
            : "the customer is on hold already";
      throw new Error(`Agent ${agent.username} cannot put the customer on hold: ${why}.`);
    }
    (contact.holds ??= new HoldTimes()).begin(clock.now());
    contact.journal.say(clock.now(), "agent", `${agent.username} puts the customer on hold`, null);
    this.runtime.publications.agentChanged(agent);
    lifecycle.playHooked(contact, "CustomerHold", "customerHold");
    if (contact.disconnectedAt === null) lifecycle.playHooked(contact, "AgentHold", "agentHold");
  }

  /** The agent takes the customer off hold. @throws Error when nobody is on hold */
  resume(agent: Agent, contact: Contact): void {
    const { holds } = contact;
    if (holds === null || holds.since === null) {
      throw new Error(`Agent ${agent.username} has nobody on hold and no paused task to resume.`);
    }
    const now = this.runtime.clock.now();
    holds.end(now);
    this.runtime.lifecycle.stopFlows(contact);
    contact.journal.say(now, "agent", `${agent.username} takes the customer off hold`, null);
    this.runtime.publications.agentChanged(agent);
  }

  /** A task has been laid aside: the flow hooked to that plays, when there is one. */
  paused(contact: Contact): void {
    (contact.pauses ??= new HoldTimes()).begin(this.runtime.clock.now());
    this.note(contact, "pauses the task");
    this.runtime.emit("PAUSED", contact);
    this.runtime.lifecycle.playHooked(contact, "PauseContact", "pause");
  }

  /** A paused task is taken up again. */
  resumed(contact: Contact): void {
    contact.pauses?.end(this.runtime.clock.now());
    this.runtime.lifecycle.stopFlows(contact);
    this.note(contact, "resumes the task");
    this.runtime.emit("RESUMED", contact);
    this.runtime.lifecycle.playHooked(contact, "ResumeContact", "pause");
  }

  /** A flow, such as the one that plays while a task is paused, takes the task up again. */
  resumedByFlow(contact: Contact): void {
    const now = this.runtime.clock.now();
    contact.pauses?.end(now);
    contact.journal.say(now, "system", "the flow resumes the task", null);
    this.runtime.emit("RESUMED", contact);
  }

  private note(contact: Contact, what: string): void {
    contact.journal.say(this.runtime.clock.now(), "agent", `${contact.agent?.username ?? "an agent"} ${what}`, null);
  }
}
