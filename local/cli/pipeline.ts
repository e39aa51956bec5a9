/**
 * The pipeline of contact records as a stack declares it: what Amazon Connect writes to, what reads it, and the bucket everything
 * ends up in. Found in the resource graph, so a stack that wires it otherwise is followed there.
 */
import type { LocalCenter } from "../center";
import { type GraphResource, isRecord, type ResourceGraph } from "../engine/graph";
import { resourcesOfType } from "../graphValues";
import { directEntrance, type Entrance, streamEntrance } from "./entrance";

/** A centre, as far as contact records pass through it. */
export type PipelineCenter = Pick<
  LocalCenter,
  "graph" | "clock" | "streams" | "firehose" | "messaging" | "objects" | "queues" | "warehouse"
>;

/** Where contact records go in and where they end up. */
export interface Pipeline {
  readonly entrance: Entrance;
  /** Name of the analytics bucket. */
  readonly bucket: string;
}

/** The pipeline of a centre. @throws Error that says what the stack lacks, and what to add */
export function pipelineOf(center: Pick<PipelineCenter, "graph" | "streams" | "firehose" | "messaging">): Pipeline {
  const { graph, streams, firehose, messaging } = center;
  const { stream: arn, delivery } = recordsPlace(graph);
  const bucket = bucketOf(graph);
  const stream = arn === undefined ? undefined : streams.find(arn);
  if (stream !== undefined && bucket !== undefined) return { entrance: streamEntrance(stream, messaging), bucket };
  const put = delivery === undefined ? undefined : firehose.directPut(delivery);
  if (put !== undefined && typeof put !== "string" && bucket !== undefined) {
    return { entrance: directEntrance(put, firehose.stream(put.definition.name)), bucket };
  }
  throw new Error(
    `Stack ${graph.stack} has no contact analytics: contact records reach no stream with a warehouse behind it. They come ` +
      "with the architecture advanced and the setting analytics. Add --config architecture=advanced, or choose another --stack.",
  );
}

/** Whether a stack has such a pipeline. */
export function hasPipeline(graph: ResourceGraph): boolean {
  return bucketOf(graph) !== undefined;
}

/** ARN of the Kinesis data stream, or of the Firehose stream, the instance writes contact records to. */
function recordsPlace(graph: ResourceGraph): { stream?: string; delivery?: string } {
  for (const { outputs } of resourcesOfType(graph, "aws:connect/instanceStorageConfig:InstanceStorageConfig")) {
    if (outputs["resourceType"] !== "CONTACT_TRACE_RECORDS") continue;
    const stream = textAt(outputs, "storageConfig", "kinesisStreamConfig", "streamArn");
    return { stream, delivery: textAt(outputs, "storageConfig", "kinesisFirehoseConfig", "firehoseArn") };
  }
  return {};
}

/** The bucket of the Firehose stream they are written to, or that copies their stream. */
function bucketOf(graph: ResourceGraph): string | undefined {
  const { stream, delivery } = recordsPlace(graph);
  if (stream === undefined && delivery === undefined) return undefined;
  const takes = ({ outputs }: GraphResource) =>
    stream === undefined
      ? outputs["arn"] === delivery
      : textAt(outputs, "kinesisSourceConfiguration", "kinesisStreamArn") === stream;
  const found = resourcesOfType(graph, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream").find(takes);
  return textAt(found?.outputs, "extendedS3Configuration", "bucketArn")?.split(":::")[1];
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
  return typeof found === "string" ? found : undefined;
}

/** Virtual time after which the slowest Firehose stream of the pipeline has delivered: its buffer waits at most 900 s. */
const DELIVERY_MS = 901_000;

/** Longest virtual time a loader is waited for, and how often it is looked at. */
const LOADING_MS = 6 * 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Lets time pass until everything that was handled is in files, and what loads files has loaded them.
 * @param deliveryMs how long deliveries into files are waited for
 */
export async function settleFiles(center: PipelineCenter, deliveryMs = DELIVERY_MS): Promise<void> {
  const { clock, graph } = center;
  await clock.advance(deliveryMs);
  const queues = notifiedQueues(graph);
  const until = clock.now() + LOADING_MS;
  while (queues.some((arn) => waiting(center, arn) > 0) && clock.now() < until) await clock.advance(MINUTE_MS);
}

/** The queues buckets tell of new objects. */
function notifiedQueues(graph: ResourceGraph): string[] {
  return resourcesOfType(graph, "aws:s3/bucketNotification:BucketNotification").flatMap(({ outputs }) =>
    [outputs["queues"] ?? []].flat().flatMap((queue) => {
      const arn = textAt(queue, "queueArn");
      return arn === undefined ? [] : [arn];
    }),
  );
}

function waiting({ queues }: PipelineCenter, arn: string): number {
  const { visible = 0, inFlight = 0, delayed = 0 } = queues.queue(arn)?.counts() ?? {};
  return visible + inFlight + delayed;
}
