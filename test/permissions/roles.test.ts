/** Every role of the stacks keeps the rules, by AWS' own catalogue of actions, and each rule can fail. */
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import { graphOf, PROVEN } from "./graphs";
import { withAction, withResource, withStatements } from "./mutations";
import { roleFindings, statementsOf } from "./roleRules";

/** Most actions of one role, its log and traces included: compaction has as many, most of them Athena's. */
const MOST_ACTIONS = 22;

describe("roles", () => {
  for (const stack of PROVEN) {
    it(`of ${stack.name} allow actions AWS has, on resources they take, under conditions their requests bring`, async () => {
      const graph = await graphOf(stack);
      expect(new Set(statementsOf(graph).map(({ role }) => role)).size).to.be.above(25);
      expect(await roleFindings(graph)).to.deep.equal([]);
    });

    it(`of ${stack.name} have few actions each`, async () => {
      const counts = new Map<string, Set<string>>();
      for (const { role, statement } of statementsOf(await graphOf(stack))) {
        const actions = counts.get(role) ?? new Set();
        for (const action of statement.actions ?? []) actions.add(action);
        counts.set(role, actions);
      }
      for (const [role, actions] of counts) expect(actions.size, role).to.be.at.most(MOST_ACTIONS);
    });
  }

  describe("are found out", () => {
    const ROLE = "self-service-read-settings-role";
    let graph: ResourceGraph;

    before(async () => {
      const [stack] = PROVEN;
      if (stack) graph = await graphOf(stack);
    });

    /** The same graph with the trust policy or an attachment of a role changed. */
    function withRole(inputs: (given: Record<string, unknown>) => Record<string, unknown>, name = ROLE): ResourceGraph {
      const resources = graph.resources.map((one) =>
        one.name === name && one.type === "aws:iam/role:Role" ? { ...one, inputs: inputs(one.inputs) } : one,
      );
      return { ...graph, resources };
    }

    const trusting = (change: (policy: string) => string, name?: string) =>
      withRole((given) => ({ ...given, assumeRolePolicy: change(String(given.assumeRolePolicy)) }), name);

    const conditioned = (key: string): ResourceGraph =>
      withStatements(graph, ROLE, (statements) =>
        statements.map((one) =>
          one.Action.includes("dynamodb:GetItem") ? { ...one, Condition: { StringEquals: { [key]: "x" } } } : one,
        ),
      );

    const flaws: [what: string, flawed: () => ResourceGraph, finding: RegExp][] = [
      ["a wildcard action", () => withAction(graph, ROLE, "dynamodb:*"), /is a wildcard/],
      ["a misspelt action", () => withAction(graph, ROLE, "dynamodb:GetItems"), /has no action/],
      ["an action of no service", () => withAction(graph, ROLE, "dynamo:GetItem"), /has no action/],
      ["an action in other letters", () => withAction(graph, ROLE, "logs:putLogEvents"), /has no action/],
      ["all tables", () => withResource(graph, ROLE, "dynamodb:GetItem", () => ["*"]), /can be narrower/],
      [
        "an index for what reads tables",
        () => withResource(graph, ROLE, "dynamodb:GetItem", (table) => [`${table}/index/byName`]),
        /takes no resource/,
      ],
      [
        "a bucket for what reads objects",
        () =>
          withResource(graph, "analytics-replay-raw-records-role", "s3:GetObject", (one) => [one.replace(/\/.*/, "")]),
        /takes no resource/,
      ],
      [
        "all tables by name",
        () => withResource(graph, ROLE, "dynamodb:GetItem", (table) => [table.replace(/\/.*/, "/*")]),
        /not below anything/,
      ],
      [
        "a whole bucket",
        () =>
          withResource(graph, "analytics-replay-raw-records-role", "s3:PutObject", (one) => [
            one.replace(/\/.*/, "/*"),
          ]),
        /whole bucket/,
      ],
      ["a condition no request brings", () => conditioned("s3:prefix"), /never bring/],
      [
        "an inline managed policy",
        () => withRole((given) => ({ ...given, managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] })),
        /managed policy/,
      ],
      ["trust in the account", () => trusting((policy) => policy.replace('"Service"', '"AWS"')), /not one service/],
      [
        "trust in two services",
        () =>
          trusting((policy) =>
            policy.replace('"lambda.amazonaws.com"', '["lambda.amazonaws.com","ec2.amazonaws.com"]'),
          ),
        /2 services/,
      ],
      [
        "trust to tag sessions",
        () => trusting((policy) => policy.replace("sts:AssumeRole", "sts:TagSession")),
        /TagSession/,
      ],
      [
        "trust for any account",
        () => trusting((policy) => policy.replace(/,"Condition":\{.*?\}\}/, ""), "concierge-role"),
        /bind the trust policy/,
      ],
      [
        "text messages to topics",
        () =>
          withStatements(graph, "notifications-send-sms-role", (statements) =>
            statements.filter(({ Effect }) => Effect === "Allow"),
          ),
        /topics are not denied/,
      ],
    ];
    for (const [what, flawed, finding] of flaws) {
      it(`with ${what}`, async () => {
        const findings = await roleFindings(flawed());
        expect(findings.join("\n")).to.match(finding);
      });
    }
  });
});
