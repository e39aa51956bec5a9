/** The engine on whole programs: fixtures of test/fixtures/engine run through the SDK's own runner. */
import { expect } from "chai";
import { failureText } from "../local/cli/failure";
import { join } from "node:path";
import { evaluateProgram, ProgramError, type EvaluateOptions } from "../local/engine/evaluateProgram";
import { containsUnknown, isCodeArchive, UNKNOWN, type GraphResource, type ResourceGraph } from "../local/engine/graph";

const FIXTURES = join(__dirname, "fixtures", "engine");
const CENTER = "urn:pulumi:dev::fixture::fixture:index:Center::center";
const INSTANCE = "urn:pulumi:dev::fixture::fixture:index:Center$aws:connect/instance:Instance::center-instance";

function evaluateCenter(options: Partial<EvaluateOptions>): Promise<ResourceGraph> {
  return evaluateProgram({ cwd: join(FIXTURES, "center"), stack: "dev", ...options });
}

async function failureOf(fault: string): Promise<ProgramError> {
  try {
    await evaluateProgram({ cwd: join(FIXTURES, "faults"), stack: "dev", config: { fault } });
  } catch (error) {
    if (error instanceof ProgramError) {
      return error;
    }
    throw error;
  }
  throw new Error(`The fault "${fault}" went unnoticed.`);
}

function named(graph: ResourceGraph, name: string, type?: string): GraphResource {
  const found = graph.resources.filter(
    (resource) => resource.name === name && (type ?? resource.type) === resource.type,
  );
  expect(found, `resources named ${name}`).to.have.length(1);
  return found[0] as GraphResource;
}

describe("evaluating a program as an update", () => {
  let graph: ResourceGraph;
  const registered: string[] = [];
  const completed: string[] = [];
  const early: string[] = [];

  before(async () => {
    graph = await evaluateCenter({
      config: { password: "Secret-text" },
      onRegistering: ({ urn, dependencies, parent }) => {
        registered.push(urn);
        early.push(
          ...[...dependencies, ...(parent === undefined ? [] : [parent])].filter((d) => !completed.includes(d)),
        );
      },
      onResource: async ({ urn }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        completed.push(urn);
      },
    });
  });

  it("names the project, the stack and the account", () => {
    expect(graph).to.include({ project: "fixture", stack: "dev", preview: false, partition: "aws" });
    expect(graph).to.include({ region: "eu-central-1", accountId: "123456789012" });
  });

  it("gives resources the URNs of the real engine and keeps the order they register in", () => {
    expect(graph.resources.map(({ urn }) => urn)).to.deep.equal(registered);
    expect(registered[0]).to.equal("urn:pulumi:dev::fixture::pulumi:pulumi:Stack::fixture-dev");
    expect(registered).to.include.members([CENTER, INSTANCE, "urn:pulumi:dev::fixture::aws:iam/role:Role::greet"]);
  });

  it("lets nothing register before what it depends on is complete", () => {
    expect(early).to.deep.equal([]);
    expect(completed).to.have.members(registered);
  });

  it("knows parents, dependencies and what each input was made from", () => {
    const queue = named(graph, "center-queue");
    const hours = "urn:pulumi:dev::fixture::fixture:index:Center$aws:cloudcontrol/resource:Resource::center-hours";
    expect(queue.parent).to.equal(CENTER);
    expect(queue.dependencies).to.have.members([INSTANCE, hours]);
    expect(queue.propertyDependencies).to.deep.equal({ instanceId: [INSTANCE], hoursOfOperationId: [hours] });
    expect(named(graph, "greet", "aws:lambda/function:Function").dependencies).to.include(INSTANCE);
  });

  it("hands protect and retainOnDelete down to children and keeps other options", () => {
    expect(named(graph, "center-instance")).to.include({ protect: true, retainOnDelete: true });
    expect(named(graph, "center-queue")).to.include({ protect: false, retainOnDelete: true });
    expect(named(graph, "agent")).to.include({ protect: false, retainOnDelete: false });
    expect(named(graph, "center-queue").ignoreChanges).to.deep.equal(["maxContacts"]);
  });

  it("records the provider and its version, and applies its region and default tags", () => {
    const instance = named(graph, "center-instance");
    expect(instance.provider).to.match(/^urn:pulumi:dev::fixture::pulumi:providers:aws::aws::[0-9a-f-]{36}$/);
    expect(instance.version).to.equal("7.48.0");
    expect(instance.outputs.tagsAll).to.deep.equal({ project: "fixture", tier: "basic" });
    expect(instance.outputs.arn).to.equal(`arn:aws:connect:eu-central-1:123456789012:instance/${instance.id}`);
  });

  it("carries computed values from resource to resource and into stack outputs", () => {
    const instance = named(graph, "center-instance");
    const queue = named(graph, "center-queue");
    expect(queue.inputs.instanceId).to.equal(instance.id);
    expect(queue.inputs.hoursOfOperationId).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(queue.id).to.equal(`${instance.id}:${String(queue.outputs.queueId)}`);
    expect(queue.outputs.name).to.match(/^center-queue-[0-9a-f]{7}$/);
    expect(graph.outputs).to.deep.include({
      instanceArn: instance.outputs.arn,
      alias: "fixture-center",
      queueName: queue.outputs.name,
    });
    expect(graph.outputs.beep).to.match(/^[0-9a-f-]{36}$/);
    expect(named(graph, "center").outputs).to.deep.equal({ instanceArn: instance.outputs.arn });
  });

  it("gives the program its configuration with the types and defaults of the schema", () => {
    expect(graph.outputs.settings).to.deep.equal({
      agents: 7,
      recording: true,
      queues: ["support"],
      holidays: [{ name: "New Year", days: ["2027-01-01"] }],
    });
  });

  it("unwraps secrets and remembers where they were", () => {
    const agent = named(graph, "agent");
    expect(agent.inputs.password).to.equal("Secret-text-Aa1");
    expect(agent.secretInputs).to.deep.equal(["password"]);
    expect(agent.secretOutputs).to.deep.equal(["password"]);
    expect(graph.outputs.password).to.equal("Secret-text");
    expect(graph.secretOutputs).to.deep.equal(["password"]);
  });

  it("decodes the archive of a serialised handler, which runs", async () => {
    const code = named(graph, "greet", "aws:lambda/function:Function").inputs.code;
    expect(isCodeArchive(code)).to.equal(true);
    const file = isCodeArchive(code) ? code.assets["__index.js"] : undefined;
    const text = file !== undefined && "text" in file ? file.text : "";
    const module: { exports: { handler?: (event: unknown) => Promise<{ greeting: string }> } } = { exports: {} };
    new Function("exports", "require", text)(module.exports, require);
    const answer = await module.exports.handler?.({ name: "Ann" });
    expect(answer?.greeting).to.equal("Hello Ann");
  });

  it("leaves nothing unknown", () => {
    const unknown = graph.resources.filter(
      ({ inputs, outputs }) => containsUnknown(inputs) || containsUnknown(outputs),
    );
    expect(unknown.map(({ urn }) => urn)).to.deep.equal([]);
  });
});

