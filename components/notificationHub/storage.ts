/** What the notification hub stands on: the topic that takes requests, and the use of its tables. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../foundations/account";
import type { HandlerPermission } from "../foundations/handlerFunction";
import { keyUse } from "../foundations/keyUse";

/** The topic: encrypted, over TLS only, and closed to every other account; in this one, roles' own policies decide. */
export function requestTopic(name: string, keyArn: pulumi.Input<string>, parent: pulumi.Resource): aws.sns.Topic {
  const topic = new aws.sns.Topic(name, { kmsMasterKeyId: keyArn }, { parent });
  const deny = (sid: string, condition: object) => ({
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: "sns:Publish",
    Resource: topic.arn,
    Condition: condition,
  });
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      deny("TlsOnly", { Bool: { "aws:SecureTransport": "false" } }),
      deny("ThisAccountOnly", { StringNotEquals: { "aws:PrincipalAccount": accountOf(parent).id } }),
    ],
  });
  new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy }, { parent });
  return topic;
}

/** Actions on a table, and the use of its key through DynamoDB only. */
export function tableUse(
  table: aws.dynamodb.Table,
  actions: string[],
  keyArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): HandlerPermission[] {
  return [
    { actions: actions.map((action) => `dynamodb:${action}`), resources: [table.arn] },
    keyUse(parent, keyArn, "dynamodb", ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}
