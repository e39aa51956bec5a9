/** Whether a test case can be over before Connect ends it. */
import type { TestFindings } from "../testFinding";
import { MAX_TEST_SECONDS } from "../document";
import type { TestCase } from "../testCase";

/** Adds up what answers are told to wait. */
export function checkTime({ observations }: TestCase, findings: TestFindings): void {
  let seconds = 0;
  for (const { actions } of observations) {
    for (const action of actions) {
      if (action.kind === "override" && action.override.strategy.kind !== "substitute") {
        seconds += action.override.strategy.delaySeconds;
      }
    }
  }
  if (seconds > MAX_TEST_SECONDS) {
    findings.error(
      "T641",
      undefined,
      `Answers are told to wait ${seconds} s in all.`,
      `Connect ends a test after ${MAX_TEST_SECONDS} s and counts it as failed; shorten the delays or split the test case.`,
    );
  }
}
