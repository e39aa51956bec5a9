/** From the moment an agent answers until agent and customer have parted: whispers, talk, after-contact work. */
import type { Agent } from "./agent";
import { MAX_CHAT_MESSAGE } from "./chat";
import type { Contact } from "./contact";
import { type Author, deliverMessage } from "./messageProcessor";
import type { Runtime } from "./runtime";
import type { CompiledFlow } from "./step";

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
    // A callback dials the customer only when the agent has heard the whisper; nobody listens on a task.
    const both = contact.callback === null && contact.channel !== "TASK";
    // One more than there are flows, so that the first does not end it all before the second has begun.
    contact.whispers = both ? 3 : 2;
    if (!lifecycle.playHooked(contact, "AgentWhisper", "agentWhisper")) this.whisperEnded(contact);
    if (both && contact.disconnectedAt === null) {
      if (!lifecycle.playHooked(contact, "CustomerWhisper", "customerWhisper")) this.whisperEnded(contact);
    }
    this.whisperEnded(contact);
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
    contact.journal.say(now, "agent", JOINED[contact.channel](agent.username), null);
    contact.customer.view?.agentJoined(contact, agent);
    if (contact.recorded.length > 0 && contact.channel === "VOICE" && this.runtime.instance.recordings === undefined) {
      contact.journal.say(
        now,
        "diagnostic",
        "the flow asks for a call recording, but nothing is recorded: declare aws.connect.InstanceStorageConfig with " +
          "resourceType CALL_RECORDINGS for this instance",
        null,
      );
    }
    this.runtime.lifecycle.playHooked(contact, "DefaultAgentUI", "agentUI");
    agent.talk(contact);
  }

  /** The agent writes in a chat. @throws Error when this is no chat, or the message is empty or too long */
  agentWrites(agent: Agent, contact: Contact, text: string): void {
    if (contact.channel !== "CHAT") {
      throw new Error(`Agent ${agent.username} can write in a chat only; this is a ${contact.channel} contact.`);
    }
    if (text === "" || text.length > MAX_CHAT_MESSAGE) {
      throw new Error(`A chat message has 1 to ${MAX_CHAT_MESSAGE} characters; this one has ${text.length}.`);
    }
    const author: Author = { participantRole: "AGENT", displayName: agent.firstName };
    deliverMessage(contact, author, text, (content) => {
      contact.countMessage("agent", content);
      contact.journal.say(this.runtime.clock.now(), "agent", content, null);
    });
  }

  /** The agent leaves; a customer who stays hears the disconnect flow, when there is one. */
  agentHangsUp(agent: Agent, contact: Contact): void {
    const { lifecycle, clock } = this.runtime;
    if (contact.agent !== agent || contact.agentLeftAt !== null) return;
    contact.agentLeaves(clock.now());
    contact.journal.say(clock.now(), "agent", LEFT[contact.channel], null);
    lifecycle.stopFlows(contact);
    if (contact.connectedToAgentAt === null || !lifecycle.playDisconnectFlow(contact)) {
      lifecycle.disconnect(contact, "AGENT_DISCONNECT");
    }
    this.wrapUp(agent, contact);
  }

  /** The customer has gone: the agent who talked to them, or was about to, goes on to after-contact work. */
  customerLeft(contact: Contact): void {
    const { agent } = contact;
    if (agent === null || contact.agentLeftAt !== null) return;
    contact.agentLeaves(this.runtime.clock.now());
    this.wrapUp(agent, contact);
  }

  /** A flow that plays beside the conversation disconnects it. */
  flowEndsConversation(contact: Contact): void {
    this.runtime.lifecycle.disconnect(contact, "CONTACT_FLOW_DISCONNECT");
    this.customerLeft(contact);
  }

  /** After-contact work, and then the contact record. */
  wrapUp(agent: Agent, contact: Contact): void {
    this.closeView(contact);
    if (contact.connectedToAgentAt !== null) {
      this.runtime.lifecycle.playHooked(contact, "DisconnectAgentUI", "agentUI");
    }
    agent.wrapUp(contact, () => {
      contact.afterContactWorkEndedAt = this.runtime.clock.now();
      this.closeView(contact);
      this.runtime.lifecycle.finishIfDone(contact);
    });
  }

  private closeView(contact: Contact): void {
    const { uiRun } = contact;
    contact.uiRun = null;
    uiRun?.stop();
  }
}

const JOINED = {
  VOICE: (name: string) => `${name} is on the line`,
  CHAT: (name: string) => `${name} has joined the chat`,
  TASK: (name: string) => `${name} takes the task`,
  EMAIL: (name: string) => `${name} takes the e-mail`,
} as const;

const LEFT = {
  VOICE: "hangs up",
  CHAT: "leaves the chat",
  TASK: "completes the task",
  EMAIL: "closes the e-mail",
} as const;
