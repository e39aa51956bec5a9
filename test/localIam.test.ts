/** The policies of a graph decide as IAM does, and a refusal says what is missing where. */
import { expect } from "chai";
import fc from "fast-check";
import { evaluate } from "../local/iam/evaluate";
import { IamService } from "../local/iam/iamService";
import { matchesArn, matchesWildcard } from "../local/iam/match";
import { normalizeStatement, type PolicyStatement } from "../local/iam/policyDocument";
import {
  ACCOUNT,
  GraphBuilder,
  policy,
  REGION,
  roleArn,
  tableArn,
  trustOf,
  type TestStatement,
} from "./support/graphs";

const table = tableArn("orders");
const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

function iamWith(...statements: TestStatement[]): IamService {
  return IamService.fromGraph(new GraphBuilder().role("lookup", ...statements).build());
}

function decide(iam: IamService, action: string, resource = table, context?: Record<string, string>): boolean {
  return iam.authorize({ roleArn: roleArn("lookup"), sessionName: "fn", action, resource, context }).allowed;
}

/** Whether one statement decides for a request with these condition keys. */
function effectOf(statement: PolicyStatement, context: Record<string, string | string[]> = {}): string {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  const request = { action: "dynamodb:Query", resource: table, context: values };
  return evaluate([normalizeStatement(statement)], request);
}

