/** The SSML that may be typed: a small part of what Amazon Polly understands, read strictly and written in one form. */
import { escapeXml, visible } from "./text";

/** A text that was read. */
export interface ReadSsml {
  /** The same in its one form: reading it again gives the same. */
  ssml: string;
  /** The words in it. */
  plain: string;
}

/** Why a text is not allowed, and what is. */
export interface SsmlProblem {
  problem: string;
  allowed: string;
}

/** What an element may have. */
interface ElementRule {
  /** Attributes, each with what it may be. */
  attributes: Readonly<Record<string, RegExp>>;
  /** Attributes it has to have. */
  needs?: readonly string[];
  /** Elements in which it may not stand, however deep. */
  notIn?: readonly string[];
  /** It has nothing in it. */
  empty?: boolean;
  /** It has only text in it. */
  textOnly?: boolean;
}

const LANGUAGE = /^[a-z]{2,3}-[A-Z]{2}$/;

const ELEMENTS: Readonly<Record<string, ElementRule>> = {
  break: {
    attributes: {
      time: /^(?:\d(?:\.\d{1,3})?s|10(?:\.0{1,3})?s|\d{1,4}ms|10000ms)$/,
      strength: /^(?:none|x-weak|weak|medium|strong|x-strong)$/,
    },
    empty: true,
  },
  p: { attributes: {}, notIn: ["p", "s"] },
  s: { attributes: {}, notIn: ["s"] },
  sub: { attributes: { alias: /^[^]{1,200}$/ }, needs: ["alias"], textOnly: true },
  "say-as": {
    attributes: {
      "interpret-as": /^(?:characters|spell-out|digits|cardinal|ordinal|date|time|telephone)$/,
      format: /^(?:[mdy]{1,3}|yyyymmdd)$/,
    },
    needs: ["interpret-as"],
    textOnly: true,
  },
  prosody: {
    attributes: {
      rate: /^(?:x-slow|slow|medium|fast|x-fast|[2-9]\d%|1\d\d%|200%)$/,
      volume: /^(?:x-soft|soft|medium|loud|x-loud|default)$/,
    },
  },
  lang: { attributes: { "xml:lang": LANGUAGE }, needs: ["xml:lang"] },
};

/** The tags that may be used, for people. */
const ALLOWED_TAGS = Object.keys(ELEMENTS).join(", ");

/** Most elements inside one another. */
const DEEPEST = 8;

/** Most milliseconds of all breaks together. */
const LONGEST_SILENCE = 30_000;

/** Whether a text has a tag, or what looks like one, and is SSML for that. */
export const looksLikeSsml = (text: string): boolean => /<[/!?]?[A-Za-z]|<!|<\?/.test(text);

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const isProblem = (read: string | SsmlProblem): read is SsmlProblem => typeof read !== "string";

/** Text with its entities replaced. An ampersand that begins none is one. */
const decode = (text: string): string | SsmlProblem => {
  const wrong: string[] = [];
  const decoded = text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([A-Za-z][\w.:-]*));/g, (entity, ten, sixteen, name) => {
    const code = ten === undefined ? parseInt(sixteen, 16) : Number(ten);
    const known = Object.entries(ENTITIES).find(([each]) => each === name)?.[1];
    const character = name === undefined && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : known;
    if (character !== undefined && !/\p{C}/u.test(character)) return character;
    wrong.push(entity);
    return "";
  });
  const [entity] = wrong;
  const allowed = "&lt; &gt; &amp; &quot; &apos; and numbers of visible characters, such as &#8364;";
  return entity === undefined ? decoded : { problem: `the entity ${entity}`, allowed };
};

/** Text between tags, in its one form. */
const textOf = (raw: string): { text: string } | SsmlProblem => {
  const decoded = decode(raw);
  return isProblem(decoded) ? decoded : { text: visible(decoded) };
};

