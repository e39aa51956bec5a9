/** What S3 tells of objects that arrive in the bucket. A bucket has one list of whom it tells, so it is one resource. */
import * as aws from "@pulumi/aws";
import { accountOf } from "../foundations/account";
import type { PipelineContext } from "./context";
import type { DirectIntake } from "./directIntake";
import type { LoadQueue } from "./loadQueue";

/** Has S3 tell the function of raw objects, and the load queue, if there is one, of objects of rows. */
export function tellArrivals(context: PipelineContext, { handler, arrivals }: DirectIntake, queue?: LoadQueue): void {
  const { name, parent, bucket } = context;
  const events = ["s3:ObjectCreated:*"];
  const permission = new aws.lambda.Permission(
    `${name}-may-tell-arrivals`,
    {
      function: handler.functionName,
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      sourceArn: bucket.arn,
      // A bucket's ARN names no account: whoever takes a deleted bucket's name would otherwise be let in.
      sourceAccount: accountOf(parent).id,
    },
    { parent },
  );
  new aws.s3.BucketNotification(
    `${name}-arrivals`,
    {
      bucket: bucket.name,
      lambdaFunctions: [{ id: "process-raw-records", lambdaFunctionArn: handler.arn, events, ...arrivals }],
      queues: queue && [{ id: "load", queueArn: queue.arn, events, filterPrefix: queue.folder }],
    },
    // S3 tries whom it is to tell before it takes the notification.
    { parent, dependsOn: [permission, ...(queue ? [queue.policy] : [])] },
  );
}
