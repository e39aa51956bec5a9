import { expect } from "chai";
import { flowCatalog } from "../../flows/catalog";
import type { FlowDocument } from "../../flows/language";
import type { ResourceGraph } from "../../local/engine/graph";
import { scenarioCatalog } from "../../scenarios/catalog";
import { lintTestCase, playScenario, runTestCase, toTestCase, type Scenario } from "../../testing/testCases";
import { keywordBot } from "../../testing/bots";
import { START, serve } from "../support/connectGraph";
import { evaluated } from "../support/evaluated";
import { FLOW_SETTINGS } from "../support/flowSettings";

const SCENARIOS = scenarioCatalog(FLOW_SETTINGS);

function named(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`There is no scenario "${name}".`);
  return found;
}

/** The centre of the stack dev, where no function may be invoked: every answer a scenario needs is its own. */
async function centre(edit: (content: string) => string = (content) => content) {
  const evaluatedGraph = await evaluated("dev", { architecture: "basic" });
  const graph: ResourceGraph = {
    ...evaluatedGraph,
    resources: evaluatedGraph.resources.map((resource) => {
      if (resource.type !== "aws:connect/contactFlow:ContactFlow" || resource.inputs.name !== "inbound")
        return resource;
      const content = edit(String(resource.inputs.content));
      return { ...resource, inputs: { ...resource.inputs, content }, outputs: { ...resource.outputs, content } };
    }),
  };
  return { graph, connect: serve(graph) };
}

/** Plays a scenario in both forms, each against a centre of its own. */
async function both(scenario: Scenario, edit?: (content: string) => string) {
  const told = await playScenario(await centre(edit), scenario);
  const { content, entryPoint, initializationData } = toTestCase(scenario, { hours: "mock" });
  const options = { entryPoint, ...(initializationData !== undefined && { initializationData }) };
  const native = await runTestCase(await centre(edit), JSON.stringify(content), options);
  return { told, native };
}

describe("the shipped scenarios", () => {
  it("are several, with names of their own", () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size)
      .to.equal(SCENARIOS.length)
      .and.to.be.at.least(8);
  });

  for (const scenario of SCENARIOS) {
    it(`pass as told and as native test cases, with the same words: ${scenario.name}`, async () => {
      const { told, native } = await both(scenario);
      expect(told.status, told.message).to.equal("passed");
      expect(native.status, native.message).to.equal("passed");
      expect(native.observations).to.deep.equal(told.observations);
      expect(native.transcript).to.deep.equal(told.transcript);
    });
  }

  it("compile to test cases the linter has nothing to say of, held against every flow they may play", () => {
    const flows = flowCatalog(FLOW_SETTINGS).map(({ document }): FlowDocument => document);
    for (const scenario of SCENARIOS) {
      const { content, entryPoint } = toTestCase(scenario);
      const findings = lintTestCase(JSON.stringify(content), { flows, entryPoint: entryPoint.Type });
      // A message of the day is what a function answers: no flow says it in its own words, which the linter points out.
      expect(
        findings.filter(({ code }) => code !== "T704"),
        scenario.name,
      ).to.deep.equal([]);
    }
  });

  it("pass without self-service and callbacks too", async () => {
    const graph = await evaluated("dev", { architecture: "simple", callback: "false" });
    const settings = { ...FLOW_SETTINGS, selfService: false, recording: "none" as const, callback: false };
    const scenarios = scenarioCatalog(settings);
    expect(scenarios).to.have.length(3);
    for (const scenario of scenarios) {
      const result = await playScenario({ graph, connect: serve(graph) }, scenario);
      expect(result.status, `${scenario.name}: ${result.message}`).to.equal("passed");
    }
  });

  it("pass with a bot too, which gives callers who want one to a person", async () => {
    const graph = await evaluated("dev", {
      architecture: "advanced",
      routingProfiles: JSON.stringify([{ name: "everyone", chats: 2, tasks: 1, queues: [{ queue: "support" }] }]),
    });
    const bots = keywordBot({ intents: { TalkToPerson: "person" } });
    const scenarios = scenarioCatalog({ ...FLOW_SETTINGS, bot: true });
    expect(scenarios).to.have.length(8);
    for (const scenario of scenarios) {
      const told = await playScenario({ graph, connect: serve(graph, { bots }) }, scenario);
      expect(told.status, `${scenario.name}: ${told.message}`).to.equal("passed");
      const { content, entryPoint } = toTestCase(scenario, { hours: "mock" });
      const target = { graph, connect: serve(graph, { bots }) };
      const native = await runTestCase(target, JSON.stringify(content), { entryPoint });
      expect(native.status, `${scenario.name}: ${native.message}`).to.equal("passed");
    }
  });

  it("invoke no function, take no time but that of their own, and leave nothing behind but the callback one of them asks for", async () => {
    const target = await centre();
    for (const scenario of SCENARIOS) {
      const { seconds } = await playScenario(target, scenario);
      expect(seconds, scenario.name).to.be.below(60);
    }
    const left = target.connect.calls.filter(({ state }) => state !== "ended");
    expect(left.map(({ initiationMethod }) => initiationMethod)).to.deep.equal(["CALLBACK"]);
    expect(target.connect.clock.now()).to.be.below(START + 300_000);
  });
});

describe("a change of the inbound flow", () => {
  const changes: { change: string; edit: (content: string) => string; fails: string[]; passes: string[] }[] = [
    {
      change: "other words for a closed centre",
      edit: (content) => content.replaceAll("Please call again during our opening hours", "Nobody is here"),
      fails: ["A caller outside the opening hours"],
      passes: ["A caller reaches the queue", "A caller while the centre is closed by hand"],
    },
    {
      change: "another digit for the order's status",
      edit: (content) =>
        content.replaceAll("For the status of your order, press 1", "For the status of your order, press 4"),
      fails: ["A known caller hears about the order", "A known caller cancels an order"],
      passes: ["A caller reaches the queue", "A caller meets a full queue"],
    },
    {
      change: "a transfer that no longer minds a full queue",
      edit: (content) => content.replaceAll("All our lines are busy.", "Goodbye."),
      fails: ["A caller meets a full queue"],
      passes: ["A caller reaches the queue", "A known caller hears about the order"],
    },
    {
      change: "an attribute that keeps another value",
      edit: (content) => content.replace('"customerId": "$.External.customerId"', '"customerId": "$.External.orderId"'),
      fails: ["A known caller hears about the order"],
      passes: ["A caller reaches the queue"],
    },
    {
      change: "a message of the day nobody says",
      edit: (content) => content.replaceAll("<speak>$.External.message</speak>", "<speak>Welcome</speak>"),
      fails: ["A caller hears the message of the day"],
      passes: ["A caller reaches the queue"],
    },
  ];

  for (const { change, edit, fails, passes } of changes) {
    it(`fails the scenarios it is about, in both forms, and no others: ${change}`, async () => {
      const original = await centre();
      const inbound = original.graph.resources.find(({ inputs }) => inputs.name === "inbound");
      expect(edit(String(inbound?.inputs.content))).not.to.equal(inbound?.inputs.content);
      for (const name of fails) {
        const { told, native } = await both(named(name), edit);
        expect([told.status, native.status], name).to.deep.equal(["failed", "failed"]);
        expect(native.failure, name).to.deep.include({ observation: told.failure?.observation });
      }
      for (const name of passes) {
        const { told, native } = await both(named(name), edit);
        expect([told.status, native.status], `${name}: ${told.message}`).to.deep.equal(["passed", "passed"]);
      }
    });
  }
});
