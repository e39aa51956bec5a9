/** A typed message as it is spoken, and as it is written to chats. */
import { looksLikeSsml, readSsml } from "./ssml";
import { cut, escapeXml, visible, withoutReferences } from "./text";

/** Most characters of a message as it is typed, in UTF-16 code units. */
export const LONGEST_MESSAGE = 1_000;

/** Most characters of a message as SSML: what Amazon Polly bills as one request, `<speak>` not counted. */
export const LONGEST_SSML = 3_000;

/** A message in both forms. */
export interface SpokenMessage {
  /** Well-formed inside `<speak>`, with no tag but the allowed ones, and at most {@link LONGEST_SSML} characters. */
  ssml: string;
  /** The same as plain text, at most {@link LONGEST_MESSAGE} characters. */
  plain: string;
}

/**
 * A message as callers and chats get it, whatever was typed.
 *
 * A text with a tag is SSML; one that is not allowed (a text that was written to the table by other means) is spoken
 * letter by letter, tags and all, rather than not at all. Neither form has "$.", which Amazon Connect would take for a
 * reference and replace.
 */
export const spokenMessage = (typed: string): SpokenMessage => {
  const text = cut(typed, LONGEST_MESSAGE);
  const read = looksLikeSsml(text) ? readSsml(text) : undefined;
  if (read && !("problem" in read) && read.ssml.length <= LONGEST_SSML) {
    return { ssml: read.plain === "" ? "" : read.ssml, plain: cut(withoutReferences(read.plain), LONGEST_MESSAGE) };
  }
  const seen = visible(text).trim();
  return { ssml: cut(escapeXml(seen), LONGEST_SSML), plain: cut(withoutReferences(seen), LONGEST_MESSAGE) };
};

/** What is wrong with a message that is typed, with what is allowed instead; undefined when nothing is. */
export const messageProblem = (typed: string): { given: string; allowed: string } | undefined => {
  if (typed.length > LONGEST_MESSAGE) {
    return { given: `${typed.length} characters`, allowed: `at most ${LONGEST_MESSAGE.toLocaleString("en-US")}` };
  }
  if (!looksLikeSsml(typed)) {
    const { length } = escapeXml(visible(typed).trim());
    return length > LONGEST_SSML ? tooLong(length) : undefined;
  }
  const read = readSsml(typed);
  if ("problem" in read) return { given: read.problem, allowed: read.allowed };
  if (read.ssml.length > LONGEST_SSML) return tooLong(read.ssml.length);
  return read.plain === "" ? { given: "tags without a word to say", allowed: "some text between them" } : undefined;
};

const tooLong = (length: number): { given: string; allowed: string } => ({
  given: `${length} characters as SSML`,
  allowed: `at most ${LONGEST_SSML.toLocaleString("en-US")}, each of < > & " ' $ counting for up to six`,
});

/** The text of a message for a contact. */
export interface ChosenText {
  language: string;
  text: string;
}

/** A language in small letters, with a hyphen: `es_US` is `es-us`. */
const sameForm = (language: string): string => language.replace("_", "-").toLowerCase();

/**
 * The text of a message for a language: its own; else one of another region; else the default language's; else any. A
 * caller hears that the centre is closed in another language rather than not at all.
 */
export const textFor = (
  messages: Readonly<Record<string, string>>,
  language: string,
  fallback: string,
): ChosenText | undefined => {
  const texts = Object.keys(messages)
    .sort()
    .map((name) => ({ language: name, text: messages[name] ?? "" }))
    .filter(({ text }) => visible(text).trim() !== "");
  const base = (name: string): string | undefined => sameForm(name).split("-")[0];
  return (
    texts.find((text) => sameForm(text.language) === sameForm(language)) ??
    texts.find((text) => base(text.language) === base(language)) ??
    texts.find((text) => sameForm(text.language) === sameForm(fallback)) ??
    texts[0]
  );
};
