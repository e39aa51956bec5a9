/** What every customer's end of a contact shares: a call, a chat, a task. It follows the customer through every contact of a chain. */
import type { Timer } from "../clock";
import type { Contact } from "./contact";
import type { CustomerView } from "./customerView";
import type { Runtime } from "./runtime";
import type { Channel, DisconnectReason, InitiationMethod, TraceEntry, TranscriptEntry } from "./types";

/** Where a contact is. */
export type InteractionState = "flow" | "waiting-for-input" | "queued" | "with-agent" | "ended";

/** The customer's end. */
export abstract class Interaction {
  abstract readonly channel: Channel;
  private current: Contact | undefined = undefined;
  private lifetime: Timer | null = null;
  /** Told what the customer sees, where somebody looks. */
  view: CustomerView | null = null;

  /** @param patienceMs how long the customer waits in a queue, virtual milliseconds */
  constructor(
    protected readonly runtime: Runtime,
    readonly patienceMs: number,
    /** Told each time a flow asks the customer for something. */
    readonly asked?: () => void,
  ) {}

  /** What the transcript says when the customer leaves. */
  protected abstract readonly leaving: string;

  /** `DisconnectReason` of a contact the customer's side ends. */
  get leavingReason(): DisconnectReason {
    return "CUSTOMER_DISCONNECT";
  }

  /** The contact the customer is in now. */
  get contact(): Contact {
    if (this.current === undefined) throw new Error("The contact has not started.");
    return this.current;
  }

  set contact(contact: Contact) {
    this.current = contact;
  }

  /** Id of the current contact; it changes when the contact is transferred. */
  get contactId(): string {
    return this.contact.id;
  }

  /** How the current contact began. */
  get initiationMethod(): InitiationMethod {
    return this.contact.initiationMethod;
  }

  /** User-defined contact attributes as they are now. */
  get attributes(): Record<string, string> {
    return this.contact.attributes.toObject();
  }

  get state(): InteractionState {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return "ended";
    if (contact.customerRun?.listening === true) return "waiting-for-input";
    if (contact.customerRun?.role === "disconnect") return "flow";
    if (contact.connectedToAgentAt !== null && contact.agentLeftAt === null) return "with-agent";
    return contact.enqueuedAt !== null && contact.transferredTo === null ? "queued" : "flow";
  }

  /** What was said, written and pressed so far, with diagnostics, in order. */
  get transcript(): TranscriptEntry[] {
    return this.contact.journal.transcript();
  }

  /** Every action that ran so far, in order, with resolved parameters. */
  get trace(): TraceEntry[] {
    return this.contact.journal.trace();
  }

  /**
   * Resolves when nothing more happens at this moment of virtual time: the flow waits for the customer or for time, the
   * contact is queued, with an agent or over, and all real work (functions) is done. It does not move the clock.
   */
  settled(): Promise<void> {
    return this.runtime.clock.idle();
  }

  /** The customer leaves; nothing happens when the contact is over. */
  hangUp(): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    if (contact.customerPresent) this.note(this.leaving);
    this.runtime.lifecycle.customerHangsUp(contact);
  }

  /** Ends the interaction when it has lasted too long. */
  expireAfter(ms: number, reason: DisconnectReason): void {
    this.lifetime = this.runtime.clock.after(ms, () => {
      this.diagnose(`the contact has lasted ${ms / 3_600_000} hours, the most Amazon Connect allows, and ends`);
      this.runtime.lifecycle.expire(this.contact, reason);
    });
  }

  /** The last contact of the chain has ended. */
  over(): void {
    this.lifetime?.cancel();
    this.lifetime = null;
  }

  /** What the customer does, in the transcript. */
  protected note(text: string): void {
    this.contact.journal.say(this.runtime.clock.now(), "caller", text, null);
  }

  protected diagnose(text: string): void {
    this.contact.journal.say(this.runtime.clock.now(), "diagnostic", text, null);
  }
}
