/** How a contact lives: flows start and end, it waits in queues, it is disconnected, and its record falls due. */
import type { Contact, EventHook } from "./contact";
import { FlowRun, type RunRole } from "./flowRun";
import type { Queue } from "./queue";
import type { Runtime } from "./runtime";
import type { CompiledFlow, FlowEnd } from "./step";
import type { DisconnectReason } from "./types";

/** The steps every contact takes, whatever started it. */
export class Lifecycle {
  constructor(private readonly runtime: Runtime) {}

  /** Starts a contact with its first flow. */
  begin(contact: Contact, flow: CompiledFlow): void {
    this.runtime.emit("INITIATED", contact);
    this.enter(contact, flow);
  }

  /** Plays the first flow. Calls are connected when they begin; only other channels tell. */
  enter(contact: Contact, flow: CompiledFlow): void {
    if (contact.channel !== "VOICE") {
      contact.connectedToSystemAt = this.runtime.clock.now();
      this.runtime.emit("CONNECTED_TO_SYSTEM", contact);
    }
    this.play(contact, flow, "main");
  }

  /** Plays a flow for a contact; an agent whisper plays on the agent's side. */
  play(contact: Contact, flow: CompiledFlow, role: RunRole): void {
    const run = new FlowRun(contact, this.runtime, flow, role);
    if (role === "agentWhisper" || role === "agentHold") contact.agentRun = run;
    else if (role === "agentUI") contact.uiRun = run;
    else contact.customerRun = run;
    run.start();
  }

  /**
   * Plays the flow hooked to an event, else the one every instance has for it. Answers false when there is none, or the
   * contact's flows said that none is to play.
   */
  playHooked(contact: Contact, hook: EventHook, role: RunRole): boolean {
    const hooked = contact.hooks.get(hook);
    // In a chat the default whispers play only where a flow has set them.
    const silent = contact.channel === "CHAT" && (hook === "AgentWhisper" || hook === "CustomerWhisper");
    const flow = hooked === undefined && !silent ? this.runtime.flows.defaultFor(hook) : hooked;
    if (flow === null || flow === undefined) return false;
    this.play(contact, flow, role);
    return true;
  }

  /** A flow of a contact has come to an end of its own. */
  flowEnded(run: FlowRun, end: FlowEnd): void {
    const { contact } = run;
    if (contact.agentRun === run) contact.agentRun = null;
    if (contact.customerRun === run) contact.customerRun = null;
    if (contact.uiRun === run) contact.uiRun = null;
    switch (run.role) {
      case "main":
        return this.mainFlowEnded(contact, end);
      case "queue":
        return this.queueFlowEnded(contact, end);
      case "disconnect":
        return this.disconnectFlowEnded(contact, end);
      case "agentWhisper":
      case "customerWhisper":
      case "outboundWhisper":
        return this.runtime.conversations.whisperEnded(contact);
      case "pause":
        if (end === "disconnect") this.runtime.conversations.flowEndsConversation(contact);
        return;
      default:
        // A hold flow that ends leaves silence, one shown to the agent an empty screen.
        return;
    }
  }

  private mainFlowEnded(contact: Contact, end: FlowEnd): void {
    if (end === "queued" && contact.targetQueue !== null) this.enqueue(contact, contact.targetQueue);
    else if (end !== "transferredOut") this.flowDisconnects(contact, end);
  }

  private queueFlowEnded(contact: Contact, end: FlowEnd): void {
    // A queue flow that simply ends leaves the customer waiting in silence.
    if (end === "finished") return;
    if (end === "requeued" && contact.requeueTo !== null) {
      return this.runtime.transfers.toQueue(contact, contact.requeueTo);
    }
    this.leaveQueue(contact);
    if (end !== "transferredOut") this.flowDisconnects(contact, end);
  }

  /** A flow is over and the contact with it. DisconnectParticipant also runs the disconnect flow, if one is set. */
  private flowDisconnects(contact: Contact, end: FlowEnd): void {
    const reason = "CONTACT_FLOW_DISCONNECT";
    if (end === "disconnect" && contact.hooks.has("CustomerRemaining")) this.customerIsGone(contact, reason);
    else this.disconnect(contact, reason);
  }

