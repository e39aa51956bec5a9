/** What roles ask for is written down, and what they are allowed and never ask for is told from it. */
import { expect } from "chai";
import { AccessLog } from "../local/iam/accessLog";
import { IamService } from "../local/iam/iamService";
import { GraphBuilder, roleArn, tableArn, type TestStatement } from "./support/graphs";

const ROLE = roleArn("reader");
const ORDERS = tableArn("orders");
const CUSTOMERS = tableArn("customers");

const allow = (Action: string[], Resource: string[], more: object = {}): TestStatement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

function observed(...statements: TestStatement[]): { iam: IamService; log: AccessLog } {
  const log = new AccessLog();
  return { iam: IamService.fromGraph(new GraphBuilder().role("reader", ...statements).build(), log), log };
}

describe("the log of accesses", () => {
  it("holds each distinct request once, with how often it was made, also when the decision was known", () => {
    const { iam, log } = observed(allow(["dynamodb:GetItem"], [ORDERS]));
    for (let time = 0; time < 3; time++) {
      iam.authorize({ roleArn: ROLE, sessionName: `s${time}`, action: "dynamodb:GetItem", resource: ORDERS });
    }
    expect(log.accesses).to.deep.equal([
      { roleArn: ROLE, action: "dynamodb:GetItem", resource: ORDERS, context: {}, allowed: true, times: 3 },
    ]);
  });

  it("tells what was refused, and forgets when asked to", () => {
    const { iam, log } = observed();
    iam.authorize({ roleArn: ROLE, action: "dynamodb:Scan", resource: ORDERS });
    expect(log.denied.map(({ action }) => action)).to.deep.equal(["dynamodb:Scan"]);
    log.clear();
    expect(log.accesses).to.deep.equal([]);
  });

  it("does not show one request as another that differs in a condition key", () => {
    const { iam, log } = observed();
    for (const from of ["a@example.com", "b@example.com"]) {
      iam.authorize({ roleArn: ROLE, action: "ses:SendEmail", resource: "*", context: { "ses:FromAddress": from } });
    }
    expect(log.accesses).to.have.length(2);
  });
});

describe("unused grants", () => {
  const unusedAfter = (statements: TestStatement[], ...requests: [action: string, resource: string][]) => {
    const { iam, log } = observed(...statements);
    for (const [action, resource] of requests) iam.authorize({ roleArn: ROLE, action, resource });
    return iam.unused(log).map(({ statement, unused, action, resources }) => [statement, unused, action, resources]);
  };

  it("are the actions and the resources nothing asked for, by statement", () => {
    const statements = [
      allow(["dynamodb:GetItem", "dynamodb:Query"], [ORDERS, CUSTOMERS]),
      allow(["s3:GetObject"], ["*"]),
    ];
    expect(unusedAfter(statements, ["dynamodb:GetItem", ORDERS])).to.deep.equal([
      [0, "action", "dynamodb:Query", [ORDERS, CUSTOMERS]],
      [0, "resource", "dynamodb:GetItem", [CUSTOMERS]],
      [1, "action", "s3:GetObject", ["*"]],
    ]);
  });

  it("are none once everything was asked for", () => {
    const statements = [allow(["dynamodb:GetItem"], [ORDERS, CUSTOMERS])];
    expect(unusedAfter(statements, ["dynamodb:GetItem", ORDERS], ["dynamodb:GetItem", CUSTOMERS])).to.deep.equal([]);
  });

  it("are not used by requests that were refused", () => {
    const statements = [allow(["dynamodb:*"], ["*"]), { ...allow(["dynamodb:Scan"], ["*"]), Effect: "Deny" as const }];
    expect(unusedAfter(statements, ["dynamodb:Scan", ORDERS])).to.deep.equal([[0, "action", "dynamodb:*", ["*"]]]);
  });

  it("are not used by requests that a condition keeps out", () => {
    const condition = { Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } } };
    const { iam, log } = observed(allow(["kms:Decrypt"], ["*"], condition), allow(["kms:Decrypt"], ["*"]));
    iam.authorize({ roleArn: ROLE, action: "kms:Decrypt", resource: "key" });
    expect(iam.unused(log).map(({ statement }) => statement)).to.deep.equal([0]);
  });

  it("are told by role", () => {
    const log = new AccessLog();
    const read = allow(["dynamodb:GetItem"], [ORDERS]);
    const iam = IamService.fromGraph(new GraphBuilder().role("reader", read).role("other", read).build(), log);
    iam.authorize({ roleArn: ROLE, action: "dynamodb:GetItem", resource: ORDERS });
    expect(iam.unused(log).map(({ role }) => role)).to.deep.equal(["other"]);
  });
});
