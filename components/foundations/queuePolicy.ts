/** The policy every queue of this program carries: TLS only, and of AWS's services only the named topics may send. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Attaches the policy to a queue. Roles of the account are allowed by their own policies, not here. */
export function queuePolicy(
  name: string,
  queue: aws.sqs.Queue,
  topicArns: pulumi.Input<string>[],
  parent: pulumi.Resource,
): aws.sqs.QueuePolicy {
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
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue.arn,
    Condition: { ArnEquals: { "aws:SourceArn": topicArns } },
  };
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [tlsOnly, ...(topicArns.length > 0 ? [topics] : [])],
  });
  return new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy }, { parent });
}
