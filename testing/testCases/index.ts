/** Test cases, native and written as scenarios, played on this machine. */
export * from "../../scenarios/language";
export type { LoggedValue, TestFailure } from "./contactTest";
export type { ObservationResult } from "./progress";
export { playScenario, type PlayScenarioOptions } from "./playScenario";
export { runTestCase, type RunOptions, type TestCaseResult, type TestTarget } from "./runTestCase";
export { SIMILAR_ENOUGH, similarity } from "./similarity";
