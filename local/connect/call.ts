/** The customer's end of a call: what a person or a test does with a phone. */
import { Interaction, type InteractionState } from "./interaction";

/** Where a call is. */
export type CallState = InteractionState;

/** One call. */
export class Call extends Interaction {
  readonly channel = "VOICE";
  protected readonly leaving = "hangs up";

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
    this.note(contact.customerRun?.listensInSecret === true ? "*".repeat(keys.length) : keys);
    for (const key of keys) this.deliver(key);
  }

  private deliver(key: string): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    const run = contact.customerRun;
    if (run !== null) run.press(key);
    else this.diagnose(`key ${key} was pressed while no flow was playing`);
  }

  /**
   * Says something, to a bot or to an agent. Words wait for a function that is at work; words no bot listens to leave a
   * diagnostic. After the end of the call nothing happens.
   */
  speak(utterance: string): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    this.note(utterance);
    const run = contact.customerRun;
    if (run !== null) run.speak(utterance);
    else if (this.state !== "with-agent") this.diagnose(`"${utterance}" was said while no flow was playing`);
  }
}
