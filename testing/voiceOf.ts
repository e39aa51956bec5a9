/** In which voice a line of a transcript was spoken. */
import type { TraceEntry, TranscriptEntry } from "../local/connect";

/** The voice of a contact until a flow sets another one. */
const DEFAULT_VOICE = "Joanna";

/** The voice at the time of a line, by the actions that had run before it. */
export function voiceOf(
  line: TranscriptEntry,
  transcript: readonly TranscriptEntry[],
  trace: readonly TraceEntry[],
): string {
  let ran = 0;
  for (const earlier of transcript) {
    // Actions are traced when they are left, lines written when they are said; both are in order.
    const index = trace.findIndex(
      ({ flow, action }, at) => at >= ran && earlier.who === "system" && `${flow}/${action}` === earlier.action,
    );
    if (index >= 0) ran = index;
    if (earlier.at === line.at && earlier.text === line.text && earlier.action === line.action) {
      if (index < 0 && line.who === "system") ran = trace.length;
      break;
    }
  }
  const set = trace
    .slice(0, ran)
    .filter(({ type, branch }) => type === "UpdateContactTextToSpeechVoice" && branch.kind === "next");
  return String(set[set.length - 1]?.parameters.TextToSpeechVoice ?? DEFAULT_VOICE);
}
