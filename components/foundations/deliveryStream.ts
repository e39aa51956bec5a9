/** A Firehose stream into a prefix of an encrypted bucket: compressed, in folders by hour of arrival, with alarms. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { KeyedBucket } from "./bucketUse";
import { type EventStream, FIVE_MINUTES, RECORDS_LATE } from "./eventStream";
import type { HandlerPermission } from "./handlerFunction";
import type { HandlerLogs } from "./handlerLogs";
import { type JointAlarm, watch } from "./jointAlarm";
import { keyUse } from "./keyUse";
import { serviceRole } from "./serviceRole";

/** Arguments of {@link DeliveryStream}. */
export interface DeliveryStreamArgs {
  /** Where it delivers to. */
  bucket: KeyedBucket;
  /** Folder it fills, such as `rows/contact_records`; below it lies one for each hour, `arrived=yyyy-MM-dd-HH`. */
  folder: string;
  /** Folder for what cannot be delivered as it is, such as `failed/contact_rows`. */
  failureFolder: string;
  /** A stream whose records are copied as they are, a line each. Left out, functions put records ({@link DeliveryStream.senderPermissions}). */
  source?: EventStream;
  /** Whether a line break is put behind each record, for senders that end none with one. Default: with a source. */
  endsLines?: boolean;
  /** End of the objects' names. Default `.json.gz`. */
  fileExtension?: string;
  /** Seconds records are gathered before an object is written, 0 to 900. */
  bufferSeconds: number;
  /** Megabytes that are gathered at most, 1 to 128. */
  bufferMegabytes: number;
  /** Seconds the oldest record may wait before somebody is told. */
  alarmAfterSeconds: number;
  /** Topic that is told when delivery fails or is late. */
  alarmTopicArn: pulumi.Input<string>;
  /** Alarm that tells of it together with others. Left out, it has its own. */
  joins?: JointAlarm;
  /** Days the log of failed deliveries is kept. */
  logRetentionDays: number;
  /** Log groups it shares. Left out, it has one of its own. */
  logs?: HandlerLogs;
}

/** A Firehose stream. */
export class DeliveryStream extends pulumi.ComponentResource {
  /** ARN of the Firehose stream. */
  readonly arn: pulumi.Output<string>;
  /** Name of the Firehose stream: what functions put records to. */
  readonly streamName: pulumi.Output<string>;
  /** What a function needs that puts records. Of the key nothing: Firehose uses it by a grant of its own. */
  readonly senderPermissions: HandlerPermission[];

  constructor(name: string, args: DeliveryStreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:DeliveryStream", name, {}, opts);
    checkArgs(name, args);
    const { bucket, source } = args;
    const logGroup =
      args.logs?.services("delivery") ??
      new aws.cloudwatch.LogGroup(
        `${name}-log`,
        { retentionInDays: args.logRetentionDays, kmsKeyId: bucket.keyArn },
        { parent: this },
      );
    const logStream = new aws.cloudwatch.LogStream(
      `${name}-log-stream`,
      { name, logGroupName: logGroup.name },
      { parent: this },
    );
    const role = serviceRole(
      this,
      `${name}-role`,
      ["firehose.amazonaws.com"],
      [
        ...delivering(this, args),
        { actions: ["logs:PutLogEvents"], resources: [pulumi.interpolate`${logGroup.arn}:log-stream:${name}`] },
        ...(source?.copierPermissions ?? []),
      ],
    );
    const firehose = new aws.kinesis.FirehoseDeliveryStream(
      name,
      {
        destination: "extended_s3",
        kinesisSourceConfiguration: source && { kinesisStreamArn: source.arn, roleArn: role.arn },
        // With a Kinesis stream as its source the records are encrypted there, and Firehose refuses a second key.
        serverSideEncryption: source
          ? undefined
          : { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: bucket.keyArn },
        extendedS3Configuration: {
          ...destination(args),
          roleArn: role.arn,
          cloudwatchLoggingOptions: { enabled: true, logGroupName: logGroup.name, logStreamName: logStream.name },
        },
      },
      // Firehose tries the role when the stream is made.
      { parent: this, dependsOn: [role.policy] },
    );
    this.arn = firehose.arn;
    this.streamName = firehose.name;
    this.senderPermissions = [{ actions: ["firehose:PutRecordBatch"], resources: [firehose.arn] }];
    this.watch(name, args);
    this.registerOutputs({ arn: this.arn, streamName: this.streamName });
  }

