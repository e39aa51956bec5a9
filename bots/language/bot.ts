/** A bot as plain data: what Amazon Lex V2 is told of it, and the types that make a forgotten text a compile error. */

/** Slot types Lex brings along. */
export const BUILT_IN_SLOT_TYPES = [
  "AMAZON.AlphaNumeric",
  "AMAZON.City",
  "AMAZON.Confirmation",
  "AMAZON.Country",
  "AMAZON.Date",
  "AMAZON.Duration",
  "AMAZON.EmailAddress",
  "AMAZON.FirstName",
  "AMAZON.FreeFormInput",
  "AMAZON.LastName",
  "AMAZON.Number",
  "AMAZON.Percentage",
  "AMAZON.PhoneNumber",
  "AMAZON.State",
  "AMAZON.StreetName",
  "AMAZON.Time",
  "AMAZON.UKPostalCode",
] as const;

/** Name of a slot type Lex brings along. */
export type BuiltInSlotType = (typeof BUILT_IN_SLOT_TYPES)[number];

/** A slot type of letters and digits that follow a pattern. */
export interface PatternSlotType {
  readonly description?: string;
  /** The built-in type it narrows; Lex takes patterns for this one only. */
  readonly parent: "AMAZON.AlphaNumeric";
  /** Regular expression of up to 300 characters, without `*`, `+`, `{n,}` and `.`; values have at most 30 characters. */
  readonly pattern: string;
}

/** A slot type of listed values. A code hook sees the value, whatever the language in which a synonym was said. */
export interface ListSlotType {
  readonly description?: string;
  /** The values, the same in every locale; each up to 140 characters. Their synonyms stand in the locales. */
  readonly values: readonly string[];
  /** Whether other values are taken as well (Lex: expand values). Default false. */
  readonly takesOthers?: boolean;
}

/** A slot type of the bot's own. */
export type SlotType = PatternSlotType | ListSlotType;

/** Something a bot can ask for. */
export interface Slot<Type extends string = string> {
  readonly description?: string;
  /** A slot type of the bot, or a built-in one. */
  readonly type: Type;
  /** Whether conversation logs show the slot's name in place of its value. */
  readonly obfuscated: boolean;
  /** Digits a caller may type at most, 1 to 1,024. Left out, Lex takes up to its own limit. */
  readonly keypadDigits?: number;
}

/** What an intent makes of a slot. */
export interface SlotUse {
  /** Order of asking, 0 to 100: the lowest first; each priority once an intent. */
  readonly priority: number;
  /** Whether Lex itself asks until it has a value. Default false: the code hook asks when it needs one. */
  readonly required?: boolean;
}

/** What a customer can want. */
export interface Intent<SlotName extends string = string> {
  /** Up to 200 characters. */
  readonly description?: string;
  readonly slots?: { readonly [name in SlotName]?: SlotUse };
  /** Whether the code hook is asked at each turn of the dialog. */
  readonly dialogHook: boolean;
  /** Whether the code hook fulfils the intent. */
  readonly fulfilmentHook: boolean;
  /** Whether Lex asks for a yes before it is fulfilled; every locale then says how. Default false. */
  readonly confirms?: boolean;
  /** Whether Lex itself says something in the end; every locale then says what. Default false: the code hook does. */
  readonly closes?: boolean;
}

/** Something the bot says: one wording, or up to three of which Lex takes any. Plain text: voice and chats share it. */
export type Words = string | readonly [string, ...string[]];

/** A question. */
export interface Prompt {
  readonly ask: Words;
  /** How often Lex asks again when it does not understand the answer, 0 to 5. */
  readonly retries: number;
}

/** The question before an intent is fulfilled. */
export interface Confirmation extends Prompt {
  /** Said after a no. */
  readonly declined: Words;
}

/** An Amazon Polly voice. */
export interface Voice {
  /** Such as `Joanna`. */
  readonly id: string;
  /** Default standard. */
  readonly engine?: "standard" | "neural" | "long-form" | "generative";
}