/** A tag's attributes in their one form, each with a blank before it. */
const attributesOf = (name: string, rule: ElementRule, raw: string): string | SsmlProblem => {
  const given: Record<string, string> = {};
  for (const [, attribute = "", quoted = ""] of raw.matchAll(/([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    const known = Object.entries(rule.attributes).find(([each]) => each === attribute);
    const all = Object.keys(rule.attributes).join(", ") || "none";
    if (!known) return { problem: `the attribute ${attribute} of <${name}>`, allowed: all };
    if (given[attribute] !== undefined) return { problem: `${attribute} of <${name}> twice`, allowed: "once" };
    const read = textOf(quoted.slice(1, -1));
    if ("problem" in read) return read;
    const value = read.text.trim();
    if (!known[1].test(value)) {
      return { problem: `${attribute}="${value}" of <${name}>`, allowed: EXPLAINED[attribute] ?? "" };
    }
    given[attribute] = value;
  }
  const missing = rule.needs?.find((needed) => given[needed] === undefined);
  if (missing !== undefined) return { problem: `<${name}> without ${missing}`, allowed: `<${name} ${missing}="…">` };
  return Object.entries(given)
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`)
    .join("");
};

/** What attributes may be, for people. */
const EXPLAINED: Readonly<Record<string, string>> = {
  time: "at most 10 s, such as 500ms or 1.5s",
  strength: "none, x-weak, weak, medium, strong or x-strong",
  alias: "1 to 200 characters",
  "interpret-as": "characters, spell-out, digits, cardinal, ordinal, date, time or telephone",
  format: "the parts of a date in their order, such as mdy",
  rate: "x-slow, slow, medium, fast, x-fast, or 20% to 200%",
  volume: "x-soft, soft, medium, loud, x-loud or default",
  "xml:lang": "a language such as en-US",
};

/** Milliseconds of a break's tag; a break without a time counts for none. */
const silenceOf = (attributes: string): number => {
  const [, amount = "0", unit] = / time="([\d.]+)(m?s)"/.exec(attributes) ?? [];
  return Number(amount) * (unit === "s" ? 1_000 : 1);
};

/** Why an element may not stand where it is opened; undefined when it may. */
const misplaced = (name: string, rule: ElementRule, open: readonly string[]): SsmlProblem | undefined => {
  const around = open.find((each) => rule.notIn?.includes(each) || ELEMENTS[each]?.textOnly);
  if (around !== undefined) return { problem: `<${name}> in <${around}>`, allowed: `<${name}> outside it` };
  return open.length < DEEPEST
    ? undefined
    : { problem: `more than ${DEEPEST} tags in one another`, allowed: `at most ${DEEPEST}` };
};

const TOKENS =
  /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|(<(?=[A-Za-z/!?]))|(?:[^<]|<(?![A-Za-z/!?]))+/g;

/**
 * Reads a text with tags.
 *
 * @param text at most a few thousand characters
 */
export const readSsml = (text: string): ReadSsml | SsmlProblem => {
  const open: string[] = [];
  let ssml = "";
  let plain = "";
  let silence = 0;
  for (const [token, slash, name, raw = "", end, stray] of text.matchAll(TOKENS)) {
    if (stray !== undefined) {
      const allowed = `complete tags of ${ALLOWED_TAGS}; a blank behind "<" where it is none`;
      return { problem: `a "<" that begins no complete tag`, allowed };
    }
    if (name === undefined) {
      const read = textOf(token);
      if ("problem" in read) return read;
      ssml += escapeXml(read.text);
      plain += read.text;
      continue;
    }
    const rule = Object.entries(ELEMENTS).find(([each]) => each === name)?.[1];
    if (!rule) return { problem: `the tag <${name}>`, allowed: `only ${ALLOWED_TAGS}, in small letters` };
    if (slash) {
      if (raw || end || open.pop() !== name) {
        return { problem: `${token} where it ends nothing`, allowed: "tags closed in the order they were opened" };
      }
      ssml += `</${name}>`;
    } else {
      const attributes = attributesOf(name, rule, raw);
      const wrong = isProblem(attributes) ? attributes : misplaced(name, rule, open);
      if (isProblem(attributes) || wrong) return wrong ?? { problem: token, allowed: ALLOWED_TAGS };
      silence += rule.empty ? silenceOf(attributes) : 0;
      if (silence > LONGEST_SILENCE) return { problem: "breaks of more than 30 s together", allowed: "at most 30 s" };
      const closed = rule.empty || end;
      if (rule.empty && !end) return { problem: `<${name}> that is not closed`, allowed: `<${name}…/>` };
      ssml += `<${name}${attributes}${closed ? "/" : ""}>`;
      if (!closed) open.push(name);
    }
    // Words on both sides of a break, a paragraph or a sentence stay apart in writing, too.
    if (rule.empty || name === "p" || name === "s") plain += " ";
  }
  const unclosed = open.pop();
  if (unclosed) return { problem: `<${unclosed}> that is not closed`, allowed: `</${unclosed}> behind it` };
  return { ssml: ssml.trim(), plain: visible(plain).trim() };
};
