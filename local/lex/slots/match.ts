/** How a slot type finds its value in what was said. */
import type { Token } from "../nlu/tokens";

/** What a slot type works on. */
export interface SlotContext {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Language code such as `en`. */
  readonly language: string;
  /** Today in the bot's time zone, days since 1970-01-01. */
  readonly today: number;
  /** Whether the bot asked for this slot: more is understood then. */
  readonly asked: boolean;
}

/** A value found in a text. */
export interface SlotMatch {
  /** First word and the one after the last, as indices of the tokens. */
  readonly from: number;
  readonly to: number;
  readonly value: string;
  /** Most likely first; the value alone when left out. */
  readonly resolved?: readonly string[];
}

/** Finds the values of one slot type. */
export interface SlotFinder {
  /** Whether a value is told from other text by itself; the others need an utterance or a question that calls for them. */
  readonly selfEvident: boolean;
  /** Every value in the text, the most likely first. */
  find(context: SlotContext): SlotMatch[];
}

/** A slot as Lex writes it. */
export interface SlotValue {
  readonly shape: "Scalar";
  readonly value: {
    readonly originalValue: string;
    readonly interpretedValue: string;
    readonly resolvedValues: readonly string[];
  };
}

/** The slot a match fills. */
export function slotValue({ text, tokens }: SlotContext, match: SlotMatch): SlotValue {
  const start = tokens[match.from]?.start ?? 0;
  const end = tokens[match.to - 1]?.end ?? text.length;
  return scalar(text.slice(start, end), match.value, match.resolved);
}

/** A slot with one value. */
export function scalar(original: string, value: string, resolved: readonly string[] = [value]): SlotValue {
  return {
    shape: "Scalar",
    value: { originalValue: original, interpretedValue: value, resolvedValues: resolved },
  };
}
