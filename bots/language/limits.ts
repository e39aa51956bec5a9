/** Limits of Amazon Lex V2, as its API reference, its CloudFormation schema and its quotas page state them. */

/** Names of bots, intents, slots, slot types and aliases. */
export const NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;
/** Characters of a description. */
export const MAX_DESCRIPTION = 200;
/** IdleSessionTTLInSeconds. */
export const IDLE_SESSION_SECONDS = { minimum: 60, maximum: 86_400 };
/** Priority of a slot (PriorityValue). */
export const PRIORITY = { minimum: 0, maximum: 100 };
/** Retries of a prompt (PromptMaxRetries). */
export const RETRIES = { minimum: 0, maximum: 5 };
/** Characters of a message. */
export const MAX_MESSAGE = 1_000;
/** A message and its Variations. */
export const MAX_WORDINGS = 3;
/** Characters of a sample utterance. */
export const MAX_UTTERANCE = 500;
/** Sample utterances of an intent; can be raised. */
export const MAX_UTTERANCES = 1_500;
/** Slots of an intent. */
export const MAX_SLOTS_OF_INTENT = 100;
/** Characters of a value or a synonym of a slot type (SampleValue). */
export const MAX_VALUE = 140;
/** Values and synonyms of one slot type. */
export const MAX_VALUES = 10_000;
/** Values and synonyms of all slot types of a locale. */
export const MAX_VALUES_OF_LOCALE = 50_000;
/** Characters of a slot type's pattern (SlotValueRegexFilter). */
export const MAX_PATTERN = 300;
/** Digits a caller may type for a slot (DTMFSpecification MaxLength). */
export const KEYPAD_DIGITS = { minimum: 1, maximum: 1_024 };
/** Bytes of the document: what a CloudFormation template may have (TemplateBody, 51,200), less what stands around it. */
export const MAX_DOCUMENT_BYTES = 50_000;

/** Quotas of one locale, which are higher in English. */
export interface LocaleQuotas {
  readonly intents: number;
  readonly slots: number;
  readonly slotTypes: number;
  /** Characters of all sample utterances. */
  readonly utteranceCharacters: number;
}

/** Quotas of a locale: en_AU, en_GB and en_US may have more. */
export function quotasOf(locale: string): LocaleQuotas {
  return ["en_AU", "en_GB", "en_US"].includes(locale)
    ? { intents: 1_000, slots: 4_000, slotTypes: 250, utteranceCharacters: 2_000_000 }
    : { intents: 250, slots: 2_000, slotTypes: 100, utteranceCharacters: 200_000 };
}

/** Locales Lex V2 has. */
export const LOCALES: readonly string[] = [
  ...["ar_AE", "ca_ES", "de_AT", "de_DE", "en_AU", "en_GB", "en_IN", "en_US", "en_ZA", "es_419", "es_ES", "es_US"],
  ...["fi_FI", "fr_CA", "fr_FR", "hi_IN", "it_IT", "ja_JP", "ko_KR", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT"],
  ...["sv_SE", "zh_CN", "zh_HK"],
];
