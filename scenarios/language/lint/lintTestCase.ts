/** The linter of native test cases: what the service would refuse, and what can never be met. */
import { type TestFinding, TestFindings } from "../testFinding";
import type { FlowDocument } from "../../../flows/language/document";
import { MAX_TEST_CONTENT_LENGTH } from "../document";
import { readWithNotes } from "../readTestCase";
import { checkActions } from "./actions";
import { checkFlows } from "./flows";
import { checkOrder } from "./order";
import { checkTime } from "./time";

/** What a linter may know besides the document. */
export interface LintOptions {
  /** Every flow a contact of this test may play. With them, events no flow can raise are found. */
  readonly flows?: readonly FlowDocument[];
  /** Channel of the entry point; default VOICE_CALL. */
  readonly entryPoint?: "VOICE_CALL" | "CHAT";
  /** Contact attributes of the initialization data. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Checks a test case, given as its JSON text or as the document. Errors are what documentation and everybody's experience
 * agree on, or what can be proven of the document itself; whatever is only documented or only seen is a warning.
 *
 * Codes: T1xx document, T2xx observations, T3xx events, T4xx actions, T5xx overrides, T6xx order and time, T7xx flows.
 */
export function lintTestCase(document: unknown, options: LintOptions = {}): TestFinding[] {
  const { testCase, findings } = readWithNotes(document);
  const more = new TestFindings();
  const characters = typeof document === "string" ? document.length : 0;
  if (characters > MAX_TEST_CONTENT_LENGTH) {
    more.error(
      "T105",
      undefined,
      `The content has ${characters} characters.`,
      `At most ${MAX_TEST_CONTENT_LENGTH} are taken; leave out Metadata or split the test case.`,
    );
  }
  if (testCase !== undefined) {
    checkOrder(testCase, more);
    checkActions(testCase, options, more);
    checkTime(testCase, more);
    if (options.flows !== undefined) checkFlows(testCase, options.flows, options, more);
  }
  return [...findings, ...more.all];
}
