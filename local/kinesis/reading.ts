/** GetShardIterator and GetRecords. */
import type { Json } from "../services/jsonProtocol";
import { invalid, requiredText, timestamp, wholeNumber } from "./inputs";
import { before } from "./sequenceNumbers";
import { type KinesisRecord, MAX_READ_RECORDS } from "./shard";
import { childrenOf } from "./shardList";
import { iteratorOf, type Place } from "./shardIterator";
import type { KinesisStream } from "./stream";
import { encryptionOf } from "./writing";

/** GetShardIterator. */
export function getShardIterator(stream: KinesisStream, input: Json, nowMs: number): Json {
  const shard = requiredText(input, "ShardId");
  stream.shard(shard);
  const after = startOf(stream, shard, input, nowMs);
  return { ShardIterator: iteratorOf({ stream: stream.definition.name, shard, after }, nowMs) };
}

function startOf(stream: KinesisStream, shard: string, input: Json, nowMs: number): string {
  const type = requiredText(input, "ShardIteratorType");
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      return stream.position(shard, { type });
    case "AT_SEQUENCE_NUMBER":
      return before(numberOf(stream, shard, input));
    case "AFTER_SEQUENCE_NUMBER":
      return numberOf(stream, shard, input);
    case "AT_TIMESTAMP": {
      const atMs = timestamp(input, "Timestamp");
      if (atMs === undefined) {
        throw invalid(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
        );
      }
      if (atMs > nowMs)
        throw invalid(`The timestampInMillis parameter cannot be greater than the current time, ${nowMs}.`);
      return stream.position(shard, { type, atMs });
    }
    default:
      throw invalid(`ShardIteratorType is "${type}"; it is one of the five of Kinesis.`);
  }
}

function numberOf(stream: KinesisStream, shard: string, input: Json): string {
  const number = requiredText(input, "StartingSequenceNumber");
  const { startingSequenceNumber, closed } = stream.shard(shard);
  const fits =
    /^\d+$/.test(number) && number.length === startingSequenceNumber.length && number >= startingSequenceNumber;
  if (fits && number <= (closed?.sequenceNumber ?? number)) return number;
  throw invalid(
    `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard} in stream ${stream.definition.name} ` +
      "is invalid because it did not come from this stream.",
  );
}

/** GetRecords. */
export function getRecords(stream: KinesisStream, place: Place, input: Json, nowMs: number): Json {
  const limit = wholeNumber(input, "Limit", [1, MAX_READ_RECORDS], MAX_READ_RECORDS);
  const { records, more, ended } = stream.read(place.shard, place.after, limit);
  const after = records.at(-1)?.sequenceNumber ?? place.after;
  const next = more ? stream.shard(place.shard).log.firstAfter(after) : undefined;
  return {
    Records: records.map((record) => written(record, stream)),
    MillisBehindLatest: next ? nowMs - next.arrivedAt : 0,
    ...(ended
      ? { ChildShards: childrenOf(stream, place.shard) }
      : { NextShardIterator: iteratorOf({ ...place, after }, nowMs) }),
  };
}

function written({ sequenceNumber, arrivedAt, data, partitionKey }: KinesisRecord, stream: KinesisStream): Json {
  return {
    SequenceNumber: sequenceNumber,
    ApproximateArrivalTimestamp: arrivedAt / 1000,
    Data: Buffer.from(data).toString("base64"),
    PartitionKey: partitionKey,
    ...encryptionOf(stream),
  };
}
