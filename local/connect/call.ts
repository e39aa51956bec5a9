/** The customer's end of a call: what a person or a test does with a phone. */
import type { Contact, CustomerSide } from "./contact";
import type { Runtime } from "./runtime";
import type { InitiationMethod, TraceEntry, TranscriptEntry } from "./types";

/** Where a call is. */
export type CallState = "flow" | "waiting-for-input" | "queued" | "with-agent" | "ended";

/** One call. It follows the customer through every contact of the chain. */
export class Call implements CustomerSide {
  private current: Contact | undefined = undefined;

  /** @param patienceMs how long the caller waits in a queue, virtual milliseconds */
  constructor(
    private readonly runtime: Runtime,
    readonly patienceMs: number,
  ) {}

  /** The contact the customer is in now. */
  get contact(): Contact {
    if (this.current === undefined) throw new Error("The call has not started.");
    return this.current;
  }

  set contact(contact: Contact) {
    this.current = contact;
  }

  /** Id of the current contact; it changes when the call is transferred. */
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

  get state(): CallState {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return "ended";
    if (contact.customerRun?.listening === true) return "waiting-for-input";
    if (contact.customerRun?.role === "disconnect") return "flow";
    if (contact.connectedToAgentAt !== null && contact.agentLeftAt === null) return "with-agent";
    return contact.enqueuedAt !== null && contact.transferredTo === null ? "queued" : "flow";
  }

  /** What was said and pressed so far, with diagnostics, in order. */
  get transcript(): TranscriptEntry[] {
    return this.contact.journal.transcript();
  }

  /** Every action that ran so far, in order, with resolved parameters. */
  get trace(): TraceEntry[] {
    return this.contact.journal.trace();
  }

  /**
   * Resolves when nothing more happens at this moment of virtual time: the flow waits for the caller or for time, the
   * contact is queued, with an agent or over, and all real work (functions) is done. It does not move the clock.
   */
  settled(): Promise<void> {
    return this.runtime.clock.idle();
  }

  /**
   * Presses keys, one after the other. Keys wait for a function that is at work; keys nobody listens to are lost and leave
   * a diagnostic. After the end of the call nothing happens.
   * @throws Error when a character is not a key of a phone
   */
  press(keys: string): void {
    if (!/^[0-9*#]+$/.test(keys)) {
      throw new Error(`"${keys}" cannot be pressed on a phone; keys are 0 to 9, * and #.`);
    }
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    contact.journal.say(this.runtime.clock.now(), "caller", keys, null);
    for (const key of keys) this.deliver(key);
  }

  deliver(key: string): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    const run = contact.customerRun;
    if (run !== null) run.press(key);
    else {
      const text = `key ${key} was pressed while no flow was playing`;
      contact.journal.say(this.runtime.clock.now(), "diagnostic", text, null);
    }
  }

  /** Hangs up; nothing happens when the call is over. */
  hangUp(): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    if (contact.customerPresent) contact.journal.say(this.runtime.clock.now(), "caller", "hangs up", null);
    this.runtime.lifecycle.customerHangsUp(contact);
  }
}
