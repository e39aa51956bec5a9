/** A bot as the local Lex plays it: what `AWS::Lex::Bot` declares, read once and typed. */

/** One message of a bot, or of its code hook, in the shape of the runtime API. */
export interface Message {
  readonly contentType: "PlainText" | "SSML" | "CustomPayload" | "ImageResponseCard";
  /** The text; absent of an ImageResponseCard. */
  readonly content?: string;
  readonly imageResponseCard?: ImageResponseCard;
}

/** A card with buttons, for chats. */
export interface ImageResponseCard {
  readonly title: string;
  readonly subtitle?: string;
  readonly imageUrl?: string;
  readonly buttons?: readonly { readonly text: string; readonly value: string }[];
}

/** One message and the variations that may be said in its place. */
export type MessageGroup = readonly Message[];

/** What a bot asks, and how often. */
export interface Prompt {
  readonly groups: readonly MessageGroup[];
  /** How often it is asked again when the answer is not understood, 0 to 5. */
  readonly maxRetries: number;
  /** Whether retries go through the variations in order; otherwise chance chooses. */
  readonly ordered: boolean;
}

/** A slot of an intent. */
export interface SlotDefinition {
  readonly name: string;
  /** Name of a slot type of the locale, or of a built-in one such as `AMAZON.Date`. */
  readonly type: string;
  readonly required: boolean;
  readonly prompt: Prompt | undefined;
  /** Value of a slot nobody has filled. */
  readonly defaultValue: string | undefined;
}

/** An intent of a locale. */
export interface IntentDefinition {
  readonly name: string;
  readonly isFallback: boolean;
  readonly utterances: readonly string[];
  /** By priority: the order they are asked for. */
  readonly slots: readonly SlotDefinition[];
  readonly dialogCodeHook: boolean;
  readonly fulfillmentCodeHook: boolean;
  /** Said first, when the intent begins. */
  readonly initialResponse: readonly MessageGroup[];
  readonly confirmation: Prompt | undefined;
  readonly declination: readonly MessageGroup[];
  readonly fulfilled: readonly MessageGroup[];
  readonly failed: readonly MessageGroup[];
  readonly closing: readonly MessageGroup[];
  /** Contexts that must be active for the intent to be understood. */
  readonly inputContexts: readonly string[];
  readonly outputContexts: readonly OutputContext[];
}

/** A context that is active for a while once the intent is fulfilled. */
export interface OutputContext {
  readonly name: string;
  readonly seconds: number;
  readonly turns: number;
}

/** A slot type of a locale. */
export interface SlotTypeDefinition {
  readonly name: string;
  /** The built-in type it narrows, such as `AMAZON.AlphaNumeric`. */
  readonly parent: string | undefined;
  readonly values: readonly { readonly value: string; readonly synonyms: readonly string[] }[];
  /** Whether only declared values fill the slot (TOP_RESOLUTION). */
  readonly closed: boolean;
  /** Pattern of an AlphaNumeric type (RegexFilter). */
  readonly pattern: string | undefined;
}

/** One language of a bot. */
export interface LocaleDefinition {
  readonly id: string;
  /** Confidence below which the FallbackIntent comes first. */
  readonly threshold: number;
  readonly intents: readonly IntentDefinition[];
  readonly slotTypes: ReadonlyMap<string, SlotTypeDefinition>;
}

/** A whole bot. */
export interface BotDefinition {
  readonly id: string;
  readonly name: string;
  /** How long a session is remembered without a turn, seconds. */
  readonly idleSeconds: number;
  /** Whether its locales are built (AutoBuildBotLocales); others cannot be talked to. */
  readonly built: boolean;
  readonly locales: ReadonlyMap<string, LocaleDefinition>;
}

/** The intent of that name; undefined when the locale has none. */
export function intentNamed(locale: LocaleDefinition, name: string | undefined): IntentDefinition | undefined {
  return locale.intents.find((intent) => intent.name === name);
}

/** The slot of that name; undefined when the intent has none. */
export function slotNamed(intent: IntentDefinition, name: string | undefined): SlotDefinition | undefined {
  return intent.slots.find((slot) => slot.name === name);
}
