/** What `npm run preview` shows of a graph, and how it answers wrong flags and programs. */
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { graphDiff, renderDiff } from "../local/cli/diff";
import { readPreviewFlags } from "../local/cli/previewFlags";
import { UsageError } from "../local/cli/usageError";
import { graphToJson } from "../local/cli/previewJson";
import { renderMermaid } from "../local/cli/previewMermaid";
import { renderComponents, renderTree, shortType } from "../local/cli/tree";
import { STACK_TYPE, UNKNOWN, type GraphResource, type ResourceGraph } from "../local/engine/graph";

const ROOT = join(__dirname, "..");
const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

function resource(type: string, name: string, parent?: string, more: Partial<GraphResource> = {}): GraphResource {
  return {
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    type,
    name,
    custom: true,
    ...(parent === undefined ? {} : { parent }),
    inputs: {},
    outputs: {},
    secretInputs: [],
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    ignoreChanges: [],
    ...more,
  };
}

function graphOf(...resources: GraphResource[]): ResourceGraph {
  const stack = resource(STACK_TYPE, "shop-dev", undefined, { custom: false });
  const account = { region: "us-east-1", accountId: "123456789012", partition: "aws" };
  return { project: "shop", stack: "dev", preview: true, ...account, resources: [stack, ...resources], outputs: {} };
}

const center = resource("shop:index:Center", "center", STACK, { custom: false });
const instance = resource("aws:connect/instance:Instance", "phone", center.urn, {
  protect: true,
  retainOnDelete: true,
});
const queue = resource("aws:connect/queue:Queue", "support", center.urn, { dependencies: [instance.urn] });
const self = resource("shop:index:SelfService", "self", center.urn, { custom: false });
const table = resource("aws:dynamodb/table:Table", "customers", self.urn);
const reports = resource("shop:index:Reports", "reports", STACK, { custom: false });
const bucket = resource("aws:s3/bucket:Bucket", "reports", reports.urn, { dependencies: [queue.urn, table.urn] });
const graph = graphOf(queue, center, bucket, instance, table, reports, self);

describe("the tree of a graph", () => {
  it("nests components, marks what is kept and counts by type", () => {
    expect(renderTree(graph, { colour: false })).to.equal(
      [
        "shop-dev  Stack",
        "├─ center  Center",
        "│  ├─ self  SelfService",
        "│  │  └─ customers  aws.dynamodb.Table",
        "│  ├─ phone  aws.connect.Instance [protect, retain]",
        "│  └─ support  aws.connect.Queue",
        "└─ reports  Reports",
        "   └─ reports  aws.s3.Bucket",
        "",
        "1  Center",
        "1  Reports",
        "1  SelfService",
        "1  aws.connect.Instance",
        "1  aws.connect.Queue",
        "1  aws.dynamodb.Table",
        "1  aws.s3.Bucket",
        "7 resources: 4 at the provider, 3 components",
      ].join("\n"),
    );
  });

  it("uses colours only when told to, and for nothing but colour", () => {
    const coloured = renderTree(graph, { colour: true });
    const plain = coloured.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "");
    expect(coloured).to.not.equal(plain);
    expect(plain).to.equal(renderTree(graph, { colour: false }));
  });

  it("is the same whatever order resources registered in", () => {
    const turned = { ...graph, resources: [...graph.resources].reverse() };
    expect(renderTree(turned, { colour: false })).to.equal(renderTree(graph, { colour: false }));
  });

  it("calls types what people call them", () => {
    const types = ["aws:connect/contactFlow:ContactFlow", "contact-center:index:ContactCenter", "pulumi:providers:aws"];
    expect(types.map(shortType)).to.deep.equal(["aws.connect.ContactFlow", "ContactCenter", "pulumi.providers.aws"]);
    expect(shortType("random:index/randomPassword:RandomPassword")).to.equal("random.RandomPassword");
  });
});

describe("the components of a graph", () => {
  it("are nested, each with the number of resources it holds itself, and add up to the total", () => {
    const policy = resource("aws:s3/bucketPolicy:BucketPolicy", "policy", bucket.urn);
    const provider = resource("pulumi:providers:aws", "aws", STACK);
    const shown = graphOf(queue, center, bucket, policy, instance, table, provider, reports, self);
    expect(renderComponents(shown, { colour: false })).to.equal(
      [
        "shop-dev  Stack          1",
        "├─ center  Center        2",
        "│  └─ self  SelfService  1",
        "└─ reports  Reports      2",
        "",
        "9 resources: 6 at the provider, 3 components; npm run preview shows every resource",
      ].join("\n"),
    );
  });

  it("line up in colours as without", () => {
    const coloured = renderComponents(graph, { colour: true });
    const plain = coloured.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "");
    expect(coloured).to.not.equal(plain);
    expect(plain).to.equal(renderComponents(graph, { colour: false }));
  });
});

