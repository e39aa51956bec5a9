/** What two people who edit at once are told. */
import { CENTER, queueOf } from "./scopes";

/** A write, as the history has it, that came before one's own. */
export interface WriteSummary {
  version: number;
  at: string;
  by: string;
  why: string;
  action: string;
  field?: string;
}

const DONE: Readonly<Record<string, string>> = { change: "changed", end: "ended", undo: "took back" };

const FIELDS: Readonly<Record<string, string>> = {
  state: "open or closed",
  redirect: "the redirect",
  callback: "the offer of a call back",
  music: "the music",
  priority: "the priority",
  message: "the message",
};

const named = (field: string | undefined): string => FIELDS[field ?? ""] ?? "something";

/** A list in words: `a, b and c`. */
const listed = (parts: readonly string[]): string =>
  parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}` : (parts[0] ?? "");

/** Whether any of the writes touched a field; what is not known counts as touched. */
export const overlaps = (since: readonly WriteSummary[], field: string | undefined): boolean =>
  field === undefined || since.some((write) => write.field === undefined || write.field === field);

/** Why one's own edit was not written, and how to go on. @param field what it was about */
export const mergeText = (scope: string, since: readonly WriteSummary[], field: string | undefined): string => {
  const where = scope === CENTER ? "The centre" : `Queue ${queueOf(scope) ?? scope}`;
  const writes = since.map(
    ({ by, action, field: touched, at }) => `${by} ${DONE[action] ?? action} ${named(touched)} at ${at}`,
  );
  const what = writes.length ? ` ${listed(writes)}.` : "";
  const advice = overlaps(since, field)
    ? `That is what your edit is about, too: look at what holds now, and decide again.`
    : `Your edit is about ${named(field)}: send it again to put it on top.`;
  return `${where} was changed meanwhile.${what} ${advice}`;
};
