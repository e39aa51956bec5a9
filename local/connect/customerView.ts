/** What a customer of a chat sees, as it happens: messages, agents who come and go, and the end. */
import type { Agent } from "./agent";
import type { Contact } from "./contact";
import type { Author } from "./messageProcessor";

/** Told of everything that appears in the customer's chat window. */
export interface CustomerView {
  /** Somebody has written a message that everybody may read, the customer's own included. */
  message(contact: Contact, author: Author, content: string): void;
  agentJoined(contact: Contact, agent: Agent): void;
  agentLeft(contact: Contact, agent: Agent): void;
  /** The contact is over and nothing follows it. */
  ended(contact: Contact): void;
}
