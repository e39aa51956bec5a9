/** Slot types with values of their own, and synonyms. */
import type { SlotTypeDefinition } from "../bot/definition";
import { wordsOf, type Token } from "../nlu/tokens";
import type { SlotContext, SlotFinder, SlotMatch } from "./match";

/** A word of at least so many letters may have one letter wrong. */
const FORGIVING_LENGTH = 5;

interface Phrase {
  readonly words: readonly string[];
  readonly value: string;
}

/** Finds the declared values. An open type (ORIGINAL_VALUE) also takes, when asked for, what is not declared. */
export function listFinder(type: SlotTypeDefinition): SlotFinder {
  const phrases: Phrase[] = type.values
    .flatMap(({ value, synonyms }) => [value, ...synonyms].map((said) => ({ words: wordsOf(said), value })))
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => other.words.length - one.words.length);
  return {
    selfEvident: true,
    find: (context) => {
      const matches = declaredIn(context.tokens, phrases).map((match) =>
        type.closed ? match : asSaid(context, match),
      );
      if (matches.length > 0 || type.closed || !context.asked || context.tokens.length === 0) return matches;
      return [{ from: 0, to: context.tokens.length, value: context.text.trim(), resolved: [] }];
    },
  };
}

function declaredIn(tokens: readonly Token[], phrases: readonly Phrase[]): SlotMatch[] {
  const matches: SlotMatch[] = [];
  for (let at = 0; at < tokens.length;) {
    const phrase = phrases.find(({ words }) => words.every((word, index) => alike(word, tokens[at + index]?.norm)));
    if (phrase) matches.push({ from: at, to: at + phrase.words.length, value: phrase.value });
    at += phrase?.words.length ?? 1;
  }
  return matches;
}

/** ORIGINAL_VALUE: the slot has what was said; the declared value is what it resolves to. */
function asSaid({ text, tokens }: SlotContext, { from, to, value }: SlotMatch): SlotMatch {
  const said = text.slice(tokens[from]?.start, tokens[to - 1]?.end);
  return { from, to, value: said, resolved: [value] };
}

function alike(wanted: string, given: string | undefined): boolean {
  if (given === undefined) return false;
  return wanted === given || (wanted.length >= FORGIVING_LENGTH && withinOneEdit(wanted, given));
}

/** Whether one letter more, less or other turns one word into the other. */
function withinOneEdit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  return short.slice(long.length > short.length ? same : same + 1) === long.slice(same + 1);
}
