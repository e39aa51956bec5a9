/** The test cases of the scenarios this project ships, as FlowTestCases takes them. */
import type { FlowSettings } from "../flows/settings";
import { scenarioCatalog } from "../scenarios/catalog";
import { toTestCase } from "../scenarios/language";
import type { TestCaseArgs } from "./flowTestCases";

/** A test case for every shipped scenario of a centre with these settings, with placeholders for what the stack makes. */
export function shippedTestCases(settings: FlowSettings): TestCaseArgs[] {
  return scenarioCatalog(settings).map((scenario) => {
    const { name, description, content, entryPoint, initializationData } = toTestCase(scenario);
    return {
      name,
      ...(description !== undefined && { description }),
      content: JSON.stringify(content),
      entryPoint: JSON.stringify(entryPoint),
      ...(initializationData !== undefined && { initializationData }),
    };
  });
}
