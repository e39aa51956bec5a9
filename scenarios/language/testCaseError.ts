/** A test case that cannot be read, or a scenario that cannot be said as one. */
import { describeFindings, type Finding } from "../../flows/language/finding";

/** Says everything that is wrong at once. */
export class TestCaseError extends Error {
  override readonly name = "TestCaseError";

  constructor(
    message: string,
    readonly findings: readonly Finding[] = [],
  ) {
    super(findings.length === 0 ? message : `${message}\n${describeFindings(findings)}`);
  }
}
