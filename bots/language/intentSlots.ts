/** What a flow needs to know about a bot: its intents, and the slots of each. */
import { type Bot, FALLBACK_INTENT, type SlotsOf } from "./bot";

/** Intents with their slots, the fallback among them. */
export type IntentSlots<Intents> = {
  readonly [I in Extract<keyof Intents, string>]: readonly SlotsOf<Intents[I]>[];
} & { readonly [FALLBACK_INTENT]: readonly never[] };

/**
 * Intents → slots, as `describeBot` of the flow language takes them:
 * `describeBot(bot.name, intentSlots(bot), bot.sessionAttributes)`.
 */
export function intentSlots<Intents>(bot: { readonly intents: Intents }): IntentSlots<Intents>;
export function intentSlots({ intents }: Pick<Bot, "intents">): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(intents).map(([name, { slots = {} }]) => [name, Object.keys(slots)] as const);
  return Object.fromEntries([...named, [FALLBACK_INTENT, []]]);
}
