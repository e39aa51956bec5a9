/** The SSML that is spoken: a few tags of what Amazon Polly understands, in the one form in which they are kept. */
import { escapeXml, unescapeXml, visible } from "./text";

/** A message that was read, in both forms. */
export interface ReadMessage {
  /** Well-formed inside `<speak>`. */
  ssml: string;
  /** The words in it. */
  plain: string;
}

/** Whether a text has a tag, or what looks like one, and is SSML for that. */
export const looksLikeSsml = (text: string): boolean => /<[A-Za-z/!?]/.test(text);

/** The parts of a text: tags (is it an end, name, attributes, is it empty), a "<" that begins none, and what is between. */
export const PARTS =
  /<(\/?)([A-Za-z][^\s<>/]*)((?:[^<>"'/]|"[^"<>]*"|'[^'<>]*')*)(\/?)>|(<)(?=[A-Za-z/!?])|(?:[^<]|<(?![A-Za-z/!?]))+/g;

/** A tag that begins, without its brackets. What writes tags (`checkSsml`) knows no other form. */
const TAG =
  /^(?:break(?: strength="[a-z-]{4,8}")?(?: time="(?:\d(?:\.\d{1,3})?s|10s|\d{1,4}ms)")?|[ps]|lang xml:lang="[a-z]{2,3}-[A-Z]{2}"|prosody(?= )(?: rate="[\da-z-]{2,6}%?")?(?: volume="[a-z-]{4,7}")?|say-as(?: format="[dmy]{1,8}")? interpret-as="[a-z-]{4,10}"|sub alias="(?:[^"<>$&\p{C}]|&(?:lt|gt|amp|quot|apos|#36);){1,200}")$/u;

/** Reads a text with tags; undefined when it is not as it is kept. */
export const readSsml = (text: string): ReadMessage | undefined => {
  const open: (string | undefined)[] = [];
  let ssml = "";
  let plain = "";
  for (const [part, slash, name, attributes, empty, stray] of text.matchAll(PARTS)) {
    if (stray) return undefined;
    if (!name) {
      const words = visible(unescapeXml(part));
      ssml += escapeXml(words);
      plain += words;
      continue;
    }
    const tag = `${name}${attributes}`.trim();
    if (slash ? empty || open.pop() !== tag : !TAG.test(tag)) return undefined;
    if (!slash && (name === "break") !== (empty === "/")) return undefined;
    if (!slash && !empty) open.push(name);
    ssml += part;
    // Words on both sides of a break, a paragraph or a sentence stay apart in writing, too.
    if (/^(?:break|p|s)$/.test(name)) plain += " ";
  }
  return open.length ? undefined : { ssml: ssml.trim(), plain: visible(plain).trim() };
};
