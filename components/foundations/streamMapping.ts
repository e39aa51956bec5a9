/**
 * How a function reads a stream: in order, in batches whose failures alone come again, with an end to every retry and a
 * bucket for what failed for good, as it was.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { KeyedBucket } from "./bucketUse";
import { FIVE_MINUTES, RECORDS_LATE } from "./eventStream";
import type { HandlerFunction, HandlerPermission } from "./handlerFunction";
import { type JointAlarm, watch } from "./jointAlarm";
import { keyUse } from "./keyUse";

/** Arguments of {@link StreamMapping}. */
export interface StreamMappingArgs {
  /** ARN of a Kinesis data stream, or of a table's DynamoDB stream. */
  streamArn: pulumi.Input<string>;
  /** The function that handles the records; its permissions hold the stream's reader's, and {@link failurePermissions}. */
  handler: HandlerFunction;
  /** Bucket for batches that failed for good, with their records, below {@link FAILURE_PREFIX}. */
  failures: KeyedBucket;
  /** Hours the stream keeps its records: 24 for DynamoDB, whatever was chosen for Kinesis. */
  retentionHours: number;
  /** Most records of an invocation, 1 to 10,000. Default 500. */
  batchSize?: number;
  /** Seconds Lambda gathers records for a batch, 0 to 300. Default 1. */
  windowSeconds?: number;
  /** Topic that is told when records fail for good. */
  alarmTopicArn: pulumi.Input<string>;
  /** Alarm that tells of it together with others. Left out, it has its own. */
  joins?: JointAlarm;
}

/** Where Lambda puts what failed: `aws/lambda/<mapping>/<shard>/yyyy/MM/dd/…`. It takes no other prefix. */
export const FAILURE_PREFIX = "aws/lambda/";

const DEFAULT_BATCH = 500;
const DEFAULT_WINDOW_SECONDS = 1;

/** Times a batch is tried again: with the pauses between them, a service may be gone for the better part of an hour. */
const RETRIES = 20;

/** Hours a record is tried at most. */
const LONGEST_HOURS = 24;

/** A mapping of a stream to a function. */
export class StreamMapping extends pulumi.ComponentResource {
  /** Id of the mapping; the folder of its failures. */
  readonly mappingId: pulumi.Output<string>;

  constructor(name: string, args: StreamMappingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:StreamMapping", name, {}, opts);
    checkArgs(name, args);
    const mapping = new aws.lambda.EventSourceMapping(
      name,
      {
        eventSourceArn: args.streamArn,
        functionName: args.handler.arn,
        startingPosition: "TRIM_HORIZON",
        batchSize: args.batchSize ?? DEFAULT_BATCH,
        maximumBatchingWindowInSeconds: args.windowSeconds ?? DEFAULT_WINDOW_SECONDS,
        functionResponseTypes: ["ReportBatchItemFailures"],
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: RETRIES,
        maximumRecordAgeInSeconds: longestAge(args.retentionHours),
        destinationConfig: { onFailure: { destinationArn: args.failures.arn } },
        metricsConfig: { metrics: ["EventCount"] },
      },
      // Lambda tries the role's permissions when the mapping is made, so the function's policy must be there.
      { parent: this, dependsOn: [args.handler] },
    );
    this.mappingId = mapping.uuid;
    this.watch(name, args);
    this.registerOutputs({ mappingId: this.mappingId });
  }

  private watch(name: string, { alarmTopicArn: topicArn, joins }: StreamMappingArgs): void {
    const metric = {
      namespace: "AWS/Lambda",
      dimensions: { EventSourceMappingUUID: this.mappingId },
      statistic: "Sum",
      comparison: "above",
      threshold: 0,
    } as const;
    const failed = {
      ...metric,
      says: `${name} gave up on records: they lie below ${FAILURE_PREFIX} in the failure bucket, whole. Look into them, then send them again.`,
      metricName: "OnFailureDestinationDeliveredEventCount",
    };
    const dropped = {
      ...metric,
      says: `${name} dropped records without keeping them: its function may not write to the failure bucket, or its key.`,
      metricName: "DroppedEventCount",
    };
    watch(this, `${name}-alarm`, [failed, dropped], {
      about: RECORDS_LATE,
      periodSeconds: FIVE_MINUTES,
      topicArn,
      joins,
    });
  }
}

/** Less than half the stream's retention, so that what fails for good can still be read again from the stream. */
function longestAge(retentionHours: number): number {
  return Math.min(LONGEST_HOURS, Math.ceil(retentionHours / 2) - 1) * 3600;
}

/** What a function's permissions must hold so that Lambda can put its failed batches into the bucket, in its name. */
export function failurePermissions(parent: pulumi.Resource, { arn, keyArn }: KeyedBucket): HandlerPermission[] {
  return [
    { actions: ["s3:ListBucket"], resources: [arn] },
    { actions: ["s3:PutObject"], resources: [pulumi.interpolate`${arn}/${FAILURE_PREFIX}*`] },
    keyUse(parent, keyArn, "s3", ["kms:GenerateDataKey"]),
  ];
}

/** What a function's permissions must hold to read a table's DynamoDB stream. */
export function tableStreamPermissions(
  parent: pulumi.Resource,
  streamArn: pulumi.Input<string>,
  keyArn: pulumi.Input<string>,
): HandlerPermission[] {
  return [
    {
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    },
    // DynamoDB offers no resource to narrow this to.
    { actions: ["dynamodb:ListStreams"], resources: ["*"] },
    keyUse(parent, keyArn, "dynamodb", ["kms:Decrypt"]),
  ];
}

function checkArgs(name: string, args: StreamMappingArgs): void {
  const { retentionHours, batchSize = DEFAULT_BATCH, windowSeconds = DEFAULT_WINDOW_SECONDS } = args;
  const whole = (property: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new Error(
      `StreamMapping ${name}: ${property} is ${value}; allowed are whole numbers from ${least} to ${most}.`,
    );
  };
  whole("retentionHours", retentionHours, 24, 8760);
  whole("batchSize", batchSize, 1, 10_000);
  whole("windowSeconds", windowSeconds, 0, 300);
}
