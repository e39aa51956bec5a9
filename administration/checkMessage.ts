/** A message as it is typed, checked. */
import { checkSsml, type TextProblem } from "./checkSsml";
import { looksLikeSsml, readSsml } from "./ssml";
import { escapeXml, LONGEST_MESSAGE, LONGEST_SSML, visible } from "./text";

/** Checks the text of one language: plain text, or SSML when it has a tag. @returns the text as it is kept */
export const checkMessage = (typed: string): string | TextProblem => {
  if (typed.length > LONGEST_MESSAGE) {
    return { given: `${typed.length} characters`, allowed: `at most ${LONGEST_MESSAGE}` };
  }
  const text = looksLikeSsml(typed) ? checkSsml(typed) : typed;
  if (typeof text !== "string") return text;
  const ssml = looksLikeSsml(text) ? readSsml(text)?.ssml : escapeXml(visible(text).trim());
  const { length } = ssml ?? "";
  if (length <= LONGEST_SSML && text.length <= LONGEST_MESSAGE) return text;
  const allowed = `at most ${LONGEST_SSML}; each of < > & " ' $ counts for up to six`;
  return { given: `${Math.max(length, text.length)} characters as SSML`, allowed };
};

/** What is wrong with a text that is typed, and what is allowed instead; undefined when nothing is. */
export const messageProblem = (typed: string): TextProblem | undefined => {
  const text = checkMessage(typed);
  return typeof text === "string" ? undefined : text;
};
