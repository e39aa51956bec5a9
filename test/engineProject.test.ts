/** How the engine reads Pulumi.yaml and the stacks' files: defaults, types, secrets, and what it says when they are wrong. */
import { expect } from "chai";
import fc from "fast-check";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject, readStackConfig, splitArguments, stackNames, type StackConfig } from "../local/engine/project";

const HEAD = "name: shop\nruntime: nodejs\n";

describe("reading a project", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "project-"));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(directory, name), text);
    }
  }

  function configOf(schema: string, stackFile: string, overrides: Record<string, unknown> = {}): StackConfig {
    write({ "Pulumi.yaml": `${HEAD}config:\n${schema}`, "Pulumi.dev.yaml": stackFile });
    return readStackConfig(readProject(directory), "dev", overrides);
  }

  it("finds the program and the runtime's options", () => {
    mkdirSync(join(directory, "infra"));
    write({
      "infra/main.ts": "",
      "Pulumi.yaml":
        "name: shop\nmain: infra/main.ts\nruntime:\n  name: nodejs\n  options:\n    tsconfig: a.json\n" +
        "    nodeargs: --stack-trace-limit=0 --require './a b.js'\n",
    });
    expect(readProject(directory)).to.deep.include({
      name: "shop",
      programDirectory: join(directory, "infra"),
      entryPoint: "main.ts",
      runtime: {
        typescript: true,
        tsconfig: "a.json",
        nodeArguments: ["--stack-trace-limit=0", "--require", "./a b.js"],
      },
    });
  });

  it("runs what package.json names when there is no main", () => {
    write({ "Pulumi.yaml": HEAD });
    expect(readProject(directory)).to.include({ programDirectory: directory, entryPoint: "." });
  });

  for (const [problem, text, words] of [
    ["without a name", "runtime: nodejs\n", "has no name"],
    ["of another runtime", "name: shop\nruntime: python\n", "the runtime python; only nodejs"],
    ["that is not YAML", "name: [shop\n", "is not valid YAML"],
    ["with a main outside", `${HEAD}main: ../other\n`, "must lie inside the project's directory"],
    ["with a main that is not there", `${HEAD}main: nothing.ts\n`, "does not exist"],
    ["with a type nobody knows", `${HEAD}config:\n  agents:\n    type: number\n`, "a type is one of string, integer"],
    ["with an array of nothing", `${HEAD}config:\n  queues:\n    type: array\n`, "is an array without items"],
    [
      "with a default of another type",
      `${HEAD}config:\n  agents:\n    type: integer\n    default: many\n`,
      'the default of "agents" is "many"; it must be of type integer',
    ],
  ] as const) {
    it(`refuses a project ${problem}`, () => {
      write({ "Pulumi.yaml": text });
      expect(() => readProject(directory)).to.throw(words);
    });
  }

  it("says where it looked for Pulumi.yaml", () => {
    expect(() => readProject(directory)).to.throw(`There is no Pulumi.yaml in ${directory}`);
  });

  it("lists the stacks there are when one is unknown", () => {
    write({ "Pulumi.yaml": HEAD, "Pulumi.prod.yaml": "", "Pulumi.dev.yaml": "" });
    expect(stackNames(readProject(directory))).to.deep.equal(["dev", "prod"]);
    expect(() => readStackConfig(readProject(directory), "test")).to.throw(
      /There is no stack "test" in .*: it has dev, prod\. Choose one of them\./,
    );
  });

  it("keeps scalars as they are written and writes structures as JSON with sorted keys", () => {
    const stackFile =
      "config:\n  shop:code: 007\n  shop:open: true\n  shop:name: 'yes'\n  shop:none:\n" +
      "  aws:region: eu-west-1\n  shop:hours:\n    - to: '20:00'\n      from: '08:00'\n      days: [1, 2]\n";
    expect(configOf("  code: x\n", stackFile).values).to.deep.equal({
      "shop:code": "007",
      "shop:open": "true",
      "shop:name": "yes",
      "shop:none": "",
      "aws:region": "eu-west-1",
      "shop:hours": '[{"days":[1,2],"from":"08:00","to":"20:00"}]',
    });
  });

  it("fills in the schema's defaults and values of other namespaces", () => {
    const schema =
      "  agents:\n    type: integer\n    default: 5\n  open:\n    type: boolean\n    default: false\n" +
      "  queues:\n    type: array\n    items:\n      type: string\n    default: [a, b]\n  short: text\n  aws:region: us-west-2\n";
    expect(configOf(schema, "config:\n  shop:agents: 6\n").values).to.deep.equal({
      "shop:agents": "6",
      "shop:open": "false",
      "shop:queues": '["a","b"]',
      "shop:short": "text",
      "aws:region": "us-west-2",
    });
  });

  it("lets overrides go before the stack's file, in any form of the key", () => {
    const config = configOf("  agents: 1\n", "config:\n  shop:agents: 6\n", {
      agents: "7",
      "shop:config:name": "x",
      "aws:region": "eu-west-1",
      hours: [{ name: "main" }],
    });
    expect(config.values).to.deep.equal({
      "shop:agents": "7",
      "shop:name": "x",
      "aws:region": "eu-west-1",
      "shop:hours": '[{"name":"main"}]',
    });
  });

  for (const [type, given, name] of [
    ["type: integer", "many", "integer"],
    ["type: boolean", "1", "boolean"],
    ["type: array\n    items:\n      type: integer", "[1, two]", "array<integer>"],
    ["type: string", "{a: b}", "string"],
  ] as const) {
    it(`refuses ${given} where the schema says ${name}`, () => {
      expect(() => configOf(`  key:\n    ${type}\n`, `config:\n  shop:key: ${given}\n`)).to.throw(
        new RegExp(`Pulumi\\.dev\\.yaml: "key" is .*; it must be of type ${name}\\.`),
      );
    });
  }

  it("checks overrides too, and takes arrays as JSON", () => {
    const schema = "  sizes:\n    type: array\n    items:\n      type: integer\n    default: []\n";
    expect(configOf(schema, "", { sizes: "[1,2]" }).values["shop:sizes"]).to.equal("[1,2]");
    expect(() => configOf(schema, "", { sizes: "1,2" })).to.throw('--config: "sizes" is "1,2"');
  });

  it("names every value that is missing and how to give one", () => {
    const schema = "  b:\n    type: string\n  a:\n    type: string\n";
    expect(() => configOf(schema, "")).to.throw(
      'Stack "dev" has no value for a, b, which Pulumi.yaml declares without a default. ' +
        "Set it in Pulumi.dev.yaml or give --config a=value.",
    );
  });

  it("asks for a local value of an encrypted one and keeps it secret", () => {
    const stackFile = "config:\n  shop:token:\n    secure: v1:abc\n";
    expect(() => configOf("  other: x\n", stackFile)).to.throw(
      '"token" is encrypted, and only the Pulumi CLI can decrypt it. Give a value for this run with --config token=value.',
    );
    const config = configOf("  other: x\n", stackFile, { token: "local" });
    expect(config.values["shop:token"]).to.equal("local");
    expect(config.secretKeys).to.deep.equal(["shop:token"]);
  });

  it("finds encrypted values inside structures", () => {
    const stackFile = "config:\n  shop:tokens:\n    - name: a\n      value:\n        secure: v1:abc\n";
    expect(() => configOf("  other: x\n", stackFile)).to.throw('"tokens" is encrypted');
  });

  it("refuses plain text where the schema says secret, but not as an override", () => {
    const schema = "  token:\n    type: string\n    secret: true\n";
    expect(() => configOf(schema, "config:\n  shop:token: abc\n")).to.throw("pulumi config set --secret token");
    expect(configOf(schema, "", { token: "abc" }).secretKeys).to.deep.equal(["shop:token"]);
  });
});

describe("splitting node arguments", () => {
  it("gives back whatever arguments were joined, quoted where they hold blanks", () => {
    const argument = fc.string({ minLength: 1 }).filter((text) => !/["'\s]/.test(text));
    const spaced = fc.tuple(argument, argument).map(([a, b]) => `${a} ${b}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(argument, spaced)), (given) => {
        const line = given.map((text, index) => (text.includes(" ") ? (index % 2 ? `"${text}"` : `'${text}'`) : text));
        expect(splitArguments(line.join("  "))).to.deep.equal(given);
      }),
    );
  });
});
