/**
 * How contact records come in without a stream, and what every centre has: Connect publishes to Firehose, each raw object that
 * arrives in the bucket invokes a function that makes its rows. Idle it costs nothing.
 *
 * It is there at every size. A centre that grows gets a stream besides, and what was under way here still arrives.
 */
import * as aws from "@pulumi/aws";
import { bucketUse } from "../foundations/bucketUse";
import type { DeliveryStream } from "../foundations/deliveryStream";
import { FailureQueue } from "../foundations/failureQueue";
import type { HandlerFunction } from "../foundations/handlerFunction";
import { FOLDERS, type PipelineContext } from "./context";
import { delivery, type IntakeArgs } from "./intake";
import { background } from "./jobs";

/** The way of a dataset without a stream. */
export interface DirectIntake {
  dataset: string;
  /** What Connect publishes to; it delivers raw objects. */
  raw: DeliveryStream;
  handler: HandlerFunction;
  /** Where events of raw objects end that could not be handled. */
  failures: FailureQueue;
  /** Raw objects that are to be told to the function, by the beginning and the end of their keys. */
  arrivals: { filterPrefix: string; filterSuffix: string };
}

/** The end of the keys of raw objects that no stream's reader makes rows of. */
export const DIRECT_EXTENSION = ".direct.json.gz";

/** Megabytes of records that are gathered at most: what the function reads in one go. */
const RAW_MEGABYTES = 5;

/** Seconds beyond its buffer a raw object may be late before somebody is told. */
const GRACE_SECONDS = 120;

/** Seconds for one raw object: quick, unless what it asks has to be asked again and again. */
const HANDLER_SECONDS = 300;
const MEMORY_MB = 1_024;

/** The most Lambda tries, and the longest it keeps an event that waits for its turn. */
const RETRIES = 2;
const LONGEST_WAIT_SECONDS = 21_600;

/** Makes it; `arrivals.ts` has S3 tell the function. */
export function directIntake(context: PipelineContext, args: IntakeArgs): DirectIntake {
  const { name, parent, keyArn, alarmTopicArn, alarms } = context;
  const { dataset, label, bufferSeconds } = args;
  const folder = `${FOLDERS.raw}${dataset}`;
  const raw = delivery(context, `${name}-${label}-direct`, {
    folder,
    failureFolder: `${FOLDERS.failed}direct_${dataset}`,
    endsLines: true,
    fileExtension: DIRECT_EXTENSION,
    bufferSeconds,
    bufferMegabytes: RAW_MEGABYTES,
    alarmAfterSeconds: bufferSeconds + GRACE_SECONDS,
  });
  const failures = new FailureQueue(
    `${name}-${label}-failures`,
    { keyArn, alarmTopicArn, joins: alarms.queues },
    { parent },
  );
  const handler = reader(context, args, failures);
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}-${label}-arriving`,
    {
      functionName: handler.functionName,
      maximumRetryAttempts: RETRIES,
      maximumEventAgeInSeconds: LONGEST_WAIT_SECONDS,
      destinationConfig: { onFailure: { destination: failures.arn } },
    },
    { parent, dependsOn: [handler] },
  );
  return { dataset, raw, handler, failures, arrivals: { filterPrefix: `${folder}/`, filterSuffix: DIRECT_EXTENSION } };
}

/** The function. Its rows go straight into their folder: there is nothing left to gather. */
function reader(
  context: PipelineContext,
  { dataset, factory, description, environment, permissions = [] }: IntakeArgs,
  failures: FailureQueue,
): HandlerFunction {
  const { parent, bucket } = context;
  const use = bucketUse(parent, bucket, {
    reads: [`${FOLDERS.raw}${dataset}/`],
    writes: [`${FOLDERS.rows}${dataset}/`, `${FOLDERS.quarantine}${dataset}/`],
  });
  return background(context, "process-raw-records", {
    factory,
    description,
    environment: { ANALYTICS_BUCKET: bucket.name, ...environment },
    permissions: [...use, ...failures.senderPermissions, ...permissions],
    job: true,
    timeoutSeconds: HANDLER_SECONDS,
    memoryMb: MEMORY_MB,
  });
}
