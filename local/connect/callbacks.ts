/** Queued callbacks: a contact of its own that waits in a queue in the customer's place; the agent comes first, then the customer is dialled. */
import { Call } from "./call";
import { type CallbackPlan, Contact } from "./contact";
import type { Interaction } from "./interaction";
import { Journal } from "./journal";
import type { Runtime } from "./runtime";
import type { CompiledFlow } from "./step";

/**
 * Creates callback contacts and dials their customers. One that no agent takes waits on: an agent who does not accept it is
 * no attempt, and Amazon Connect publishes no limit on how long it waits.
 */
export class Callbacks {
  constructor(
    private readonly runtime: Runtime,
    private readonly register: (interaction: Interaction) => void,
  ) {}

  /** Creates the callback contact; after the initial delay it is queued, unless a flow of its own decides. */
  create(origin: Contact, plan: CallbackPlan, initialDelayMs: number, flow: CompiledFlow | undefined): Contact {
    const { runtime } = this;
    const call = new Call(runtime, Number.POSITIVE_INFINITY);
    const contact = new Contact(
      runtime,
      "CALLBACK",
      plan.number,
      plan.queue.outboundNumber ?? origin.systemAddress,
      new Journal(),
      runtime.nextContactNumber(),
      call,
    );
    call.contact = contact;
    contact.inherit(origin);
    contact.callback = plan;
    contact.customerPresent = false;
    contact.targetQueue = plan.queue;
    this.register(call);
    runtime.emit("INITIATED", contact);
    if (flow !== undefined) runtime.lifecycle.play(contact, flow, "main");
    else contact.later(initialDelayMs, () => this.enqueue(contact, plan));
    return contact;
  }

  private enqueue(contact: Contact, plan: CallbackPlan): void {
    if (plan.queue.hasRoom(true)) return this.runtime.lifecycle.enqueue(contact, plan.queue);
    this.note(contact, `queue ${plan.queue.name} is at capacity; the callback ends`);
    this.runtime.lifecycle.disconnect(contact, "OTHER");
  }

  /** The agent is ready: dial the customer. */
  dial(contact: Contact): void {
    const { callback } = contact;
    if (callback === null) return;
    callback.attempts++;
    const { number } = callback;
    const outcome = this.runtime.dialOut({ number, purpose: "callback", attempt: callback.attempts });
    contact.facts = { ...contact.facts, OutboundCall: { status: outcome.answeredBy ?? "CallAnswered" } };
    const done = (): void =>
      outcome.answer === "answered" ? this.answered(contact) : this.failed(contact, callback, outcome.answer);
    const ringMs = (outcome.afterSeconds ?? 0) * 1_000;
    if (ringMs > 0) contact.later(ringMs, done);
    else done();
  }

  private answered(contact: Contact): void {
    const { clock, conversations, flows } = this.runtime;
    contact.customerPresent = true;
    contact.connectedToSystemAt = clock.now();
    contact.journal.say(clock.now(), "caller", "answers", null);
    // What an instance plays where the queue names no outbound whisper flow is not documented; here it is nothing.
    const flowId = contact.queue?.outboundFlowId;
    conversations.greet(contact, flowId === undefined ? undefined : flows.find(flowId));
  }

  private failed(contact: Contact, plan: CallbackPlan, answer: string): void {
    const { lifecycle } = this.runtime;
    const { agent } = contact;
    this.note(contact, `${plan.number}: ${answer} (attempt ${plan.attempts} of ${plan.maximumAttempts})`);
    contact.agent = null;
    if (plan.attempts >= plan.maximumAttempts) lifecycle.disconnect(contact, "OTHER");
    else contact.later(plan.retryDelayMs, () => this.enqueue(contact, plan));
    agent?.wrapUp(contact, () => undefined);
  }

  private note(contact: Contact, text: string): void {
    contact.journal.say(this.runtime.clock.now(), "diagnostic", text, null);
  }
}
