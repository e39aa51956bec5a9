/** Shows calls and chats as conversations: who said, wrote or pressed what, as it happens. */
import type { TranscriptEntry } from "../connect";
import type { Interaction } from "../connect/interaction";
import type { Terminal } from "./terminal";

const SPEAKERS: Record<TranscriptEntry["who"], { label: string; style: Parameters<Terminal["paint"]>[0] }> = {
  system: { label: "centre", style: "cyan" },
  caller: { label: "caller", style: "green" },
  agent: { label: "agent", style: "magenta" },
  diagnostic: { label: "note", style: "yellow" },
};

/** Prints what is new on a call each time it is asked to. */
export class Conversation {
  #shown = 0;
  #asksForPin = false;

  constructor(
    private readonly out: Terminal,
    private readonly call: Interaction,
    private readonly startedAt: number,
  ) {}

  /** Whether something came since the last time. */
  get pending(): boolean {
    return this.call.transcript.length > this.#shown;
  }

  /** Takes everything so far for shown. */
  skip(): void {
    this.#shown = this.call.transcript.length;
  }

  /** Prints the entries that came since the last time. */
  show(): void {
    const entries = this.call.transcript;
    for (const entry of entries.slice(this.#shown)) {
      this.out.line(this.#lineOf(entry));
    }
    this.#shown = entries.length;
  }

  /** Prints what happens around the call, at a time of the clock. */
  note(text: string, at: number): void {
    this.out.line(this.out.paint("dim", `  ${clockTime(at - this.startedAt)}            ${text}`));
  }

  #lineOf(entry: TranscriptEntry): string {
    const { label, style } = SPEAKERS[entry.who];
    const words = entry.who === "caller" && this.#asksForPin ? withoutDigits(entry.text) : entry.text;
    if (entry.who === "system") this.#asksForPin = asksForPin(entry.text);
    const speaker = entry.who === "caller" && this.call.channel === "CHAT" ? "customer" : label;
    const who = entry.to === "agent" ? "to agent" : speaker;
    const text = entry.who === "caller" && /^[•0-9*#]+$/.test(words) ? `presses ${words}` : words;
    return `  ${this.out.paint("dim", clockTime(entry.at - this.startedAt))}  ${this.out.paint(style, who.padEnd(8))}  ${text}`;
  }
}

/** Whether the answer to this will be a PIN, which no screen need show. */
export function asksForPin(question: string): boolean {
  return /\bPIN\b/.test(question);
}

/** What was said or pressed, with dots for its digits. */
export function withoutDigits(text: string): string {
  return text.replace(/\d/g, "•");
}

/** Minutes and seconds since the call began. */
function clockTime(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
