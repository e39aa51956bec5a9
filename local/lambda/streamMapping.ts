/** An event source mapping of a stream as declared, and what can be read of it while it works. */
import type { GraphResource } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { numberOf, recordOf, textOf } from "../graphValues";
import type { StartingPosition } from "../kinesis/streamSource";
import type { FunctionSpec } from "./functionSpec";

/** One mapping. */
export interface StreamMappingSpec {
  readonly uuid: string;
  readonly function: FunctionSpec;
  readonly start: StartingPosition;
  /** Records of a batch: 1 to 10,000. */
  readonly batchSize: number;
  /** Seconds Lambda collects records for a batch, 0 to 300. */
  readonly windowSeconds: number;
  /** Whether the function says which record failed first (`ReportBatchItemFailures`). */
  readonly reportsFailures: boolean;
  /** Whether a batch that failed is split in two (`bisectBatchOnFunctionError`). */
  readonly bisects: boolean;
  /** Attempts after the first; Infinity for -1: until the records expire. */
  readonly maximumRetries: number;
  /** Milliseconds after which a record is given up; Infinity for -1: only the stream's retention counts. */
  readonly maximumAgeMs: number;
  /** Batches of a shard at once, 1 to 10; records of one partition key never are in two of them. */
  readonly lanes: number;
  /** ARN of the queue, topic or bucket that is told of records that were given up. */
  readonly destination: string | undefined;
}

/** What CloudWatch would show of a mapping. */
export class MappingMetrics {
  invocations = 0;
  /** Invocations that failed, wholly or in part, throttled ones included. */
  failures = 0;
  /** Records a function was done with. */
  handled = 0;
  /** Records that were given up. */
  discarded = 0;
  /** `IteratorAge` of the last invocation: how old the newest record of its batch was, in milliseconds. */
  iteratorAgeMs = 0;
  maximumIteratorAgeMs = 0;

  /** Counts an invocation. */
  invoked(newestArrivedAt: number, nowMs: number): void {
    this.invocations += 1;
    this.iteratorAgeMs = nowMs - newestArrivedAt;
    this.maximumIteratorAgeMs = Math.max(this.maximumIteratorAgeMs, this.iteratorAgeMs);
  }
}

/** -1 is "without end". */
function limit(value: number | undefined): number {
  return value === undefined || value < 0 ? Infinity : value;
}

function startOf(mapping: GraphResource): StartingPosition {
  const type = textOf(mapping, "startingPosition");
  if (type === "TRIM_HORIZON" || type === "LATEST") return { type };
  return { type: "AT_TIMESTAMP", atMs: Date.parse(textOf(mapping, "startingPositionTimestamp") ?? "") };
}

/** Reads the mapping of a stream. */
export function streamMappingSpec(mapping: GraphResource, spec: FunctionSpec): StreamMappingSpec {
  const [onFailure] = [recordOf(mapping, "destinationConfig")?.["onFailure"]].flat();
  const destination = isRecord(onFailure) ? onFailure["destinationArn"] : undefined;
  const types = [mapping.inputs["functionResponseTypes"] ?? []].flat();
  return {
    uuid: textOf(mapping, "uuid") ?? mapping.id ?? mapping.name,
    function: spec,
    start: startOf(mapping),
    batchSize: numberOf(mapping, "batchSize") ?? 100,
    windowSeconds: numberOf(mapping, "maximumBatchingWindowInSeconds") ?? 0,
    reportsFailures: types.includes("ReportBatchItemFailures"),
    bisects: mapping.inputs["bisectBatchOnFunctionError"] === true,
    maximumRetries: limit(numberOf(mapping, "maximumRetryAttempts")),
    maximumAgeMs: 1000 * limit(numberOf(mapping, "maximumRecordAgeInSeconds")),
    lanes: numberOf(mapping, "parallelizationFactor") ?? 1,
    destination: typeof destination === "string" ? destination : undefined,
  };
}
