/** PutRecord and PutRecords. */
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { fromDecimal } from "./hashKeys";
import { invalid, optionalText, requiredText, validation } from "./inputs";
import { type KinesisStream, type NewRecord, sizeOf } from "./stream";

/** AWS: 1 to 500 records, 10 MiB with their partition keys, in one PutRecords request. */
const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_KEY_LENGTH = 256;

/** What the API says of how a stream is encrypted. */
export function encryptionOf({ definition: { key } }: KinesisStream): Json {
  return { EncryptionType: key === undefined ? "NONE" : "KMS" };
}

/** PutRecord. */
export function putRecord(stream: KinesisStream, input: Json): Json {
  const { shardId, sequenceNumber } = stream.write(recordOf(stream, input, ""));
  return { ShardId: shardId, SequenceNumber: sequenceNumber, ...encryptionOf(stream) };
}

/** PutRecords: an input that is wrong refuses all, a full shard only its own records. */
export function putRecords(stream: KinesisStream, input: Json): Json {
  const entries = input["Records"];
  if (!Array.isArray(entries)) throw validation("records", "not be null");
  if (entries.length < 1) throw validation("records", "have length greater than or equal to 1");
  if (entries.length > MAX_RECORDS) throw validation("records", `have length less than or equal to ${MAX_RECORDS}`);
  const records = entries.map((entry: unknown, index) =>
    recordOf(stream, isRecord(entry) ? entry : {}, `records.${index + 1}.member.`),
  );
  const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
  if (bytes > MAX_REQUEST_BYTES) {
    throw invalid(`Records size exceeds ${MAX_REQUEST_BYTES} bytes: the request has ${bytes}. Send fewer at once.`);
  }
  const results = records.map((record) => tryPut(stream, record));
  const failed = results.filter((result) => result["ErrorCode"] !== undefined).length;
  return { FailedRecordCount: failed, Records: results, ...encryptionOf(stream) };
}

function tryPut(stream: KinesisStream, record: NewRecord): Json {
  try {
    const { shardId, sequenceNumber } = stream.write(record);
    return { ShardId: shardId, SequenceNumber: sequenceNumber };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message };
  }
}

function recordOf(stream: KinesisStream, input: Json, path: string): NewRecord {
  const partitionKey = requiredText(input, "PartitionKey");
  if (partitionKey.length > MAX_KEY_LENGTH) {
    throw validation(`${path}partitionKey`, `have length less than or equal to ${MAX_KEY_LENGTH}`);
  }
  const explicitHashKey = optionalText(input, "ExplicitHashKey");
  if (explicitHashKey !== undefined && fromDecimal(explicitHashKey) === undefined) {
    throw invalid(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Given ${explicitHashKey}.`,
    );
  }
  if (typeof input["Data"] !== "string") throw validation(`${path}data`, "not be null");
  const record: NewRecord = { partitionKey, data: Buffer.from(input["Data"], "base64"), explicitHashKey };
  const { maxRecordBytes } = stream.definition;
  if (sizeOf(record) > maxRecordBytes) {
    throw validation(`${path}data`, `have length less than or equal to ${maxRecordBytes}`);
  }
  return record;
}
