/** The test kit: `import { openCenter } from "contact-center/testing"`. */
export { FlowCoverage, flowCoverage } from "./coverage/flowCoverage";
export { coverageHooks, type CoverageHooks, type CoverageOptions } from "./coverage/hooks";
export { CoverageError, type CoverageGoal, type Exclusion, type Measure, type Threshold } from "./coverage/summary";
export type { Duration } from "./duration";
export { ExpectationError, MisuseError } from "./expectationError";
export type { FunctionFailure, FunctionStandIn, Invocation } from "./functions";
export type { Instant } from "./instant";
export type { Match } from "./match";
export { openCenter, type OpenOptions } from "./openCenter";
export type { Step } from "./step";
export type { SignIn, TestAgent } from "./testAgent";
export type { HeardAs, TestCall } from "./testCall";
export type { CallOptions, TestCenter } from "./testCenter";
export type { TestChat, TestTask } from "./testChat";
export type { BlockRun, ExpectedAttributes, Patience } from "./testContact";
export type { TestHours, TestQueue, TestTable } from "./testResources";
export { botsByName, keywordBot, scriptedBot, type KeywordBot, type KeywordIntent } from "./bots";
export { playFlows, wayTo, type PlayedFlow, type PlayOptions } from "./playFlows";
export {
  defineScenario,
  lintTestCase,
  playScenario,
  readTestCase,
  runTestCase,
  toTestCase,
  type RunOptions,
  type Scenario,
  type ScenarioBuilder,
  type TestCaseDocument,
  type TestCaseResult,
} from "./testCases";
