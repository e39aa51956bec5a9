/** A stream as Lambda reads it for a function: its records, the events made of them, and what the function's role needs. */
import type { LogRecord } from "../kinesis/shardLog";
import type { StreamSource } from "../kinesis/streamSource";
import type { Permission } from "../services/access";

/** Where the records of an event come from. */
export interface EventOrigin {
  readonly shardId: string;
  /** The function's role, in whose name Lambda reads. */
  readonly roleArn: string;
}

/** One stream of Kinesis or DynamoDB. */
export interface EventStream<R extends LogRecord = LogRecord> {
  readonly source: StreamSource<R>;
  /** What an on-failure record calls its facts about the batch. */
  readonly batchInfo: "KinesisBatchInfo" | "DDBStreamBatchInfo";
  /** What Lambda tries in the role's name when a mapping is made, and refuses the mapping without. */
  readonly tried: readonly Permission[];
  /** What reading takes besides: the stream's key. */
  readonly used: readonly Permission[];
  /** The event a function is invoked with. */
  event(records: readonly R[], origin: EventOrigin): unknown;
  /** About how many bytes of the event a record takes, as JSON. */
  eventBytes(record: R): number;
}
