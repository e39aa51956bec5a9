/** Text on its way to a voice or a chat. */

/**
 * Runs of white space, control characters, direction marks, lone surrogates and other invisible characters as one blank
 * each.
 */
export const visible = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ");

/** The first characters of a text, at most `most` UTF-16 code units, never cut inside an escape or a surrogate pair. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/&[^;\s]*$|\p{Cs}$/u, "");

const ESCAPES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  "&": "&amp;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // "$." begins a reference, which Amazon Connect replaces wherever text is dynamic.
  $: "&#36;",
};

/** Text as it stands in XML, with nothing in it that Amazon Connect takes for a reference. */
export const escapeXml = (text: string): string => text.replace(/[<&>"'$]/g, (mark) => ESCAPES[mark] ?? mark);

/** Plain text with nothing in it that Amazon Connect takes for a reference: "$." becomes "$ .". */
export const withoutReferences = (text: string): string => text.replace(/\$(?=[.[])/g, "$$ ");
