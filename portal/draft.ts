/** What somebody is about to do. It is plain data, so that it outlives signing in again. */
import type { TimedChange } from "../administration/changes";
import type { Field, FieldValue } from "../administration/fields";
import type { Scope } from "../administration/scopes";
import { LONGEST_CLOSURE_DAYS } from "../administration/times";
import { endOfDay, instantOf, localTime, type LocalTime } from "./format/zone";

/** How a change may end. */
export type Ending = "open" | "minutes30" | "hour" | "day" | "at";

/** From when until when, as it is chosen. */
export interface Period {
  start: "now" | "at";
  from: LocalTime;
  ending: Ending;
  until: LocalTime;
}

/** A change that is being typed. */
export interface ChangeDraft {
  kind: "change";
  scope: Scope;
  /** The version of the scope that was seen when the typing began. */
  version: number;
  field: Field;
  value: FieldValue;
  period: Period;
  why: string;
}

/** The end of a change, or the undoing of a write, that waits for its reason. */
export interface ReasonDraft {
  kind: "end" | "undo";
  scope: Scope;
  version: number;
  /** Id of the change, or the version to undo. */
  target: string;
  why: string;
}

/** What is being typed. */
export type Draft = ChangeDraft | ReasonDraft;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The period of a change that begins now. */
export function periodNow(now: number, timeZone: string, ending: Ending): Period {
  // The next full quarter of an hour, and one hour more, in case somebody chooses a time.
  const quarter = 15 * MINUTE;
  const next = Math.ceil((now + MINUTE) / quarter) * quarter;
  return { start: "now", from: localTime(next, timeZone), ending, until: localTime(next + HOUR, timeZone) };
}

/** The moments of a period, or what is wrong with it. */
export interface Moments extends PeriodProblems {
  from?: string;
  until?: string;
}

/** What is wrong with a period. */
export interface PeriodProblems {
  fromProblem?: string;
  untilProblem?: string;
}

/** Reads a period. */
export function momentsOf({ period, value }: ChangeDraft, now: number, timeZone: string): Moments {
  const from = period.start === "now" ? undefined : instantOf(period.from, timeZone);
  if (period.start === "at" && from === undefined) {
    return { fromProblem: "Choose a date and type a time such as 14:30." };
  }
  if (from !== undefined && from <= now) {
    return { fromProblem: "This is over. Choose a later time, or now." };
  }
  const until = endOf(period, from ?? now, timeZone);
  if (period.ending === "at" && until === undefined) {
    return { untilProblem: "Choose a date and type a time such as 17:00." };
  }
  if (until !== undefined && until <= (from ?? now)) {
    return { untilProblem: "The end has to come after the beginning." };
  }
  if (value === "closed" && until !== undefined && until - (from ?? now) > LONGEST_CLOSURE_DAYS * DAY) {
    return {
      untilProblem: `A closure ends after ${LONGEST_CLOSURE_DAYS} days at the latest: nothing stays closed by accident.`,
    };
  }
  return { ...(from !== undefined && { from: iso(from) }), ...(until !== undefined && { until: iso(until) }) };
}

function endOf({ ending, until }: Period, start: number, timeZone: string): number | undefined {
  switch (ending) {
    case "open":
      return undefined;
    case "minutes30":
      return start + 30 * MINUTE;
    case "hour":
      return start + HOUR;
    case "day":
      return endOfDay(start, timeZone);
    case "at":
      return instantOf(until, timeZone);
  }
}

/** ISO 8601 to the second, as the settings table has times. */
function iso(instant: number): string {
  return new Date(Math.ceil(instant / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** Where a draft waits while its author signs in again: this tab only, and until it is taken up. */
const KEPT = "contact-center.portal.draft";

/** Keeps a draft for when its author is back. */
export function keepDraft(draft: Draft): void {
  window.sessionStorage.setItem(KEPT, JSON.stringify(draft));
}

/** Takes up what was kept; it is kept no more. */
export function takeDraft(): Draft | undefined {
  const kept = window.sessionStorage.getItem(KEPT);
  window.sessionStorage.removeItem(KEPT);
  return kept === null ? undefined : (JSON.parse(kept) as Draft);
}

/** A draft that changes a change: its value and period as they are. */
export function draftOf(
  scope: Scope,
  version: number,
  change: TimedChange,
  now: number,
  timeZone: string,
): ChangeDraft {
  const usual = periodNow(now, timeZone, change.until === undefined ? "open" : "at");
  const from = change.from === undefined ? NaN : Date.parse(change.from);
  return {
    kind: "change",
    scope,
    version,
    field: change.field,
    value: change.value,
    period: {
      ...usual,
      ...(from > now && { start: "at" as const, from: localTime(from, timeZone) }),
      ...(change.until !== undefined && { until: localTime(Date.parse(change.until), timeZone) }),
    },
    why: "",
  };
}
