/** A small bot with one of everything, for tests that change a part of it. */
import type { Bot, Locale } from "../../bots/language";

/** Two intents, slots of a list, of a pattern and of a built-in type, a confirmation and a closing, in one locale. */
export function smallBot(changes: Partial<Bot> = {}): Bot {
  return {
    name: "parcel-bot",
    description: "Sends parcels",
    idleSessionSeconds: 300,
    slotTypes: {
      Size: { values: ["small", "large"] },
      Code: { parent: "AMAZON.AlphaNumeric", pattern: "[A-Z]{2}[0-9]{4}" },
    },
    slots: {
      size: { type: "Size", obfuscated: false },
      code: { type: "Code", obfuscated: true, keypadDigits: 6 },
      day: { type: "AMAZON.Date", obfuscated: false },
    },
    intents: {
      SendParcel: {
        slots: { size: { priority: 1, required: true }, day: { priority: 2 } },
        dialogHook: true,
        fulfilmentHook: true,
        confirms: true,
      },
      FindParcel: { slots: { code: { priority: 1 } }, dialogHook: false, fulfilmentHook: true, closes: true },
    },
    fallback: { dialogHook: false, fulfilmentHook: true },
    locales: { en_US: smallLocale() },
    ...changes,
  };
}

/** The locale of {@link smallBot}. */
export function smallLocale(changes: Partial<Locale> = {}): Locale {
  return {
    voice: { id: "Joanna", engine: "neural" },
    nluThreshold: 0.4,
    utterances: {
      SendParcel: ["send a parcel", "send a {size} parcel on {day}"],
      FindParcel: ["where is my parcel", "find the parcel {code}"],
    },
    prompts: {
      size: { ask: ["How large is it?", "Is it small or large?"], retries: 2 },
      code: { ask: "What is its code?", retries: 1 },
      day: { ask: "On which day?", retries: 0 },
    },
    confirmations: { SendParcel: { ask: "Shall I send it?", declined: "Then I keep it.", retries: 1 } },
    closings: { FindParcel: "That is all I know." },
    synonyms: { Size: { small: ["little", "tiny"], large: ["big"] } },
    ...changes,
  };
}

/** {@link smallBot} with another locale. */
export function botSaying(changes: Partial<Locale>, others: Partial<Bot> = {}): Bot {
  return smallBot({ ...others, locales: { en_US: smallLocale(changes) } });
}
