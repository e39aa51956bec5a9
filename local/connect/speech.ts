/**
 * What a caller hears. SSML must be well-formed, as the speech service insists; its spoken text is what remains without
 * the tags and with entities decoded.
 */

/** Most characters of a text or SSML, and most of them that are spoken ("billed"). */
export const MAX_TEXT_CHARACTERS = 6_000;
export const MAX_SPOKEN_CHARACTERS = 3_000;

/** SSML read: either what is spoken and the pauses in it, or why it cannot be. */
export type Speech =
  | { readonly ok: true; readonly spoken: string; readonly pauseMs: number }
  | { readonly ok: false; readonly reason: string };

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z]+));/g;
/** Matched where it is set to, so that no rest of the text has to be cut off for it. */
const TAG = /<(\/)?([A-Za-z][\w:.-]*)((?:\s+[A-Za-z][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/)?>/y;
/** What is not told apart in speech from one space. */
const SPACES = /[^\S ]| {2}/;
const MAX_BREAK_MS = 10_000;

function decode(text: string): string | undefined {
  if (!text.includes("&")) return text;
  let unknown = false;
  const decoded = text.replace(ENTITY, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) {
      const value = ENTITIES.get(name);
      if (value === undefined) unknown = true;
      return value ?? whole;
    }
    const code = decimal !== undefined ? parseInt(decimal, 10) : parseInt(hexadecimal ?? "", 16);
    if (code > 0x10ffff) unknown = true;
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
  return unknown || /&/.test(text.replace(ENTITY, "")) ? undefined : decoded;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found?.[1] ?? found?.[2];
}

function breakMs(attributes: string): number {
  const [, amount = "", unit] = /^([\d.]+)(ms|s)$/.exec(attribute(attributes, "time") ?? "1s") ?? [];
  return Math.min(MAX_BREAK_MS, Number(amount) * (unit === "ms" ? 1 : 1_000) || 0);
}

/** Reads SSML strictly: one `<speak>` around everything, every tag closed, every ampersand an entity. */
export function readSsml(ssml: string): Speech {
  const fail = (reason: string): Speech => ({ ok: false, reason });
  const trimmed = ssml.trim();
  const source = trimmed.includes("<!--") ? trimmed.replace(/<!--[\s\S]*?-->/g, "") : trimmed;
  const open: string[] = [];
  let spoken = "";
  let pauseMs = 0;
  let silenced = 0;
  for (let at = 0; at < source.length;) {
    const next = source.indexOf("<", at);
    const text = source.slice(at, next < 0 ? undefined : next);
    if (text !== "") {
      const decoded = decode(text);
      if (decoded === undefined) return fail(`"${text.trim()}" holds a bare "&"; write "&amp;"`);
      if (open.length === 0) return fail("text stands outside <speak>…</speak>");
      if (silenced === 0) spoken += decoded;
    }
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(source);
    if (tag === null) return fail(`"${source.slice(next, next + 20)}" is not a tag; write "&lt;" for "<"`);
    const [whole, closing, name = "", attributes = "", empty] = tag;
    at = next + whole.length;
    if (closing !== undefined) {
      if (open.pop() !== name) return fail(`</${name}> closes a tag that is not open`);
      if (name === "sub") silenced--;
      if (open.length === 0 && at < source.length) return fail("something follows </speak>");
      continue;
    }
    if (open.length === 0 && name !== "speak") return fail(`the text must be wrapped in <speak>, not <${name}>`);
    if (name === "break") pauseMs += breakMs(attributes);
    if (name === "sub" && empty === undefined) {
      if (silenced === 0) spoken += decode(attribute(attributes, "alias") ?? "") ?? "";
      silenced++;
    }
    // Paragraphs, sentences and pauses separate words.
    if (name === "p" || name === "s" || name === "break") spoken += " ";
    if (empty === undefined) open.push(name);
  }
  if (open.length > 0) return fail(`<${open[open.length - 1]}> is not closed`);
  if (source === "") return fail("it is empty; wrap the text in <speak>…</speak>");
  return { ok: true, spoken: (SPACES.test(spoken) ? spoken.replace(/\s+/g, " ") : spoken).trim(), pauseMs };
}

/** How long saying a text takes at a pace in words a minute, in milliseconds. */
export function speakingTime(text: string, wordsPerMinute: number): number {
  const words = text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
  return Math.round((words * 60_000) / wordsPerMinute);
}
