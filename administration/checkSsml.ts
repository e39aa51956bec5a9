/** SSML as it is typed: read strictly, with words for what is wrong, and written as it is kept. */
import { PARTS, readSsml } from "./ssml";
import { escapeXml, unescapeXml, visible } from "./text";

/** What is wrong with a text, and what is allowed instead. */
export interface TextProblem {
  given: string;
  allowed: string;
}

/** What may stand where. */
interface ElementRule {
  /** Attributes, in the order in which they are written, each with what it may be. */
  attributes: Readonly<Record<string, RegExp>>;
  /** The attribute it has to have. */
  needs?: string;
  /** It has to have one of its attributes. */
  needsAny?: boolean;
  /** Elements in which it may not stand, however deep. */
  notIn?: readonly string[];
  /** It has only text in it. */
  textOnly?: boolean;
}

const ELEMENTS: Readonly<Record<string, ElementRule>> = {
  break: {
    attributes: {
      strength: /^(?:none|x-weak|weak|medium|strong|x-strong)$/,
      time: /^(?:\d(?:\.\d{1,3})?s|10s|\d{1,4}ms)$/,
    },
  },
  p: { attributes: {}, notIn: ["p", "s"] },
  s: { attributes: {}, notIn: ["s"] },
  sub: { attributes: { alias: /^.{1,200}$/u }, needs: "alias", textOnly: true },
  "say-as": {
    attributes: {
      format: /^(?:[mdy]{1,3}|yyyymmdd)$/,
      "interpret-as": /^(?:characters|spell-out|digits|cardinal|ordinal|date|time|telephone)$/,
    },
    needs: "interpret-as",
    textOnly: true,
  },
  prosody: {
    attributes: {
      rate: /^(?:x-slow|slow|medium|fast|x-fast|[2-9]\d%|1\d\d%|200%)$/,
      volume: /^(?:x-soft|soft|medium|loud|x-loud|default)$/,
    },
    needsAny: true,
  },
  lang: { attributes: { "xml:lang": /^[a-z]{2,3}-[A-Z]{2}$/ }, needs: "xml:lang" },
};

/** What attributes may be, for people. */
const EXPLAINED: Readonly<Record<string, string>> = {
  time: "at most 10s, such as 500ms or 1.5s",
  strength: "none, x-weak, weak, medium, strong or x-strong",
  alias: "1 to 200 characters",
  "interpret-as": "characters, spell-out, digits, cardinal, ordinal, date, time or telephone",
  format: "the parts of a date in their order, such as mdy",
  rate: "x-slow, slow, medium, fast, x-fast, or 20% to 200%",
  volume: "x-soft, soft, medium, loud, x-loud or default",
  "xml:lang": "a language such as en-US",
};

/** The tags that may be used. */
export const ALLOWED_TAGS: readonly string[] = Object.keys(ELEMENTS);

const TAGS = `only ${ALLOWED_TAGS.join(", ")}, in small letters`;

/** Most elements inside one another. */
const DEEPEST = 8;

/** Most milliseconds of all breaks together. */
const LONGEST_SILENCE = 30_000;

const isProblem = (checked: string | TextProblem | undefined): checked is TextProblem => typeof checked === "object";

const entry = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.entries(record).find(([each]) => each === name)?.[1];

/** Text with the characters that numbers stand for. */
const checkText = (text: string): string | TextProblem => {
  const wrong: string[] = [];
  const checked = text.replace(/&(?:#(\d+)|#[xX]([\da-fA-F]+)|[A-Za-z][\w.:-]*);/g, (entity, ten, sixteen) => {
    if (ten === undefined && sixteen === undefined) {
      if (unescapeXml(entity) === entity) wrong.push(entity);
      return entity;
    }
    const code = ten === undefined ? parseInt(sixteen, 16) : Number(ten);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
    if (/\p{C}/u.test(character)) wrong.push(entity);
    return escapeXml(character);
  });
  const [entity] = wrong;
  const allowed = "&lt; &gt; &amp; &quot; &apos; and numbers of visible characters, such as &#8364;";
  return entity === undefined ? checked : { given: `the entity ${entity}`, allowed };
};

/** One attribute's value. */
const checkValue = (name: string, attribute: string, quoted: string): string | TextProblem => {
  const rule = entry(entry(ELEMENTS, name)?.attributes ?? {}, attribute);
  const all = Object.keys(entry(ELEMENTS, name)?.attributes ?? {}).join(", ") || "none";
  if (!rule) return { given: `the attribute ${attribute} of <${name}>`, allowed: all };
  const text = checkText(quoted.slice(1, -1));
  if (isProblem(text)) return text;
  const value = visible(unescapeXml(text)).trim();
  const wrong = { given: `${attribute}="${value}" of <${name}>`, allowed: EXPLAINED[attribute] ?? "" };
  return rule.test(value) ? value : wrong;
};

