/** Filter patterns of CloudWatch Logs for unstructured lines, as far as this program uses them: quoted terms, all or (`?`) any. */

/** Whether a line matches a pattern: every term of it, or with `?` before the terms any of them. */
export function matchesPattern(pattern: string, line: string): boolean {
  const terms = [...pattern.matchAll(/(\??)"((?:[^"\\]|\\.)*)"(?:\s+|$)/g)];
  if (terms.length === 0 || terms.map(([whole]) => whole).join("") !== pattern) {
    throw new Error(`The pattern ${pattern} is not one of quoted terms.`);
  }
  const optional = terms.filter(([, mark]) => mark === "?");
  if (optional.length !== 0 && optional.length !== terms.length) {
    throw new Error(`The pattern ${pattern} has terms with and without ?, which CloudWatch Logs reads in its own way.`);
  }
  const holds = ([, , text = ""]: RegExpMatchArray): boolean => line.includes(text.replaceAll(/\\(.)/g, "$1"));
  return optional.length === 0 ? terms.every(holds) : terms.some(holds);
}
