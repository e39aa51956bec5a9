/** Bots and views as a flow needs to know them: their name, and what they can answer. */
import { type BotRef, botRef, type ViewRef, viewRef } from "./placeholders";
import { type Reference } from "./references";

/** A Lex V2 bot: its intents with the slots of each, and the session attributes its code hooks set. */
export interface Bot<
  Intents extends { readonly [intent: string]: readonly string[] } = { readonly [intent: string]: readonly string[] },
  Attribute extends string = string,
> {
  /** The bot, or a reference to the ARN of its alias. */
  readonly ref: BotRef | Reference;
  readonly intents: Intents;
  readonly sessionAttributes: readonly Attribute[];
}

/** What a bot found out. */
export interface BotAnswer<Slot extends string, Attribute extends string> {
  readonly intentName: Reference<"text">;
  /** How sure the bot is, 0 to 1. */
  readonly confidence: Reference<"number">;
  readonly dialogState: Reference<"text">;
  /** Label such as "POSITIVE", if the bot analyses sentiment. */
  readonly sentiment: Reference<"text">;
  readonly slots: { readonly [slot in Slot]: Reference<"text"> };
  readonly sessionAttributes: { readonly [attribute in Attribute]: Reference<"text"> };
}

/**
 * Describes a bot, so that intents, slots and session attributes are checked when a flow is compiled:
 * `describeBot("concierge", { OrderStatus: ["orderId"], Agent: [] })`. A bot outside of the program is given as
 * `existing("bot", "arn:aws:lex:…")`, or as a reference to its alias's ARN.
 */
export function describeBot<
  const Intents extends { readonly [intent: string]: readonly string[] },
  const Attribute extends string = never,
>(
  bot: string | BotRef | Reference,
  intents: Intents,
  sessionAttributes: readonly Attribute[] = [],
): Bot<Intents, Attribute> {
  return { ref: typeof bot === "string" ? botRef(bot) : bot, intents, sessionAttributes };
}

/** A view: the actions a participant can take in it, and the fields it sends back. */
export interface View<Action extends string = string, Field extends string = string> {
  readonly ref: ViewRef | Reference;
  readonly actions: readonly Action[];
  readonly fields: readonly Field[];
}

/** What a participant did in a view. */
export interface ViewAnswer<Field extends string> {
  readonly action: Reference<"text">;
  readonly fields: { readonly [field in Field]: Reference<"text"> };
}

/** Describes a view: `describeView("feedback", { actions: ["Send", "Skip"], fields: ["stars"] })`. */
export function describeView<const Action extends string, const Field extends string = never>(
  view: string | ViewRef | Reference,
  { actions, fields = [] }: { readonly actions: readonly Action[]; readonly fields?: readonly Field[] },
): View<Action, Field> {
  return { ref: typeof view === "string" ? viewRef(view) : view, actions, fields };
}
