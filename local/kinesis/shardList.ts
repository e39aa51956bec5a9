/** DescribeStream, DescribeStreamSummary, ListShards and ListStreams. */
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { decimal } from "./hashKeys";
import { invalid, optionalText, requiredText, timestamp, wholeNumber } from "./inputs";
import type { Shard } from "./shard";
import type { KinesisStream } from "./stream";

/** AWS: most shards DescribeStream, and ListShards, answer at once. */
const DESCRIBED_SHARDS = 10_000;
const LISTED_SHARDS = 10_000;

function described({ id, lineage, range, startingSequenceNumber, closed }: Shard): Json {
  return {
    ShardId: id,
    ...(lineage.parent === undefined ? {} : { ParentShardId: lineage.parent }),
    ...(lineage.adjacentParent === undefined ? {} : { AdjacentParentShardId: lineage.adjacentParent }),
    HashKeyRange: { StartingHashKey: decimal(range.start), EndingHashKey: decimal(range.end) },
    SequenceNumberRange: {
      StartingSequenceNumber: startingSequenceNumber,
      ...(closed === undefined ? {} : { EndingSequenceNumber: closed.sequenceNumber }),
    },
  };
}

/** What GetRecords tells at the end of a closed shard. */
export function childrenOf(stream: KinesisStream, shardId: string): Json[] {
  const children = stream.allShards().filter(({ parents }) => parents.includes(shardId));
  return children.map((child) => ({
    ShardId: child.id,
    ParentShards: child.parents,
    HashKeyRange: { StartingHashKey: decimal(child.range.start), EndingHashKey: decimal(child.range.end) },
  }));
}

function common(stream: KinesisStream, createdAt: number): Json {
  const { name, arn, mode, key, keyId, maxRecordBytes } = stream.definition;
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: key === undefined ? "NONE" : "KMS",
    ...(keyId === undefined ? {} : { KeyId: keyId }),
    MaxRecordSizeInKiB: maxRecordBytes / 1024,
  };
}

/** DescribeStream. */
export function describeStream(stream: KinesisStream, input: Json, createdAt: number): Json {
  const limit = wholeNumber(input, "Limit", [1, DESCRIBED_SHARDS], 100);
  const after = optionalText(input, "ExclusiveStartShardId") ?? "";
  const shards = stream.allShards().filter(({ id }) => id > after);
  const listed = shards.slice(0, limit);
  const HasMoreShards = listed.length < shards.length;
  return { StreamDescription: { ...common(stream, createdAt), Shards: listed.map(described), HasMoreShards } };
}

/** DescribeStreamSummary. */
export function describeStreamSummary(stream: KinesisStream, createdAt: number): Json {
  const OpenShardCount = stream.openShards().length;
  return { StreamDescriptionSummary: { ...common(stream, createdAt), OpenShardCount, ConsumerCount: 0 } };
}

/** ListShards. */
export function listShards(stream: KinesisStream, input: Json): Json {
  const most = wholeNumber(input, "MaxResults", [1, LISTED_SHARDS], 1000);
  const token = optionalText(input, "NextToken")?.split(" ").at(-1);
  const after = token ?? optionalText(input, "ExclusiveStartShardId") ?? "";
  const filter = isRecord(input["ShardFilter"]) ? input["ShardFilter"] : undefined;
  const all = filter ? filtered(stream, filter) : stream.allShards();
  const shards = all.filter(({ id }) => id > after);
  const listed = shards.slice(0, most);
  const last = listed.at(-1);
  const more = last && listed.length < shards.length;
  return {
    Shards: listed.map(described),
    ...(more ? { NextToken: `${stream.definition.name} ${last.id}` } : {}),
  };
}

function filtered(stream: KinesisStream, filter: Json): readonly Shard[] {
  const all = stream.allShards();
  const type = requiredText(filter, "Type");
  switch (type) {
    case "AFTER_SHARD_ID":
      return all.filter(({ id }) => id > requiredText(filter, "ShardId"));
    case "FROM_TRIM_HORIZON":
      return all;
    case "AT_TRIM_HORIZON":
      return all.filter(({ parents }) => !parents.some((parent) => all.some(({ id }) => id === parent)));
    case "AT_LATEST":
      return stream.openShards();
    case "AT_TIMESTAMP":
    case "FROM_TIMESTAMP": {
      const at = timestamp(filter, "Timestamp");
      if (at === undefined) throw invalid(`A ShardFilter of type ${type} needs a Timestamp.`);
      const stillThere = all.filter(({ closed }) => closed === undefined || closed.atMs >= at);
      return type === "FROM_TIMESTAMP" ? stillThere : stillThere.filter(({ openedAt }) => openedAt <= at);
    }
    default:
      throw invalid(`The Type of ShardFilter is "${type}", which Kinesis does not know.`);
  }
}

/** ListStreams. */
export function listStreams(streams: readonly KinesisStream[], input: Json, createdAt: number): Json {
  const most = wholeNumber(input, "Limit", [1, 10_000], 100);
  const after = optionalText(input, "NextToken") ?? optionalText(input, "ExclusiveStartStreamName") ?? "";
  const sorted = [...streams].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  const following = sorted.filter(({ definition }) => definition.name > after);
  const listed = following.slice(0, most);
  const names = listed.map(({ definition }) => definition.name);
  const HasMoreStreams = listed.length < following.length;
  return {
    StreamNames: names,
    HasMoreStreams,
    ...(HasMoreStreams ? { NextToken: names.at(-1) } : {}),
    StreamSummaries: listed.map(({ definition: { name, arn, mode } }) => ({
      StreamName: name,
      StreamARN: arn,
      StreamStatus: "ACTIVE",
      StreamModeDetails: { StreamMode: mode },
      StreamCreationTimestamp: createdAt / 1000,
    })),
  };
}
