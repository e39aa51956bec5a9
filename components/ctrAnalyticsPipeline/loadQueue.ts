/** The ledger of what is still to be loaded: a message for every object of rows, until its rows are in the warehouse. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FailureQueue, LONGEST_RETENTION_SECONDS } from "../foundations/failureQueue";
import type { HandlerPermission } from "../foundations/handlerFunction";
import { keyUse } from "../foundations/keyUse";
import { queuePolicy } from "../foundations/queuePolicy";
import { FOLDERS, type PipelineContext } from "./context";

/** The queue as the loader uses it. */
export interface LoadQueue {
  arn: pulumi.Output<string>;
  url: pulumi.Output<string>;
  queueName: pulumi.Output<string>;
  /** Where messages end that could not be loaded for a day. */
  failures: FailureQueue;
  consumerPermissions: HandlerPermission[];
  /** Folder whose objects it is told of. */
  folder: string;
  /** What lets S3 send. */
  policy: aws.sqs.QueuePolicy;
}

/** How the queue is emptied. */
export interface LoadQueueArgs {
  /** Seconds a run of the loader may take: what it has received stays hidden for longer. */
  loaderSeconds: number;
  /** Minutes between runs. */
  loadEveryMinutes: number;
}

/**
 * Times a message is received before it is given up. Each waits for as long as a run may take, so a warehouse may be gone
 * for a day, as it is when its limit of use is reached, before anything has to be sent back by hand.
 */
const RECEIVES = 100;

/** Runs an object may wait for before somebody is told; never less than a quarter of an hour. */
const LATE_RUNS = 3;
const LEAST_LATE_SECONDS = 900;

/** Makes the queue, which `arrivals.ts` has S3 fill. The key's policy has to let `s3.amazonaws.com` use it. */
export function loadQueue(context: PipelineContext, args: LoadQueueArgs): LoadQueue {
  const { name, parent, keyArn, alarmTopicArn, alarms, bucket } = context;
  const failures = new FailureQueue(
    `${name}-load-failures`,
    { keyArn, alarmTopicArn, joins: alarms.queues },
    { parent },
  );
  const queue = new aws.sqs.Queue(
    `${name}-load`,
    {
      kmsMasterKeyId: keyArn,
      messageRetentionSeconds: LONGEST_RETENTION_SECONDS,
      visibilityTimeoutSeconds: args.loaderSeconds + 60,
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: failures.arn, maxReceiveCount: RECEIVES }),
    },
    { parent },
  );
  new aws.sqs.RedriveAllowPolicy(
    `${name}-load-failures-of`,
    {
      queueUrl: failures.url,
      redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
    },
    { parent },
  );
  const policy = queuePolicy(`${name}-load`, queue, { bucketArns: [bucket.arn] }, parent);
  const lateSeconds = Math.max(LEAST_LATE_SECONDS, LATE_RUNS * args.loadEveryMinutes * 60);
  alarms.queues.add({
    says: `Rows wait to be loaded for more than ${lateSeconds} s: the loader fails, is too slow, or the warehouse has reached its limit of use.`,
    namespace: "AWS/SQS",
    metricName: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: queue.name },
    statistic: "Maximum",
    comparison: "above",
    threshold: lateSeconds,
  });
  return {
    arn: queue.arn,
    url: queue.url,
    queueName: queue.name,
    failures,
    consumerPermissions: [
      { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources: [queue.arn] },
      keyUse(parent, keyArn, "sqs", ["kms:Decrypt"]),
    ],
    folder: FOLDERS.rows,
    policy,
  };
}
