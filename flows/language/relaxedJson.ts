/** JSON as people write it: with comments, and with a comma after the last entry. Exports kept by hand have both. */

// A text, a comment, or a comma nothing but space and comments follow up to the closing bracket.
const TEXT = /"(?:[^"\\]|\\.)*"/.source;
const COMMENT = /\/\/[^\n\r]*|\/\*[^]*?\*\//.source;
const COMMENTS = new RegExp(`${TEXT}|${COMMENT}`, "g");
const COMMAS = new RegExp(`${TEXT}|,(?=\\s*[}\\]])`, "g");

/** Reads JSON, and JSON with comments and trailing commas. @throws SyntaxError when it is neither */
export function relaxedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const strict = text.replace(COMMENTS, blank).replace(COMMAS, (found) => (found === "," ? "" : found));
    if (strict === text) {
      throw error;
    }
    return JSON.parse(strict);
  }
}

/** Comments become space, so that messages count characters as the file does. */
function blank(found: string): string {
  return found.startsWith('"') ? found : found.replace(/[^\n\r]/g, " ");
}
