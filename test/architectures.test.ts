import { expect } from "chai";
import { handlerCatalog } from "../handlers/catalog";
import type { GraphResource, ResourceGraph } from "../local/engine/graph";
import { ANSWERED, evaluated } from "./support/evaluated";

/** What `basic` may change on a resource of `simple`, in place and without touching data. */
const MAY_CHANGE: Record<string, string[]> = {
  "aws:connect/contactFlow:ContactFlow": ["content"],
  // The record of what lasts, in the stack's state.
  "pulumi:index:Stash": ["input"],
};

const NUMBER = "aws:connect/phoneNumber:PhoneNumber";

/** What a production stack keeps by its own name, besides every number. */
const KEPT = [
  "aws:connect/instance:Instance center-instance",
  "aws:s3/bucket:Bucket center-recordings",
  "aws:s3/bucket:Bucket center-reports",
  "aws:dynamodb/table:Table self-service-customers",
  "aws:dynamodb/table:Table self-service-orders",
  "aws:dynamodb/table:Table self-service-settings",
  "aws:kms/key:Key data-key",
  "aws:cloudwatch/logGroup:LogGroup center-flow-log",
];

/** What `advanced` may change on a resource of `basic`, in place and without touching data. */
const ADVANCED_MAY_CHANGE = [
  "lasting.input",
  "data-key.policy",
  "data-key.servicePrincipals",
  "operations.dashboardBody",
  "center-flow-agent-whisper.content",
  "center-flow-inbound.content",
  "center-flow-queue-transfer.content",
];

/** What production keeps of `advanced` besides. */
const KEPT_OF_ADVANCED = [
  "notifications-ledger",
  "notifications-surveys",
  "web-chat-conversations",
  "slack-conversations",
  "portal-history",
];

/** `name.input` of whatever differs in resources both have. */
function changes(before: ResourceGraph, after: ResourceGraph): string[] {
  const later = byUrn(after);
  return before.resources.flatMap(({ urn, name, inputs }) => {
    const now = later.get(urn)?.inputs ?? {};
    return [...new Set([...Object.keys(inputs), ...Object.keys(now)])]
      .filter((key) => JSON.stringify(inputs[key]) !== JSON.stringify(now[key]))
      .map((key) => `${name}.${key}`);
  });
}

function byUrn(graph: ResourceGraph): Map<string, GraphResource> {
  return new Map(graph.resources.map((resource) => [resource.urn, resource]));
}

