/**
 * The pipeline of contact records as a stack declares it: the stream Amazon Connect writes to, what reads it, and the bucket
 * everything ends up in. Found in the resource graph, so a stack that wires it otherwise is followed there.
 */
import type { LocalCenter } from "../center";
import { type GraphResource, isRecord, type ResourceGraph } from "../engine/graph";
import { resourcesOfType } from "../graphValues";
import type { KinesisStream } from "../kinesis/kinesisService";
import type { ObjectStore } from "../s3/objectStore";
import type { WarehouseService } from "../warehouse/warehouseService";

/** A centre, as far as contact records pass through it. */
export interface PipelineCenter extends Pick<LocalCenter, "graph" | "clock" | "streams" | "messaging"> {
  readonly objects: ObjectStore;
  readonly warehouse: Pick<WarehouseService, "query" | "engines">;
}

/** Where contact records go in and where they end up. */
export interface Pipeline {
  readonly stream: KinesisStream;
  /** Name of the analytics bucket. */
  readonly bucket: string;
}

/** The pipeline of a centre. @throws Error that says what the stack lacks, and what to add */
export function pipelineOf({ graph, streams }: Pick<PipelineCenter, "graph" | "streams">): Pipeline {
  const arn = recordsStream(graph);
  const stream = arn === undefined ? undefined : streams.find(arn);
  const bucket = arn === undefined ? undefined : bucketBehind(graph, arn);
  if (stream === undefined || bucket === undefined) {
    throw new Error(
      `Stack ${graph.stack} has no contact analytics: contact records reach no stream with a warehouse behind it. They come ` +
        "with the architecture advanced and the setting analytics. Add --config architecture=advanced, or choose another --stack.",
    );
  }
  return { stream, bucket };
}

/** Whether a stack has such a pipeline. */
export function hasPipeline(graph: ResourceGraph): boolean {
  const arn = recordsStream(graph);
  return arn !== undefined && bucketBehind(graph, arn) !== undefined;
}

/** The stream the instance writes contact records to. */
function recordsStream(graph: ResourceGraph): string | undefined {
  for (const { outputs } of resourcesOfType(graph, "aws:connect/instanceStorageConfig:InstanceStorageConfig")) {
    if (outputs["resourceType"] !== "CONTACT_TRACE_RECORDS") continue;
    const arn = textAt(outputs, "storageConfig", "kinesisStreamConfig", "streamArn");
    if (arn !== undefined) return arn;
  }
  return undefined;
}

/** The bucket of the Firehose stream that copies this stream. */
function bucketBehind(graph: ResourceGraph, stream: string): string | undefined {
  const copies = (one: GraphResource) =>
    textAt(one.outputs, "kinesisSourceConfiguration", "kinesisStreamArn") === stream;
  const delivery = resourcesOfType(graph, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream").find(copies);
  return textAt(delivery?.outputs, "extendedS3Configuration", "bucketArn")?.split(":::")[1];
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
  return typeof found === "string" ? found : undefined;
}
