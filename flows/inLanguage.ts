/** What customers of a chat read, in the language in which they have talked to the bot. */
import { contact } from "./contracts";
import { sayGoodbye } from "./goodbye";
import { type DialogKind, type FlowBuilder } from "./language";
import { type FlowSettings } from "./settings";

/** The same in every language of the bot. */
export interface Words {
  readonly en: string;
  readonly es: string;
}

/** Locales a chat of the web page brings along, and what Connect calls them; without one it is English. */
const ENGLISH = "en_US";
const SPANISH = "es_US";
const LANGUAGE_OF = { [ENGLISH]: "en-US", [SPANISH]: "es-US" } as const;

/** Makes the language the customer has talked to the bot in the contact's own, in which functions and bots answer it. */
export function useCustomersLanguage(f: FlowBuilder, { language }: FlowSettings): void {
  f.attempt((f) =>
    f.compare(
      contact.locale,
      {
        [ENGLISH]: (f) => f.setContactData({ languageCode: LANGUAGE_OF[ENGLISH] }),
        [SPANISH]: (f) => f.setContactData({ languageCode: LANGUAGE_OF[SPANISH] }),
      },
      (f) => f.setContactData({ languageCode: language }),
    ),
  );
}

/** Writes it in the customer's language. */
export function sayIn(f: FlowBuilder<DialogKind>, { en, es }: Words): void {
  f.compare(contact.locale, { [SPANISH]: (f) => f.say(es) }, (f) => f.say(en));
}

/** Says goodbye in the customer's language and ends the chat. */
export function sayGoodbyeIn(f: FlowBuilder<DialogKind>, { en, es }: Words): void {
  f.compare(contact.locale, { [SPANISH]: (f) => sayGoodbye(f, es) }, (f) => sayGoodbye(f, en));
}
