/** How wide text is in the fonts a picture asks for (Helvetica, Arial and what has their measures), estimated. */

/** Widths of the printable ASCII characters in thousandths of the text size. */
const WIDTHS: readonly number[] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** Characters wider than Latin ones: scripts of East Asia, and pictographs. */
const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;

/** Width of a text in pixels. */
export function measure(text: string, size: number, bold = false): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    thousandths += WIDTHS[code - 32] ?? (WIDE.test(character) ? 1000 : 600);
  }
  return (thousandths / 1000) * size * (bold ? 1.07 : 1);
}

/** Breaks a text into lines of a width, at blanks where there are any; what does not fit ends with an ellipsis. */
export function wrap(text: string, width: number, size: number, mostLines: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((word) => pieces(word, width, size))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (measure(longer, size) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  if (lines.length <= mostLines) {
    return lines;
  }
  const kept = lines.slice(0, mostLines);
  kept[mostLines - 1] = shortened(`${kept[mostLines - 1] ?? ""} …`, width, size);
  return kept;
}

/** A text cut to a width, with an ellipsis where something was cut. */
export function shortened(text: string, width: number, size: number, bold = false): string {
  if (measure(text, size, bold) <= width) {
    return text;
  }
  const characters = [...text.replace(/ ?…$/, "")];
  while (characters.length > 1 && measure(`${characters.join("")}…`, size, bold) > width) {
    characters.pop();
  }
  return `${characters.join("").trimEnd()}…`;
}

/** A word that is wider than a line, in pieces that are not. */
function pieces(word: string, width: number, size: number): string[] {
  const found: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && measure(piece + character, size) > width) {
      found.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...found, piece];
}