/** A tag's attributes as they are kept. */
const checkAttributes = (name: string, rule: ElementRule, raw: string): string | TextProblem => {
  const given: Record<string, string> = {};
  const found = [...raw.matchAll(/\s([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g)];
  const rest = found.reduce((text, [each]) => text.replace(each, ""), raw).trim();
  if (rest) return { given: `${rest} in <${name}>`, allowed: 'attributes as name="value"' };
  for (const [, attribute = "", quoted = ""] of found) {
    const value = checkValue(name, attribute, quoted);
    if (isProblem(value)) return value;
    if (given[attribute] !== undefined) return { given: `${attribute} of <${name}> twice`, allowed: "once" };
    given[attribute] = value;
  }
  const { needs } = rule;
  if (needs && given[needs] === undefined) {
    return { given: `<${name}> without ${needs}`, allowed: `${needs}="…": ${EXPLAINED[needs] ?? ""}` };
  }
  const order = Object.keys(rule.attributes).filter((attribute) => given[attribute] !== undefined);
  if (rule.needsAny && order.length === 0) {
    return { given: `<${name}> without attributes`, allowed: `one of ${Object.keys(rule.attributes).join(", ")}` };
  }
  return order.map((attribute) => ` ${attribute}="${escapeXml(given[attribute] ?? "")}"`).join("");
};

/** Why an element may not begin where it does; undefined when it may. */
const misplaced = (name: string, rule: ElementRule, open: readonly string[]): TextProblem | undefined => {
  const around = open.find((each) => rule.notIn?.includes(each) || ELEMENTS[each]?.textOnly);
  if (around !== undefined) return { given: `<${name}> in <${around}>`, allowed: `<${name}> outside it` };
  return open.length < DEEPEST ? undefined : { given: "tags too deep in one another", allowed: `at most ${DEEPEST}` };
};

/** The milliseconds of a break's attributes; one without a time counts for none. */
const silenceOf = (attributes: string): number => {
  const [, amount = "0", unit] = / time="([\d.]+)(m?s)"/.exec(attributes) ?? [];
  return Number(amount) * (unit === "s" ? 1_000 : 1);
};

/** A tag as it is kept; `open` is what stands around it, and changes with it. */
const checkTag = (match: readonly (string | undefined)[], open: string[]): string | TextProblem => {
  const [tag = "", slash, name = "", raw = "", end] = match;
  const rule = entry(ELEMENTS, name);
  if (!rule) return { given: `the tag <${name}>`, allowed: TAGS };
  if (slash) {
    const closes = open.pop() === name && !raw.trim() && !end;
    return closes ? `</${name}>` : { given: `${tag} where it ends nothing`, allowed: "an end for each tag, in order" };
  }
  const attributes = checkAttributes(name, rule, raw);
  const wrong = isProblem(attributes) ? attributes : misplaced(name, rule, open);
  if (wrong) return wrong;
  if (name === "break") {
    return end ? `<break${attributes}/>` : { given: "<break> without an end", allowed: "<break…/>" };
  }
  if (end) return { given: `${tag} with nothing in it`, allowed: `<${name}>…</${name}>` };
  open.push(name);
  return `<${name}${attributes}>`;
};

/**
 * Checks a text with tags.
 *
 * @returns the text as it is kept: its words as they were typed, its tags in the one form that is spoken
 */
export const checkSsml = (typed: string): string | TextProblem => {
  const open: string[] = [];
  let text = "";
  let silence = 0;
  for (const match of typed.matchAll(PARTS)) {
    const [part, , name, , , stray] = match;
    if (stray) {
      const allowed = `complete tags, ${TAGS}; a blank behind a "<" that begins none`;
      return { given: 'a "<" that begins no complete tag', allowed };
    }
    const checked = name === undefined ? checkText(part) : checkTag(match, open);
    if (isProblem(checked)) return checked;
    text += checked;
    silence += name === "break" ? silenceOf(checked) : 0;
    if (silence > LONGEST_SILENCE) return { given: "breaks of more than 30 s together", allowed: "at most 30 s" };
  }
  const unclosed = open.pop();
  if (unclosed) return { given: `<${unclosed}> without an end`, allowed: `</${unclosed}> behind it` };
  const said = readSsml(text)?.plain;
  return said ? text : { given: "tags without a word to say", allowed: "some text between them" };
};
