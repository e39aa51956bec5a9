/**
 * Work that is done after the conversation has gone on: an encrypted SQS queue whose messages a HandlerFunction handles,
 * with a dead-letter queue for those it cannot handle and alarms for both.
 *
 * ```ts
 * const jobs = new JobQueue("notifications", { keyArn, alarmTopicArn, consumerTimeoutSeconds: 20, topicArns: [topic.arn] });
 * const worker = new HandlerFunction("send-notification", {
 *   ...,
 *   onContactPath: false,
 *   timeoutSeconds: 20,
 *   permissions: [...jobs.consumerPermissions, ...],
 * });
 * jobs.consumedBy(worker);
 * ```
 *
 * The consumer answers `{ batchItemFailures: [{ itemIdentifier: messageId }] }`: only those messages come again. A function
 * that sends (`sqs:SendMessage` to `jobs.url`) gets `jobs.senderPermissions`.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FailureQueue, LONGEST_RETENTION_SECONDS, sendingTo, WORK_FAILED } from "./failureQueue";
import { type HandlerFunction, type HandlerPermission, MAX_BACKGROUND_TIMEOUT_SECONDS } from "./handlerFunction";
import { type JointAlarm, watch } from "./jointAlarm";
import { keyUse } from "./keyUse";
import { queuePolicy } from "./queuePolicy";

/** Arguments of {@link JobQueue}. */
export interface JobQueueArgs {
  /** ARN of the customer key; with `topicArns` its policy must let `sns.amazonaws.com` use it. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when messages fail for good or wait for too long. */
  alarmTopicArn: pulumi.Input<string>;
  /** Alarm that tells of both together with others. Left out, it has its own. */
  joins?: JointAlarm;
  /** `timeoutSeconds` of the function that consumes the queue, 1 to 60: it decides how long a message stays hidden. */
  consumerTimeoutSeconds: number;
  /** How often a message is tried before it goes to the dead-letter queue, 1 to 1,000. Default 5. */
  maxReceiveCount?: number;
  /** Seconds after which a message that still waits raises an alarm. Default 900. */
  alarmAfterSeconds?: number;
  /** SNS topics that send to this queue (`protocol: "sqs"`, `endpoint: jobs.arn`). */
  topicArns?: pulumi.Input<string>[];
}

/** How a function consumes a queue. */
export interface ConsumerArgs {
  /** Most messages of one invocation, 1 to 10; above 10 SQS wants a window. Default 10. */
  batchSize?: number;
  /** Most invocations at once, 2 to 1,000. Left out, Lambda takes as many as the account has left. */
  maximumConcurrency?: number;
}

/** What AWS advises: a message stays hidden six times as long as its function may run, so that retries find room. */
const VISIBILITY_FACTOR = 6;
const DEFAULT_MAX_RECEIVE_COUNT = 5;
const DEFAULT_ALARM_AFTER_SECONDS = 900;

/** An SQS queue with its dead-letter queue, consumed by one function. */
export class JobQueue extends pulumi.ComponentResource {
  /** Queue ARN. */
  readonly arn: pulumi.Output<string>;
  /** Queue URL; what senders get by environment. */
  readonly url: pulumi.Output<string>;
  /** Queue name; the dimension of its metrics. */
  readonly queueName: pulumi.Output<string>;
  /** Where messages end that failed `maxReceiveCount` times. */
  readonly failures: FailureQueue;
  /** What the consuming function's `permissions` must hold: Lambda polls the queue in its name. */
  readonly consumerPermissions: HandlerPermission[];
  /** What a sending function's `permissions` must hold. */
  readonly senderPermissions: HandlerPermission[];

  constructor(
    private readonly queueLabel: string,
    args: JobQueueArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("contact-center:index:JobQueue", queueLabel, {}, opts);
    checkArgs(queueLabel, args);
    const { keyArn, alarmTopicArn, joins, maxReceiveCount = DEFAULT_MAX_RECEIVE_COUNT } = args;
    this.failures = new FailureQueue(`${queueLabel}-failures`, { keyArn, alarmTopicArn, joins }, { parent: this });
    const queue = new aws.sqs.Queue(
      queueLabel,
      {
        kmsMasterKeyId: keyArn,
        visibilityTimeoutSeconds: VISIBILITY_FACTOR * args.consumerTimeoutSeconds,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: this.failures.arn, maxReceiveCount }),
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.url = queue.url;
    this.queueName = queue.name;
    this.senderPermissions = sendingTo(this, queue.arn, keyArn);
    this.consumerPermissions = [
      { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], resources: [queue.arn] },
      keyUse(this, keyArn, "sqs", ["kms:Decrypt"]),
    ];
    queuePolicy(queueLabel, queue, { topicArns: args.topicArns }, this);
    this.closeFailures(queue);
    this.watch(args);
    this.registerOutputs({ arn: this.arn, url: this.url, queueName: this.queueName, failures: this.failures.arn });
  }

  /**
   * Lets a function handle the messages. Its role must hold {@link JobQueue.consumerPermissions}, and its time limit must be
   * the `consumerTimeoutSeconds` of this queue, or Lambda refuses the mapping.
   */
  consumedBy(handler: HandlerFunction, { batchSize = 10, maximumConcurrency }: ConsumerArgs = {}): void {
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10) {
      throw new Error(
        `JobQueue ${this.queueLabel}: batchSize is ${batchSize}; allowed are whole numbers from 1 to 10.`,
      );
    }
    new aws.lambda.EventSourceMapping(
      `${this.queueLabel}-consumer`,
      {
        eventSourceArn: this.arn,
        functionName: handler.arn,
        batchSize,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: maximumConcurrency === undefined ? undefined : { maximumConcurrency },
      },
      // Lambda tries the role's permissions when the mapping is made, so the function's policy must be there.
      { parent: this, dependsOn: [handler] },
    );
  }

  /** Only this queue may end in its dead-letter queue; said by a resource of its own, because each names the other. */
  private closeFailures(queue: aws.sqs.Queue): void {
    new aws.sqs.RedriveAllowPolicy(
      `${this.queueLabel}-failures-of`,
      {
        queueUrl: this.failures.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
      },
      { parent: this },
    );
  }

  private watch({
    alarmTopicArn: topicArn,
    joins,
    alarmAfterSeconds = DEFAULT_ALARM_AFTER_SECONDS,
  }: JobQueueArgs): void {
    const waits = {
      says: `A message waits in ${this.queueLabel} for more than ${alarmAfterSeconds} s: its function fails or is too slow.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: this.queueName },
      statistic: "Maximum",
      comparison: "above",
      threshold: alarmAfterSeconds,
    } as const;
    watch(this, `${this.queueLabel}-waits`, [waits], { about: WORK_FAILED, topicArn, joins });
  }
}

function checkArgs(name: string, args: JobQueueArgs): void {
  const whole = (property: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new Error(`JobQueue ${name}: ${property} is ${value}; allowed are whole numbers from ${least} to ${most}.`);
  };
  whole("consumerTimeoutSeconds", args.consumerTimeoutSeconds, 1, MAX_BACKGROUND_TIMEOUT_SECONDS);
  whole("maxReceiveCount", args.maxReceiveCount ?? DEFAULT_MAX_RECEIVE_COUNT, 1, 1000);
  whole("alarmAfterSeconds", args.alarmAfterSeconds ?? DEFAULT_ALARM_AFTER_SECONDS, 60, LONGEST_RETENTION_SECONDS);
}
