/** What is set, in the words of people who run a contact centre. */
import type { TimedChange } from "../../administration/changes";
import { checkMessage } from "../../administration/checkMessage";
import type { Field, FieldValue, Messages, Redirect } from "../../administration/fields";
import { CENTER, queueOf } from "../../administration/scopes";
import { spokenMessage } from "../../administration/spoken";
import { looksLikeSsml } from "../../administration/ssml";
import { shortEnd, shortTime } from "./zone";

/** Names of what can be set. */
export const FIELD_NAMES: Readonly<Record<Field, string>> = {
  state: "Open or closed",
  redirect: "Redirect",
  callback: "Callback offer",
  music: "Hold music",
  priority: "Priority",
  message: "Message",
};

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  state: { open: "Open", closed: "Closed" },
  callback: { on: "Offered", off: "Not offered" },
  music: { "": "As usual", jazz: "Jazz", pop: "Pop", rock: "Rock" },
  priority: { low: "Low", normal: "Normal", high: "High", highest: "Highest" },
};

/** A value in words: `Closed`, `To sales`, `Jazz`, or the text of a message. */
export function valueWords(field: Field, value: FieldValue): string {
  if (field === "redirect") {
    return value === "" ? "Not redirected" : `To ${(value as Redirect).queue}`;
  }
  if (field === "message") {
    const texts = Object.values(value as Messages).filter((text) => text !== "");
    return texts[0] === undefined ? "No message" : `“${readable(texts[0])}”`;
  }
  return WORDS[field]?.[String(value)] ?? String(value);
}

/** A text as it is read: without tags, when it has any that are spoken. */
function readable(text: string): string {
  return looksLikeSsml(text) && typeof checkMessage(text) === "string" ? spokenMessage(text).plain : text;
}

/** A scope in words. */
export function scopeWords(scope: string): string {
  return scope === CENTER ? "Whole centre" : (queueOf(scope) ?? scope);
}

/** A scope at the beginning of a sentence. */
export function scopeAtStart(scope: string): string {
  return scope === CENTER ? "The whole centre" : (queueOf(scope) ?? scope);
}

/** A scope inside a sentence. */
export function scopeInSentence(scope: string): string {
  return scope === CENTER ? "the whole centre" : (queueOf(scope) ?? scope);
}

/** When something holds: `until 17:00`, `from 14:00 until midnight`, `until it is changed`. */
export function periodWords({ from, until }: Pick<TimedChange, "from" | "until">, now: number, zone: string): string {
  const start = from === undefined ? undefined : Date.parse(from);
  const begins = start !== undefined && start > now ? `from ${shortTime(start, now, zone)} ` : "";
  return `${begins}${until === undefined ? "until it is changed" : `until ${shortEnd(Date.parse(until), now, zone)}`}`;
}

/** A change in one line: `Closed until 17:00`. A message is not cut here. */
export function changeWords(change: TimedChange, now: number, zone: string): string {
  return `${valueWords(change.field, change.value)} ${periodWords(change, now, zone)}`;
}

/** Who and why: `by operator: power cut`. */
export function sourceWords({ by, why }: Pick<TimedChange, "by" | "why">): string {
  return why === "" ? `by ${by}` : `by ${by}: ${why}`;
}

/** A text of the API with the times in it as the centre's clocks show them. */
export function withLocalTimes(text: string, now: number, zone: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (time) => shortTime(Date.parse(time), now, zone));
}

/** Names of languages, as English has them: `English (United States)`. */
export function languageName(language: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language", languageDisplay: "standard" }).of(language) ?? language;
  } catch {
    return language;
  }
}
