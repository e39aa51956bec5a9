/** Speech Synthesis Markup Language, as far as Amazon Connect speaks it: a small reader that finds what is wrong. */

/** Something wrong with speech markup. Errors are not well-formed; the service ignores what warnings are about. */
export interface SsmlProblem {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly remedy: string;
}

/** Tags the service speaks; it ignores every other. */
export const SSML_TAGS: readonly string[] = [
  "speak",
  "break",
  "lang",
  "mark",
  "p",
  "phoneme",
  "prosody",
  "s",
  "say-as",
  "sub",
  "w",
  "amazon:effect",
  "amazon:domain",
];

/** Longest `<break time>`, in milliseconds. */
const MAX_BREAK_MS = 10_000;

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text made safe to stand inside markup, in elements and in attribute values. */
export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

// A comment, or a tag with its attributes. Every alternative consumes at least one character and none overlap.
const TAG =
  /<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITY = /^&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);/;

/** Everything wrong with the markup. References such as `$.Attributes.name` are text to it. */
export function checkSsml(markup: string): SsmlProblem[] {
  const problems: SsmlProblem[] = [];
  const open: string[] = [];
  const warned = new Set<string>();
  let roots = 0;
  let end = 0;
  for (const match of markup.matchAll(TAG)) {
    const [tag, closing, name, attributes, selfClosing] = match;
    problems.push(...checkText(markup.slice(end, match.index), open.length > 0));
    end = match.index + tag.length;
    if (name === undefined) {
      continue;
    }
    if (closing) {
      if (open.pop() !== name) {
        return [
          ...problems,
          error(`</${name}> closes a tag that is not open.`, "Close tags in the order they opened."),
        ];
      }
      continue;
    }
    roots += open.length === 0 ? 1 : 0;
    if (open.length === 0 && name !== "speak") {
      problems.push(error(`The markup begins with <${name}>.`, "Wrap it in <speak>…</speak>."));
    }
    if (!warned.has(tag)) {
      warned.add(tag);
      problems.push(...checkTag(name, attributes ?? ""));
    }
    if (!selfClosing) {
      open.push(name);
    }
  }
  problems.push(...checkText(markup.slice(end), open.length > 0));
  if (open.length > 0) {
    problems.push(error(`<${open.join(">, <")}> is never closed.`, "Add the closing tag."));
  } else if (roots !== 1) {
    problems.push(error("The markup needs exactly one <speak> around it.", "Wrap it in <speak>…</speak>."));
  }
  return problems;
}

function checkText(value: string, insideSpeak: boolean): SsmlProblem[] {
  const problems: SsmlProblem[] = [];
  if (!insideSpeak && value.trim() !== "") {
    problems.push(error(`${JSON.stringify(value.trim())} stands outside <speak>.`, "Wrap it in <speak>…</speak>."));
  }
  if (value.includes("<")) {
    problems.push(error(`${JSON.stringify(value)} has a "<" that begins no tag.`, 'Write "&lt;", or mend the tag.'));
  }
  for (let at = value.indexOf("&"); at >= 0; at = value.indexOf("&", at + 1)) {
    if (!ENTITY.test(value.slice(at, at + 12))) {
      problems.push(error(`${JSON.stringify(value.slice(at, at + 12))} is not an entity.`, 'Write "&" as "&amp;".'));
    }
  }
  return problems;
}

function checkTag(name: string, attributes: string): SsmlProblem[] {
  if (!SSML_TAGS.includes(name)) {
    return [warning(`<${name}> is not spoken: the service ignores it.`, `Use one of ${SSML_TAGS.join(", ")}.`)];
  }
  const values = new Map([...attributes.matchAll(ATTRIBUTE)].map((match) => [match[1], match[2] ?? match[3] ?? ""]));
  if (name === "amazon:effect" && values.get("name") !== "whispered") {
    return [warning('<amazon:effect> knows only name="whispered".', "Use it, or leave the effect out.")];
  }
  const [, amount, unit] = /^([\d.]+)(ms|s)$/.exec(values.get("time") ?? "") ?? [];
  if (name === "break" && amount !== undefined && Number(amount) * (unit === "s" ? 1000 : 1) > MAX_BREAK_MS) {
    return [warning(`A break of ${amount}${unit} is too long.`, `Stay at or below ${MAX_BREAK_MS / 1000} s.`)];
  }
  return [];
}

function error(message: string, remedy: string): SsmlProblem {
  return { severity: "error", message, remedy };
}

function warning(message: string, remedy: string): SsmlProblem {
  return { severity: "warning", message, remedy };
}
