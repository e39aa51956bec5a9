/** Whether a line of the transcript is the message an observation waits for. */
import type { TranscriptEntry } from "../../local/connect";
import { readSsml } from "../../local/connect/speech";
import type { ObservedEvent } from "../../scenarios/language";
import { found } from "../match";
import { SIMILAR_ENOUGH, similarity } from "./similarity";

/** An observation of a message. */
export type MessageEvent = Extract<ObservedEvent, { type: "MessageReceived" }>;

/** Name of a prompt by its id or ARN, as the transcript shows it. */
export type PromptNames = (reference: string) => string | undefined;

/** Compares a line with what is expected. Inclusion takes no notice of capitals and line breaks. */
export function isMessage({ form, expected, match }: MessageEvent, line: TranscriptEntry, names: PromptNames): boolean {
  if (form === "prompt" || form === "media") {
    const name = form === "prompt" ? (names(expected) ?? `prompt ${expected}`) : expected;
    return line.text === `(${name})` || line.text === `(${expected})`;
  }
  const wanted = form === "ssml" ? spoken(expected) : expected;
  if (match instanceof RegExp) return found(match, line.text);
  return match === "Inclusion"
    ? plain(line.text).includes(plain(wanted))
    : similarity(wanted, line.text) >= SIMILAR_ENOUGH;
}

function spoken(ssml: string): string {
  const speech = readSsml(ssml);
  return speech.ok ? speech.spoken : ssml.replace(/<[^>]*>/g, "");
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}
