/** Where redirects lead: never to a queue that is closed then, or itself redirects. */
import { type QueueEntry } from "./catalogue";
import { endOf, startOf, type TimedChange, valueAt } from "./changes";
import { type Redirect } from "./fields";
import { type Problem } from "./problem";

/** What is set for every queue, by its name. */
export type QueueChanges = Readonly<Record<string, readonly TimedChange[]>>;

/** Times from now on at which something of a queue begins or ends, and now. */
const momentsOf = (changes: readonly TimedChange[], now: number): number[] => [
  now,
  ...changes.flatMap((change) => [startOf(change), endOf(change)]).filter((time) => time > now && time < Infinity),
];

const changesOf = (queues: QueueChanges, name: string): readonly TimedChange[] =>
  Object.entries(queues).find(([each]) => each === name)?.[1] ?? [];

/** Why a redirect from one queue to another cannot be, at the first time it cannot; undefined when it always can. */
const flawOf = (
  queues: QueueChanges,
  from: string,
  to: string,
  now: number,
): { why: string; at: number } | undefined => {
  const [source, target] = [changesOf(queues, from), changesOf(queues, to)];
  const moments = [...momentsOf(source, now), ...momentsOf(target, now)].sort((a, b) => a - b);
  for (const at of moments) {
    const redirect = valueAt(source, "redirect", at);
    if (redirect === "" || redirect.queue !== to) continue;
    if (from === to) return { why: "is redirected to itself", at };
    if (valueAt(target, "state", at) === "closed") return { why: `is redirected to ${to}, which is closed`, at };
    const further = valueAt(target, "redirect", at);
    if (further !== "") return { why: `is redirected to ${to}, which is redirected to ${further.queue}`, at };
  }
  return undefined;
};

const timeText = (at: number, now: number): string =>
  at <= now ? "now" : `at ${new Date(at).toISOString().replace(/\.\d+Z$/, "Z")}`;

/** Queues that a queue's redirects may lead to, now or later. */
const targetsOf = (changes: readonly TimedChange[], now: number): string[] => {
  const ahead = changes.filter((change) => endOf(change) > now);
  return [...new Set(ahead.flatMap(({ field, value }) => (field === "redirect" && value !== "" ? [value.queue] : [])))];
};

/** A redirect that leads somewhere. */
export type RedirectChange = TimedChange<"redirect"> & { value: Redirect };

/** Redirects to queues that are not there any more, or were removed and made anew: they lead nowhere. */
export const lostRedirects = (changes: readonly TimedChange[], queues: readonly QueueEntry[]): RedirectChange[] =>
  changes.filter((change): change is RedirectChange => {
    if (change.field !== "redirect" || change.value === "") return false;
    const { queue, arn } = change.value;
    return !queues.some((each) => each.name === queue && each.arn === arn);
  });

/**
 * What is wrong with the redirects from and to one queue.
 *
 * @param queues what is set for every queue, that one's as it is to be
 * @param now epoch milliseconds
 */
export const redirectProblems = (queues: QueueChanges, name: string, now: number): Problem[] => {
  const own = targetsOf(changesOf(queues, name), now).map((to) => ({ from: name, to }));
  const others = Object.keys(queues).filter((each) => each !== name);
  const led = others.filter((from) => targetsOf(changesOf(queues, from), now).includes(name));
  return [...own, ...led.map((from) => ({ from, to: name }))].flatMap(({ from, to }): Problem[] => {
    const flaw = flawOf(queues, from, to, now);
    if (!flaw) return [];
    const given = `${from} ${flaw.why} ${timeText(flaw.at, now)}`;
    const allowed = "redirects to a queue that is open and not redirected for as long as they hold; end one of the two";
    return [{ path: "redirect", given, allowed }];
  });
};