for (const stack of ["dev", "prod"]) {
  describe(`architectures of the stack ${stack}`, () => {
    let simple: ResourceGraph;
    let basic: ResourceGraph;

    before(async function () {
      this.timeout(300_000);
      simple = await evaluated(stack, { architecture: "simple" });
      basic = await evaluated(stack, { architecture: "basic" });
    });

    it("simple → basic only adds: every resource of simple is still there", () => {
      const later = byUrn(basic);
      const gone = simple.resources.filter(({ urn }) => !later.has(urn)).map(({ urn }) => urn);
      expect(gone).to.deep.equal([]);
      expect(basic.resources.length).to.be.greaterThan(simple.resources.length);
    });

    it("simple → basic changes nothing but the content of flows", () => {
      const later = byUrn(basic);
      const changed = simple.resources.flatMap((resource) => {
        const after = later.get(resource.urn)?.inputs ?? {};
        return [...new Set([...Object.keys(resource.inputs), ...Object.keys(after)])]
          .filter((key) => JSON.stringify(resource.inputs[key]) !== JSON.stringify(after[key]))
          .filter((key) => !(MAY_CHANGE[resource.type] ?? []).includes(key))
          .map((key) => `${resource.name}.${key}`);
      });
      expect(changed).to.deep.equal([]);
      const inbound = (graph: ResourceGraph) =>
        graph.resources.find(({ name }) => name === "center-flow-inbound")?.inputs.content;
      expect(inbound(basic), "the look-up is in the flow").not.to.equal(inbound(simple));
    });

    it("simple has no resource that costs while nobody calls, and no Lambda, table or bucket", () => {
      const types = new Set(simple.resources.map(({ type }) => type.split("/")[0]));
      expect(
        [...types].filter((type) => /^aws:(lambda|dynamodb|s3|kms|athena|glue|sns)$/.test(type ?? "")),
      ).to.deep.equal([]);
    });

    it("makes everything through the stack's own provider, with its tags", () => {
      const provider = basic.resources.find(({ type }) => type === "pulumi:providers:aws");
      const { tags } = JSON.parse(String(provider?.inputs.defaultTags));
      expect(tags).to.include({ project: "contact-center", stack });
      const strays = basic.resources.filter(
        ({ type, provider: used }) => type.startsWith("aws:") && !used?.startsWith(provider?.urn ?? "none"),
      );
      expect(strays.map(({ name }) => name)).to.deep.equal([]);
    });

    it("makes every function through HandlerFunction, whatever the linter was told", () => {
      const types = new Map(basic.resources.map(({ urn, type }) => [urn, type]));
      const functions = basic.resources.filter(({ type }) => type === "aws:lambda/function:Function");
      expect(functions).to.have.lengthOf(4);
      const owners = functions.map(({ parent = "" }) => types.get(parent));
      expect(new Set(owners)).to.deep.equal(new Set(["contact-center:index:HandlerFunction"]));
    });

    it("chains its Connect resources, so that the control plane is asked one after the other", () => {
      const connect = basic.resources.filter(
        ({ type }) => type.startsWith("aws:connect/") || type.startsWith("aws:cloudcontrol/"),
      );
      const urns = connect.map(({ urn }) => urn);
      const outOfLine = connect.filter(({ dependencies }, place) => !dependencies.includes(urns[place - 1] ?? ""));
      expect(outOfLine.map(({ name }) => name)).to.deep.equal(["center-instance"]);
    });

    it("holds no broken text, Region, account or partition that the program wrote down", () => {
      const inputs = JSON.stringify(basic.resources.map((resource) => resource.inputs));
      expect(inputs).not.to.match(/\[object |Calling \[toString\]|"undefined"|-undefined|undefined-/);
    });
  });
}

for (const stack of ["dev", "prod"]) {
  describe(`the architecture advanced of the stack ${stack}`, () => {
    let basic: ResourceGraph;
    let advanced: ResourceGraph;

    before(async function () {
      this.timeout(300_000);
      basic = await evaluated(stack, { ...ANSWERED, architecture: "basic" });
      advanced = await evaluated(stack, { ...ANSWERED, architecture: "advanced" });
    });

    const ofType = (type: string) => advanced.resources.filter((resource) => resource.type === type);

    it("only adds to basic: nothing is gone, and the key's policy and three flows change in place", () => {
      const later = byUrn(advanced);
      expect(basic.resources.filter(({ urn }) => !later.has(urn)).map(({ name }) => name)).to.deep.equal([]);
      expect(changes(basic, advanced)).to.have.members(ADVANCED_MAY_CHANGE);
    });

    it("makes everything through the stack's own provider", () => {
      const provider = ofType("pulumi:providers:aws")[0]?.urn ?? "none";
      const strays = advanced.resources.filter(
        ({ type, provider: used }) => type.startsWith("aws:") && !used?.startsWith(provider),
      );
      expect(strays.map(({ name }) => name)).to.deep.equal([]);
    });

    it("makes every function through HandlerFunction, from the catalogue", () => {
      const types = new Map(advanced.resources.map(({ urn, type }) => [urn, type]));
      const functions = ofType("aws:lambda/function:Function");
      expect(functions).to.have.length.greaterThan(8);
      const kebab = (handler: string) => handler.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const isKnown = (name: string, description: unknown) =>
        Object.entries(handlerCatalog).some(
          ([handler, entry]) => name.endsWith(kebab(handler)) || entry.description === description,
        );
      for (const { name, parent = "", inputs } of functions) {
        expect(types.get(parent), name).to.equal("contact-center:index:HandlerFunction");
        expect(isKnown(name, inputs.description), name).to.equal(true);
      }
    });

    it("holds no broken text that the program wrote down", () => {
      // What the chat page loads is bundled code, which has such words of its own.
      const own = advanced.resources.filter(({ type }) => !/bucketObject/i.test(type));
      const inputs = JSON.stringify(own.map((resource) => resource.inputs));
      expect(inputs).not.to.match(/\[object |Calling \[toString\]|"undefined"|-undefined|undefined-/);
    });

    it("protects and retains its tables in production only", () => {
      const tables = ofType("aws:dynamodb/table:Table");
      expect(tables.map(({ name }) => name)).to.include.members(KEPT_OF_ADVANCED);
      for (const { name, protect, retainOnDelete, inputs } of tables) {
        const kept = [Boolean(protect), Boolean(retainOnDelete), Boolean(inputs.deletionProtectionEnabled)];
        expect(new Set(kept), name).to.deep.equal(new Set([stack === "prod"]));
      }
    });
  });
}

describe("production", () => {
  let prod: ResourceGraph;
  let dev: ResourceGraph;

  before(async function () {
    this.timeout(300_000);
    prod = await evaluated("prod", { architecture: "basic" });
    dev = await evaluated("dev", { architecture: "basic" });
  });

  it("protects and retains the instance, claimed numbers, recordings, tables and their key", () => {
    const kept = prod.resources
      .filter(({ protect, retainOnDelete }) => protect && retainOnDelete)
      .map(({ type, name }) => `${type} ${name}`);
    const numbers = prod.resources.filter(({ type }) => type === NUMBER).map(({ name }) => `${NUMBER} ${name}`);
    expect(numbers).not.to.deep.equal([]);
    expect(kept).to.include.members([...KEPT, ...numbers]);
    const tables = prod.resources.filter(({ type }) => type === "aws:dynamodb/table:Table");
    expect(tables.every(({ inputs }) => inputs.deletionProtectionEnabled === true)).to.equal(true);
    expect(dev.resources.some(({ protect }) => protect)).to.equal(false);
  });

  it("claims each number only when the one before is claimed", () => {
    const known = byUrn(prod);
    const waitsFor = (urn: string): string[] => {
      const dependencies = known.get(urn)?.dependencies ?? [];
      return [...dependencies, ...dependencies.flatMap(waitsFor)];
    };
    const numbers = prod.resources.filter(({ type }) => type === NUMBER).map(({ urn }) => urn);
    expect(numbers).to.have.length.greaterThan(1);
    numbers.slice(1).forEach((urn, before) => expect(waitsFor(urn)).to.include(numbers[before]));
  });

  it("gives nobody a password", () => {
    expect(prod.resources.filter(({ type }) => type.includes("randomPassword"))).to.have.length(0);
  });
});

describe("a preview", () => {
  it("registers the same resources as an update, with a known input wherever the program knows it", async function () {
    this.timeout(300_000);
    const update = await evaluated("dev", { architecture: "basic" });
    const preview = await evaluated("dev", { architecture: "basic" }, true);
    const urns = (graph: ResourceGraph) => graph.resources.map(({ urn }) => urn).sort();
    expect(urns(preview)).to.deep.equal(urns(update));
    const hours = preview.resources.find(({ name }) => name === "center-queue-support");
    expect(hours?.inputs).to.include({ name: "support" });
  });
});
