/** What the notification hub stands on: the topic that takes requests, and tables whose rows expire. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../foundations/account";
import { dataOptions } from "../foundations/dataProtection";
import type { HandlerPermission } from "../foundations/handlerFunction";

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

/** How a table is kept. */
export interface TableArgs {
  keyArn: pulumi.Input<string>;
  protectData?: boolean;
}

/** A table by `id`, on demand, with rows that expire, recovery to any second and the customer's key. */
export function expiringTable(
  name: string,
  { keyArn, protectData = false }: TableArgs,
  parent: pulumi.Resource,
): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      ttl: { enabled: true, attributeName: "expiresAt" },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      deletionProtectionEnabled: protectData,
    },
    dataOptions(parent, protectData),
  );
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
    {
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [keyArn],
      condition: {
        StringEquals: { "kms:ViaService": pulumi.interpolate`dynamodb.${accountOf(parent).region}.amazonaws.com` },
      },
    },
  ];
}
