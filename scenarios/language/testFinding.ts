/** What the linter of test cases finds: as with flows, a code, what is wrong and what to do. */

/** Errors make the service refuse the test case, or the test fail for certain; warnings are worth a look. */
export type Severity = "error" | "warning";

/** One thing wrong with a test case. */
export interface TestFinding {
  /** Stable: T1xx document, T2xx observations, T3xx events, T4xx actions, T5xx overrides, T6xx order and time, T7xx flows. */
  readonly code: string;
  readonly severity: Severity;
  /** Identifier of the observation or action, if it is about one. */
  readonly action?: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Collects findings. */
export class TestFindings {
  readonly all: TestFinding[] = [];

  error(code: string, action: string | undefined, message: string, remedy: string): void {
    this.add("error", code, action, message, remedy);
  }

  warning(code: string, action: string | undefined, message: string, remedy: string): void {
    this.add("warning", code, action, message, remedy);
  }

  add(severity: Severity, code: string, action: string | undefined, message: string, remedy: string): void {
    this.all.push({ code, severity, ...(action !== undefined && { action }), message, remedy });
  }
}

/** Findings as text, one a line. */
export function describeTestFindings(findings: readonly TestFinding[]): string {
  return findings
    .map(({ code, severity, action, message, remedy }) => {
      return `${severity} ${code}${action === undefined ? "" : ` at ${action}`}: ${message} ${remedy}`;
    })
    .join("\n");
}
