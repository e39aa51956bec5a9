import { expect } from "chai";
import { FlowTestCases, type FlowTestCasesArgs, type TestCaseArgs } from "../../components";
import type { TestEntryPoint } from "../../scenarios/language";
import { createOutputs, DEFAULT_ACCOUNT } from "../../local/engine/awsProvider";
import { lintTestCase, runTestCase } from "../../testing/testCases";
import { serve } from "../support/connectGraph";
import { evaluated } from "../support/evaluated";
import { MODES, type Recorded, run, valueOf } from "../support/mocks";

const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const FLOW = `${INSTANCE}/contact-flow/inbound-id`;
const QUEUE = `${INSTANCE}/queue/support-id`;
const TYPE = "aws:cloudcontrol/resource:Resource";

const CASE: TestCaseArgs = {
  name: "A caller, with a comma",
  description: "What it shows",
  content: '{"Version":"2019-10-30","Observations":["${{queue:support}}"]}',
  entryPoint: '{"Type":"VOICE_CALL","VoiceCallEntryPointParameters":{"FlowId":"${{flow:inbound}}"}}',
  initializationData: '{"Attributes":{"a":"b"},"SegmentAttributes":{}}',
};

function make(changes: Partial<FlowTestCasesArgs> = {}): FlowTestCases {
  return new FlowTestCases("tests", {
    instanceArn: INSTANCE,
    testCases: [CASE, { name: "Another", content: '{"Hours":"${{hours:test-open}}"}', entryPoint: CASE.entryPoint }],
    resourceArns: { "queue:support": QUEUE, "flow:inbound": FLOW },
    tags: { stack: "dev" },
    ...changes,
  });
}

function stateOf({ inputs }: Recorded): Record<string, unknown> {
  return JSON.parse(String(inputs.desiredState)) as Record<string, unknown>;
}

describe("FlowTestCases", () => {
  for (const mode of MODES) {
    it(`registers a test case for each, and the hours they name (${mode})`, async () => {
      const { all } = await run(mode, make);
      expect(all(TYPE).map(({ name, inputs }) => [name, inputs.typeName])).to.deep.equal([
        ["tests-hours-test-open", "AWS::Connect::HoursOfOperation"],
        ["tests-a-caller-with-a-comma", "AWS::Connect::TestCase"],
        ["tests-another", "AWS::Connect::TestCase"],
      ]);
    });
  }

  it("publishes the document with every placeholder filled in, its entry point, attributes and tags", async () => {
    const { one } = await run("update", make);
    expect(stateOf(one(TYPE, "comma"))).to.deep.equal({
      InstanceArn: INSTANCE,
      Name: "A caller, with a comma",
      Description: "What it shows",
      Content: `{"Version":"2019-10-30","Observations":["${QUEUE}"]}`,
      EntryPoint: { Type: "VOICE_CALL", VoiceCallEntryPointParameters: { FlowId: FLOW } },
      InitializationData: CASE.initializationData,
      Status: "PUBLISHED",
      Tags: [{ Key: "stack", Value: "dev" }],
    });
  });

  it("names the hours it makes itself, open all the time", async () => {
    const { one } = await run("update", make);
    const hours = one(TYPE, "test-open");
    expect(stateOf(one(TYPE, "another")).Content).to.equal(`{"Hours":"${hours.id}"}`);
    expect(stateOf(hours)).to.deep.include({ Name: "test-open", TimeZone: "UTC" });
    expect(stateOf(hours).Config).to.have.length(7);
  });

  it("says which test case has which ARN", async () => {
    const { one, result } = await run("update", make);
    expect(await valueOf(result.testCaseArns)).to.deep.equal({
      "A caller, with a comma": one(TYPE, "comma").id,
      Another: one(TYPE, "another").id,
    });
  });

  it("is refused by the local provider for what Connect refuses", () => {
    const refused = (change: Record<string, unknown>) => () => {
      const state = { InstanceArn: INSTANCE, Name: "x", Content: "{}", Status: "PUBLISHED", ...change };
      const inputs = { typeName: "AWS::Connect::TestCase", desiredState: JSON.stringify(state) };
      return createOutputs(TYPE, "x", inputs, { project: "p", stack: "s", ...DEFAULT_ACCOUNT });
    };
    const numbers = { FlowId: "f", DestinationPhoneNumber: "+12065550100" };
    const EntryPoint = { Type: "VOICE_CALL", VoiceCallEntryPointParameters: numbers };
    expect(refused({})().id).to.match(/\/test-case\//);
    expect(refused({ EntryPoint })).to.throw(/FlowId and a DestinationPhoneNumber/);
    expect(refused({ Content: "no JSON" })).to.throw(/desiredState.Content/);
    expect(refused({ Name: "x".repeat(128) })).to.throw(/128 characters/);
    expect(refused({ Status: "DRAFT" })).to.throw(/SAVED, PUBLISHED/);
  });
});

describe("a stack with test cases", () => {
  const isTestCase = ({ inputs }: { inputs: Record<string, unknown> }) => inputs.typeName === "AWS::Connect::TestCase";

  it("deploys none unless its settings say so", async () => {
    const { resources } = await evaluated("dev", { architecture: "basic" });
    expect(resources.some(isTestCase)).to.equal(false);
  });

  it("deploys every shipped scenario, each after the one before it, and every one passes as deployed", async () => {
    const graph = await evaluated("dev", { architecture: "basic", testCases: "true" });
    const deployed = graph.resources.filter(isTestCase);
    expect(deployed).to.have.length(10);
    for (const [index, resource] of deployed.entries()) {
      const before = deployed[index - 1];
      if (before !== undefined) expect(resource.dependencies, resource.name).to.include(before.urn);
      const state = JSON.parse(String(resource.inputs.desiredState)) as { Content: string; EntryPoint: TestEntryPoint };
      expect(state.Content).not.to.contain("${{");
      expect(lintTestCase(state.Content, { entryPoint: state.EntryPoint.Type })).to.deep.equal([]);
      const result = await runTestCase({ graph, connect: serve(graph) }, state.Content, {
        entryPoint: state.EntryPoint,
      });
      expect(result.status, `${resource.name}: ${result.message}`).to.equal("passed");
    }
  });
});
