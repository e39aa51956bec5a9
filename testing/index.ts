/** The test kit: `import { openCenter } from "contact-center/testing"`. */
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
