/** What works on the lake and the warehouse: compaction and loading by a schedule, making rows anew on demand. */
import { compactRowsFactory } from "../../handlers/compactRows";
import { loadWarehouseFactory } from "../../handlers/loadWarehouse";
import { replayRawRecordsFactory } from "../../handlers/replayRawRecords";
import { REDSHIFT_DATABASE } from "../../warehouse/redshift";
import { bucketUse } from "../foundations/bucketUse";
import { HandlerFunction, type HandlerFunctionArgs, type HandlerPermission } from "../foundations/handlerFunction";
import type { HandlerLogsArgs } from "../foundations/handlerLogs";
import { ScheduledJob } from "../foundations/scheduledJob";
import { FOLDERS, type PipelineContext } from "./context";
import { type LakeNames, lakeCompacting } from "./lakeUse";
import type { LoadQueue } from "./loadQueue";
import { type Warehouse, warehouseUse } from "./warehouse";

/** Seconds a run may take. Each run does what there is time for, and the next goes on. */
export const LOADER_SECONDS = 600;
const COMPACTION_SECONDS = 900;

/** Ten minutes after the hour its rows have arrived, and five more are spare. */
const AFTER_THE_HOUR = "cron(15 * * * ? *)";

/** Seconds for one raw object, which Firehose bounds to 64 MB of records. */
const REPLAY_SECONDS = 300;

const MEMORY_MB = 512;
const REPLAY_MEMORY_MB = 1_769;

/** A job of the pipeline. */
function job(
  { name, parent, keyArn, alarmTopicArn, alarms, logs, oneJobAtATime }: PipelineContext,
  label: string,
  args: Pick<HandlerFunctionArgs, "factory" | "description" | "environment" | "permissions"> & {
    timeoutSeconds: number;
  },
): ScheduledJob {
  return new ScheduledJob(
    `${name}-${label}`,
    { ...args, keyArn, alarmTopicArn, joins: alarms.queues, logs, memoryMb: MEMORY_MB, oneAtATime: oneJobAtATime },
    { parent },
  );
}

/** Makes few large files of many small ones, every hour. */
export function compaction(context: PipelineContext, lake: LakeNames): ScheduledJob {
  const compact = job(context, "compact-rows", {
    factory: compactRowsFactory,
    description: "Makes few Parquet files of the rows of each hour that is over, and of each day",
    environment: {
      ANALYTICS_BUCKET: context.bucket.name,
      DATABASE: lake.databaseName,
      WORKGROUP: lake.workgroupName,
    },
    permissions: lakeCompacting(context, lake),
    timeoutSeconds: COMPACTION_SECONDS,
  });
  compact.runs(AFTER_THE_HOUR);
  return compact;
}

/** The loader. It {@link ScheduledJob.runs} once the schema is there. */
export function loader(context: PipelineContext, queue: LoadQueue, warehouse: Warehouse): ScheduledJob {
  const lists = [FOLDERS.rows, FOLDERS.tables];
  const permissions: HandlerPermission[] = [
    ...queue.consumerPermissions,
    ...bucketUse(context.parent, context.bucket, { lists, writes: [FOLDERS.manifests] }),
    ...warehouseUse(warehouse, ["BatchExecuteStatement"], ["DescribeStatement"]),
  ];
  return job(context, "load-warehouse", {
    factory: loadWarehouseFactory,
    description: "Loads rows that have arrived in S3 into Amazon Redshift, each object until it is there",
    environment: {
      LOAD_QUEUE_URL: queue.url,
      ANALYTICS_BUCKET: context.bucket.name,
      WORKGROUP: warehouse.workgroupName,
      DATABASE: REDSHIFT_DATABASE,
      COPY_ROLE_ARN: warehouse.copyRoleArn,
    },
    permissions,
    timeoutSeconds: LOADER_SECONDS,
  });
}

/**
 * Makes the rows of raw records anew, and notifies nobody, through the same code, and hands nothing over. Whoever rebuilds the warehouse
 * invokes it for each object and waits, so what fails is told to them.
 *
 * @param reading what reading contact records takes
 */
export function replayer(
  context: PipelineContext,
  reading: Pick<HandlerFunctionArgs, "environment" | "permissions">,
): HandlerFunction {
  const { parent, bucket } = context;
  // What is in quarantine may be read by a later version of the code.
  const reads = [FOLDERS.raw, FOLDERS.quarantine];
  return background(context, "replay-raw-records", {
    factory: replayRawRecordsFactory,
    description: "Makes the rows of raw records anew, and notifies nobody",
    environment: { ANALYTICS_BUCKET: bucket.name, ...reading.environment },
    permissions: [...reading.permissions, ...bucketUse(parent, bucket, { reads, writes: [FOLDERS.rows] })],
    job: true,
    timeoutSeconds: REPLAY_SECONDS,
    memoryMb: REPLAY_MEMORY_MB,
  });
}

/** A function of the pipeline that somebody invokes. */
export function background(
  { name, parent, logs }: PipelineContext,
  label: string,
  args: Omit<HandlerFunctionArgs, keyof HandlerLogsArgs | "logs" | "onContactPath">,
): HandlerFunction {
  return new HandlerFunction(`${name}-${label}`, { logs, onContactPath: false, ...args }, { parent });
}

/** A rate as the scheduler writes it. */
export function everyMinutes(minutes: number): string {
  return minutes === 1 ? "rate(1 minute)" : `rate(${minutes} minutes)`;
}
