/** Text on its way to a voice or a chat. */

/** Most characters of a message as it is typed, in UTF-16 code units. */
export const LONGEST_MESSAGE = 1_000;

/** Most characters of a message as SSML: what Amazon Polly takes in one request, `<speak>` not counted. */
export const LONGEST_SSML = 3_000;

/**
 * Runs of white space, control characters, direction marks, lone surrogates and other invisible characters as one blank
 * each.
 */
export const visible = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ");

/** The first characters of a text, at most `most` UTF-16 code units, never cut inside an escape or a surrogate pair. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/&[^;\s]{0,5}$|\p{Cs}$/u, "");

// "$." begins a reference, which Amazon Connect replaces wherever text is dynamic.
const ESCAPES = ["<&lt;", "&&amp;", ">&gt;", '"&quot;', "'&apos;", "$&#36;"];

/** Text as it stands in XML, with nothing in it that Amazon Connect takes for a reference. */
export const escapeXml = (text: string): string =>
  text.replace(/[<&>"'$]/g, (mark) => ESCAPES.find((each) => each.startsWith(mark))?.slice(1) ?? mark);

/** The text of which {@link escapeXml} gives this. Other entities stay as they are. */
export const unescapeXml = (text: string): string =>
  text.replace(/&[\w#]+;/g, (entity) => ESCAPES.find((each) => each.slice(1) === entity)?.[0] ?? entity);

/** Plain text with nothing in it that Amazon Connect takes for a reference: "$." becomes "$ .". */
export const withoutReferences = (text: string): string => text.replace(/\$(?=[.[])/g, "$$ ");
