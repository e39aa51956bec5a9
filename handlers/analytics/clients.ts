/** The clients the stream handlers share, and how long they wait for AWS. */
import { Firehose } from "@aws-sdk/client-firehose";
import { S3 } from "@aws-sdk/client-s3";
import { REQUEST_MS } from "./deliverRows";
import { type StreamTools } from "./streamBatch";

/** Limits of one request. */
export const limits = (milliseconds: number) => ({
  connectionTimeout: 1000,
  requestTimeout: milliseconds,
  socketTimeout: milliseconds,
  throwOnRequestTimeout: true,
});

/** What a container's batches are done with. */
export const streamTools = (): StreamTools => ({
  // What Firehose did not take is sent again here, and only that.
  deliveries: new Firehose({ maxAttempts: 1, requestHandler: limits(REQUEST_MS) }),
  objects: new S3({ maxAttempts: 3, requestHandler: limits(REQUEST_MS) }),
  now: Date.now,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});
