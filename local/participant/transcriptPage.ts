/** GetTranscript: one page of a transcript, forward or backward from where the caller says. */
import { isRecord } from "../engine/graph";
import type { ChatItem } from "./chatItem";
import { invalid } from "./participantError";

const MAX_RESULTS = 100;
const DEFAULT_RESULTS = 15;

/** One page. */
export interface TranscriptPage {
  readonly Transcript: readonly ChatItem[];
  readonly NextToken?: string;
}

/** Reads a page. @throws ParticipantError when the request is not as the service wants it */
export function transcriptPage(items: readonly ChatItem[], body: Record<string, unknown>): TranscriptPage {
  const count = body.MaxResults ?? DEFAULT_RESULTS;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > MAX_RESULTS) {
    throw invalid(`MaxResults is a whole number from 0 to ${MAX_RESULTS}.`);
  }
  const size = count === 0 ? DEFAULT_RESULTS : count;
  const direction = oneOf(body.ScanDirection ?? "BACKWARD", "ScanDirection", ["FORWARD", "BACKWARD"]);
  const order = oneOf(body.SortOrder ?? "ASCENDING", "SortOrder", ["ASCENDING", "DESCENDING"]);
  const place = startOf(items, body, direction);
  const from = direction === "FORWARD" ? place : Math.max(0, place - size);
  const to = direction === "FORWARD" ? Math.min(items.length, place + size) : place;
  const page = items.slice(from, to);
  const next = direction === "FORWARD" ? (to < items.length ? to : undefined) : from > 0 ? from : undefined;
  return {
    Transcript: order === "ASCENDING" ? page : page.reverse(),
    ...(next !== undefined && { NextToken: Buffer.from(`${direction}:${next}`).toString("base64url") }),
  };
}

function oneOf(value: unknown, name: string, allowed: readonly string[]): string {
  if (typeof value === "string" && allowed.includes(value)) return value;
  throw invalid(`${name} is one of ${allowed.join(", ")}.`);
}

/** Where a page begins (FORWARD) or ends (BACKWARD), as a place between items. */
function startOf(items: readonly ChatItem[], body: Record<string, unknown>, direction: string): number {
  if (body.NextToken !== undefined) return placeOf(body.NextToken, direction, items.length);
  const start = isRecord(body.StartPosition) ? body.StartPosition : {};
  const { Id, AbsoluteTime, MostRecent } = start;
  const end = direction === "FORWARD" ? 0 : items.length;
  if (typeof Id === "string") {
    const place = items.findIndex((item) => item.Id === Id);
    if (place < 0) throw invalid("StartPosition.Id names no item of this transcript.");
    return direction === "FORWARD" ? place : place + 1;
  }
  if (typeof AbsoluteTime === "string") {
    if (Number.isNaN(Date.parse(AbsoluteTime))) throw invalid("StartPosition.AbsoluteTime is a time in ISO 8601.");
    const time = new Date(AbsoluteTime).toISOString();
    const place = items.findIndex((item) =>
      direction === "FORWARD" ? item.AbsoluteTime >= time : item.AbsoluteTime > time,
    );
    return place < 0 ? items.length : place;
  }
  if (typeof MostRecent === "number" && MostRecent > 0) return Math.max(0, items.length - MostRecent);
  return end;
}

function placeOf(token: unknown, direction: string, length: number): number {
  const text = typeof token === "string" ? Buffer.from(token, "base64url").toString() : "";
  const place = /^(FORWARD|BACKWARD):(\d{1,9})$/.exec(text);
  if (place === null || place[1] !== direction || Number(place[2]) > length) throw invalid("NextToken is not valid.");
  return Number(place[2]);
}
