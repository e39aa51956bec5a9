/** What the functions of the architecture advanced may do: each statement of each role, in the evaluated graph. */
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import { resourcesOfType } from "../../local/graphValues";
import { evaluated } from "../support/evaluated";
import { SETTINGS } from "./advancedCenter";

interface Statement {
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** Actions AWS knows no resource for. */
const WITHOUT_RESOURCE = [
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
  "polly:SynthesizeSpeech",
  "sns:Publish",
  "sns:CheckIfPhoneNumberIsOptedOut",
  "dynamodb:ListStreams",
  "redshift-data:DescribeStatement",
];

describe("permissions of the architecture advanced", () => {
  let graph: ResourceGraph;
  let policies: [role: string, statements: Statement[]][];

  before(async () => {
    const analytics = JSON.stringify({ warehouse: "both", agentEvents: true });
    graph = await evaluated("dev", { ...SETTINGS, analytics });
    policies = resourcesOfType(graph, "aws:iam/rolePolicy:RolePolicy").map(({ name, inputs }) => {
      return [name, (JSON.parse(String(inputs.policy)) as { Statement: Statement[] }).Statement];
    });
  });

  const allowed = () =>
    policies.flatMap(([role, statements]) =>
      statements.filter(({ Effect }) => Effect === "Allow").map((statement) => ({ role, ...statement })),
    );

  it("are on named resources, and of all resources only where AWS knows no narrower one", () => {
    expect(policies.length).to.be.above(8);
    for (const { role, Action, Resource } of allowed()) {
      if (Resource.includes("*")) expect(WITHOUT_RESOURCE, role).to.include.members(Action);
      expect(Action.join(), role).not.to.contain("*");
    }
  });

  it("take publishing to any topic away again from whoever sends text messages", () => {
    const publishers = allowed().filter(
      ({ Action, Resource }) => Action.includes("sns:Publish") && Resource.includes("*"),
    );
    for (const { role } of publishers) {
      const statements = policies.find(([name]) => name === role)?.[1] ?? [];
      const denied = statements.filter(({ Effect }) => Effect === "Deny");
      expect(
        denied.flatMap(({ Action }) => Action),
        role,
      ).to.include("sns:Publish");
      expect(
        denied.flatMap(({ Resource }) => Resource),
        role,
      ).to.deep.equal(["arn:aws:sns:*:*:*"]);
    }
  });

  it("open the customer key through one named service each, never by themselves", () => {
    const uses = allowed().filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
    expect(uses.length).to.be.above(8);
    for (const { role, Condition } of uses) {
      const service = Condition?.StringEquals?.["kms:ViaService"];
      expect(service, role).to.match(/^(dynamodb|secretsmanager|sqs|sns|s3|kinesis)\.[\w-]+\.amazonaws\.com$/);
    }
  });
});