describe("the flowchart of a graph", () => {
  it("puts components in boxes and joins those that use each other, never a box with its own inside", () => {
    expect(renderMermaid(graph)).to.equal(
      [
        "flowchart LR",
        '  subgraph c0g["stack dev"]',
        '    subgraph c1g["center (Center)"]',
        '      c1["1 aws.connect.Instance<br/>1 aws.connect.Queue"]',
        '      c3["self (SelfService)<br/>1 aws.dynamodb.Table"]',
        "    end",
        '    c2["reports (Reports)<br/>1 aws.s3.Bucket"]',
        "  end",
        "  c2 --> c1",
        "  c2 --> c3",
      ].join("\n"),
    );
  });

  it("writes names that would end a label harmlessly", () => {
    const odd = resource("shop:index:Odd", 'a "b" <c>', STACK, { custom: false });
    const inside = resource("aws:sns/topic:Topic", "t", odd.urn);
    expect(renderMermaid(graphOf(odd, inside))).to.contain('["a #quot;b#quot; #lt;c#gt; (Odd)<br/>');
  });
});

describe("the JSON of a graph", () => {
  const text = "exports.handler = () => 'ü';";
  const handler = resource("aws:lambda/function:Function", "greet", STACK, {
    inputs: {
      code: { assets: { "__index.js": { text } } },
      role: UNKNOWN,
      list: [UNKNOWN, 1],
      password: "hidden",
    },
    outputs: { password: "hidden", result: "hidden too", arn: UNKNOWN },
    secretInputs: ["password"],
    secretOutputs: ["result"],
    provider: `urn::${UNKNOWN}`,
    dependencies: ["b", "a"],
  });
  const json = graphToJson({ ...graphOf(table, handler), outputs: { a: "hidden", b: UNKNOWN }, secretOutputs: ["a"] });
  const written = JSON.stringify(json);

  function shown(): Record<string, unknown> {
    const resources = json.resources as Record<string, unknown>[];
    return resources.find(({ name }) => name === "greet") ?? {};
  }

  it("sorts resources by URN and their dependencies", () => {
    const urns = (json.resources as { urn: string }[]).map(({ urn }) => urn);
    expect(urns).to.deep.equal([...urns].sort());
    expect(shown().dependencies).to.deep.equal(["a", "b"]);
  });

  it("reduces code to its digest and size in bytes", () => {
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(shown())
      .to.have.nested.property("inputs.code")
      .that.deep.equals({
        assets: { "__index.js": { sha256, bytes: text.length + 1 } },
      });
  });

  it("writes <computed> for what is not known yet", () => {
    expect(shown().inputs).to.deep.include({ role: "<computed>", list: ["<computed>", 1] });
    expect(shown().provider).to.equal("urn::<computed>");
    expect(written).to.not.contain(UNKNOWN);
  });

  it("shows no secret, neither given nor computed nor put out", () => {
    expect(written).to.not.contain("hidden");
    expect(json.outputs).to.deep.equal({ a: "[secret]", b: "<computed>" });
  });
});

