/** The native test cases of a stack, where its settings want them. */
import type * as pulumi from "@pulumi/pulumi";
import { type ContactCenter, FlowTestCases } from "../components";
import { shippedTestCases } from "../components/shippedTestCases";
import { flowSettings, type FlowFeatures } from "./flows";
import type { StackOutputs } from "./deploy";
import { stackTags } from "./tags";
import type { Settings } from "./settings";

/** Deploys a test case for every shipped scenario when `testCases` is on; answers with their ARNs for the outputs. */
export function deployTestCases(
  settings: Settings,
  center: ContactCenter,
  opts: pulumi.ComponentResourceOptions,
  features?: FlowFeatures,
): StackOutputs {
  if (!settings.testCases) {
    return {};
  }
  const { testCaseArns } = new FlowTestCases(
    "test-cases",
    {
      instanceArn: center.instanceArn,
      testCases: shippedTestCases(flowSettings(settings, features)),
      resourceArns: center.resourceArns,
      tags: stackTags(settings),
    },
    opts,
  );
  return { testCaseArns };
}
