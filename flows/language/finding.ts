/** What the validator finds. */
import { type FindingCode } from "./findingCodes";

/** An error: the service refuses the flow. A warning: a caller may suffer, or the service may refuse, which nobody has seen. */
export type Severity = "error" | "warning";

/** One thing wrong with a flow. */
export interface Finding {
  /** Stable, for filters: F1xx document, F2xx actions, F3xx parameters, F4xx transitions, F5xx paths, F6xx speech, F7xx data. */
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Identifier of the action, if it is about one. */
  readonly action?: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Collects findings. */
export class Findings {
  readonly all: Finding[] = [];

  error(code: FindingCode, action: string | undefined, message: string, remedy: string): void {
    this.add("error", code, action, message, remedy);
  }

  warning(code: FindingCode, action: string | undefined, message: string, remedy: string): void {
    this.add("warning", code, action, message, remedy);
  }

  add(severity: Severity, code: FindingCode, action: string | undefined, message: string, remedy: string): void {
    this.all.push({ code, severity, ...(action !== undefined && { action }), message, remedy });
  }
}

/** Whether a flow with this finding is not constructed: an error, or a circle for ever, whatever the service makes of it. */
export function isUnacceptable({ severity, code }: Finding): boolean {
  return severity === "error" || code === "F503";
}

/** Findings as text, one a line. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ code, severity, action, message, remedy }) => {
      return `${severity} ${code}${action === undefined ? "" : ` at ${action}`}: ${message} ${remedy}`;
    })
    .join("\n");
}

/** A value as a message shows it: short. */
export function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