/** A bot, in the form in which checks and compiler read it. */
export interface Bot {
  /** Letters and digits, with single `-` and `_` between them; up to 100. */
  readonly name: string;
  /** Up to 200 characters. */
  readonly description?: string;
  /** Seconds Lex remembers a silent conversation, 60 to 86,400. */
  readonly idleSessionSeconds: number;
  readonly slotTypes: Readonly<Record<string, SlotType>>;
  readonly slots: Readonly<Record<string, Slot>>;
  readonly intents: Readonly<Record<string, Intent>>;
  /** What happens when nothing is understood (the intent FallbackIntent, which every bot has). */
  readonly fallback: Pick<Intent, "dialogHook" | "fulfilmentHook">;
  /** Session attributes its code hooks set, for the flows that read them. */
  readonly sessionAttributes?: readonly string[];
  readonly locales: Readonly<Record<string, Locale>>;
}

/** Everything a bot says and understands in one language. */
export interface Locale {
  readonly description?: string;
  readonly voice: Voice;
  /** Least confidence at which Lex names an intent, 0 to 1. */
  readonly nluThreshold: number;
  /** What customers say, by intent, with slots as `{name}`. */
  readonly utterances: Readonly<Record<string, readonly string[]>>;
  /** How each slot is asked for. */
  readonly prompts: Readonly<Record<string, Prompt>>;
  /** By intent. */
  readonly confirmations?: Readonly<Record<string, Confirmation>>;
  /** By intent. */
  readonly closings?: Readonly<Record<string, Words>>;
  /** Other words for the values of a list, by slot type and value. */
  readonly synonyms?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The intent Lex falls back to; every bot has it. */
export const FALLBACK_INTENT = "FallbackIntent";

type Text<Key> = Extract<Key, string>;

/** Intents of which something is true. */
type IntentsWith<Intents, What> = {
  [I in Text<keyof Intents>]: Intents[I] extends What ? I : never;
}[Text<keyof Intents>];

type ListsOf<Types> = { [T in Text<keyof Types>]: Types[T] extends ListSlotType ? T : never }[Text<keyof Types>];

type ValuesOf<Type> = Type extends { readonly values: readonly (infer Value)[] } ? Text<Value> : never;

/** A text that has to be there when there is something to say, and must not when there is not. */
type Needed<Name extends string, Keys extends PropertyKey, Texts> = [Keys] extends [never]
  ? { readonly [name in Name]?: undefined }
  : { readonly [name in Name]: Texts };

/** Everything a bot with these slot types, slots and intents has to say in one language. */
export type LocaleOf<Types, Slots, Intents> = Pick<Locale, "description" | "voice" | "nluThreshold"> & {
  readonly utterances: { readonly [I in Text<keyof Intents>]: readonly [string, ...string[]] };
  readonly prompts: { readonly [S in Text<keyof Slots>]: Prompt };
} & Needed<
    "confirmations",
    IntentsWith<Intents, { readonly confirms: true }>,
    { readonly [I in IntentsWith<Intents, { readonly confirms: true }>]: Confirmation }
  > &
  Needed<
    "closings",
    IntentsWith<Intents, { readonly closes: true }>,
    { readonly [I in IntentsWith<Intents, { readonly closes: true }>]: Words }
  > &
  Needed<
    "synonyms",
    ListsOf<Types>,
    { readonly [T in ListsOf<Types>]: { readonly [V in ValuesOf<Types[T]>]: readonly string[] } }
  >;

/** Slots of one intent, by name. */
export type SlotsOf<OneIntent> = OneIntent extends { readonly slots: infer Uses } ? Text<keyof Uses> : never;

/** A bot as its author writes it. */
export interface BotSource<Types, Slots, Intents, LocaleId extends string, Attribute extends string> extends Pick<
  Bot,
  "name" | "description" | "idleSessionSeconds" | "fallback"
> {
  readonly slotTypes: Types;
  readonly slots: Slots;
  readonly intents: Intents;
  readonly sessionAttributes?: readonly Attribute[];
  readonly locales: { readonly [locale in LocaleId]: LocaleOf<Types, Slots, Intents> };
}

/** A bot that has passed its checks, with its names known to the compiler; it is a {@link Bot}. */
export interface DefinedBot<Intents, LocaleId extends string = string, Attribute extends string = string> extends Omit<
  Bot,
  "intents" | "sessionAttributes" | "locales"
> {
  readonly intents: Intents;
  readonly sessionAttributes: readonly Attribute[];
  readonly locales: Readonly<Record<LocaleId, Locale>>;
}
