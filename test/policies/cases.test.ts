import { expect } from "chai";
import { type GraphNode } from "../../policies/onGraph";
import { judged } from "./support/judged";

const ACCOUNT = "123456789012";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Given {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly madeFrom?: Record<string, string[]>;
}

function nodes(given: readonly Given[]): GraphNode[] {
  const urnOf = (name: string) => `urn:pulumi:prod::contact-center::${name}`;
  return given.map(({ type, name, inputs, outputs = {}, madeFrom = {} }) => ({
    urn: urnOf(name),
    type: `aws:${type}`,
    name,
    custom: true,
    inputs,
    outputs,
    dependencies: [],
    propertyDependencies: Object.fromEntries(Object.entries(madeFrom).map(([key, names]) => [key, names.map(urnOf)])),
    protect: true,
    ignoreChanges: [],
  }));
}

/** `rule check resource` of what is found in resources, for some rules. */
async function found(rules: RegExp, ...given: readonly Given[]): Promise<string[]> {
  const graph = { resources: nodes(given).map((node) => ({ ...node, secretInputs: [], ...LEFT_OUT })) };
  const { findings } = await judged(toGraph(graph.resources), true, undefined, []);
  return findings.filter(({ rule }) => rules.test(rule)).map(({ rule, check, name }) => `${rule} ${check} ${name}`);
}

const LEFT_OUT = { retainOnDelete: false, deleteBeforeReplace: false };

type Resources = Parameters<typeof judged>[0]["resources"];

function toGraph(resources: readonly (GraphNode & typeof LEFT_OUT & { secretInputs: string[] })[]): {
  resources: Resources;
} {
  return {
    resources: resources.map((node) => ({
      ...node,
      dependencies: [...node.dependencies],
      ignoreChanges: [...node.ignoreChanges],
      propertyDependencies: Object.fromEntries(
        Object.entries(node.propertyDependencies).map(([key, urns]) => [key, [...urns]]),
      ),
    })),
  };
}

const queue = (name: string, more: Record<string, unknown> = {}): Given => ({
  type: "sqs/queue:Queue",
  name,
  inputs: { kmsMasterKeyId: UNKNOWN, ...more },
  outputs: { name, arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}` },
});

const alarm = (name: string, more: Record<string, unknown>): Given => ({
  type: "cloudwatch/metricAlarm:MetricAlarm",
  name,
  inputs: { alarmActions: [UNKNOWN], treatMissingData: "notBreaching", threshold: 0, ...more },
  outputs: { name },
});

const failures = {
  redrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:failed-jobs` }),
};
const depth = (name: string) => ({
  metricName: "ApproximateNumberOfMessagesVisible",
  namespace: "AWS/SQS",
  dimensions: { QueueName: name },
});
const QUEUES = [queue("waiting-jobs", failures), queue("failed-jobs")];
const age = alarm("age", {
  metricName: "ApproximateAgeOfOldestMessage",
  namespace: "AWS/SQS",
  dimensions: { QueueName: "waiting-jobs" },
});

describe("G-19 takes for an alarm on failed messages", () => {
  const joint = (expression: string, threshold = 1) =>
    alarm("joint", {
      threshold,
      metricQueries: [
        { id: "m1", metric: depth("failed-jobs") },
        { id: "m2", metric: depth("other-queue") },
        { id: "any", expression, returnData: true },
      ],
    });

  it("one of its own", async () => {
    expect(await found(/G-19/, ...QUEUES, age, alarm("own", depth("failed-jobs")))).to.deep.equal([]);
  });

  it("a joint one in whose sum it stands", async () => {
    const sum = joint("IF(FILL(m1, 0) > 0, 1, 0) + IF(FILL(m2, 0) > 0, 1, 0)");
    expect(await found(/G-19/, ...QUEUES, age, sum)).to.deep.equal([]);
  });

  it("none in whose sum it does not stand", async () => {
    expect(await found(/G-19/, ...QUEUES, age, joint("IF(FILL(m2, 0) > 0, 1, 0)"))).to.deep.equal([
      "G-19 watched failed-jobs",
    ]);
  });

  it("none that sounds only when two of them fail, or after a hundred messages", async () => {
    const both = joint("IF(FILL(m1, 0) > 0, 1, 0) + IF(FILL(m2, 0) > 0, 1, 0)", 2);
    expect(await found(/G-19/, ...QUEUES, age, both)).to.deep.equal(["G-19 threshold joint"]);
    const late = joint("IF(FILL(m1, 0) > 100, 1, 0) + IF(FILL(m2, 0) > 0, 1, 0)");
    expect(await found(/G-19/, ...QUEUES, age, late)).to.deep.equal(["G-19 threshold joint"]);
  });

  it("one that rings through a composite alarm, and none that rings nowhere", async () => {
    const silent = alarm("silent-depth", { ...depth("failed-jobs"), alarmActions: [] });
    const composite = (actions: unknown[]): Given => ({
      type: "cloudwatch/compositeAlarm:CompositeAlarm",
      name: "whole",
      inputs: { alarmRule: 'ALARM("silent-depth")', alarmActions: actions },
    });
    expect(await found(/G-19/, ...QUEUES, age, silent, composite([UNKNOWN]))).to.deep.equal([]);
    expect(await found(/G-19/, ...QUEUES, age, silent, composite([]))).to.deep.equal([
      "G-19 action whole",
      "G-19 action silent-depth",
      "G-19 watched failed-jobs",
    ]);
  });
});

