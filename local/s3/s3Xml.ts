/** The XML of S3's API: elements by name, a list as the same element again and again. */

/** Content of an element; undefined leaves it out. */
export type XmlContent = string | number | boolean | undefined | XmlContent[] | { [name: string]: XmlContent };

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function escaped(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/[\r\n\t]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}

function elements(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((one) => elements(name, one)).join("");
  return `<${name}>${inner(content)}</${name}>`;
}

function inner(content: Exclude<XmlContent, undefined | XmlContent[]>): string {
  if (typeof content !== "object") return escaped(String(content));
  return Object.entries(content)
    .map(([name, value]) => elements(name, value))
    .join("");
}

/** A document with one root element. Errors have no namespace. */
export function xmlDocument(root: string, content: { [name: string]: XmlContent }, plain = false): string {
  const open = plain ? root : `${root} xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${open}>${inner(content)}</${root}>`;
}

function unescaped(text: string): string {
  return text.replace(/&(#x?[\da-fA-F]+|\w+);/g, (entity, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? entity;
  });
}

/** The inside of every element of a name, in order, as it is written. */
export function childrenOf(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g");
  return [...xml.matchAll(pattern)].map(([, content = ""]) => content);
}

/** The text of the first element of a name; undefined when there is none. */
export function textIn(xml: string, name: string): string | undefined {
  const [content] = childrenOf(xml, name);
  return content === undefined ? undefined : unescaped(content.trim());
}