  /**
   * What cannot be delivered grows old, so its age tells of that too. Of records that are refused nobody else tells where
   * another service puts them: a function puts them again and fails at last, and a stream that is read keeps them.
   */
  private watch(name: string, args: DeliveryStreamArgs): void {
    const { alarmTopicArn: topicArn, joins, alarmAfterSeconds, folder, source, endsLines = false } = args;
    const metric = {
      namespace: "AWS/Firehose",
      dimensions: { DeliveryStreamName: this.streamName },
      comparison: "above",
    } as const;
    const late = {
      ...metric,
      says: `What ${name} delivers to ${folder} is more than ${alarmAfterSeconds} s old: see its log. It tries for 24 hours, then the records are lost.`,
      metricName: "DeliveryToS3.DataFreshness",
      statistic: "Maximum",
      threshold: alarmAfterSeconds,
    } as const;
    const refused = {
      ...metric,
      says: `${name} takes no more records: raise the quota of Firehose in this Region.`,
      metricName: "ThrottledRecords",
      statistic: "Sum",
      threshold: 0,
    } as const;
    const conditions = source === undefined && endsLines ? [late, refused] : [late];
    watch(this, `${name}-alarm`, conditions, { about: RECORDS_LATE, periodSeconds: FIVE_MINUTES, topicArn, joins });
  }
}

/** What S3 asks of a role that uploads in parts; listing is for the whole bucket, because Firehose names no prefix. */
function delivering(
  parent: pulumi.Resource,
  { bucket, folder, failureFolder }: DeliveryStreamArgs,
): HandlerPermission[] {
  const below = [folder, failureFolder].map((each) => pulumi.interpolate`${bucket.arn}/${each}/*`);
  return [
    { actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], resources: [bucket.arn] },
    { actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], resources: below },
    keyUse(parent, bucket.keyArn, "s3", ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}

function destination(args: DeliveryStreamArgs) {
  const { bucket, folder, failureFolder, bufferSeconds, bufferMegabytes } = args;
  const { endsLines = args.source !== undefined, fileExtension = ".json.gz" } = args;
  return {
    bucketArn: bucket.arn,
    prefix: `${folder}/arrived=!{timestamp:yyyy-MM-dd-HH}/`,
    errorOutputPrefix: `${failureFolder}/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
    fileExtension,
    compressionFormat: "GZIP",
    bufferingInterval: bufferSeconds,
    bufferingSize: bufferMegabytes,
    kmsKeyArn: bucket.keyArn,
    // Connect ends no record with a line break; functions do so themselves.
    processingConfiguration: endsLines
      ? { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] }
      : undefined,
  };
}

function checkArgs(name: string, args: DeliveryStreamArgs): void {
  const whole = (property: "bufferSeconds" | "bufferMegabytes", least: number, most: number): void => {
    const value = args[property];
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new Error(
      `DeliveryStream ${name}: ${property} is ${value}; allowed are whole numbers from ${least} to ${most}.`,
    );
  };
  whole("bufferSeconds", 0, 900);
  whole("bufferMegabytes", 1, 128);
  for (const folder of [args.folder, args.failureFolder]) {
    if (!/^[a-z0-9_]+(\/[a-z0-9_]+)*$/.test(folder)) {
      throw new Error(
        `DeliveryStream ${name}: folder "${folder}" is not allowed; use lower-case letters, digits, _ and /, without a / at either end.`,
      );
    }
  }
}
