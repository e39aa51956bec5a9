/** What no role of the stacks may do, ever: each sensitive call, asked by each role. */
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import { resourcesOfType, textOf } from "../../local/graphValues";
import { IamService } from "../../local/iam/iamService";
import { graphOf, PROVEN } from "./graphs";

/** One call. */
interface Sensitive {
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string>;
}

/** ARNs of what the stack declares, of a type. */
function arnsOf(graph: ResourceGraph, type: string): string[] {
  return resourcesOfType(graph, type).flatMap((one) => textOf(one, "arn") ?? []);
}

/** The calls, on what the stack itself declares: that is what somebody in a function could reach. */
function sensitiveCalls(graph: ResourceGraph): Sensitive[] {
  const [instance = ""] = arnsOf(graph, "aws:connect/instance:Instance");
  const recordings = arnsOf(graph, "aws:s3/bucket:Bucket").find((arn) => /recordings/.test(arn)) ?? "";
  const another = (service: string, rest: string) => `arn:aws:${service}:${graph.region}:${graph.accountId}:${rest}`;
  const each = (resources: readonly string[], ...actions: string[]): Sensitive[] =>
    resources.flatMap((resource) => actions.map((action) => ({ action, resource })));
  return [
    ...each(["*"], "iam:CreateUser", "iam:CreateAccessKey", "iam:CreateRole", "organizations:LeaveOrganization"),
    ...each(arnsOf(graph, "aws:iam/role:Role"), "iam:PassRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"),
    ...each(arnsOf(graph, "aws:iam/role:Role"), "iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    ...each([`${recordings}/connect/recording.wav`], "s3:GetObject", "s3:DeleteObject", "s3:PutObjectAcl"),
    ...each(
      arnsOf(graph, "aws:s3/bucket:Bucket"),
      "s3:PutBucketPolicy",
      "s3:DeleteBucket",
      "s3:PutLifecycleConfiguration",
    ),
    ...each(
      arnsOf(graph, "aws:dynamodb/table:Table"),
      "dynamodb:Scan",
      "dynamodb:PartiQLSelect",
      "dynamodb:DeleteTable",
    ),
    ...each(arnsOf(graph, "aws:dynamodb/table:Table"), "dynamodb:BatchWriteItem", "dynamodb:ExportTableToPointInTime"),
    ...each([instance], "connect:DeleteInstance", "connect:CreateUser", "connect:UpdateUserSecurityProfiles"),
    ...each([`${instance}/contact-flow/any`], "connect:UpdateContactFlowContent", "connect:StartOutboundVoiceContact"),
    ...each(
      arnsOf(graph, "aws:kms/key:Key"),
      "kms:ScheduleKeyDeletion",
      "kms:PutKeyPolicy",
      "kms:Decrypt",
      "kms:CreateGrant",
    ),
    ...each([another("secretsmanager", "secret:of-another-team-AbCdEf")], "secretsmanager:GetSecretValue"),
    ...each(
      arnsOf(graph, "aws:secretsmanager/secret:Secret"),
      "secretsmanager:PutSecretValue",
      "secretsmanager:DeleteSecret",
    ),
    ...each(arnsOf(graph, "aws:lambda/function:Function"), "lambda:UpdateFunctionCode", "lambda:AddPermission"),
    ...each(arnsOf(graph, "aws:cloudwatch/logGroup:LogGroup"), "logs:DeleteLogGroup", "logs:GetLogEvents"),
    ...each(arnsOf(graph, "aws:kinesis/stream:Stream"), "kinesis:PutRecord", "kinesis:DeleteStream"),
    ...each(arnsOf(graph, "aws:sqs/queue:Queue"), "sqs:PurgeQueue", "sqs:SetQueueAttributes"),
    ...each(
      arnsOf(graph, "aws:cognito/userPool:UserPool"),
      "cognito-idp:AdminCreateUser",
      "cognito-idp:AdminAddUserToGroup",
    ),
    ...each([another("sns", "of-another-team")], "sns:Publish"),
    ...each(arnsOf(graph, "aws:sns/topic:Topic"), "sns:Subscribe", "sns:SetTopicAttributes"),
    {
      action: "ses:SendEmail",
      resource: another("ses", "identity/no-reply@example.com"),
      context: { "ses:FromAddress": "chief@example.com" },
    },
    { action: "ses:SendEmail", resource: another("ses", "identity/other.example.com") },
    ...each(["*"], "redshift-data:ListStatements", "cloudtrail:StopLogging", "ec2:RunInstances"),
  ];
}

describe("sensitive calls", () => {
  for (const stack of PROVEN) {
    it(`are open to no role of ${stack.name}`, async () => {
      const graph = await graphOf(stack);
      const iam = IamService.fromGraph(graph);
      const calls = sensitiveCalls(graph);
      expect(new Set(calls.map(({ action }) => action)).size).to.be.at.least(40);
      expect(calls.filter(({ resource }) => resource === "" || resource.startsWith("/"))).to.deep.equal([]);
      const open = iam.roleArns.flatMap((roleArn) =>
        calls.filter((call) => iam.authorize({ roleArn, ...call }).allowed).map((call) => ({ roleArn, ...call })),
      );
      expect(iam.roleArns.length).to.be.above(25);
      expect(open).to.deep.equal([]);
    });

    it(`include topics of the stack of ${stack.name} for whoever sends text messages`, async () => {
      const graph = await graphOf(stack);
      const iam = IamService.fromGraph(graph);
      const sender = iam.roleArns.find((arn) => /send-sms/.test(arn)) ?? "";
      for (const topic of arnsOf(graph, "aws:sns/topic:Topic")) {
        expect(iam.authorize({ roleArn: sender, action: "sns:Publish", resource: topic }).allowed, topic).to.equal(
          false,
        );
      }
      // What it is for.
      expect(iam.authorize({ roleArn: sender, action: "sns:Publish", resource: "*" }).allowed).to.equal(true);
    });
  }
});
