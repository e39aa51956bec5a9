/** Makes a bot of its data: the compiler sees to the texts, the checks to the rest. */
import type { Bot, BotSource, BuiltInSlotType, DefinedBot, Intent, Slot, SlotType } from "./bot";
import { BotError } from "./botError";
import { checkBot } from "./checkBot";
import { describeBotFindings } from "./finding";

/**
 * A checked bot. A locale that forgets the utterances of an intent, the prompt of a slot, a confirmation or a closing does
 * not compile.
 *
 * @throws BotError naming everything Lex would refuse (docs/bots.md).
 */
export function defineBot<
  const Types extends Readonly<Record<string, SlotType>>,
  const Slots extends Readonly<Record<string, Slot<Extract<keyof Types, string> | BuiltInSlotType>>>,
  const Intents extends Readonly<Record<string, Intent<Extract<keyof Slots, string>>>>,
  const LocaleId extends string,
  const Attribute extends string = never,
>(source: BotSource<Types, Slots, Intents, LocaleId, Attribute>): DefinedBot<Intents, LocaleId, Attribute>;
export function defineBot(source: Bot): Bot {
  return checked({ ...source, sessionAttributes: source.sessionAttributes ?? [] });
}

/** The bot, when no check finds an error in it. @throws BotError */
export function checked<B extends Bot>(bot: B): B {
  const errors = checkBot(bot).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new BotError(`The bot ${bot.name} would be refused:\n${describeBotFindings(errors)}`);
  }
  return bot;
}