describe("before the first update", () => {
  it("a value that is not known yet is no finding", async () => {
    const fn: Given = {
      type: "lambda/function:Function",
      name: "lookup",
      inputs: {
        runtime: "nodejs24.x",
        timeout: 4,
        memorySize: UNKNOWN,
        tracingConfig: UNKNOWN,
        loggingConfig: { logGroup: UNKNOWN },
        environment: { variables: { SLACK_TOKEN: UNKNOWN } },
      },
    };
    expect(await found(/G-01|G-12/, fn)).to.deep.equal([]);
  });

  it("a function is known by what its permission is made from", async () => {
    const slow: Given = {
      type: "lambda/function:Function",
      name: "lookup",
      inputs: {
        runtime: "nodejs24.x",
        timeout: 30,
        memorySize: 512,
        tracingConfig: { mode: "Active" },
        loggingConfig: { logGroup: UNKNOWN },
      },
    };
    const permission: Given = {
      type: "lambda/permission:Permission",
      name: "may-call",
      inputs: {
        action: "lambda:InvokeFunction",
        principal: "connect.amazonaws.com",
        function: UNKNOWN,
        sourceArn: UNKNOWN,
        sourceAccount: ACCOUNT,
      },
      madeFrom: { function: ["lookup"] },
    };
    expect(await found(/G-01/, slow, permission)).to.deep.equal(["G-01 timeout lookup"]);
    expect(await found(/G-01/, slow)).to.deep.equal([]);
  });
});

/** Types the shipped stacks do not have: what is good passes, what is not is told. */
const CASES: readonly (readonly [
  type: string,
  good: Record<string, unknown>,
  bad: Record<string, unknown>,
  told: string,
])[] = [
  ["lambda/functionUrl:FunctionUrl", { authorizationType: "AWS_IAM" }, { authorizationType: "NONE" }, "G-05 url x"],
  [
    "cognito/identityPool:IdentityPool",
    { allowUnauthenticatedIdentities: false },
    { allowUnauthenticatedIdentities: true },
    "G-14 unauthenticated x",
  ],
  [
    "iam/rolePolicyAttachment:RolePolicyAttachment",
    { policyArn: `arn:aws:iam::${ACCOUNT}:policy/own` },
    { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    "G-04 managed x",
  ],
  ["ec2/route:Route", { destinationCidrBlock: "10.0.0.0/8" }, { destinationCidrBlock: "0.0.0.0/0" }, "G-17 network x"],
  [
    "glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
    { dataCatalogEncryptionSettings: { encryptionAtRest: { catalogEncryptionMode: "SSE-KMS" } } },
    { dataCatalogEncryptionSettings: { encryptionAtRest: { catalogEncryptionMode: "DISABLED" } } },
    "G-18 catalog x",
  ],
  [
    "s3/bucketOwnershipControls:BucketOwnershipControls",
    { rule: { objectOwnership: "BucketOwnerEnforced" } },
    { rule: { objectOwnership: "ObjectWriter" } },
    "G-02 acl x",
  ],
  [
    "sns/topicSubscription:TopicSubscription",
    { protocol: "email", endpoint: "a@example.com" },
    { protocol: "http", endpoint: "http://example.com" },
    "G-08 plain x",
  ],
  [
    "cloudwatch/eventTarget:EventTarget",
    { arn: "x", deadLetterConfig: { arn: UNKNOWN } },
    { arn: "x" },
    "G-08 on-failure x",
  ],
];

describe("a resource the shipped stacks do not have", () => {
  for (const [type, good, bad, told] of CASES) {
    it(`${type} is judged too`, async () => {
      expect(await found(/./, { type, name: "x", inputs: good })).to.not.include(told);
      expect(await found(/./, { type, name: "x", inputs: bad })).to.include(told);
    });
  }

  it("a bucket of the older type is a bucket", async () => {
    expect(
      await found(/G-02/, { type: "s3/bucketV2:BucketV2", name: "old", inputs: { acl: "public-read" } }),
    ).to.include("G-02 acl old");
  });
});
