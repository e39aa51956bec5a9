/** The policy every queue of this program carries: TLS only, and of AWS's services only the named topics and buckets may send. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";

/** Who may send to a queue besides roles of the account, which are allowed by their own policies. */
export interface QueueSenders {
  /** SNS topics whose subscriptions send. */
  topicArns?: pulumi.Input<string>[];
  /** Buckets of this account whose notifications are sent; the queue's key must let `s3.amazonaws.com` use it. */
  bucketArns?: pulumi.Input<string>[];
}

/** Attaches the policy to a queue. */
export function queuePolicy(
  name: string,
  queue: aws.sqs.Queue,
  { topicArns = [], bucketArns = [] }: QueueSenders,
  parent: pulumi.Resource,
): aws.sqs.QueuePolicy {
  const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn };
  const tlsOnly = {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: queue.arn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const topics = {
    Sid: "NamedTopics",
    ...send,
    Principal: { Service: "sns.amazonaws.com" },
    Condition: { ArnEquals: { "aws:SourceArn": topicArns } },
  };
  // A bucket's ARN names no account: whoever takes a deleted bucket's name would otherwise be let in.
  const buckets = {
    Sid: "NamedBuckets",
    ...send,
    Principal: { Service: "s3.amazonaws.com" },
    Condition: {
      ArnEquals: { "aws:SourceArn": bucketArns },
      StringEquals: { "aws:SourceAccount": accountOf(parent).id },
    },
  };
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [tlsOnly, ...(topicArns.length > 0 ? [topics] : []), ...(bucketArns.length > 0 ? [buckets] : [])],
  });
  return new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy }, { parent });
}
