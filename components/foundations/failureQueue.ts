/**
 * Where messages end that could not be handled: an encrypted dead-letter queue that keeps them as long as SQS can and
 * raises an alarm for the first one. What feeds it is named, so nothing else may write to it.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerPermission } from "./handlerFunction";
import { type JointAlarm, watch } from "./jointAlarm";
import { keyUse } from "./keyUse";
import { queuePolicy } from "./queuePolicy";

/** Arguments of {@link FailureQueue}. */
export interface FailureQueueArgs {
  /** ARN of the customer key; with `topicArns` its policy must let `sns.amazonaws.com` use it. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when a message arrives here. */
  alarmTopicArn: pulumi.Input<string>;
  /** Alarm that tells of it together with others. Left out, it has its own. */
  joins?: JointAlarm;
  /** SNS topics whose subscriptions end here when a delivery fails for good. */
  topicArns?: pulumi.Input<string>[];
}

/** Longest time SQS keeps a message, in seconds (14 days): somebody has to look into it by then. */
export const LONGEST_RETENTION_SECONDS = 1_209_600;

/** What alarms of queues say first. */
export const WORK_FAILED = "Work was not done.";

/**
 * A dead-letter queue.
 *
 * For a subscription give its `arn` as `deadLetterTargetArn`; for a function's asynchronous invocations as the `onFailure`
 * destination, and the function {@link FailureQueue.senderPermissions}.
 */
export class FailureQueue extends pulumi.ComponentResource {
  /** Queue ARN. */
  readonly arn: pulumi.Output<string>;
  /** Queue URL; what the SQS API takes. */
  readonly url: pulumi.Output<string>;
  /** Queue name; the dimension of its metrics. */
  readonly queueName: pulumi.Output<string>;
  /** What a function needs that writes here itself, or whose failed asynchronous invocations Lambda writes here. */
  readonly senderPermissions: HandlerPermission[];

  constructor(name: string, args: FailureQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:FailureQueue", name, {}, opts);
    const queue = new aws.sqs.Queue(
      name,
      { kmsMasterKeyId: args.keyArn, messageRetentionSeconds: LONGEST_RETENTION_SECONDS },
      { parent: this },
    );
    queuePolicy(name, queue, { topicArns: args.topicArns }, this);
    this.arn = queue.arn;
    this.url = queue.url;
    this.queueName = queue.name;
    this.senderPermissions = sendingTo(this, queue.arn, args.keyArn);
    this.watch(name, args);
    this.registerOutputs({ arn: this.arn, url: this.url, queueName: this.queueName });
  }

  private watch(name: string, { alarmTopicArn: topicArn, joins }: FailureQueueArgs): void {
    const holds = {
      says: `${name} holds messages that failed for good: look into them, then send them back.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: this.queueName },
      statistic: "Maximum",
      comparison: "above",
      threshold: 0,
    } as const;
    watch(this, `${name}-not-empty`, [holds], { about: WORK_FAILED, topicArn, joins });
  }
}

/** What sending to an encrypted queue takes: SQS asks KMS in the sender's name. */
export function sendingTo(
  parent: pulumi.Resource,
  queueArn: pulumi.Input<string>,
  keyArn: pulumi.Input<string>,
): HandlerPermission[] {
  return [
    { actions: ["sqs:SendMessage"], resources: [queueArn] },
    keyUse(parent, keyArn, "sqs", ["kms:GenerateDataKey", "kms:Decrypt"]),
  ];
}
