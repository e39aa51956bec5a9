/** What the parts of the analytics pipeline share. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyedBucket } from "../foundations/bucketUse";
import { FIVE_MINUTES, RECORDS_LATE } from "../foundations/eventStream";
import { WORK_FAILED } from "../foundations/failureQueue";
import type { HandlerLogs } from "../foundations/handlerLogs";
import { JointAlarm } from "../foundations/jointAlarm";

/** What every part is given. */
export interface PipelineContext {
  /** Name of the pipeline; every child name starts with it. */
  name: string;
  /** The pipeline, parent of every child. */
  parent: pulumi.ComponentResource;
  /** ARN of the customer key: the one of the recordings. */
  keyArn: pulumi.Input<string>;
  alarmTopicArn: pulumi.Input<string>;
  logRetentionDays: number;
  /** Where functions and Firehose streams log. */
  logs: HandlerLogs;
  alarms: PipelineAlarms;
  protectData: boolean;
  /** The bucket everything lies in. */
  bucket: KeyedBucket & { name: pulumi.Output<string> };
  /** Whether Lambda keeps one container for each job, so that no two runs of it meet. */
  oneJobAtATime: boolean;
}

/** What somebody is told, by what there is to be done about it. */
export interface PipelineAlarms {
  /** Streams, their readers, and records that cannot be read. */
  intake: JointAlarm;
  /** Firehose streams. */
  delivery: JointAlarm;
  /** Queues of work, and those in which failed work ends. */
  queues: JointAlarm;
}

/** The pipeline's alarms. Its parts add their conditions, and then each is raised. */
export function pipelineAlarms(parent: pulumi.Resource, name: string, topicArn: pulumi.Input<string>): PipelineAlarms {
  const records = { about: RECORDS_LATE, periodSeconds: FIVE_MINUTES, topicArn };
  return {
    intake: new JointAlarm(parent, `${name}-intake`, records),
    delivery: new JointAlarm(parent, `${name}-delivery`, records),
    queues: new JointAlarm(parent, `${name}-queues`, { about: WORK_FAILED, topicArn }),
  };
}

/** Prefixes of the bucket. `aws/lambda/` is Lambda's own and stands beside them. */
export const FOLDERS = {
  /** What came, untouched: everything else can be made of it. */
  raw: "raw/",
  /** Rows as they arrive, compressed JSON. */
  rows: "rows/",
  /** The same rows in few Parquet files. */
  tables: "tables/",
  /** Records that no row can be made of, whole. */
  quarantine: "quarantine/",
  /** What Firehose could not deliver as it is. */
  failed: "failed/",
  /** Lists of the objects one load takes. */
  manifests: "manifests/",
  /** Results of queries. */
  results: "results/",
} as const;
