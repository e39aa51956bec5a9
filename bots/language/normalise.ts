/** Utterances as Lex compares them, and the slots in them. */

const SLOT = /\{([^{}]*)\}/g;

/** Names of the slots an utterance has, in order, with repetitions. */
export function slotsIn(utterance: string): string[] {
  return [...utterance.matchAll(SLOT)].map(([, name = ""]) => name);
}

/** The utterance with another text in the place of each slot. */
export function withSlots(utterance: string, replace: (slot: string) => string): string {
  return utterance.replace(SLOT, (_, name: string) => `{${replace(name)}}`);
}

/** The utterance without what makes no difference: capitals, punctuation, width and repetition of spaces. */
export function normalised(utterance: string): string {
  const words: string[] = [];
  let end = 0;
  for (const slot of utterance.matchAll(SLOT)) {
    words.push(plain(utterance.slice(end, slot.index)), slot[0]);
    end = slot.index + slot[0].length;
  }
  words.push(plain(utterance.slice(end)));
  return words.filter((word) => word !== "").join(" ");
}

function plain(words: string): string {
  return words
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}']+/gu, " ")
    .trim();
}
