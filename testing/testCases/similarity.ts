/**
 * How alike two messages are. Connect calls its own comparison semantic and says nothing more about it; this one is plain
 * and gives the same answer every time: the share of the expected words that are heard, in order. Words count by their
 * letters, so that "the" weighs less than "delivered"; a word of five letters or more may differ in one, and a digit may be
 * written out.
 */

/** From this share on, messages are similar. */
export const SIMILAR_ENOUGH = 0.75;

/** Letters from which on a word may be a little wrong. */
const TOLERANT_FROM = 5;

/** 0 when no expected word is heard, 1 when all are, in order. */
export function similarity(expected: string, heard: string): number {
  const [wanted, said] = [words(expected), words(heard)];
  const total = wanted.reduce((sum, word) => sum + word.length, 0);
  return total === 0 ? 0 : heardInOrder(wanted, said) / total;
}

const DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

function words(text: string): string[] {
  const letters = text.toLowerCase().normalize("NFKC");
  const found = letters.match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.map((word) => (DIGITS.includes(word) ? String(DIGITS.indexOf(word)) : word));
}

/** Weight of the longest common subsequence. */
function heardInOrder(wanted: readonly string[], said: readonly string[]): number {
  let row = new Array<number>(said.length + 1).fill(0);
  for (const word of wanted) {
    const next = [0];
    for (const [index, other] of said.entries()) {
      const without = Math.max(next[index] ?? 0, row[index + 1] ?? 0);
      next.push(same(word, other) ? Math.max(without, (row[index] ?? 0) + word.length) : without);
    }
    row = next;
  }
  return row[said.length] ?? 0;
}

function same(one: string, other: string): boolean {
  if (one === other) return true;
  return Math.min(one.length, other.length) >= TOLERANT_FROM && differInOne(one, other);
}

/** Whether one letter more, less or changed makes one word the other. */
function differInOne(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}
