/** The outbox as a person reads it in a terminal. */
import type { OutboxEntry, WithheldMessage } from "./outbox";

/** How an outbox is written. */
export interface RenderOptions {
  /** IANA zone of the times. Default UTC. */
  timeZone?: string;
  /** Characters of a line. Default 100. */
  width?: number;
}

const INDENT = "    ";
const REASONS: Record<WithheldMessage["reason"], string> = {
  optedOut: "the receiver has opted out (STOP)",
  spendLimit: "the monthly spend limit for SMS is reached",
};

/** Breaks text at blanks into lines of at most `width` characters; lines of the text stay lines. */
function wrap(text: string, width: number): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ")) {
      if (current !== "" && current.length + 1 + word.length > width) {
        lines.push(current);
        current = word;
      } else current = current === "" ? word : `${current} ${word}`;
    }
    return [...lines, current];
  });
}

function timeOf(at: number, timeZone: string): string {
  return new Date(at).toLocaleTimeString("en-GB", { timeZone });
}

function headOf(entry: OutboxEntry): string {
  const from = entry.from === undefined ? "" : ` from ${entry.from}`;
  switch (entry.channel) {
    case "sms":
      return `SMS to ${entry.to}${from}${entry.segments > 1 ? ` (${entry.segments} parts)` : ""}`;
    case "email":
      return `E-mail to ${entry.to}${from}`;
    case "push":
      return `Push to ${entry.platform} device ${entry.to.slice(entry.to.lastIndexOf("/") + 1)}`;
  }
}

function titleOf(entry: OutboxEntry): string[] {
  if (entry.channel === "email") return [`Subject: ${entry.subject}`];
  return entry.channel === "push" && entry.title !== undefined ? [entry.title] : [];
}

/** One message: when, how, to whom, and what it says. */
export function renderEntry(entry: OutboxEntry, { timeZone = "UTC", width = 100 }: RenderOptions = {}): string {
  const body = [...titleOf(entry), ...wrap(entry.text.trimEnd(), width - INDENT.length)];
  return [`${timeOf(entry.at, timeZone)}  ${headOf(entry)}`, ...body.map((line) => `${INDENT}${line}`.trimEnd())].join(
    "\n",
  );
}

/** All messages in order with a blank line between them, then what was held back and why. */
export function renderOutbox(
  outbox: { readonly entries: readonly OutboxEntry[]; readonly withheld: readonly WithheldMessage[] },
  options: RenderOptions = {},
): string {
  const { timeZone = "UTC" } = options;
  const sent = outbox.entries.map((entry) => renderEntry(entry, options));
  const held = outbox.withheld.map(
    ({ at, channel, to, reason }) =>
      `${timeOf(at, timeZone)}  Not sent: ${channel} to ${to}, because ${REASONS[reason]}`,
  );
  const all = [...sent, ...held];
  return all.length === 0 ? "No message has left." : all.join("\n\n");
}
