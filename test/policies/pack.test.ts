import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { PROJECT } from "../support/evaluated";
import { type Analyzer, analyzerAt, bucket, type Diagnostic } from "./support/analyzer";

/** What Pulumi's `pulumi-analyzer-policy` starts in the folder of a pack written in TypeScript. */
const RUNNER = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** Starts the pack as the CLI does, with the configuration of a stack; answers the analyzer it serves. */
async function startPack(config: Record<string, string>): Promise<{ analyzer: Analyzer; child: ChildProcess }> {
  const child = spawn(process.execPath, [RUNNER, "127.0.0.1:1", "."], {
    cwd: join(PROJECT, "policies"),
    env: { ...process.env, PULUMI_CONFIG: JSON.stringify(config), PULUMI_NODEJS_STACK: "prod" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, "exit").then(() => {
    throw new Error(`The pack ended before it served: ${errors}`);
  });
  const [port] = await Promise.race([once(child.stdout, "data"), ended]);
  return { analyzer: analyzerAt(`127.0.0.1:${String(port).trim()}`), child };
}

function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ policyName, message }) => `${policyName}: ${message.split("\n").at(-1)}`);
}

describe("the pack that pulumi preview --policy-pack policies starts", function () {
  this.timeout(300_000);
  let analyzer: Analyzer;
  let child: ChildProcess;

  before(async () => {
    ({ analyzer, child } = await startPack({ "contact-center:production": "true" }));
  });

  after(async () => {
    analyzer.close();
    if (child.exitCode === null && child.kill()) await once(child, "exit");
  });

  it("serves a mandatory policy for every rule", async () => {
    const policies = await analyzer.policies();
    const rules = new Set(policies.map(({ name }) => name.slice(0, 4)));
    expect(rules.size).to.equal(24);
    expect(policies.every(({ enforcementLevel }) => enforcementLevel === 1)).to.equal(true);
  });

  it("refuses a resource before it is created", async () => {
    const flags = { bucket: "records", blockPublicAcls: true, blockPublicPolicy: false };
    const open = await analyzer.analyze("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", flags);
    expect(told(open)).to.deep.equal([
      "G-02-resource: block: Set blockPublicPolicy to true. (G-02, public-access)",
      "G-02-resource: block: Set ignorePublicAcls to true. (G-02, public-access)",
      "G-02-resource: block: Set restrictPublicBuckets to true. (G-02, public-access)",
    ]);
  });

  it("asks a production stack for more than one for development", async () => {
    const group = { retentionInDays: 30, kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/x" };
    const short = await analyzer.analyze("aws:cloudwatch/logGroup:LogGroup", "log", group);
    expect(told(short)).to.deep.equal(["G-01-resource: log: Set retentionInDays, 365 to 3653. (G-01, retention)"]);
  });

  it("looks at the whole stack, and knows by what a value is made from which bucket is meant before it has a name", async () => {
    const complete = await analyzer.analyzeStack(bucket({ block: true, protect: true }));
    const open = await analyzer.analyzeStack(bucket({ block: false, protect: false }));
    const about = (diagnostics: readonly Diagnostic[]) =>
      told(diagnostics).filter((line) => /public-access|protect/.test(line));
    expect(about(complete)).to.deep.equal([]);
    expect(about(open)).to.deep.equal([
      "G-02-stack: records: Give it one BucketPublicAccessBlock; it has 0. (G-02, public-access)",
      "G-09-stack: records: Set protect: true in its options. (G-09, protect)",
    ]);
    // The policy SDK would say so when a rule had read a value that is not known.
    expect(complete.filter(({ message }) => /can't run/.test(message))).to.deep.equal([]);
  });
});
