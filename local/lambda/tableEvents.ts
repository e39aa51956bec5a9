/** Streams of DynamoDB tables as event sources. */
import { createHash } from "node:crypto";
import type { DynamoDbService } from "../dynamodb/dynamoDbService";
import type { TableStream, TableStreamRecord } from "../dynamodb/tableStream";
import { regionOf } from "./environment";
import type { EventStream } from "./eventStream";

/** What Lambda does with a stream. */
const TRIED = ["GetRecords", "GetShardIterator", "DescribeStream", "ListStreams"];
/** JSON of a record beside its images, and how much longer images are than DynamoDB counts them. */
const ENVELOPE_BYTES = 600;
const JSON_SHARE = 3;

function recordOf(record: TableStreamRecord, { arn, definition: { viewType } }: TableStream): unknown {
  const { keys, sequenceNumber, bytes, arrivedAt, expired } = record;
  const showsNew = viewType === "NEW_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
  const showsOld = viewType === "OLD_IMAGE" || viewType === "NEW_AND_OLD_IMAGES";
  return {
    eventID: createHash("md5").update(`${arn} ${sequenceNumber}`).digest("hex"),
    eventName: record.old === undefined ? "INSERT" : record.new === undefined ? "REMOVE" : "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: regionOf(arn),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(arrivedAt / 1000),
      Keys: keys,
      ...(showsNew && record.new !== undefined ? { NewImage: record.new } : {}),
      ...(showsOld && record.old !== undefined ? { OldImage: record.old } : {}),
      SequenceNumber: sequenceNumber,
      SizeBytes: bytes,
      StreamViewType: viewType,
    },
    ...(expired === true ? { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } } : {}),
    eventSourceARN: arn,
  };
}

/** The table stream with this ARN as an event source; undefined when the program declares none such. */
export function tableEvents(tables: DynamoDbService, arn: string): EventStream<TableStreamRecord> | undefined {
  const found = tables.stream(arn);
  if (!found) return undefined;
  const { stream, table } = found;
  return {
    source: stream,
    batchInfo: "DDBStreamBatchInfo",
    tried: TRIED.map((operation) => ({ action: `dynamodb:${operation}`, resource: arn })),
    used: tables.keyPermissionsOf(table),
    event: (records) => ({ Records: records.map((record) => recordOf(record, stream)) }),
    eventBytes: ({ bytes }) => ENVELOPE_BYTES + JSON_SHARE * bytes,
  };
}
