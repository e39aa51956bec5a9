/** A Kinesis data stream that keeps its records for a week, under the customer's key, with alarms for readers that fall behind. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { raiseAlarm } from "./alarm";
import { dataOptions } from "./dataProtection";
import type { HandlerPermission } from "./handlerFunction";
import { keyUse } from "./keyUse";

/** Arguments of {@link EventStream}. */
export interface EventStreamArgs {
  /**
   * ARN of the customer key. For a stream that Amazon Connect writes to it must be the key of the instance's recordings:
   * under any other, and under `alias/aws/kinesis`, Connect cannot publish, and says nothing.
   */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when readers fall behind or records are refused. */
  alarmTopicArn: pulumi.Input<string>;
  /** Provisioned shards, 1 to 500, each for 1 MB and 1,000 records a second. Left out, the stream grows on demand. */
  shardCount?: number;
  /** Whether the stream survives `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

/** Hours a record can still be read: a week, so that what breaks on a Friday is not lost on Monday. */
export const STREAM_RETENTION_HOURS = 168;

/** Milliseconds a record may wait for a reader before somebody is told. */
const LATE_MILLISECONDS = 300_000;

const MOST_SHARDS = 500;

/** A stream. */
export class EventStream extends pulumi.ComponentResource {
  /** Stream ARN: what Connect, Lambda and Firehose are given. */
  readonly arn: pulumi.Output<string>;
  /** Stream name; the dimension of its metrics. */
  readonly streamName: pulumi.Output<string>;
  /** What a role needs to read the stream. */
  readonly readerPermissions: HandlerPermission[];

  constructor(name: string, args: EventStreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:EventStream", name, args, opts);
    checkShards(name, args.shardCount);
    const stream = new aws.kinesis.Stream(
      name,
      {
        retentionPeriod: STREAM_RETENTION_HOURS,
        encryptionType: "KMS",
        kmsKeyId: args.keyArn,
        shardCount: args.shardCount,
        streamModeDetails: { streamMode: args.shardCount === undefined ? "ON_DEMAND" : "PROVISIONED" },
      },
      dataOptions(this, args.protectData ?? false),
    );
    this.arn = stream.arn;
    this.streamName = stream.name;
    this.readerPermissions = [
      {
        actions: [
          "kinesis:DescribeStream",
          "kinesis:DescribeStreamSummary",
          "kinesis:GetRecords",
          "kinesis:GetShardIterator",
          "kinesis:ListShards",
        ],
        resources: [stream.arn],
      },
      keyUse(this, args.keyArn, "kinesis", ["kms:Decrypt"]),
    ];
    this.alarms(name, args.alarmTopicArn);
    this.registerOutputs({ arn: this.arn, streamName: this.streamName });
  }

  private alarms(name: string, topicArn: pulumi.Input<string>): void {
    const metric = { namespace: "AWS/Kinesis", dimensions: { StreamName: this.streamName }, topicArn };
    raiseAlarm(this, `${name}-late`, {
      ...metric,
      says: `Records wait in ${name} for 5 minutes or more: its readers fail or are too slow. They are lost after ${STREAM_RETENTION_HOURS} hours.`,
      metricName: "GetRecords.IteratorAgeMilliseconds",
      statistic: "Maximum",
      comparison: "at least",
      threshold: LATE_MILLISECONDS,
      periods: 2,
    });
    raiseAlarm(this, `${name}-write-throttles`, {
      ...metric,
      says: `${name} refuses records: it has too few shards for what is written. Whoever writes may drop them.`,
      metricName: "WriteProvisionedThroughputExceeded",
      statistic: "Sum",
      comparison: "above",
      threshold: 0,
    });
    raiseAlarm(this, `${name}-read-throttles`, {
      ...metric,
      says: `Readers of ${name} are held back: it has too few shards for them.`,
      metricName: "ReadProvisionedThroughputExceeded",
      statistic: "Sum",
      comparison: "above",
      threshold: 0,
      // Two readers of a shard meet now and then, and come again a second later.
      periods: 5,
      breaching: 3,
    });
  }
}

function checkShards(name: string, shardCount: number | undefined): void {
  if (shardCount === undefined) return;
  if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > MOST_SHARDS) {
    throw new Error(
      `EventStream ${name}: shardCount is ${shardCount}; allowed are whole numbers from 1 to ${MOST_SHARDS}, or none for a stream that grows on demand.`,
    );
  }
}
