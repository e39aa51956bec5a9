/** What a test expects to hear or read: the whole text, a pattern in it, or a test of its own. */
import type { TranscriptEntry } from "../local/connect";

/**
 * - text: exactly this, apart from white space at the ends and runs of it
 * - RegExp: somewhere in the text
 * - function: true for a line that will do; it also gets the line with its SSML, time and action
 *
 * SSML is matched by what is spoken of it.
 */
export type Match = string | RegExp | ((text: string, line: TranscriptEntry) => boolean);

function plain(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** Whether a line is what was expected. */
export function matches(match: Match, line: TranscriptEntry): boolean {
  if (typeof match === "string") return plain(line.text) === plain(match);
  if (match instanceof RegExp) return found(match, line.text);
  return match(line.text, line);
}

/** Whether a pattern is somewhere in a text. One with the flag g or y remembers where it stopped; a test does not. */
export function found(pattern: RegExp, text: string): boolean {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(text);
}

/** What was expected, for people. */
export function describeMatch(match: Match): string {
  if (typeof match === "string") return JSON.stringify(match);
  return match instanceof RegExp ? String(match) : `a line that passes ${match.name || "the given function"}`;
}
