/** Runs of digits and letters as people say, write or press them: `4211`, `4 2 1 1`, `four two double one`. */
import type { Token } from "../nlu/tokens";
import { tensOf, unitOf } from "./numberWords";

/** Characters spelled out one after the other. */
export interface Spelled {
  readonly from: number;
  readonly to: number;
  /** Letters in capitals. */
  readonly text: string;
}

const REPEATS: Readonly<Record<string, number>> = { double: 2, doble: 2, triple: 3 };

interface Piece {
  readonly text: string;
  readonly length: number;
}

/** What one or more words at a place spell. */
function pieceAt(words: readonly string[], at: number, language: string, letters: boolean): Piece | undefined {
  const word = words[at] ?? "";
  const times = REPEATS[word];
  if (times !== undefined) {
    const once = pieceAt(words, at + 1, language, letters);
    return once?.text.length === 1 ? { text: once.text.repeat(times), length: once.length + 1 } : undefined;
  }
  if (word === "plus" || word === "mas") {
    const next = pieceAt(words, at + 1, language, false);
    return next && { text: `+${next.text}`, length: next.length + 1 };
  }
  if (/^\+?\d[\d\-./,:]*$/.test(word)) return { text: word.replace(/[^\d+]/g, ""), length: 1 };
  const tens = tensOf(word, language);
  if (tens !== undefined) {
    const skip = language === "es" && words[at + 1] === "y" ? 2 : 1;
    const unit = unitOf(words[at + skip], language);
    const joined = unit !== undefined && unit > 0 && unit < 10;
    return { text: String(joined ? tens + unit : tens), length: joined ? skip + 1 : 1 };
  }
  const unit = unitOf(word, language);
  if (unit !== undefined) return { text: String(unit), length: 1 };
  if (letters && (/^[a-z]$/.test(word) || /^(?=.*\d)[a-z\d]+$/.test(word)))
    return { text: word.toUpperCase(), length: 1 };
  return undefined;
}

/** Every longest run of spelled characters in a text. */
export function spelledRuns(tokens: readonly Token[], language: string, letters: boolean): Spelled[] {
  const words = tokens.map(({ norm }) => norm);
  const runs: Spelled[] = [];
  for (let at = 0; at < words.length;) {
    const from = at;
    let text = "";
    for (let piece = pieceAt(words, at, language, letters); piece; piece = pieceAt(words, at, language, letters)) {
      text += piece.text;
      at += piece.length;
    }
    if (at > from) runs.push({ from, to: at, text });
    else at += 1;
  }
  return runs;
}
