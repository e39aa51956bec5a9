/** The language of test cases: native documents, their reader and linter, and scenarios that become documents. */
export * from "./document";
export { lintTestCase, type LintOptions } from "./lint/lintTestCase";
export { MOCKED_ERRORS } from "./readOverride";
export { readTestCase } from "./readTestCase";
export * from "./testCase";
export { TestCaseError } from "./testCaseError";
export { planOf } from "./plan";
export {
  type AnswerOptions,
  defineScenario,
  type Scenario,
  type ScenarioBuilder,
  type ScenarioOptions,
} from "./scenario";
export { type CompiledTestCase, TEST_HOURS, toTestCase, type ToTestCaseOptions } from "./toTestCase";
export { describeTestFindings, type Severity, type TestFinding } from "./testFinding";
