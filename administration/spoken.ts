/** A message as it is spoken, and as it is written to chats. */
import { looksLikeSsml, readSsml, type ReadMessage } from "./ssml";
import { cut, escapeXml, LONGEST_MESSAGE, LONGEST_SSML, visible, withoutReferences } from "./text";

export { messageProblem } from "./checkMessage";
export { LONGEST_MESSAGE, LONGEST_SSML } from "./text";

/**
 * A message as callers hear it and as chats read it, whatever it is.
 *
 * A text with tags is spoken as SSML. One whose tags are not as the portal keeps them was written to the table by other
 * means: it is spoken as it stands, tags and all, rather than not at all. Neither form has "$.", which Amazon Connect
 * would take for a reference and replace.
 */
export const spokenMessage = (text: string): ReadMessage => {
  const kept = cut(text, LONGEST_MESSAGE);
  const words = visible(kept).trim();
  const read = looksLikeSsml(kept) ? readSsml(kept) : undefined;
  const sound = read && read.ssml.length <= LONGEST_SSML;
  const { ssml, plain } = sound ? read : { ssml: cut(escapeXml(words), LONGEST_SSML), plain: words };
  return { ssml: plain && ssml, plain: cut(withoutReferences(plain), LONGEST_MESSAGE) };
};

/** A language without its region: `es-US` is `es`. */
export const languageOf = (locale: string): string => locale.replace(/[-_].*/, "");

/** The text of a message for a contact. */
export interface ChosenText {
  /** With its region, such as `en-US`. */
  locale: string;
  text: string;
}

/**
 * The text of a message for a locale: its own; else one of the same language; else the default locale's; else any. A
 * caller hears that the centre is closed in another language rather than not at all.
 */
export const textFor = (
  messages: Readonly<Record<string, string>>,
  wanted: string,
  fallback: string,
): ChosenText | undefined => {
  const texts = Object.keys(messages)
    .sort()
    .map((locale) => ({ locale, text: messages[locale] ?? "" }));
  const said = texts.filter(({ text }) => visible(text).trim());
  return (
    said.find(({ locale }) => locale === wanted) ??
    said.find(({ locale }) => languageOf(locale) === languageOf(wanted)) ??
    said.find(({ locale }) => locale === fallback) ??
    said[0]
  );
};
