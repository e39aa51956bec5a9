/** What is wrong with a file of customers, place by place. */

/** One mistake. */
export interface ImportMistake {
  /** Line of the file, from 1; 0 when the mistake is the file's as a whole. */
  line: number;
  /** Column, or place in a JSON object such as `orders[1].status`; "" when it is the whole line's. */
  column: string;
  /** The value given, shortened to 80 characters. */
  value: string;
  /** What is allowed there, or what to do. */
  allowed: string;
}

/** Mistakes listed in full; more are only counted. */
export const listedMistakes = 10_000;

/** Collects mistakes in the order of the file. */
export class MistakeList {
  readonly listed: ImportMistake[] = [];
  /** How many there are, those beyond the list included. */
  total = 0;

  add(line: number, column: string, value: unknown, allowed: string): void {
    this.total += 1;
    if (this.listed.length < listedMistakes) this.listed.push({ line, column, value: shown(value), allowed });
  }
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A mistake as a line of text for a terminal. */
export function mistakeText({ line, column, value, allowed }: ImportMistake): string {
  const place = [line > 0 && `line ${line}`, column].filter(Boolean).join(", ");
  return `${place || "file"}: ${value === "" ? "" : `"${value}" given; `}${allowed}`;
}
