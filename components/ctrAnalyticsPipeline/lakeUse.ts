/** What a function has to be allowed so that it may query the lake through Athena, which does everything in its name. */
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../foundations/account";
import { bucketUse } from "../foundations/bucketUse";
import type { HandlerPermission } from "../foundations/handlerFunction";
import { FOLDERS, type PipelineContext } from "./context";

/** The lake as functions use it. */
export interface LakeNames {
  databaseName: pulumi.Output<string>;
  workgroupName: pulumi.Output<string>;
  workgroupArn: pulumi.Output<string>;
}

/** Prefixes Athena writes to. Uploads in parts may be given up again. */
function written({ bucket }: PipelineContext, prefixes: string[]): HandlerPermission[] {
  return [
    { actions: ["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], resources: [bucket.arn] },
    {
      actions: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      resources: prefixes.map((prefix) => pulumi.interpolate`${bucket.arn}/${prefix}*`),
    },
  ];
}

/** Running statements in the workgroup, over the database's tables. */
function statements({ parent }: PipelineContext, lake: LakeNames, actions: string[]): HandlerPermission[] {
  const { partition, region, id } = accountOf(parent);
  const glue = pulumi.interpolate`arn:${partition}:glue:${region}:${id}`;
  const database = [pulumi.interpolate`${glue}:catalog`, pulumi.interpolate`${glue}:database/${lake.databaseName}`];
  return [
    { actions: actions.map((action) => `athena:${action}`), resources: [lake.workgroupArn] },
    { actions: ["glue:GetDatabase"], resources: database },
    {
      actions: ["glue:GetPartitions", "glue:GetTable", "glue:GetTables"],
      resources: [...database, pulumi.interpolate`${glue}:table/${lake.databaseName}/*`],
    },
  ];
}

/** Reading rows and tables, and nothing else. */
export function lakeReading(context: PipelineContext, lake: LakeNames): HandlerPermission[] {
  const actions = ["StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution"];
  const all = [FOLDERS.rows, FOLDERS.tables, FOLDERS.results];
  return [
    ...statements(context, lake, actions),
    ...written(context, [FOLDERS.results]),
    ...bucketUse(context.parent, context.bucket, { reads: all, lists: all, writes: [FOLDERS.results] }),
  ];
}

/** Writing tables from rows, and removing what is then there twice. */
export function lakeCompacting(context: PipelineContext, lake: LakeNames): HandlerPermission[] {
  const actions = ["StartQueryExecution", "GetQueryExecution", "StopQueryExecution"];
  const data = [FOLDERS.rows, FOLDERS.tables];
  const output = [FOLDERS.tables, FOLDERS.results];
  return [
    ...statements(context, lake, actions),
    ...written(context, output),
    ...bucketUse(context.parent, context.bucket, {
      reads: [...data, FOLDERS.results],
      lists: [...data, FOLDERS.results],
      writes: output,
      deletes: data,
    }),
  ];
}
