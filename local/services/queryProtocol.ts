/** The AWS Query protocol: parameters of a form in, XML out. */
import { randomUUID } from "node:crypto";
import type { ServiceResponse } from "../gateway/service";

/** Parameters of a request by their names, such as `MessageAttributes.entry.1.Name`. */
export type Parameters = ReadonlyMap<string, string>;

/** An XML element: text, elements by name, or a list of `member` elements. */
export type XmlValue = string | XmlValue[] | { [name: string]: XmlValue | undefined };

/** The parameters of a request's body. */
export function parametersOf(body: Buffer): Parameters {
  return new Map(new URLSearchParams(body.toString("utf8")));
}

/** The parameters of each element of a list: `prefix.1.…`, `prefix.2.…`, in order, with the prefix taken off. */
export function elementsOf(parameters: Parameters, prefix: string): Parameters[] {
  const elements: Parameters[] = [];
  for (let index = 1; ; index++) {
    const start = `${prefix}.${index}.`;
    const own = [...parameters].filter(([name]) => name.startsWith(start));
    if (own.length === 0) return elements;
    elements.push(new Map(own.map(([name, value]) => [name.slice(start.length), value])));
  }
}

/** A map of texts: `prefix.entry.1.key`, `prefix.entry.1.value`, … */
export function textMapOf(parameters: Parameters, prefix: string): Record<string, string> {
  const entries = elementsOf(parameters, `${prefix}.entry`);
  return Object.fromEntries(entries.map((entry) => [entry.get("key") ?? "", entry.get("value") ?? ""]));
}

function escape(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\r\n\t]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}

function xml(value: XmlValue): string {
  if (typeof value === "string") return escape(value);
  if (Array.isArray(value)) return value.map((member) => `<member>${xml(member)}</member>`).join("");
  return Object.entries(value)
    .map(([name, content]) => (content === undefined ? "" : `<${name}>${xml(content)}</${name}>`))
    .join("");
}

/** A map of texts as the protocol writes it. */
export function xmlMap(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([key, value]) => `<entry><key>${escape(key)}</key><value>${escape(value)}</value></entry>`)
    .join("");
}

/** The answer of an operation; `raw` is XML that is put into its result as it is. */
export function queryAnswer(operation: string, namespace: string, result: XmlValue, raw = ""): ServiceResponse {
  const requestId = randomUUID();
  const body =
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${xml(result)}${raw}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
