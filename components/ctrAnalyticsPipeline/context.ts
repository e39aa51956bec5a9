/** What the parts of the analytics pipeline share. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyedBucket } from "../foundations/bucketUse";
import type { HandlerLogs } from "../foundations/handlerLogs";

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
  protectData: boolean;
  /** The bucket everything lies in. */
  bucket: KeyedBucket & { name: pulumi.Output<string> };
  /** Whether Lambda keeps one container for each job, so that no two runs of it meet. */
  oneJobAtATime: boolean;
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
