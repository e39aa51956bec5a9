/** Lists the flows of a program with what is wrong with them. */
import { describeFindings } from "../../../flows/language/validate";
import { kindWords } from "../../../flows/language/picture";
import { painter, type RenderOptions } from "../tree";
import { type ProgramFlow } from "./programFlows";

/** The flows as a table for a person. */
export function renderList(flows: readonly ProgramFlow[], stack: string, options: RenderOptions): string {
  const paint = painter(options);
  if (flows.length === 0) {
    return `Stack ${stack} has no contact flows.`;
  }
  const rows = flows.map(({ name, type, document, findings }) => [
    name,
    kindWords(type),
    `${document.Actions.length}`,
    findingsInShort(findings.map(({ severity }) => severity)),
  ]);
  const heads = ["flow", "type", "actions", "findings"];
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const details = flows
    .filter(({ findings }) => findings.length > 0)
    .flatMap(({ name, findings }) => ["", paint("bold", name), describeFindings(findings)]);
  return [paint("dim", line(heads)), ...rows.map(line), ...details].join("\n");
}

/** The flows for other programs. */
export function listJson(flows: readonly ProgramFlow[], stack: string): unknown {
  return {
    stack,
    flows: flows.map(({ name, type, document, findings }) => ({
      name,
      type,
      actions: document.Actions.length,
      findings,
    })),
  };
}

/** How many findings of which severity, in words. */
export function findingsInShort(severities: readonly ("error" | "warning")[]): string {
  const count = (severity: string): number => severities.filter((one) => one === severity).length;
  const counted = (number: number, word: string): string[] =>
    number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  return [...counted(count("error"), "error"), ...counted(count("warning"), "warning")].join(", ") || "none";
}
