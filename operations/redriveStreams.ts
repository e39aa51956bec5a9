/**
 * Batches of a stream that a function could not handle: Lambda has put them into the bucket whole. Their records go through
 * the stream again, in order; what comes from a table's stream goes to the function itself, for a table's stream takes nothing.
 */
import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { call, type FunctionClient } from "./functions";
import { allKeys, type ObjectClient, removeAll, textOf } from "./objects";

/** Where Lambda puts what failed: `aws/lambda/<mapping>/<shard>/yyyy/MM/dd/…`. */
const FAILED_BATCHES = "aws/lambda/";

/** What the command asks of AWS. Tests give their own. */
export interface StreamClients {
  objects: ObjectClient;
  streams: Pick<KinesisClient, "send">;
  functions: FunctionClient;
}

/** The parts of a failed batch that are read. */
interface FailedBatch {
  requestContext?: { functionArn?: string };
  KinesisBatchInfo?: { streamArn?: string };
  DDBStreamBatchInfo?: object;
  payload?: string | object;
}

interface StreamEvent {
  Records?: { kinesis?: { partitionKey?: string; data?: string } }[];
}

/** Keys of the batches that failed. */
export function failedBatches(objects: ObjectClient, bucket: string): Promise<string[]> {
  return allKeys(objects, bucket, FAILED_BATCHES);
}

/**
 * Brings one batch back, then removes its object. When that breaks off in the middle the object stays, and what went through
 * already goes through again: a record that is there twice counts once.
 *
 * @returns how many records
 */
export async function redriveBatch(clients: StreamClients, bucket: string, key: string): Promise<number> {
  const batch = JSON.parse(await textOf(clients.objects, bucket, key)) as FailedBatch;
  const event = (typeof batch.payload === "string" ? JSON.parse(batch.payload) : batch.payload) as
    StreamEvent | undefined;
  const records = event?.Records ?? [];
  if (records.length === 0) throw new Error("the object has no records; look into it");
  const stream = batch.KinesisBatchInfo?.streamArn;
  if (stream !== undefined) await putBack(clients.streams, stream, records);
  else await callAgain(clients.functions, batch.requestContext?.functionArn, event);
  await removeAll(clients.objects, bucket, [key]);
  return records.length;
}

async function putBack(
  streams: StreamClients["streams"],
  StreamARN: string,
  records: NonNullable<StreamEvent["Records"]>,
): Promise<void> {
  let SequenceNumberForOrdering: string | undefined;
  for (const { kinesis } of records) {
    const Data = Buffer.from(kinesis?.data ?? "", "base64");
    const PartitionKey = kinesis?.partitionKey ?? "";
    const put = await streams.send(new PutRecordCommand({ StreamARN, PartitionKey, Data, SequenceNumberForOrdering }));
    SequenceNumberForOrdering = put.SequenceNumber;
  }
}

async function callAgain(functions: FunctionClient, arn: string | undefined, event: unknown): Promise<void> {
  if (arn === undefined) throw new Error("the object does not say which function failed; look into it");
  const answer = (await call(functions, arn, event)) as { batchItemFailures?: unknown[] } | null;
  const failed = answer?.batchItemFailures?.length ?? 0;
  if (failed > 0) throw new Error("the function still cannot handle the batch");
}
