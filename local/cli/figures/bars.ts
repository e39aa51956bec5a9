/** Bars of a chart in a terminal: parts of one bar beside each other, each with a character of its own. */

/** What bars are drawn with: one character for each part, where Unicode may be written and where not. */
export const SHADES = { unicode: ["█", "▒", "░"], ascii: ["#", "x", "."] } as const;

/** Eighths of a character. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * How many characters each part of a bar takes. The bar is as long as its parts' share of `most`; a part that is not nothing
 * has at least one character, and the longest parts give way for it.
 */
export function barParts(parts: readonly number[], most: number, width: number): number[] {
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum <= 0 || most <= 0) return parts.map(() => 0);
  const some = parts.filter((part) => part > 0).length;
  const length = Math.min(width, Math.max(some, Math.round((sum / most) * width)));
  const lengths = parts.map((part) => (part > 0 ? Math.max(1, Math.floor((part / sum) * length)) : 0));
  for (let off = length - lengths.reduce((all, one) => all + one, 0); off !== 0; off -= Math.sign(off)) {
    const at = indexOfMost(lengths.map((one, index) => (off > 0 ? shortBy(parts[index] ?? 0, sum, length, one) : one)));
    lengths[at] = (lengths[at] ?? 0) + Math.sign(off);
  }
  return lengths;
}

/** A bar of one part, in eighths of a character where Unicode may be written. */
export function plainBar(value: number, most: number, width: number, unicode: boolean): string {
  if (value <= 0 || most <= 0) return "";
  const share = Math.min(1, value / most) * width;
  if (!unicode) return "#".repeat(Math.max(1, Math.round(share)));
  const eighths = Math.max(1, Math.round(share * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function shortBy(part: number, sum: number, length: number, has: number): number {
  return part > 0 ? (part / sum) * length - has : Number.NEGATIVE_INFINITY;
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);
}
