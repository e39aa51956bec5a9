/** From the moment an agent answers until agent and customer have parted: whispers, talk, after-contact work. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { CompiledFlow } from "./step";
import type { Runtime } from "./runtime";

/** Brings customers and agents together, and apart. */
export class Conversations {
  constructor(private readonly runtime: Runtime) {}

  /** An agent answers an offered contact. */
  accept(agent: Agent, contact: Contact): void {
    const { lifecycle } = this.runtime;
    contact.offeredTo = null;
    lifecycle.leaveQueue(contact);
    lifecycle.stopFlows(contact);
    contact.agent = agent;
    contact.agentLeftAt = null;
    contact.afterContactWorkEndedAt = null;
    contact.whispers = contact.callback === null ? 2 : 1;
    lifecycle.play(contact, lifecycle.hooked(contact, "AgentWhisper"), "agentWhisper");
    // A callback dials the customer only when the agent has heard the whisper.
    if (contact.callback === null && contact.disconnectedAt === null) {
      lifecycle.play(contact, lifecycle.hooked(contact, "CustomerWhisper"), "customerWhisper");
    }
  }

  /** A whisper has been played; after the last one the two hear each other. */
  whisperEnded(contact: Contact): void {
    if (--contact.whispers > 0 || contact.disconnectedAt !== null) return;
    if (contact.customerPresent) this.join(contact);
    else this.runtime.callbacks.dial(contact);
  }

  /** Plays a flow to the customer who just answered, then joins. */
  greet(contact: Contact, flow: CompiledFlow | undefined): void {
    if (flow === undefined) return this.join(contact);
    contact.whispers = 1;
    this.runtime.lifecycle.play(contact, flow, "outboundWhisper");
  }

  private join(contact: Contact): void {
    const { agent } = contact;
    if (agent === null) return;
    const now = this.runtime.clock.now();
    contact.connectedToAgentAt = now;
    this.runtime.emit("CONNECTED_TO_AGENT", contact);
    contact.journal.say(now, "agent", `${agent.username} is on the line`, null);
    if (contact.recorded.length > 0 && this.runtime.instance.recordings === undefined) {
      contact.journal.say(
        now,
        "diagnostic",
        "the flow asks for a call recording, but nothing is recorded: declare aws.connect.InstanceStorageConfig with " +
          "resourceType CALL_RECORDINGS for this instance",
        null,
      );
    }
    agent.talk();
  }

  /** The agent leaves; a customer who stays hears the disconnect flow, when there is one. */
  agentHangsUp(agent: Agent, contact: Contact): void {
    const { lifecycle, clock } = this.runtime;
    if (contact.agent !== agent || contact.agentLeftAt !== null) return;
    contact.agentLeftAt = clock.now();
    contact.journal.say(clock.now(), "agent", "hangs up", null);
    if (contact.connectedToAgentAt === null || !lifecycle.playDisconnectFlow(contact)) {
      lifecycle.disconnect(contact, "AGENT_DISCONNECT");
    }
    this.wrapUp(agent, contact);
  }

  /** The customer has gone: the agent who talked to them, or was about to, goes on to after-contact work. */
  customerLeft(contact: Contact): void {
    const { agent } = contact;
    if (agent === null || contact.agentLeftAt !== null) return;
    contact.agentLeftAt = this.runtime.clock.now();
    this.wrapUp(agent, contact);
  }

  /** After-contact work, and then the contact record. */
  wrapUp(agent: Agent, contact: Contact): void {
    agent.wrapUp(() => {
      contact.afterContactWorkEndedAt = this.runtime.clock.now();
      this.runtime.lifecycle.finishIfDone(contact);
    });
  }
}
