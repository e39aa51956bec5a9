/** A centre grows step by step, and each step only adds. */
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import { LASTING_KINDS } from "../../stacks/lasting/replacement";
import { planOf } from "../../stacks/plan";
import { readSettings } from "../../stacks/settings";
import { ANSWERED, evaluated } from "../support/evaluated";
import { forgotten, KNOWN_TYPES, replaced, unknownTypes } from "../support/replacedBy";

/** What an account of the largest centre here has been granted. */
const GRANTED = { concurrentCalls: 25_000, users: 35_000, lambdaConcurrency: 2_000 };

/** Everything that holds data, in one stack: both ways to query, what agents do, people's answers, Slack. */
const EVERYTHING = {
  ...ANSWERED,
  quotas: JSON.stringify(GRANTED),
  analytics: JSON.stringify({ warehouse: "both", agentEvents: true }),
};

function centre(agents: number, architecture = "advanced"): Promise<ResourceGraph> {
  return evaluated("dev", { ...EVERYTHING, architecture, agents: String(agents) });
}

const SIZES = [1, 50, 500, 5_000, 20_000];

const STEPS: [from: string, to: string, before: () => Promise<ResourceGraph>, after: () => Promise<ResourceGraph>][] = [
  ["simple", "basic", () => centre(50, "simple"), () => centre(50, "basic")],
  ["basic", "advanced", () => centre(50, "basic"), () => centre(50)],
  ...SIZES.slice(1).map((size, place): (typeof STEPS)[number] => {
    const before = SIZES[place] ?? 1;
    return [`${before} agents`, `${size} agents`, () => centre(before), () => centre(size)];
  }),
];

for (const [from, to, earlier, later] of STEPS) {
  describe(`from ${from} to ${to}`, function () {
    this.timeout(300_000);
    let was: ResourceGraph;
    let is: ResourceGraph;

    before(async () => {
      was = await earlier();
      is = await later();
    });

    it("nothing goes", () => {
      const there = new Set(is.resources.map(({ urn }) => urn));
      const gone = was.resources.filter(({ urn }) => !there.has(urn)).map(({ urn }) => urn);
      expect(gone).to.deep.equal([]);
    });

    it("nothing is replaced", () => {
      expect(unknownTypes(is)).to.deep.equal([]);
      expect(replaced(was, is)).to.deep.equal([]);
    });
  });
}

describe("what follows from the size", function () {
  this.timeout(300_000);

  it("is in the resources: streams, capacity, and reservations that add up to what the plan asks of Lambda", async () => {
    const graph = await centre(20_000);
    const made = graph.resources.filter(({ custom }) => custom);
    const inputsOf = (name: string) => made.find((resource) => resource.name === name)?.inputs ?? {};
    expect(inputsOf("analytics-contact-records").streamModeDetails).to.deep.equal({ streamMode: "ON_DEMAND" });
    expect(inputsOf("analytics-agent-events")).to.include({ shardCount: 6 });
    expect(inputsOf("analytics-workgroup")).to.include({ baseCapacity: 24 });
    const reserved = graph.resources.map(({ inputs }) => Number(inputs.reservedConcurrentExecutions ?? 0));
    const { quotas } = planOf(
      readSettings(
        settingsTexts({ ...EVERYTHING, architecture: "advanced", agents: "20000", instanceAlias: "example" }),
        "contact-center",
        "dev",
      ),
    );
    const lambda = quotas.find(({ name }) => name === "lambdaConcurrency");
    expect(reserved.reduce((sum, each) => sum + each, 0) + 100).to.equal(lambda?.needed);
  });
});

function settingsTexts(config: Record<string, string>): Record<string, string> {
  const queues = JSON.stringify([{ name: "support" }, { name: "sales" }]);
  return Object.fromEntries(
    Object.entries({ queues, ...config }).map(([key, text]) => [`contact-center:${key}`, text]),
  );
}

describe("what a change of a centre replaces", () => {
  it("is known at least as far as the SDK's documentation tells", () => {
    expect(KNOWN_TYPES.flatMap(forgotten)).to.deep.equal([]);
  });

  it("is found where there is something: an alias, a way to sign in, a number's kind", async () => {
    const one = await evaluated("dev", { architecture: "simple" });
    const other = await evaluated("dev", {
      architecture: "simple",
      instanceAlias: "another-centre",
      phoneNumbers: JSON.stringify([{ name: "main", country: "US", type: "TOLL_FREE" }]),
    });
    const found = replaced(one, other);
    expect(found).to.include.members(["center-instance.instanceAlias", "center-number-main.type"]);
    const kinds = new Set(Object.keys(LASTING_KINDS));
    const lasting = one.resources.filter(({ type }) => kinds.has(type)).map(({ name }) => name);
    expect(lasting).to.include.members(["center-instance", "center-number-main", "center-flow-log"]);
  });
});
