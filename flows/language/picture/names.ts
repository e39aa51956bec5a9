/** How values of a document read to a person: resources by their names, references as what they stand for. */
import { PLACEHOLDER } from "../placeholders";
import { isReference, replaceReferences } from "../references";

/** The name of a resource by what a document holds for it: an ARN, an id or a template; undefined when it is not known. */
export type NameFinder = (value: string) => string | undefined;

/** Knows no name. */
export const NO_NAMES: NameFinder = () => undefined;

const ROOTS: ReadonlyMap<string, string> = new Map([
  ["$.CustomerEndpoint.Address", "caller's number"],
  ["$.SystemEndpoint.Address", "dialled number"],
  ["$.StoredCustomerInput", "typed digits"],
  ["$.Queue.Name", "queue name"],
  ["$.Queue.ARN", "queue"],
  ["$.Channel", "channel"],
  ["$.Metrics.Queue.Size", "callers in the queue"],
  ["$.Metrics.Queue.OldestContactAge", "longest wait"],
  ["$.Media.InitialMessage", "first message"],
  ["$.Lex.IntentName", "intent"],
]);

const PREFIX = /^\$\.(?:Attributes|FlowAttributes|External|Lex|Lex\.Slots|Metrics|SegmentAttributes|Customer|Case)\.?/;

/** A reference in words: `$.Attributes.orderStatus` is "order status". */
export function referenceInWords(path: string): string {
  const known = ROOTS.get(path);
  if (known !== undefined) {
    return known;
  }
  const bare = path
    .replace(PREFIX, "")
    .replace(/^\$\./, "")
    .replace(/\['([^']*)'\]/g, "$1");
  return bare
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[._]+/g, " ")
    .trim();
}

/** Text with its references in words, each in ‹guillemets›. */
export function textInWords(text: string): string {
  return replaceReferences(text, (path) => `‹${referenceInWords(path)}›`);
}

/** The spoken part of SSML, with its references in words. */
export function speechInWords(ssml: string): string {
  const spoken = ssml
    .replace(/<[^<>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, "&");
  return textInWords(spoken)
    .replace(/\s+/g, " ")
    .replace(/ ([,.!?;])/g, "$1")
    .trim();
}

/** What a resource is called: its name, what a placeholder or template names, or the end of its ARN. */
export function resourceInWords(value: string, nameOf: NameFinder): string {
  const name = nameOf(value);
  if (name !== undefined) {
    return name;
  }
  if (isReference(value)) {
    return `‹${referenceInWords(value)}›`;
  }
  const placeholder = PLACEHOLDER.exec(value);
  if (placeholder) {
    return decoded(placeholder[2] ?? value);
  }
  // Deployment tools write templates such as {{queues.sales.arn}}.
  const template = /^\{\{(?:[\w-]+\.)?([\w -]+)\.[\w]+\}\}$/.exec(value);
  return template?.[1] ?? endOfArn(value);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function endOfArn(value: string): string {
  const end =
    value
      .split(/[/:]/)
      .filter((part) => part !== "")
      .pop() ?? value;
  // An id alone says nothing; its beginning tells two of them apart.
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(end) ? `${end.slice(0, 8)}…` : end;
}

/** Words of a name that is written in one: `QueueAtCapacity` is "queue at capacity". */
export function plainWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
}

/** Seconds as a person says them. */
export function duration(seconds: string): string {
  const count = Number(seconds);
  if (!/^\d+$/.test(seconds) || Number.isNaN(count)) {
    return textInWords(seconds);
  }
  if (count >= 7200 && count % 3600 === 0) {
    return `${count / 3600} h`;
  }
  return count >= 120 && count % 60 === 0 ? `${count / 60} min` : `${count} s`;
}
