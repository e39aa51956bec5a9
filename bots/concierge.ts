/** The concierge: the one bot of the centre, asked by callers, in chats, on the web page and in Slack. */
import { english } from "./concierge/english";
import { CONCIERGE_INTENTS, CONCIERGE_SLOT_TYPES, CONCIERGE_SLOTS } from "./concierge/parts";
import { spanish } from "./concierge/spanish";
import { BotError, defineBot } from "./language";

const TEXTS = { en_US: english, es_US: spanish } as const;

/** Languages the concierge speaks. */
export type ConciergeLocale = keyof typeof TEXTS;

/** Languages the concierge speaks, the first being the one it begins with. */
export const CONCIERGE_LOCALES: readonly ConciergeLocale[] = ["en_US", "es_US"];

/** What the concierge needs to know about a centre. */
export interface ConciergeSettings {
  /** Name of the company, as customers hear and read it; up to 60 characters. */
  readonly company: string;
  /** Languages it speaks. Default: all. */
  readonly locales?: readonly ConciergeLocale[];
}

/** Seconds a silent customer is remembered: as long as somebody looks for an order's papers. */
const IDLE_SESSION_SECONDS = 300;

const MAX_COMPANY = 60;

/** The concierge of a centre. @throws BotError when the name cannot be said, or no language is left. */
export function concierge({ company, locales = CONCIERGE_LOCALES }: ConciergeSettings) {
  if (company.trim() === "" || company.length > MAX_COMPANY || /[{}[\]<>]/.test(company)) {
    throw new BotError(
      `The company is "${company}"; the concierge says it, so give 1 to ${MAX_COMPANY} characters without { } [ ] < >.`,
    );
  }
  return defineBot({
    name: "concierge",
    description: "Answers customers on the phone, in chats, on the web and in Slack",
    idleSessionSeconds: IDLE_SESSION_SECONDS,
    slotTypes: CONCIERGE_SLOT_TYPES,
    slots: CONCIERGE_SLOTS,
    intents: CONCIERGE_INTENTS,
    fallback: { dialogHook: false, fulfilmentHook: true },
    sessionAttributes: ["door", "callerNumber", "customerId", "verified", "misunderstood", "handover"],
    locales: textsOf(company, locales),
  });
}

function textsOf(company: string, locales: readonly ConciergeLocale[]) {
  const chosen = CONCIERGE_LOCALES.filter((locale) => locales.includes(locale));
  return Object.fromEntries(chosen.map((locale) => [locale, TEXTS[locale](company)]));
}
