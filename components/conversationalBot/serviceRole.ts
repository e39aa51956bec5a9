/** The role Lex takes for a bot: it may speak, and write this bot's conversation log. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../foundations/account";

/** Makes the role and its policy. Only this account's bots can take it. */
export function serviceRole(
  name: string,
  parent: pulumi.Resource,
  account: Account,
  logGroupArn: pulumi.Output<string>,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const assumeRolePolicy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "lexv2.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": account.id },
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:lex:${account.region}:${account.id}:*`,
          },
        },
      },
    ],
  });
  const role = new aws.iam.Role(
    `${name}-role`,
    { description: `Speaks and writes the conversation log of ${name}`, assumeRolePolicy },
    { parent },
  );
  const document = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      // Polly offers no resource to narrow speech without a lexicon to.
      { Sid: "Speak", Effect: "Allow", Action: ["polly:SynthesizeSpeech"], Resource: ["*"] },
      {
        Sid: "LogConversations",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [pulumi.interpolate`${logGroupArn}:*`],
      },
    ],
  });
  const policy = new aws.iam.RolePolicy(`${name}-policy`, { role: role.name, policy: document }, { parent });
  return { role, policy };
}
