/** A Kinesis data stream that keeps its records for a week, under the customer's key, with alarms for readers that fall behind. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "./dataProtection";
import type { HandlerPermission } from "./handlerFunction";
import { type JointAlarm, watch } from "./jointAlarm";
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
  /** Alarm that tells of it together with others. Left out, it has its own. */
  joins?: JointAlarm;
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

/** What alarms of records say first, and seconds of their data points. */
export const RECORDS_LATE = "Contact analytics may miss records.";
export const FIVE_MINUTES = 300;

/** What reading a stream takes, whoever does. */
const READING = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"];

/** A stream. */
export class EventStream extends pulumi.ComponentResource {
  /** Stream ARN: what Connect, Lambda and Firehose are given. */
  readonly arn: pulumi.Output<string>;
  /** Stream name; the dimension of its metrics. */
  readonly streamName: pulumi.Output<string>;
  /** What a function needs to read the stream. */
  readonly readerPermissions: HandlerPermission[];
  /** What a Firehose stream needs to copy the stream: Firehose never asks for its summary, as Lambda does. */
  readonly copierPermissions: HandlerPermission[];

  constructor(name: string, args: EventStreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:EventStream", name, {}, opts);
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
    const key = keyUse(this, args.keyArn, "kinesis", ["kms:Decrypt"]);
    const reading = ["kinesis:DescribeStreamSummary", ...READING];
    this.readerPermissions = [{ actions: reading, resources: [stream.arn] }, key];
    this.copierPermissions = [{ actions: [...READING], resources: [stream.arn] }, key];
    this.watch(name, args);
    this.registerOutputs({ arn: this.arn, streamName: this.streamName });
  }

  /** Readers that are held back for want of shards are late, too: there is no condition of its own for them. */
  private watch(name: string, { alarmTopicArn: topicArn, joins }: EventStreamArgs): void {
    const metric = {
      namespace: "AWS/Kinesis",
      dimensions: { StreamName: this.streamName },
      comparison: "above",
    } as const;
    const late = {
      ...metric,
      says: `Records wait in ${name} for more than 5 minutes: its readers fail, are too slow or have too few shards. They are lost after ${STREAM_RETENTION_HOURS} hours.`,
      metricName: "GetRecords.IteratorAgeMilliseconds",
      statistic: "Maximum",
      threshold: LATE_MILLISECONDS,
    } as const;
    const refused = {
      ...metric,
      says: `${name} refuses records: it has too few shards for what is written. Whoever writes may drop them.`,
      metricName: "WriteProvisionedThroughputExceeded",
      statistic: "Sum",
      threshold: 0,
    } as const;
    watch(this, `${name}-alarm`, [late, refused], {
      about: RECORDS_LATE,
      periodSeconds: FIVE_MINUTES,
      topicArn,
      joins,
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
