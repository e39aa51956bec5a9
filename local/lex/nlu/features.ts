/** A text as a bag of weighted features: stems, pairs of stems, and groups of three and four letters. */
import type { Language } from "./stems";

/** Features by name. */
export type Features = ReadonlyMap<string, number>;

const STOP_WORD_WEIGHT = 0.3;
const PAIR_WEIGHT = 0.7;
const LETTERS_WEIGHT = 0.35;
const LETTER_GROUPS = [3, 4];

/** Counts the features of normalised words. Placeholders such as `{pin}` count as one word of their own. */
export function featuresOf(words: readonly string[], language: Language): Features {
  const features = new Map<string, number>();
  const add = (name: string, weight: number): void => {
    features.set(name, Math.max(features.get(name) ?? 0, weight));
  };
  const stems = words.map((word) => (word.startsWith("{") ? word : language.stem(word)));
  const weights = words.map((word) => (language.isStopWord(word) ? STOP_WORD_WEIGHT : 1));
  stems.forEach((stem, index) => {
    const weight = weights[index] ?? 1;
    add(`w:${stem}`, weight);
    const next = stems[index + 1];
    if (next !== undefined) add(`p:${stem} ${next}`, PAIR_WEIGHT * Math.max(weight, weights[index + 1] ?? 1));
    if (stem.startsWith("{")) return;
    for (const letters of letterGroups(` ${words[index] ?? stem} `)) add(`l:${letters}`, LETTERS_WEIGHT * weight);
  });
  return features;
}

function letterGroups(word: string): string[] {
  return LETTER_GROUPS.flatMap((length) =>
    Array.from({ length: Math.max(0, word.length - length + 1) }, (_, at) => word.slice(at, at + length)),
  );
}
