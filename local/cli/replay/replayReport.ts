/** What came of a replay, as a person reads it. */
import type { Terminal } from "../terminal";
import { count, type Replayed } from "./replayFiles";

/** Most files that are named one by one. */
const MOST_NAMED = 5;

/** Whether every file was read and every record is accounted for. */
export function isComplete({ missing, unreadable }: Replayed): boolean {
  return missing === 0 && unreadable.length === 0;
}

/** Prints the accounts. */
export function showReplayed(replayed: Replayed, out: Terminal): void {
  const { came, loaded, superseded, quarantined, reasons, missing, files } = replayed;
  const rows: [label: string, records: number, note: string][] = [
    ["came in", came, `from ${count(files)} ${files === 1 ? "file" : "files"}`],
    ["loaded", loaded, "contacts, one current row each"],
    ["superseded", superseded, "earlier states of them, and second deliveries"],
    ["quarantined", quarantined, quarantined === 0 ? "" : "kept whole in the bucket:"],
  ];
  const width = Math.max(...rows.map(([, records]) => count(records).length));
  const line = (label: string, records: number, note: string) =>
    `  ${label.padEnd(11)}  ${count(records).padStart(width)}  ${note}`.trimEnd();
  rows.forEach((row) => out.line(line(...row)));
  for (const { reason, records } of reasons) out.line(`${" ".repeat(15)}${count(records).padStart(width)}  ${reason}`);
  showSum(missing, out);
  showFiles(replayed, out);
}

function showSum(missing: number, out: Terminal): void {
  if (missing === 0) {
    out.line("  Loaded, superseded and quarantined add up to what came in.");
    return;
  }
  const what =
    missing > 0 ? `${count(missing)} are in none of these places` : `${count(-missing)} more came out than in`;
  out.line(out.paint("red", `  They do not add up: ${what}.`));
  out.line("  Look for what the function was given up with under failed/ and aws/lambda/ in the folder of --keep.");
}

function showFiles({ unreadable, skipped }: Replayed, out: Terminal): void {
  for (const said of unreadable) out.line(out.paint("red", `  ${said}`));
  if (skipped.length === 0) return;
  const named = skipped.slice(0, MOST_NAMED).join(", ");
  const more = skipped.length > MOST_NAMED ? `, and ${skipped.length - MOST_NAMED} more` : "";
  out.line(`  Left out, for they hold no text: ${named}${more}.`);
}
