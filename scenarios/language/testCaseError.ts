/** A test case that cannot be read, or a scenario that cannot be said as one. */
import { describeTestFindings, type TestFinding } from "./testFinding";

/** Says everything that is wrong at once. */
export class TestCaseError extends Error {
  override readonly name = "TestCaseError";

  constructor(
    message: string,
    readonly findings: readonly TestFinding[] = [],
  ) {
    super(findings.length === 0 ? message : `${message}\n${describeTestFindings(findings)}`);
  }
}
