/** What the checks of a bot find. */
import type { BotFindingCode } from "./findingCodes";

/** An error: Lex refuses the bot. A warning: customers may be misunderstood, or Lex may refuse, which nobody has seen. */
export type Severity = "error" | "warning";

/** One thing wrong with a bot. */
export interface BotFinding {
  /** Stable, for filters: B1xx bot, B2xx slots, B3xx utterances, B4xx texts, B5xx locales, B6xx quotas. */
  readonly code: BotFindingCode;
  readonly severity: Severity;
  /** Where in the bot, such as `es_US CancelOrder`; the bot itself has no place. */
  readonly place?: string;
  /** What was given, and what is allowed. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Collects findings. */
export class BotFindings {
  readonly all: BotFinding[] = [];

  error(code: BotFindingCode, place: string | undefined, message: string, remedy: string): void {
    this.all.push({ code, severity: "error", ...(place !== undefined && { place }), message, remedy });
  }

  warning(code: BotFindingCode, place: string | undefined, message: string, remedy: string): void {
    this.all.push({ code, severity: "warning", ...(place !== undefined && { place }), message, remedy });
  }
}

/** Findings as text, one a line. */
export function describeBotFindings(findings: readonly BotFinding[]): string {
  return findings
    .map(({ code, severity, place, message, remedy }) => {
      return `${severity} ${code}${place === undefined ? "" : ` at ${place}`}: ${message} ${remedy}`;
    })
    .join("\n");
}

/** A value as a message shows it: short. */
export function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