describe("the difference of two graphs", () => {
  const policy = (actions: string[]) => JSON.stringify({ Statement: [{ Action: actions, Resource: "*" }] });
  const before = graphOf(
    resource("aws:sns/topic:Topic", "gone", STACK),
    resource("aws:sns/topic:Topic", "same", STACK, { inputs: { a: { b: [1, { c: 2 }] } } }),
    resource("aws:iam/rolePolicy:RolePolicy", "rights", STACK, { inputs: { policy: policy(["a", "b"]), role: "r" } }),
    resource("aws:dynamodb/table:Table", "kept", STACK),
  );
  const after = graphOf(
    resource("aws:sns/topic:Topic", "same", STACK, { inputs: { a: { b: [1, { c: 2 }] } } }),
    resource("aws:iam/rolePolicy:RolePolicy", "rights", STACK, {
      inputs: { policy: policy(["a"]), name: "n", role: "r" },
    }),
    resource("aws:dynamodb/table:Table", "kept", STACK, { protect: true }),
    resource("aws:sns/topic:Topic", "fresh", STACK),
  );

  it("finds what is added, removed and changed, and where", () => {
    const diff = graphDiff(before, after);
    expect(diff.added.map(({ name }) => name)).to.deep.equal(["fresh"]);
    expect(diff.removed.map(({ name }) => name)).to.deep.equal(["gone"]);
    expect(diff.changed.map(({ resource: { name }, paths }) => [name, paths])).to.deep.equal([
      ["kept", ["(protect)"]],
      ["rights", ["name", "policy.Statement[0].Action[1]"]],
    ]);
    expect(diff.unchanged).to.equal(1);
  });

  it("is written as signs and counts", () => {
    expect(renderDiff(graphDiff(before, after), { colour: false })).to.equal(
      [
        "+ fresh  aws.sns.Topic",
        "- gone  aws.sns.Topic",
        "~ kept  aws.dynamodb.Table: (protect)",
        "~ rights  aws.iam.RolePolicy: name, policy.Statement[0].Action[1]",
        "",
        "1 added, 1 removed, 2 changed, 1 unchanged",
      ].join("\n"),
    );
  });

  it("is nothing between a graph and itself", () => {
    expect(renderDiff(graphDiff(after, after), { colour: false })).to.equal(
      "0 added, 0 removed, 0 changed, 4 unchanged",
    );
  });

  it("tells actions of a contact flow by their identifiers, and says nothing of their layout", () => {
    const flow = (x: number, ...ids: string[]) => {
      const Actions = ids.map((Identifier, index) => ({
        Identifier,
        Transitions: { NextAction: ids[index + 1] ?? "" },
      }));
      const content = JSON.stringify({ StartAction: ids[0], Metadata: { position: { x } }, Actions });
      return graphOf(resource("aws:connect/contactFlow:ContactFlow", "inbound", STACK, { inputs: { content } }));
    };
    const diff = graphDiff(flow(1, "greet", "menu", "bye"), flow(2, "greet", "look-up", "menu"));
    expect(diff.changed.map(({ paths }) => paths)).to.deep.equal([
      [
        "content[+look-up]",
        "content[-bye]",
        "content[greet].Transitions.NextAction",
        "content[menu].Transitions.NextAction",
      ],
    ]);
    expect(graphDiff(flow(1, "greet"), flow(2, "greet")).changed, "layout alone").to.deep.equal([]);
  });

  it("keeps long lists of changes short", () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, index]));
    const one = graphOf(resource("aws:sns/topic:Topic", "t", STACK));
    const other = graphOf(resource("aws:sns/topic:Topic", "t", STACK, { inputs: many }));
    expect(renderDiff(graphDiff(one, other), { colour: false })).to.contain("k0, k1, k2, k3, k4, k5 and 3 more");
  });
});

describe("the flags of npm run preview", () => {
  it("default to the tree of dev here", () => {
    expect(readPreviewFlags([])).to.deep.equal({
      stack: "dev",
      cwd: process.cwd(),
      show: "tree",
      against: "",
      config: {},
    });
  });

  it("are read", () => {
    const flags = [
      "--stack",
      "prod",
      "--diff",
      "simple",
      "--config",
      "company=A=B",
      "--config",
      "agents=3",
      "--cwd",
      "/x",
    ];
    expect(readPreviewFlags(flags)).to.deep.equal({
      stack: "prod",
      cwd: "/x",
      show: "diff",
      against: "simple",
      config: { company: "A=B", agents: "3" },
    });
    expect(readPreviewFlags(["--help"])).to.equal("help");
  });

  for (const [flags, words] of [
    [["--jsn"], "Allowed are --stack, --json, --mermaid, --diff, --config, --cwd, --help."],
    [["prod"], "Allowed are --stack"],
    [["--json", "--mermaid"], "--json and --mermaid exclude each other"],
    [["--config", "company"], "--config company is not key=value"],
  ] as const) {
    it(`refuse ${flags.join(" ")}`, () => {
      expect(() => readPreviewFlags([...flags])).to.throw(UsageError, words);
    });
  }
});

describe("npm run preview", () => {
  function preview(...flags: string[]) {
    const command = [
      "-r",
      "./local/engine/registerTypescript.cjs",
      "local/cli/preview.ts",
      "--cwd",
      "test/fixtures/engine/center",
    ];
    return spawnSync(process.execPath, [...command, ...flags], { cwd: ROOT, encoding: "utf8" });
  }

  it("shows what an architecture adds to another, without colours where nobody looks", () => {
    const { stdout, status } = preview("--diff", "simple");
    expect(status).to.equal(0);
    expect(stdout).to.contain("+ customers  aws.dynamodb.Table\n");
    expect(stdout).to.match(/\n4 added, 0 removed, 0 changed, 5 unchanged\n$/);
  });

  it("ends with 1 and one line that says what to do when a stack is unknown", () => {
    const { stderr, status } = preview("--stack", "test");
    expect(stderr).to.match(/^There is no stack "test" in .*: it has dev, prod\. Choose one of them\.\n$/);
    expect(status).to.equal(1);
  });

  it("ends with 2 and the allowed flags when one is wrong", () => {
    const { stderr, status } = preview("--tree");
    expect(stderr).to.match(/^Unknown option '--tree'\. Allowed are --stack, .*\n$/);
    expect(status).to.equal(2);
  });
});