describe("IAM on this machine", () => {
  describe("decisions", () => {
    it("denies what no policy allows", () => {
      expect(decide(iamWith(), "dynamodb:Query")).to.equal(false);
    });

    it("allows exactly the actions and resources of an inline policy", () => {
      const iam = iamWith({ Effect: "Allow", Action: ["dynamodb:Query", "dynamodb:Get*"], Resource: table });
      expect(decide(iam, "dynamodb:Query")).to.equal(true);
      expect(decide(iam, "dynamodb:GetItem")).to.equal(true);
      expect(decide(iam, "DynamoDB:getitem")).to.equal(true);
      expect(decide(iam, "dynamodb:PutItem")).to.equal(false);
      expect(decide(iam, "dynamodb:Query", `${table}/index/byPlacedAt`)).to.equal(false);
    });

    it("lets a deny win over any allow", () => {
      const iam = iamWith(
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "dynamodb:DeleteItem", Resource: "*" },
      );
      expect(decide(iam, "dynamodb:PutItem")).to.equal(true);
      const refusal = iam.authorize({ roleArn: roleArn("lookup"), action: "dynamodb:DeleteItem", resource: table });
      expect(refusal.message).to.contain("with an explicit deny in an identity-based policy");
    });

    it("reads NotAction and NotResource as everything else", () => {
      const iam = iamWith({ Effect: "Allow", NotAction: "dynamodb:Delete*", NotResource: tableArn("secrets") });
      expect(decide(iam, "dynamodb:PutItem")).to.equal(true);
      expect(decide(iam, "dynamodb:DeleteItem")).to.equal(false);
      expect(decide(iam, "dynamodb:PutItem", tableArn("secrets"))).to.equal(false);
    });

    it("honours a condition on the calling service", () => {
      const iam = iamWith({
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: keyArn,
        Condition: { StringEquals: { "kms:ViaService": `dynamodb.${REGION}.amazonaws.com` } },
      });
      expect(decide(iam, "kms:Decrypt", keyArn, { "kms:ViaService": `dynamodb.${REGION}.amazonaws.com` })).to.equal(
        true,
      );
      expect(decide(iam, "kms:Decrypt", keyArn, { "kms:ViaService": `s3.${REGION}.amazonaws.com` })).to.equal(false);
      expect(decide(iam, "kms:Decrypt", keyArn)).to.equal(false);
    });

    it("collects policies attached by role name, and managed policies the graph declares", () => {
      const graph = new GraphBuilder()
        .role("lookup")
        .add("aws:iam/rolePolicy:RolePolicy", "read", {
          role: "lookup",
          policy: policy({ Effect: "Allow", Action: "dynamodb:Query", Resource: table }),
        })
        .add(
          "aws:iam/policy:Policy",
          "write",
          { policy: policy({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: table }) },
          { arn: `arn:aws:iam::${ACCOUNT}:policy/write` },
        )
        .add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "write", {
          role: "lookup",
          policyArn: `arn:aws:iam::${ACCOUNT}:policy/write`,
        })
        .build();
      const iam = IamService.fromGraph(graph);
      expect(decide(iam, "dynamodb:Query")).to.equal(true);
      expect(decide(iam, "dynamodb:PutItem")).to.equal(true);
      expect(decide(iam, "dynamodb:Scan")).to.equal(false);
      expect(iam.diagnostics).to.deep.equal([]);
    });

    it("lets a permissions boundary narrow what a role may do", () => {
      const graph = new GraphBuilder()
        .add(
          "aws:iam/policy:Policy",
          "boundary",
          { policy: policy({ Effect: "Allow", Action: "dynamodb:Get*", Resource: "*" }) },
          { arn: `arn:aws:iam::${ACCOUNT}:policy/boundary` },
        )
        .add(
          "aws:iam/role:Role",
          "lookup",
          {
            assumeRolePolicy: trustOf(),
            inlinePolicies: [{ policy: policy({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }) }],
            permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
          },
          { name: "lookup", arn: roleArn("lookup") },
        )
        .build();
      const iam = IamService.fromGraph(graph);
      expect(decide(iam, "dynamodb:GetItem")).to.equal(true);
      expect(decide(iam, "dynamodb:PutItem")).to.equal(false);
    });
  });

  describe("key policies", () => {
    const useKey: TestStatement = { Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn };

    function withKeyPolicy(keyPolicy: string, ...statements: TestStatement[]): IamService {
      const graph = new GraphBuilder()
        .role("lookup", ...statements)
        .add("aws:kms/key:Key", "data", { policy: keyPolicy }, { arn: keyArn })
        .build();
      return IamService.fromGraph(graph);
    }

    const root = `arn:aws:iam::${ACCOUNT}:root`;

    it("leave the decision to identity policies when they allow the account", () => {
      const delegating = policy({ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: { AWS: root } });
      expect(decide(withKeyPolicy(delegating, useKey), "kms:Decrypt", keyArn)).to.equal(true);
      expect(decide(withKeyPolicy(delegating), "kms:Decrypt", keyArn)).to.equal(false);
    });

    it("can keep out a role that its own policy allows", () => {
      const closed = policy({ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: { AWS: roleArn("other") } });
      expect(decide(withKeyPolicy(closed, useKey), "kms:Decrypt", keyArn)).to.equal(false);
    });

    it("can let in a role by name, and deny the whole account", () => {
      const named: TestStatement = {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "*",
        Principal: { AWS: roleArn("lookup") },
      };
      const deny: TestStatement = { Effect: "Deny", Action: "kms:*", Resource: "*", Principal: { AWS: root } };
      expect(decide(withKeyPolicy(policy(named)), "kms:Decrypt", keyArn)).to.equal(true);
      expect(decide(withKeyPolicy(policy(named, deny), useKey), "kms:Decrypt", keyArn)).to.equal(false);
    });
  });

  describe("conditions", () => {
    const cases: [string, Record<string, string | string[]>, Record<string, string | string[]>, boolean][] = [
      ["StringEquals", { "aws:PrincipalAccount": ["1", "2"] }, { "aws:PrincipalAccount": "2" }, true],
      ["StringEquals", { k: "a" }, { k: "A" }, false],
      ["StringEqualsIgnoreCase", { k: "a" }, { k: "A" }, true],
      ["StringNotEquals", { k: "a" }, {}, true],
      ["StringNotEquals", { k: ["a", "b"] }, { k: "b" }, false],
      ["StringEqualsIfExists", { k: "a" }, {}, true],
      ["StringEqualsIfExists", { k: "a" }, { k: "b" }, false],
      ["StringLike", { k: "dynamodb.*.amazonaws.com" }, { k: "dynamodb.eu-west-1.amazonaws.com" }, true],
      ["StringNotLike", { k: "x*" }, { k: "xyz" }, false],
      ["ArnLike", { k: "arn:aws:connect:*:1:instance/*" }, { k: "arn:aws:connect:us-east-1:1:instance/i" }, true],
      ["ArnEquals", { k: "arn:aws:connect:*:1:instance/i" }, { k: "arn:aws:connect:us-east-1:2:instance/i" }, false],
      ["ArnNotLike", { k: "arn:aws:sns:*:*:t" }, { k: "arn:aws:sns:r:a:u" }, true],
      ["Bool", { k: "true" }, { k: "true" }, true],
      ["Bool", { k: "true" }, { k: "false" }, false],
      ["NumericLessThan", { k: "10" }, { k: "9" }, true],
      ["NumericGreaterThanEquals", { k: "10" }, { k: "9" }, false],
      ["DateLessThan", { k: "2026-01-02T00:00:00Z" }, { k: "2026-01-01T00:00:00Z" }, true],
      ["IpAddress", { k: "10.0.0.0/8" }, { k: "10.1.2.3" }, true],
      ["NotIpAddress", { k: "10.0.0.0/8" }, { k: "10.1.2.3" }, false],
      ["Null", { k: "true" }, {}, true],
      ["Null", { k: "true" }, { k: "x" }, false],
      ["ForAllValues:StringEquals", { k: ["a", "b"] }, { k: ["a", "b"] }, true],
      ["ForAllValues:StringEquals", { k: ["a", "b"] }, { k: ["a", "c"] }, false],
      ["ForAllValues:StringEquals", { k: "a" }, {}, true],
      ["ForAnyValue:StringEquals", { k: "a" }, { k: ["c", "a"] }, true],
      ["ForAnyValue:StringEquals", { k: "a" }, {}, false],
      ["StringEquals", { k: "${aws:userid}" }, { k: "me", "aws:userid": "me" }, true],
      ["StringEquals", { k: "${aws:userid}" }, { k: "me" }, false],
    ];
    for (const [operator, wanted, given, holds] of cases) {
      const not = holds ? "holds" : "does not hold";
      it(`${operator} ${JSON.stringify(wanted)} ${not} for ${JSON.stringify(given)}`, () => {
        const statement: PolicyStatement = {
          Effect: "Allow",
          Action: "*",
          Resource: "*",
          Condition: { [operator]: wanted },
        };
        expect(effectOf(statement, given)).to.equal(holds ? "allow" : "implicitDeny");
      });
    }

    it("with an operator nobody knows never allow and always deny", () => {
      const condition = { Condition: { StringAlmost: { k: "a" } }, Action: "*", Resource: "*" };
      expect(effectOf({ Effect: "Allow", ...condition }, { k: "a" })).to.equal("implicitDeny");
      expect(effectOf({ Effect: "Deny", ...condition }, { k: "a" })).to.equal("explicitDeny");
    });
  });

  describe("matching", () => {
    it("takes a pattern without wildcards only for itself", () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (pattern, value) => {
          fc.pre(!/[*?]/.test(pattern));
          expect(matchesWildcard(pattern, value)).to.equal(pattern === value);
        }),
      );
    });

    it("matches any text that has the pattern's pieces in order", () => {
      const piece = fc.string().map((text) => text.replace(/[*?]/g, ""));
      fc.assert(
        fc.property(fc.array(piece, { minLength: 1 }), fc.string(), (pieces, filling) => {
          expect(matchesWildcard(pieces.join("*"), pieces.join(filling))).to.equal(true);
        }),
      );
    });

    it("never lets a wildcard of one part of an ARN reach into the next", () => {
      expect(matchesArn("arn:aws:dynamodb:*:table/t", "arn:aws:dynamodb:us-east-1:1:table/t")).to.equal(false);
      expect(matchesArn("arn:aws:dynamodb:*:*:table/t*", "arn:aws:dynamodb:us-east-1:1:table/t:u")).to.equal(true);
    });
  });

  describe("messages and diagnostics", () => {
    it("says who may not do what on which resource, and which component's role lacks it", () => {
      const builder = new GraphBuilder();
      const owner = builder.urn("contact-center:index:HandlerFunction", "lookup");
      const graph = builder
        .add("contact-center:index:HandlerFunction", "lookup", {})
        .add(
          "aws:iam/role:Role",
          "lookup-role",
          { assumeRolePolicy: trustOf() },
          { name: "lookup", arn: roleArn("lookup") },
          owner,
        )
        .build();
      const decision = IamService.fromGraph(graph).authorize({
        roleArn: roleArn("lookup"),
        sessionName: "lookup-fn",
        action: "dynamodb:Query",
        resource: table,
      });
      expect(decision.message).to.equal(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/lookup/lookup-fn is not authorized to perform: dynamodb:Query ` +
          `on resource: ${table} because no identity-based policy allows the dynamodb:Query action ` +
          `(local run: role "lookup" of HandlerFunction "lookup" lacks it; let a policy allow dynamodb:Query on ${table})`,
      );
    });

    it("refuses a role the program does not declare", () => {
      const decision = iamWith().authorize({ roleArn: roleArn("ghost"), action: "dynamodb:Query", resource: table });
      expect(decision.allowed).to.equal(false);
      expect(decision.message).to.contain(`declares no role ${roleArn("ghost")}`);
    });

    it("lets a service assume a role only when the role trusts it", () => {
      const graph = new GraphBuilder()
        .role("good")
        .add("aws:iam/role:Role", "bad", { assumeRolePolicy: trustOf("ec2.amazonaws.com") }, { arn: roleArn("bad") })
        .build();
      const iam = IamService.fromGraph(graph);
      expect(iam.mayAssume(roleArn("good"), "lambda.amazonaws.com").allowed).to.equal(true);
      expect(iam.mayAssume(roleArn("bad"), "lambda.amazonaws.com").message).to.contain("cannot be assumed by lambda");
      expect(iam.mayAssume(roleArn("none"), "lambda.amazonaws.com").message).to.contain("declares no role");
    });

    it("reports what it cannot honour: unreadable policies, unknown operators, keys and managed policies", () => {
      const statement = { Effect: "Allow" as const, Action: "*", Resource: "*" };
      const graph = new GraphBuilder()
        .role("one", { ...statement, Condition: { StringAlmost: { "aws:PrincipalArn": "x" } } })
        .role("two", { ...statement, Condition: { StringEquals: { "dynamodb:LeadingKeys": "x" } } })
        .add("aws:iam/rolePolicy:RolePolicy", "broken", { role: "one", policy: "{" })
        .add("aws:iam/rolePolicy:RolePolicy", "stray", { role: "nobody", policy: policy(statement) })
        .add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "broad", {
          role: "one",
          policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
        })
        .build();
      const messages = IamService.fromGraph(graph).diagnostics.map((diagnostic) => diagnostic.message);
      expect(messages).to.have.length(5);
      expect(messages.join("\n"))
        .to.contain("StringAlmost")
        .and.contain("dynamodb:LeadingKeys")
        .and.contain("is not JSON")
        .and.contain('No role is named "nobody"')
        .and.contain("AmazonDynamoDBFullAccess");
    });
  });
});
