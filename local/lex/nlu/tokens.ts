/** What a customer says, cut into words that still know where they stand in the text. */

/** One word, number or sign group of a text. */
export interface Token {
  /** As the bot compares it: lower case, no accents, no apostrophes. */
  readonly norm: string;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** `{slot}`, numbers with their signs, words with apostrophes inside. */
const TOKEN = /\{[\w-]+\}|\+?\d+(?:[-./,:]\d+)*(?![\p{L}\p{M}\p{N}])|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** A text as it is compared: `Mañana` and `manana` are one. */
export function normalized(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/['’]/g, "").toLowerCase();
}

/** The words of a text, in order. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const start = match.index ?? 0;
    return { norm: normalized(match[0]), start, end: start + match[0].length };
  });
}

/** The words of a text, for comparison only. */
export function wordsOf(text: string): string[] {
  return tokensOf(text).map(({ norm }) => norm);
}
