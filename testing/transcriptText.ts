/** Transcripts as people read them: aligned, with times, and marked where an expectation looked. */
import type { TranscriptEntry } from "../local/connect";
import { clockTime } from "./duration";

const SPEAKERS: Readonly<Record<TranscriptEntry["who"], string>> = {
  system: "centre",
  caller: "customer",
  agent: "agent",
  diagnostic: "note",
};

function speaker({ who, to }: TranscriptEntry): string {
  return to === "agent" && who === "system" ? "to agent" : SPEAKERS[who];
}

/**
 * One line each, indented; those an expectation looked at are marked with `>`.
 * @param startedAt when the contact began, epoch milliseconds: times count from it
 */
export function transcriptText(
  lines: readonly TranscriptEntry[],
  startedAt: number,
  marked: (line: TranscriptEntry, index: number) => boolean = () => false,
): string {
  if (lines.length === 0) return "    (nothing yet)";
  const times = lines.map(({ at }) => clockTime(at - startedAt));
  const wide = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const timeWidth = wide(times);
  const whoWidth = wide(lines.map(speaker));
  return lines
    .map((line, index) => {
      const mark = marked(line, index) ? ">" : " ";
      const head = `  ${mark} ${(times[index] ?? "").padStart(timeWidth)}  ${speaker(line).padEnd(whoWidth)}  `;
      return `${head}${line.text.replace(/\n/g, `\n${" ".repeat(head.length)}`)}`;
    })
    .join("\n");
}
