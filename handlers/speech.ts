/** Text from a table made safe to speak. */

/**
 * Text made well-formed inside SSML: runs of white space, control characters, direction marks, lone surrogates and other
 * invisible characters become one blank; `<`, `&`, `>`, `"` and `'` are escaped. At most 1,000 UTF-16 units, never cut
 * inside an escape or a surrogate pair.
 */
export const speakable = (text: string | undefined): string => {
  const escapes: Record<string, string> = { "<": "lt", "&": "amp", ">": "gt", '"': "quot", "'": "apos" };
  const visible = (text ?? "").replace(/[\p{C}\s]+/gu, " ").trim();
  const escaped = visible.replace(/[<&>"']/g, (mark) => `&${escapes[mark]};`);
  return escaped.slice(0, 1000).replace(/&[^;]*$|\p{Cs}$/u, "");
};
