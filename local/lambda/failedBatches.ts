/**
 * Batches of a stream that were given up, told to the mapping's on-failure destination: queues and topics get facts about
 * the batch, a bucket gets the whole event as well.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { LogRecord } from "../kinesis/shardLog";
import type { Authorizer } from "../services/access";
import type { Destinations } from "./destinations";
import type { EventStream } from "./eventStream";
import type { InvocationOutcome } from "./invocationOutcome";
import type { StreamMappingSpec } from "./streamMapping";

/** Why a batch was given up, as Lambda calls it. */
export type Condition = "RetryAttemptsExhausted" | "RecordAgeExceeded" | "PayloadSizeExceeded";

/** A batch that was given up. */
export interface FailedBatch {
  readonly shardId: string;
  readonly records: readonly LogRecord[];
  readonly condition: Condition;
  /** Invocations with these records, as far as they were counted. */
  readonly invocations: number;
  /** How the last of them ended; undefined when there was none. */
  readonly outcome: InvocationOutcome | undefined;
}

/** Records of which nothing is left but this. */
export interface LostRecords {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly functionArn: string;
  readonly records: number;
  /** Why they were given up, and why no destination has them. */
  readonly reason: string;
}

/** What telling takes. */
export interface FailedBatchOptions {
  readonly clock: Clock;
  readonly destinations: Destinations;
  /** Decides whether the function's role may write to the destination; it may when left out. */
  readonly iam?: Authorizer;
}

/** Where the failed batches of one mapping go. */
export class FailedBatches {
  /** Oldest first. */
  readonly lost: LostRecords[] = [];

  constructor(
    private readonly spec: StreamMappingSpec,
    private readonly stream: EventStream,
    private readonly options: FailedBatchOptions,
  ) {}

  /** Why nothing could be written to the destination; undefined when it could, or there is none. */
  get refusal(): string | undefined {
    const { destination } = this.spec;
    return destination === undefined ? undefined : this.#denied(destination, this.#keyOf("shardId-000000000000"));
  }

  /** Tells the destination of a batch. */
  tell(batch: FailedBatch): void {
    const { destination } = this.spec;
    if (destination === undefined) return this.#lose(batch, "the mapping has no on-failure destination");
    const toBucket = destination.split(":")[2] === "s3";
    const key = this.#keyOf(batch.shardId);
    const denied = this.#denied(destination, key);
    const refusal = denied ?? this.options.destinations.send(destination, this.#bodyOf(batch, toBucket), key);
    if (refusal !== undefined) this.#lose(batch, `its destination did not take it: ${refusal}`);
  }

  #denied(destination: string, key: string): string | undefined {
    const { destinations, iam } = this.options;
    const { roleArn, name } = this.spec.function;
    for (const permission of destinations.permissionsFor(destination, key)) {
      const decision = iam?.authorize({ ...permission, roleArn, sessionName: name });
      if (decision?.allowed === false) return decision.message;
    }
    return undefined;
  }

  #lose({ condition, records }: FailedBatch, why: string): void {
    const { clock } = this.options;
    const reason = `${condition}; ${why}`;
    this.lost.push({ at: clock.now(), functionArn: this.spec.function.arn, records: records.length, reason });
  }

  /** Where a bucket keeps it, in Lambda's own layout. */
  #keyOf(shardId: string): string {
    const second = new Date(this.options.clock.now()).toISOString().slice(0, 19).replaceAll(":", ".");
    const day = second.slice(0, 10).replaceAll("-", "/");
    return `aws/lambda/${this.spec.uuid}/${shardId}/${day}/${second}-${randomUUID()}`;
  }

  #bodyOf({ shardId, records, condition, invocations, outcome }: FailedBatch, withPayload: boolean): string {
    const { function: spec } = this.spec;
    const { source, batchInfo } = this.stream;
    const [first] = records;
    const last = records.at(-1);
    const time = (ms: number | undefined): string => new Date(ms ?? 0).toISOString();
    return JSON.stringify({
      requestContext: {
        requestId: randomUUID(),
        functionArn: spec.arn,
        condition,
        approximateInvokeCount: invocations,
      },
      ...(outcome && {
        responseContext: {
          statusCode: 200,
          executedVersion: "$LATEST",
          functionError: outcome.ok ? null : "Unhandled",
        },
      }),
      version: "1.0",
      timestamp: time(this.options.clock.now()),
      [batchInfo]: {
        shardId,
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: time(first?.arrivedAt),
        approximateArrivalOfLastRecord: time(last?.arrivedAt),
        batchSize: records.length,
        streamArn: source.arn,
      },
      ...(withPayload && {
        payload: JSON.stringify(this.stream.event(records, { shardId, roleArn: spec.roleArn })),
      }),
    });
  }
}
