/** Compiles a bot to the document of `AWS::Lex::Bot`. */
import { createHash } from "node:crypto";
import { type Bot, FALLBACK_INTENT, type Intent, type Locale, type Slot, type SlotType } from "./bot";
import type { LexBotDocument, LexIntent, LexLocale, LexSlot, LexSlotType } from "./lexDocument";
import { confirmationOf, groupsOf, promptOf } from "./lexTexts";

/** What a stack decides about a bot. */
export interface LexBotOptions {
  /** ARN of the role Lex takes: to speak, and to write conversation logs. */
  readonly roleArn: string;
  /** Name in the account, where names are taken once. Default: the bot's. */
  readonly name?: string;
  /** Tags of the bot; Lex takes them when the bot is made. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The document of `AWS::Lex::Bot`. */
export function lexBot(bot: Bot, { roleArn, name, tags }: LexBotOptions): LexBotDocument & { RoleArn: string } {
  const document = lexDocument(bot);
  return {
    ...document,
    ...(name !== undefined && { Name: name }),
    RoleArn: roleArn,
    ...(tags && { BotTags: sorted(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))) }),
  };
}

/**
 * What Lex gets of a bot, without what a stack decides.
 *
 * Lists whose order means nothing to Lex are sorted: moving an utterance or an intent in its file changes nothing.
 */
export function lexDocument(bot: Bot): LexBotDocument {
  return {
    Name: bot.name,
    ...(bot.description !== undefined && { Description: bot.description }),
    DataPrivacy: { ChildDirected: false },
    IdleSessionTTLInSeconds: bot.idleSessionSeconds,
    // A version can only be made of locales that are built.
    AutoBuildBotLocales: true,
    BotLocales: named(bot.locales).map(([id, locale]) => localeOf(bot, id, locale)),
  };
}

/** Sixteen hexadecimal digits that change exactly when what Lex gets changes. */
export function contentHash(bot: Bot): string {
  return hashOf(JSON.stringify(lexDocument(bot)));
}

/** The hash of a document's text. */
export function hashOf(document: string): string {
  return createHash("sha256").update(document).digest("hex").slice(0, 16);
}

function localeOf(bot: Bot, id: string, locale: Locale): LexLocale {
  return {
    LocaleId: id,
    ...(locale.description !== undefined && { Description: locale.description }),
    NluConfidenceThreshold: locale.nluThreshold,
    VoiceSettings: { VoiceId: locale.voice.id, Engine: locale.voice.engine ?? "standard" },
    SlotTypes: named(bot.slotTypes).map(([name, type]) => slotTypeOf(name, type, locale)),
    Intents: [
      ...named(bot.intents).map(([name, intent]) => intentOf(bot, name, intent, locale)),
      {
        Name: FALLBACK_INTENT,
        Description: "Taken when no other intent is understood",
        ParentIntentSignature: "AMAZON.FallbackIntent",
        ...hooks(bot.fallback),
      },
    ],
  };
}

function slotTypeOf(name: string, type: SlotType, locale: Locale): LexSlotType {
  const described = { Name: name, ...(type.description !== undefined && { Description: type.description }) };
  if ("pattern" in type) {
    return {
      ...described,
      ParentSlotTypeSignature: type.parent,
      ValueSelectionSetting: { ResolutionStrategy: "ORIGINAL_VALUE", RegexFilter: { Pattern: type.pattern } },
    };
  }
  return {
    ...described,
    SlotTypeValues: [...type.values].sort(compare).map((value) => {
      const synonyms = [...(locale.synonyms?.[name]?.[value] ?? [])].sort(compare);
      return {
        SampleValue: { Value: value },
        ...(synonyms.length > 0 && { Synonyms: synonyms.map((Value) => ({ Value })) }),
      };
    }),
    ValueSelectionSetting: { ResolutionStrategy: type.takesOthers === true ? "ORIGINAL_VALUE" : "TOP_RESOLUTION" },
  };
}

function intentOf(bot: Bot, name: string, intent: Intent, locale: Locale): LexIntent {
  const slots = named(intent.slots ?? {}).flatMap(([slot, use]) => (use === undefined ? [] : [{ slot, use }]));
  const confirmation = intent.confirms === true ? locale.confirmations?.[name] : undefined;
  const closing = intent.closes === true ? locale.closings?.[name] : undefined;
  return {
    Name: name,
    ...(intent.description !== undefined && { Description: intent.description }),
    SampleUtterances: [...(locale.utterances[name] ?? [])].sort(compare).map((Utterance) => ({ Utterance })),
    ...hooks(intent),
    ...(confirmation && { IntentConfirmationSetting: confirmationOf(confirmation) }),
    ...(closing !== undefined && {
      IntentClosingSetting: { IsActive: true, ClosingResponse: { MessageGroupsList: groupsOf(closing) } },
    }),
    ...(slots.length > 0 && {
      Slots: slots.flatMap(({ slot, use }) => slotOf(slot, bot.slots[slot], use.required === true, locale)),
      SlotPriorities: slots
        .map(({ slot, use }) => ({ Priority: use.priority, SlotName: slot }))
        .sort((one, other) => one.Priority - other.Priority),
    }),
  };
}

function slotOf(name: string, slot: Slot | undefined, required: boolean, locale: Locale): LexSlot[] {
  const prompt = locale.prompts[name];
  if (slot === undefined || prompt === undefined) return [];
  return [
    {
      Name: name,
      ...(slot.description !== undefined && { Description: slot.description }),
      SlotTypeName: slot.type,
      ObfuscationSetting: { ObfuscationSettingType: slot.obfuscated ? "DefaultObfuscation" : "None" },
      ValueElicitationSetting: {
        SlotConstraint: required ? "Required" : "Optional",
        PromptSpecification: promptOf(prompt, slot.keypadDigits),
      },
    },
  ];
}

function hooks({ dialogHook, fulfilmentHook }: Pick<Intent, "dialogHook" | "fulfilmentHook">) {
  return { DialogCodeHook: { Enabled: dialogHook }, FulfillmentCodeHook: { Enabled: fulfilmentHook } };
}

/** Entries in the order of their names. */
function named<T>(things: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(things).sort(([one], [other]) => compare(one, other));
}

function sorted<T extends { Key: string }>(tags: T[]): T[] {
  return tags.sort((one, other) => compare(one.Key, other.Key));
}

/** The same in every language a machine is set to. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
