/** What of a program takes in contact records: the function that makes rows of them, and where the two copies are written. */
import { STREAM_FROM_AGENTS } from "../../../planning/sizes";
import { isRecord, type ResourceGraph } from "../../engine/graph";
import { firehoseDefinitions } from "../../firehose/streamDefinition";
import type { FirehoseDefinition, S3Destination } from "../../firehose/streamDefinition";
import { numberOf, resourcesOfType, textOf } from "../../graphValues";
import { declaredFunctions, type FunctionSpec, unqualified } from "../../lambda/functionSpec";

/** A Firehose stream, as far as it decides what its objects are. */
export interface Delivery {
  readonly name: string;
  readonly version: string;
  readonly destination: S3Destination;
}

/** The way of contact records through a program; plain data, for a worker thread. */
export interface RecordIntake {
  /** The function as it is uploaded. */
  readonly code: Pick<FunctionSpec, "files" | "handler" | "runtime" | "environment">;
  /** Most records it is handed at once. */
  readonly batchSize: number;
  /** Records as they came. */
  readonly raw: Delivery;
  /** What the function makes of them. */
  readonly rows: Delivery;
}

const REMEDY =
  `Contact records come by a stream with the architecture advanced and ${STREAM_FROM_AGENTS} agents or more: add ` +
  `--config architecture=advanced --config agents=${STREAM_FROM_AGENTS}, and the quotas such a centre needs ` +
  `(--config 'quotas={"concurrentCalls":…}'), or choose another --stack.`;

/** One of the views a day is counted by in the end. */
const VIEW = "contact_outcomes";

/**
 * Makes sure, before a day is played, that there are views to count it by.
 * @throws Error that says what the program lacks
 */
export function demandViews(graph: ResourceGraph): void {
  if (resourcesOfType(graph, "aws:glue/catalogTable:CatalogTable").some((one) => textOf(one, "name") === VIEW)) return;
  throw new Error(
    `Stack ${graph.stack} has no view ${VIEW} in Athena, which counts the day in the end. Athena has it with ` +
      `--config 'analytics={"warehouse":"athena"}' (or "both", beside Redshift); or choose another --stack.`,
  );
}

/**
 * The way of contact records, found as AWS would follow it: from the instance to its stream, from there to the function and to
 * the raw copy, from the function to the stream of its rows.
 * @throws Error that says what the program lacks
 */
export function recordIntakeOf(graph: ResourceGraph): RecordIntake {
  const lacks = (what: string): Error =>
    new Error(`Stack ${graph.stack} takes no contact records into a warehouse: ${what}. ${REMEDY}`);
  const stream = recordsStream(graph);
  if (stream === undefined) throw lacks("its instance writes them to no Kinesis data stream");
  const mapping = resourcesOfType(graph, "aws:lambda/eventSourceMapping:EventSourceMapping").find(
    (one) => textOf(one, "eventSourceArn") === stream,
  );
  const reader = mapping && textOf(mapping, "functionName");
  const spec = declaredFunctions(graph)
    .functions.map((one) => one.spec)
    .find(({ arn, name }) => reader === name || (reader !== undefined && unqualified(reader) === arn));
  if (mapping === undefined || spec === undefined) throw lacks("no function reads their stream");
  const deliveries = firehoseDefinitions(graph);
  const raw = deliveries.find(({ source }) => source?.streamArn === stream);
  const rows = deliveries.find(({ name }) => name === spec.environment["ROWS_STREAM"]);
  if (raw?.destination === undefined) throw lacks("no Firehose stream copies them");
  if (rows?.destination === undefined) throw lacks(`${spec.name} names no Firehose stream as ROWS_STREAM`);
  const { files, handler, runtime, environment } = spec;
  return {
    code: { files, handler, runtime, environment },
    batchSize: numberOf(mapping, "batchSize") ?? 100,
    raw: delivery(raw, raw.destination),
    rows: delivery(rows, rows.destination),
  };
}

function delivery({ name, version }: FirehoseDefinition, destination: S3Destination): Delivery {
  return { name, version, destination };
}

function recordsStream(graph: ResourceGraph): string | undefined {
  for (const { outputs } of resourcesOfType(graph, "aws:connect/instanceStorageConfig:InstanceStorageConfig")) {
    if (outputs["resourceType"] !== "CONTACT_TRACE_RECORDS") continue;
    const { storageConfig } = outputs;
    const stream = isRecord(storageConfig) ? storageConfig["kinesisStreamConfig"] : undefined;
    const arn = isRecord(stream) ? stream["streamArn"] : undefined;
    if (typeof arn === "string") return arn;
  }
  return undefined;
}
