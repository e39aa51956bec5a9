/** What a text means to one locale: its intents by confidence, each with the slots the text fills. */
import type { IntentDefinition, LocaleDefinition } from "../bot/definition";
import { LocaleSlots, type FoundSlot } from "../slots/localeSlots";
import type { SlotContext } from "../slots/match";
import { Scorer } from "./scorer";
import { languageOf } from "./stems";
import { tokensOf } from "./tokens";

/** Most interpretations Lex reports. */
const MAX_INTERPRETATIONS = 5;

/** One thing a text may mean. */
export interface Reading {
  readonly intent: IntentDefinition;
  /** 0 to 1; undefined of the FallbackIntent. */
  readonly confidence: number | undefined;
  readonly slots: readonly FoundSlot[];
}

/** Understands texts in one locale. */
export class Understanding {
  readonly slots: LocaleSlots;
  private readonly scorer: Scorer;
  private readonly candidates: readonly IntentDefinition[];

  constructor(readonly locale: LocaleDefinition) {
    this.slots = new LocaleSlots(locale);
    this.candidates = locale.intents.filter(({ isFallback, utterances }) => !isFallback && utterances.length > 0);
    const samples = this.candidates.map(({ name, utterances }) => ({ intent: name, utterances }));
    this.scorer = new Scorer(samples, languageOf(locale.id));
  }

  /** A text as slots are looked for in it. */
  context(text: string, today: number): SlotContext {
    return { text, tokens: tokensOf(text), language: this.locale.id.slice(0, 2), today, asked: false };
  }

  /**
   * The readings of a text, most likely first and at most five. The FallbackIntent stands where confidence falls below the
   * threshold of the locale: it comes first when nothing reaches it.
   * @param contexts Names of the active contexts: an intent that needs one is understood only while it is active.
   */
  readings(context: SlotContext, contexts: ReadonlySet<string>): Reading[] {
    const eligible = this.candidates.filter(({ inputContexts }) => inputContexts.every((name) => contexts.has(name)));
    const plain = context.tokens.map(({ norm }) => norm);
    const asSaid = this.scorer.score(plain);
    const readings = eligible.map((intent): Reading => {
      const slots = this.slots.volunteered(intent, context);
      const score = asSaid.get(intent.name) ?? 0;
      if (slots.length === 0) return { intent, confidence: score, slots };
      const withSlots = this.scorer.score(this.slots.withPlaceholders(context, slots), intent.name);
      return { intent, confidence: Math.max(score, withSlots.get(intent.name) ?? 0), slots };
    });
    const likely = readings
      .filter(({ confidence }) => (confidence ?? 0) > 0)
      .sort((one, other) => (other.confidence ?? 0) - (one.confidence ?? 0));
    return this.withFallback(likely).slice(0, MAX_INTERPRETATIONS);
  }

  private withFallback(readings: readonly Reading[]): Reading[] {
    const fallback = this.locale.intents.find(({ isFallback }) => isFallback);
    if (fallback === undefined) return [...readings];
    const sure = readings
      .filter(({ confidence }) => (confidence ?? 0) >= this.locale.threshold)
      .slice(0, MAX_INTERPRETATIONS - 1);
    return [...sure, { intent: fallback, confidence: undefined, slots: [] }, ...readings.slice(sure.length)];
  }
}
