/** How a dataset comes in: a raw copy that needs no code, and a function that makes rows of the records. */
import type * as pulumi from "@pulumi/pulumi";
import { bucketUse } from "../foundations/bucketUse";
import { DeliveryStream } from "../foundations/deliveryStream";
import { EventStream, STREAM_RETENTION_HOURS } from "../foundations/eventStream";
import { HandlerFunction, type HandlerFunctionArgs, type HandlerPermission } from "../foundations/handlerFunction";
import { failurePermissions, StreamMapping, tableStreamPermissions } from "../foundations/streamMapping";
import { FOLDERS, type PipelineContext } from "./context";

/** A dataset and the function that makes its rows. */
export interface IntakeArgs {
  /** Name of the dataset and of its folders, such as `contact_records`. */
  dataset: string;
  /** What resources of the dataset are called, such as `contact-records`. */
  label: string;
  factory: HandlerFunctionArgs["factory"];
  description: string;
  /** What the function reads besides its rows' stream and the bucket. */
  environment?: Record<string, pulumi.Input<string>>;
  permissions?: HandlerPermission[];
  /** Seconds rows are gathered, 0 to 900: with the batch window, what a row waits before it can be queried. */
  bufferSeconds: number;
  /** Megabytes of rows that are gathered at most, 1 to 128. Default 5. */
  bufferMegabytes?: number;
}

/** A dataset that comes by a Kinesis data stream of its own. */
export interface StreamedIntakeArgs extends IntakeArgs {
  /** Provisioned shards. Left out, the stream grows on demand. */
  shardCount?: number;
}

/** The way of a dataset's rows. */
export interface Intake {
  dataset: string;
  handler: HandlerFunction;
  rows: DeliveryStream;
  mapping: StreamMapping;
}

/** The way of a dataset with a stream. */
export interface StreamedIntake extends Intake {
  stream: EventStream;
  raw: DeliveryStream;
}

/** Seconds and megabytes the raw copy is gathered for: it is read when something is made anew, so objects may be large. */
const RAW_BUFFER = { bufferSeconds: 300, bufferMegabytes: 64, alarmAfterSeconds: 1_800 };

/** Megabytes of rows that are gathered at most; at that rate the seconds hardly matter. */
const ROW_MEGABYTES = 5;

/** Seconds beyond its buffer a row may be late before somebody is told. */
const ROW_GRACE_SECONDS = 120;

/** Seconds for a batch: quick unless Firehose has to be asked again and again. */
const HANDLER_SECONDS = 60;
const MEMORY_MB = 1_024;

/** Hours DynamoDB keeps what changed in a table. */
const TABLE_STREAM_HOURS = 24;

/** A dataset with a Kinesis data stream: raw copy and rows, neither in the way of the other. */
export function streamedIntake(context: PipelineContext, args: StreamedIntakeArgs): StreamedIntake {
  const { name, parent, keyArn, alarmTopicArn, alarms, protectData } = context;
  const stream = new EventStream(
    `${name}-${args.label}`,
    { keyArn, alarmTopicArn, joins: alarms.intake, protectData, shardCount: args.shardCount },
    { parent },
  );
  const raw = delivery(context, `${name}-${args.label}-raw`, {
    ...RAW_BUFFER,
    folder: `${FOLDERS.raw}${args.dataset}`,
    failureFolder: `${FOLDERS.failed}raw_${args.dataset}`,
    source: stream,
  });
  return {
    stream,
    raw,
    ...rowsOf(context, args, {
      arn: stream.arn,
      retentionHours: STREAM_RETENTION_HOURS,
      readerPermissions: stream.readerPermissions,
    }),
  };
}

/** A dataset that is what changes in a DynamoDB table; the table is its own raw copy. */
export function tableIntake(context: PipelineContext, streamArn: pulumi.Input<string>, args: IntakeArgs): Intake {
  return rowsOf(context, args, {
    arn: streamArn,
    retentionHours: TABLE_STREAM_HOURS,
    readerPermissions: tableStreamPermissions(context.parent, streamArn, context.keyArn),
  });
}

/** A stream as a function reads it. */
interface Source {
  arn: pulumi.Input<string>;
  retentionHours: number;
  readerPermissions: HandlerPermission[];
}

function rowsOf(context: PipelineContext, args: IntakeArgs, source: Source): Intake {
  const { name, parent, alarmTopicArn, alarms, logs, bucket } = context;
  const rows = delivery(context, `${name}-${args.label}-rows`, {
    folder: `${FOLDERS.rows}${args.dataset}`,
    failureFolder: `${FOLDERS.failed}${args.dataset}`,
    bufferSeconds: args.bufferSeconds,
    bufferMegabytes: args.bufferMegabytes ?? ROW_MEGABYTES,
    alarmAfterSeconds: args.bufferSeconds + ROW_GRACE_SECONDS,
  });
  const handler = new HandlerFunction(
    `${name}-process-${args.label}`,
    {
      factory: args.factory,
      description: args.description,
      environment: { ROWS_STREAM: rows.streamName, ANALYTICS_BUCKET: bucket.name, ...args.environment },
      permissions: [
        ...source.readerPermissions,
        ...failurePermissions(parent, bucket),
        ...rows.senderPermissions,
        ...bucketUse(parent, bucket, { writes: [`${FOLDERS.quarantine}${args.dataset}/`] }),
        ...(args.permissions ?? []),
      ],
      logs,
      onContactPath: false,
      timeoutSeconds: HANDLER_SECONDS,
      memoryMb: MEMORY_MB,
    },
    { parent },
  );
  const mapping = new StreamMapping(
    `${name}-${args.label}-mapping`,
    {
      streamArn: source.arn,
      retentionHours: source.retentionHours,
      handler,
      failures: bucket,
      alarmTopicArn,
      joins: alarms.intake,
    },
    { parent },
  );
  return { dataset: args.dataset, handler, rows, mapping };
}

/** A Firehose stream into the bucket. */
export function delivery(
  { parent, bucket, alarmTopicArn, alarms, logRetentionDays, logs }: PipelineContext,
  name: string,
  args: Omit<
    ConstructorParameters<typeof DeliveryStream>[1],
    "bucket" | "alarmTopicArn" | "joins" | "logRetentionDays" | "logs"
  >,
): DeliveryStream {
  return new DeliveryStream(
    name,
    { ...args, bucket, alarmTopicArn, joins: alarms.delivery, logRetentionDays, logs },
    { parent },
  );
}
