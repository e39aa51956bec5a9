/** Kinesis data streams as event sources. */
import type { KinesisRecord } from "../kinesis/shard";
import type { KinesisService } from "../kinesis/kinesisService";
import { regionOf } from "./environment";
import type { EventOrigin, EventStream } from "./eventStream";

/** What Lambda does with a stream; the last is what it finds the shards by. */
const TRIED = ["GetRecords", "GetShardIterator", "DescribeStream", "ListShards"];
/** JSON of a record beside its data and partition key. */
const ENVELOPE_BYTES = 700;

function recordOf(record: KinesisRecord, streamArn: string, { shardId, roleArn }: EventOrigin): unknown {
  const { data, sequenceNumber, partitionKey, arrivedAt } = record;
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
      approximateArrivalTimestamp: arrivedAt / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: roleArn,
    awsRegion: regionOf(streamArn),
    eventSourceARN: streamArn,
  };
}

/** The stream with this ARN as an event source; undefined when the program declares none such. */
export function kinesisEvents(streams: KinesisService, arn: string): EventStream<KinesisRecord> | undefined {
  const stream = streams.find(arn);
  if (!stream) return undefined;
  const permissions = TRIED.map((operation) => streams.permissionsFor(operation, stream.definition));
  return {
    source: stream,
    batchInfo: "KinesisBatchInfo",
    tried: permissions.flatMap(([operation]) => operation ?? []),
    used: permissions.flatMap(([, ...key]) => key),
    event: (records, origin) => ({ Records: records.map((record) => recordOf(record, arn, origin)) }),
    eventBytes: ({ data, partitionKey }) =>
      ENVELOPE_BYTES + 4 * Math.ceil(data.length / 3) + Buffer.byteLength(partitionKey),
  };
}