  private disconnectFlowEnded(contact: Contact, end: FlowEnd): void {
    if (end === "transferredOut") return;
    if (end === "queued" && contact.targetQueue !== null) {
      const { targetQueue } = contact;
      const next = contact.succeed("DISCONNECT");
      this.disconnect(contact, "AGENT_DISCONNECT");
      this.runtime.emit("INITIATED", next);
      return this.enqueue(next, targetQueue);
    }
    if (contact.disconnectedAt === null) this.disconnect(contact, "CONTACT_FLOW_DISCONNECT");
    else this.finishIfDone(contact);
  }

  /** Places a contact in a queue; its queue flow plays until an agent answers. */
  enqueue(contact: Contact, queue: Queue): void {
    const { clock } = this.runtime;
    contact.queue = queue;
    contact.enqueuedAt = clock.now();
    contact.dequeuedAt = null;
    queue.waiting.add(contact);
    this.runtime.emit("QUEUED", contact);
    const { customer } = contact;
    if (contact.customerPresent) {
      if (Number.isFinite(customer.patienceMs)) {
        contact.later(customer.patienceMs, () => customer.hangUp());
      }
      this.playHooked(contact, "CustomerQueue", "queue");
    }
    if (contact.waitingInQueue) this.runtime.router.contactWaits(contact);
  }

  /** Takes a contact out of its queue; an agent whose phone rings with it is free again. */
  leaveQueue(contact: Contact): void {
    if (!contact.waitingInQueue) return;
    contact.queue?.waiting.remove(contact);
    contact.dequeuedAt = this.runtime.clock.now();
    contact.cancelTimers();
    const agent = contact.offeredTo;
    contact.offeredTo = null;
    agent?.withdraw(contact);
  }

  /** The customer hangs up, wherever the contact is. */
  customerHangsUp(contact: Contact): void {
    if (contact.disconnectedAt === null) this.customerIsGone(contact, contact.customer.leavingReason);
  }

  private customerIsGone(contact: Contact, reason: DisconnectReason): void {
    contact.customerPresent = false;
    this.stopFlows(contact);
    this.leaveQueue(contact);
    this.disconnected(contact, reason);
    this.playDisconnectFlow(contact);
    this.runtime.conversations.customerLeft(contact);
    this.finishIfDone(contact);
  }

  /** A contact has lasted too long: it ends wherever it is. */
  expire(contact: Contact, reason: DisconnectReason): void {
    if (contact.disconnectedAt !== null) return;
    this.stopFlows(contact);
    this.leaveQueue(contact);
    this.disconnected(contact, reason);
    this.runtime.conversations.customerLeft(contact);
    this.finishIfDone(contact);
  }

  /** Plays the disconnect flow, once. Answers whether there was one to play. */
  playDisconnectFlow(contact: Contact): boolean {
    const hook: EventHook = "CustomerRemaining";
    const flow = contact.hooks.get(hook);
    if (flow === undefined || flow === null || contact.disconnectFlowRan) return false;
    contact.disconnectFlowRan = true;
    this.play(contact, flow, "disconnect");
    return true;
  }

  /** Ends a contact. Null is the reason of one that another contact continues. */
  disconnect(contact: Contact, reason: DisconnectReason | null): void {
    if (contact.disconnectedAt !== null) return;
    this.stopFlows(contact);
    this.disconnected(contact, reason);
    this.finishIfDone(contact);
  }

  /** Sends the record once the contact is over for customer, flows and agent. */
  finishIfDone(contact: Contact): void {
    const agentAtWork = contact.agent !== null && contact.afterContactWorkEndedAt === null;
    if (contact.disconnectedAt === null || contact.finishedAt !== null) return;
    if (contact.customerRun !== null || agentAtWork) return;
    contact.finishedAt = this.runtime.clock.now();
    this.runtime.finished(contact);
  }

  private disconnected(contact: Contact, reason: DisconnectReason | null): void {
    contact.disconnectedAt = this.runtime.clock.now();
    contact.disconnectReason = reason;
    contact.cancelTimers();
    this.runtime.emit("DISCONNECTED", contact);
  }

  /** Stops what plays for customer and agent; what is shown to the agent stays until the agent has finished. */
  stopFlows(contact: Contact): void {
    const { customerRun, agentRun } = contact;
    contact.customerRun = null;
    contact.agentRun = null;
    customerRun?.stop();
    agentRun?.stop();
  }
}
