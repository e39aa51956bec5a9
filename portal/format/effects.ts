/** What a change means for callers: the sentence somebody reads before saving it. */
import type { TimedChange } from "../../administration/changes";
import type { Field, FieldValue, Messages, Redirect } from "../../administration/fields";
import { CENTER, queueOf } from "../../administration/scopes";
import { shortEnd, shortTime } from "./zone";

/** A change that may be made. */
export type Intent = Pick<TimedChange, "field" | "value" | "from" | "until">;

/** One sentence: when, and what callers hear then. */
export function effectOf(scope: string, intent: Intent, now: number, zone: string): string {
  const what =
    scope === CENTER ? centerEffect(intent) : queueEffect(queueOf(scope) ?? scope, intent.field, intent.value);
  return `${whenWords(intent, now, zone)}, ${what}`;
}

function whenWords({ from, until }: Intent, now: number, zone: string): string {
  const start = from === undefined ? undefined : Date.parse(from);
  const begin = start === undefined || start <= now ? "From now" : `From ${shortTime(start, now, zone)}`;
  return until === undefined ? begin : `${begin} until ${shortEnd(Date.parse(until), now, zone)}`;
}

function centerEffect({ field, value }: Intent): string {
  if (field === "message") {
    return isEmpty(value as Messages)
      ? "callers hear no message for all."
      : "every caller hears this message first, whatever they call about.";
  }
  return value === "closed"
    ? "every caller hears that the contact centre is closed, and the call ends. Contacts that already wait or talk go on."
    : "the contact centre takes contacts again, each queue as it is set.";
}

function queueEffect(queue: string, field: Field, value: FieldValue): string {
  switch (field) {
    case "state":
      return value === "closed"
        ? `callers for ${queue} hear that it is closed. Contacts that already wait or talk go on.`
        : `${queue} takes contacts, in its hours.`;
    case "redirect":
      return value === ""
        ? `contacts for ${queue} stay with ${queue}.`
        : `contacts for ${queue} go to ${(value as Redirect).queue} instead.`;
    case "callback":
      return value === "on"
        ? `callers who wait for ${queue} are offered a call back.`
        : `callers who wait for ${queue} are not offered a call back.`;
    case "music":
      return value === ""
        ? `callers who wait for ${queue} hear the usual music.`
        : `callers who wait for ${queue} hear ${String(value)} music.`;
    case "priority":
      return priorityEffect(queue, String(value));
    case "message":
      return isEmpty(value as Messages)
        ? `callers for ${queue} hear no special message.`
        : `callers for ${queue} hear this message before anything else of ${queue}.`;
  }
}

function priorityEffect(queue: string, value: string): string {
  const effects: Readonly<Record<string, string>> = {
    low: `new contacts for ${queue} come after those of normal priority.`,
    normal: `new contacts for ${queue} come in their turn.`,
    high: `new contacts for ${queue} come before those of normal priority.`,
    highest: `new contacts for ${queue} come before all others.`,
  };
  return effects[value] ?? "";
}

function isEmpty(messages: Messages): boolean {
  return Object.values(messages).every((text) => text.trim() === "");
}
