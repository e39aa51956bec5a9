/** What customers of a chat read, in the language in which they have talked to the bot. */
import { contact } from "./contracts";
import { sayGoodbye } from "./goodbye";
import { type FlowBuilder } from "./language";

/** The same in every language of the bot. */
export interface Words {
  readonly en: string;
  readonly es: string;
}

/** Locale a chat of the web page brings along; without one it is English. */
const SPANISH = "es_US";

/** Writes it in the customer's language. */
export function sayIn(f: FlowBuilder<"CONTACT_FLOW" | "CUSTOMER_QUEUE">, { en, es }: Words): void {
  f.compare(contact.locale, { [SPANISH]: (f) => f.say(es) }, (f) => f.say(en));
}

/** Says goodbye in the customer's language and ends the chat. */
export function sayGoodbyeIn(f: FlowBuilder, { en, es }: Words): void {
  f.compare(contact.locale, { [SPANISH]: (f) => sayGoodbye(f, es) }, (f) => sayGoodbye(f, en));
}
