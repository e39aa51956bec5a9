/** PutRecord and PutRecordBatch: sizes, throughput, and batches that fail in part. */
import { randomBytes } from "node:crypto";
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import type { DeliveryStream } from "./deliveryStream";
import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS, MAX_RECORD_BYTES, type PutLimits } from "./putLimits";

/** Says whether a record is refused; `index` is its place in the batch. */
export type RecordFault = (record: { readonly index: number; readonly data: Uint8Array }) => boolean;

/** What a put goes to. */
export interface PutTarget {
  readonly stream: DeliveryStream;
  readonly limits: PutLimits | undefined;
  readonly fault: RecordFault | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const SLOW_DOWN: Refusal = { code: "ServiceUnavailableException", message: "Slow down." };
const FAILED: Refusal = { code: "InternalFailure", message: "Internal service failure: a fault was set." };

/** @throws ServiceError InvalidArgumentException, ServiceUnavailableException, InternalFailure */
export function putRecord(input: Json, target: PutTarget): Json {
  putData(dataOf(input["Record"], "Record"), target);
  return { RecordId: recordId(), Encrypted: isEncrypted(target) };
}

/** Puts one record by a request of its own. @throws ServiceError ServiceUnavailableException, InternalFailure */
export function putData(data: Buffer, target: PutTarget): void {
  admitRequest(target);
  const refusal = offer(data, 0, target);
  if (refusal) throw new ServiceError(refusal.code, refusal.message, refusal === SLOW_DOWN ? 503 : 500);
}

/** A batch is taken record by record: what was refused is told by its place, and the request succeeds all the same. */
export function putRecordBatch(input: Json, target: PutTarget): Json {
  const records = recordsOf(input["Records"]);
  admitRequest(target);
  const responses = records.map((data, index) => {
    const refusal = offer(data, index, target);
    return refusal ? { ErrorCode: refusal.code, ErrorMessage: refusal.message } : { RecordId: recordId() };
  });
  const failed = responses.filter((response) => "ErrorCode" in response).length;
  return { FailedPutCount: failed, Encrypted: isEncrypted(target), RequestResponses: responses };
}

function offer(data: Buffer, index: number, { stream, limits, fault, now }: PutTarget): Refusal | undefined {
  if (limits?.admitRecord(data.length, now) === false) return SLOW_DOWN;
  if (fault?.({ index, data }) === true) return FAILED;
  stream.accept(data, now);
  return undefined;
}

function admitRequest({ limits, now }: PutTarget): void {
  if (limits?.admitRequest(now) === false) throw new ServiceError(SLOW_DOWN.code, SLOW_DOWN.message, 503);
}

function isEncrypted({ stream }: PutTarget): boolean {
  return stream.definition.keyArn !== undefined;
}

function recordId(): string {
  return randomBytes(96).toString("base64url");
}

function recordsOf(value: unknown): Buffer[] {
  const records: unknown[] = Array.isArray(value) ? value : [];
  if (records.length < 1 || records.length > MAX_BATCH_RECORDS) {
    throw invalid(`Records has ${records.length} entries; a batch has 1 to ${MAX_BATCH_RECORDS}`);
  }
  const bytes = records.map((record, index) => dataOf(record, `Records[${index}]`));
  const total = bytes.reduce((sum, { length }) => sum + length, 0);
  if (total > MAX_BATCH_BYTES) throw invalid(`Records has ${total} bytes; a batch has at most ${MAX_BATCH_BYTES}`);
  return bytes;
}

function dataOf(record: unknown, where: string): Buffer {
  const text = isRecord(record) ? record["Data"] : undefined;
  if (typeof text !== "string") throw invalid(`${where}.Data is missing; it is base64`);
  const data = Buffer.from(text, "base64");
  if (data.length <= MAX_RECORD_BYTES) return data;
  throw invalid(`${where}.Data has ${data.length} bytes; a record has at most ${MAX_RECORD_BYTES}`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}
