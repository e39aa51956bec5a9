/** Moves a customer on: to another queue, to a quick connect, to a number outside. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { QuickConnectDeclaration } from "./instance";
import type { Queue } from "./queue";
import type { Runtime } from "./runtime";
import type { DialOutcome } from "./types";

/** Most contacts in a chain of queue-to-queue transfers. */
export const MAX_CHAIN = 12;

const TRANSFERRED = { VOICE: "the call", CHAT: "the chat", TASK: "the task", EMAIL: "the e-mail" } as const;

/** Every transfer that is not a step of a flow. */
export class Transfers {
  constructor(private readonly runtime: Runtime) {}

  /** From the queue a contact waits in to another one: a new contact takes its place. */
  toQueue(contact: Contact, queue: Queue): void {
    const { lifecycle } = this.runtime;
    const next = contact.succeed("QUEUE_TRANSFER");
    next.targetQueue = queue;
    lifecycle.leaveQueue(contact);
    lifecycle.disconnect(contact, null);
    this.runtime.emit("INITIATED", next);
    lifecycle.enqueue(next, queue);
  }

  /** An agent hands the conversation to a quick connect of the contact's queue and leaves. */
  toQuickConnect(agent: Agent, contact: Contact, name: string): void {
    const offered = this.runtime.instance.quickConnects.filter(({ id }) => contact.queue?.quickConnectIds.includes(id));
    const quickConnect = offered.find((candidate) => candidate.name === name);
    if (quickConnect === undefined) {
      const names = offered.map((candidate) => `"${candidate.name}"`).join(", ") || "none";
      throw new Error(
        `Agent ${agent.username} sees no quick connect "${name}"; those of queue "${contact.queue?.name}" are: ${names}. ` +
          "Declare it as aws.connect.QuickConnect and list it in the queue's quickConnectIds.",
      );
    }
    if (quickConnect.phoneNumber !== undefined && contact.channel !== "VOICE") {
      throw new Error(
        `Quick connect "${name}" dials a number; a ${contact.channel} contact cannot be transferred to it.`,
      );
    }
    if (quickConnect.phoneNumber !== undefined) this.agentTransfersOut(agent, contact, quickConnect.phoneNumber);
    else this.agentTransfersIn(agent, contact, quickConnect);
  }

  private agentTransfersIn(agent: Agent, contact: Contact, quickConnect: QuickConnectDeclaration): void {
    const { runtime } = this;
    const flow = runtime.flows.find(quickConnect.flowId ?? "");
    const target = runtime.agents.find(({ id }) => id === quickConnect.userId)?.personalQueue;
    const queue = target ?? runtime.queues.get(quickConnect.queueId ?? "");
    if (flow === undefined || queue === undefined) {
      throw new Error(`Quick connect "${quickConnect.name}" names a flow, queue or user the program does not declare.`);
    }
    const next = contact.succeed("TRANSFER");
    next.targetQueue = queue;
    this.release(agent, contact);
    runtime.lifecycle.disconnect(contact, "AGENT_DISCONNECT");
    runtime.lifecycle.begin(next, flow);
    runtime.conversations.wrapUp(agent, contact);
  }

  private agentTransfersOut(agent: Agent, contact: Contact, number: string): void {
    this.release(agent, contact);
    const outcome = this.runtime.dialOut({ number, purpose: "third-party", attempt: 1 });
    if (outcome.answer === "answered") this.connectOutside(contact, number, outcome);
    else {
      contact.journal.say(this.runtime.clock.now(), "diagnostic", `${number}: ${outcome.answer}`, null);
      this.runtime.lifecycle.disconnect(contact, "AGENT_DISCONNECT");
    }
    this.runtime.conversations.wrapUp(agent, contact);
  }

  private release(agent: Agent, contact: Contact): void {
    const now = this.runtime.clock.now();
    contact.agentLeaves(now);
    this.runtime.lifecycle.stopFlows(contact);
    contact.journal.say(now, "agent", `${agent.username} transfers ${TRANSFERRED[contact.channel]}`, null);
  }

  /** The customer talks to a number outside until one of them hangs up. */
  connectOutside(contact: Contact, number: string, outcome: DialOutcome): void {
    const { clock, lifecycle } = this.runtime;
    contact.transferredTo = { number, at: clock.now() };
    contact.journal.say(clock.now(), "system", `connected to ${number}`, null);
    const talkMs = (outcome.talkSeconds ?? 60) * 1_000;
    contact.later(talkMs, () => lifecycle.disconnect(contact, "THIRD_PARTY_DISCONNECT"));
  }
}
