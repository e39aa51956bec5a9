/** The bots this project ships, as ConversationalBot takes them. */
import { botCatalog, type ConciergeSettings } from "../bots/catalog";
import { lexDocument } from "../bots/language";

export type { ConciergeLocale, ConciergeSettings } from "../bots/catalog";

/** A shipped bot. */
export interface ShippedBot {
  /** The name flows know it by. */
  readonly name: string;
  /** The document ConversationalBot takes. */
  readonly document: string;
  /** Who speaks it: a voice of Amazon Polly by language, such as `en-US`. */
  readonly voices: Readonly<Record<string, string>>;
}

/** Every shipped bot for these settings, checked. */
export function shippedBots(settings: ConciergeSettings): ShippedBot[] {
  return botCatalog(settings).map((bot) => ({
    name: bot.name,
    document: JSON.stringify(lexDocument(bot)),
    voices: Object.fromEntries(
      Object.entries(bot.locales).map(([locale, { voice }]) => [locale.replace("_", "-"), voice.id]),
    ),
  }));
}
