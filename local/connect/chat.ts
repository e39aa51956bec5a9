/** The customer's end of a chat: what a person or a test does in the chat window. */
import { Interaction } from "./interaction";
import { type Author, deliverMessage } from "./messageProcessor";
import type { Runtime } from "./runtime";

/** Most characters of one chat message. */
export const MAX_CHAT_MESSAGE = 1_024;

/** A chat ends after this time, unless the program that starts it says otherwise (ChatDurationInMinutes). */
export const CHAT_HOURS = 25;

/** One chat. */
export class Chat extends Interaction {
  readonly channel = "CHAT";
  protected readonly leaving = "leaves the chat";

  /** @param customerName what the customer is called in the chat (`ParticipantDetails.DisplayName`) */
  constructor(
    runtime: Runtime,
    patienceMs: number,
    readonly customerName: string,
    asked?: () => void,
  ) {
    super(runtime, patienceMs, asked);
  }

  /**
   * Writes a message: to a bot that listens, to the agent, or into the transcript an agent will read. Messages wait for a
   * function that is at work. After the end of the chat nothing happens.
   * @param messageId what the message is to be called for those who look on
   * @throws Error when the message is empty or longer than 1,024 characters
   */
  send(text: string, messageId?: string): void {
    if (text === "" || text.length > MAX_CHAT_MESSAGE) {
      throw new Error(`A chat message has 1 to ${MAX_CHAT_MESSAGE} characters; this one has ${text.length}.`);
    }
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    const author: Author = { participantRole: "CUSTOMER", displayName: this.customerName, messageId };
    deliverMessage(contact, author, text, (content) => this.deliver(content));
  }

  private deliver(text: string): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    this.note(contact.customerRun?.listensInSecret === true ? "*".repeat(text.length) : text);
    contact.countMessage("customer", text);
    const run = contact.customerRun;
    if (run !== null && run.role !== "queue") run.speak(text);
    else if (run?.listening === true) run.speak(text);
  }

  /** Answers a view (ShowView). A choice nobody asked for leaves a diagnostic. */
  choose(action: string, data: Record<string, unknown> = {}): void {
    const { contact } = this;
    if (contact.disconnectedAt !== null) return;
    this.note(contact.customerRun?.listensInSecret === true ? `[${action}]` : choiceText(action, data));
    const run = contact.customerRun;
    if (run !== null) run.choose(action, data);
    else this.diagnose(`"${action}" was chosen while no view was shown`);
  }
}

/** A choice as the transcript shows it. */
export function choiceText(action: string, data: Record<string, unknown>): string {
  return Object.keys(data).length === 0 ? `[${action}]` : `[${action}] ${JSON.stringify(data)}`;
}
