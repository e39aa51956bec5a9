/**
 * What must not compile about a bot, each beside the nearest thing that must. `npm run typecheck` fails when a line below
 * stops being an error; test/bots/types.test.ts makes sure that each is an error of its own making.
 */
import { concierge } from "../../bots/concierge";
import { defineBot, intentSlots } from "../../bots/language";
import { defineFlow, describeBot, goOn } from "../../flows/language";

const HOOKS = { dialogHook: true, fulfilmentHook: true } as const;
const HEAD = { name: "b", idleSessionSeconds: 300, slotTypes: {}, slots: {}, fallback: HOOKS } as const;
const TONE = { voice: { id: "Joanna" }, nluThreshold: 0.4 } as const;
const SAID = { Send: ["send it"] } as const;
const SIZE = {
  slotTypes: { Size: { values: ["small"] } },
  slots: { size: { type: "Size", obfuscated: false } },
} as const;
const ASK = { ask: "How large?", retries: 1 } as const;

export function bots(): void {
  // @ts-expect-error: a locale without the utterances of an intent
  defineBot({ ...HEAD, intents: { Send: HOOKS }, locales: { en_US: { ...TONE, utterances: {}, prompts: {} } } });
  defineBot({ ...HEAD, intents: { Send: HOOKS }, locales: { en_US: { ...TONE, utterances: SAID, prompts: {} } } });

  // @ts-expect-error: an intent with an empty list of utterances
  defineBot({ ...HEAD, intents: { A: HOOKS }, locales: { en_US: { ...TONE, utterances: { A: [] }, prompts: {} } } });
  defineBot({ ...HEAD, intents: { A: HOOKS }, locales: { en_US: { ...TONE, utterances: { A: ["a"] }, prompts: {} } } });

  const sized = { Send: { ...HOOKS, slots: { size: { priority: 1 } } } } as const;
  const words = { ...TONE, utterances: SAID, synonyms: { Size: { small: ["tiny"] } } } as const;
  // @ts-expect-error: a locale without the prompt of a slot
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: { ...words, prompts: {} } } });
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: { ...words, prompts: { size: ASK } } } });

  const asked = { ...TONE, utterances: SAID, prompts: { size: ASK } } as const;
  // @ts-expect-error: a locale without the synonyms of a list
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: asked } });
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: { ...asked, synonyms: { Size: { small: [] } } } } });

  const synonyms = { Size: { small: [] } } as const;
  const whole = { ...asked, synonyms } as const;
  const mute = { ...words, prompts: {} } as const;
  // @ts-expect-error: a second locale that forgets the prompt
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: whole, es_US: mute } });
  defineBot({ ...HEAD, ...SIZE, intents: sized, locales: { en_US: whole, es_US: whole } });

  const confirmed = { Send: { ...HOOKS, confirms: true } } as const;
  const said = { ...TONE, utterances: SAID, prompts: {} } as const;
  const confirmations = { Send: { ...ASK, declined: "Then not." } } as const;
  // @ts-expect-error: an intent that confirms without words
  defineBot({ ...HEAD, intents: confirmed, locales: { en_US: said } });
  defineBot({ ...HEAD, intents: confirmed, locales: { en_US: { ...said, confirmations } } });

  // @ts-expect-error: words for a confirmation nobody asks for
  defineBot({ ...HEAD, intents: { Send: HOOKS }, locales: { en_US: { ...said, confirmations } } });
  defineBot({ ...HEAD, intents: { Send: HOOKS }, locales: { en_US: said } });

  const closing = { Send: { ...HOOKS, closes: true } } as const;
  // @ts-expect-error: an intent that closes without words
  defineBot({ ...HEAD, intents: closing, locales: { en_US: said } });
  defineBot({ ...HEAD, intents: closing, locales: { en_US: { ...said, closings: { Send: "Sent." } } } });

  const wrong = { ...HEAD, ...SIZE, intents: { Send: HOOKS }, locales: { en_US: { ...asked, synonyms } } } as const;
  // @ts-expect-error: a slot of a type nobody declares
  defineBot({ ...wrong, slots: { size: { type: "Sise", obfuscated: false } } });
  defineBot({ ...wrong, slots: { size: { type: "AMAZON.Date", obfuscated: false } } });

  // @ts-expect-error: an intent with a slot nobody declares
  defineBot({ ...wrong, intents: { Send: { ...HOOKS, slots: { sise: { priority: 1 } } } } });
  defineBot({ ...wrong, intents: { Send: { ...HOOKS, slots: { size: { priority: 1 } } } } });
}

export function asked(): void {
  const bot = concierge({ company: "Example Company" });
  const described = describeBot(bot.name, intentSlots(bot), bot.sessionAttributes);
  defineFlow({ name: "x", type: "CONTACT_FLOW", onError: goOn }, (f) => {
    const rest = { onNoMatch: goOn };
    // @ts-expect-error: an intent the bot does not have
    f.askBot(described, { say: "Hello?" }, { ...rest, intents: { OrderStatsu: goOn } });
    f.askBot(described, { say: "Hello?" }, { ...rest, intents: { OrderStatus: goOn } });

    const say = "Hi?";
    // @ts-expect-error: a slot the intent does not have
    f.askBot(described, { say }, { ...rest, intents: { OrderStatus: (_, a) => void a.slots.deliveryDay } });
    f.askBot(described, { say }, { ...rest, intents: { OrderStatus: (_, a) => void a.slots.pin } });
  });
}