describe("evaluating a program as a preview", () => {
  let graph: ResourceGraph;

  before(async () => {
    graph = await evaluateCenter({ preview: true });
  });

  it("leaves ids and computed outputs unknown, also where they go into other resources", () => {
    const instance = named(graph, "center-instance");
    expect(instance.id).to.equal(undefined);
    expect(instance.outputs.arn).to.equal(UNKNOWN);
    expect(named(graph, "center-queue").inputs).to.include({ instanceId: UNKNOWN, hoursOfOperationId: UNKNOWN });
    expect(graph.outputs).to.include({ instanceArn: UNKNOWN, beep: UNKNOWN });
  });

  it("knows what the program gave and what the provider names", () => {
    const { outputs } = named(graph, "center-queue");
    expect(outputs.description).to.equal("Support");
    expect(outputs.name).to.match(/^center-queue-[0-9a-f]{7}$/);
    expect(graph.outputs).to.include({ alias: "fixture-center", queueName: outputs.name });
  });

  it("declares the same resources as another configuration less what that leaves out", async () => {
    const simple = await evaluateCenter({ preview: true, config: { architecture: "simple" } });
    const urns = new Set(simple.resources.map(({ urn }) => urn));
    const added = graph.resources.filter(({ urn }) => !urns.has(urn)).map(({ name }) => name);
    expect(added.sort()).to.deep.equal(["agent", "customers", "greet", "greet"]);
  });
});

describe("a program that fails", () => {
  it("is told with the program's words and the place in its code, and ended", async () => {
    const { message, failures } = await failureOf("thrown");
    expect(failures).to.have.length(1);
    expect(message).to.match(/^Error: The greeting is too long\n {4}at .*faults\/index\.ts:\d+:\d+/);
    expect(message).to.not.contain("node_modules");
  });

  it("is told when it registers a URN twice", async () => {
    const { message } = await failureOf("duplicate");
    expect(message).to.contain("Duplicate resource URN 'urn:pulumi:dev::faults::aws:sns/topic:Topic::alarms'");
    expect(message).to.contain("try giving it a unique name");
  });

  it("is told when it lacks a configuration value, without a trace", async () => {
    const told = failureText(await failureOf("missing"));
    expect(told).to.match(/^Missing required configuration variable 'faults:greeting'/);
    expect(told).to.contain("pulumi config set faults:greeting <value>");
    expect(told).not.to.contain("    at ");
  });

  it("is told when a handler cannot be serialised, and why", async () => {
    const { message } = await failureOf("closure");
    expect(message).to.match(/Error serializing 'async \(\) => hash\.digest\("hex"\)'/);
    expect(message).to.contain("variable 'hash'");
  });

  describe("at several resources", () => {
    let failure: ProgramError;

    before(async () => {
      failure = await failureOf("refused");
    });

    it("is told of each of them", () => {
      expect(failure.failures).to.have.length(3);
    });

    it("is told everything a provider refuses of a resource", () => {
      expect(failure.message).to.contain('name is "not a name"');
      expect(failure.message).to.contain("displayName has 101 characters");
    });

    it("is told which type the provider does not know and where to add it", () => {
      expect(failure.message).to.contain(
        "server [aws:ec2/instance:Instance]: the local provider does not know this type",
      );
      expect(failure.message).to.contain("local/engine/awsProvider.ts");
    });

    it("is told when it reads a resource that only AWS has", () => {
      expect(failure.message).to.contain("an existing aws:connect/instance:Instance");
    });
  });

  it("is told when it ends without a word", async () => {
    const { message } = await failureOf("exit");
    expect(message).to.contain("exit code 7");
  });
});

describe("a deployment that follows the program", () => {
  it("fails the program with its own words", async () => {
    const deployment = evaluateCenter({
      preview: true,
      config: { architecture: "simple" },
      onResource: ({ name }) => {
        if (name === "center-instance") {
          throw new Error("The instance alias is taken");
        }
      },
    });
    const error = await deployment.then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).to.be.instanceOf(ProgramError);
    expect(String(error)).to.contain("The instance alias is taken");
  });
});
