/** SplitShard, MergeShards, UpdateShardCount, and how long records are kept. */
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { fromDecimal, neighbour } from "./hashKeys";
import { invalid, requiredText, wholeNumber } from "./inputs";
import type { Shard } from "./shard";
import type { KinesisStream } from "./stream";

/** AWS: UpdateShardCount goes to 10,000 shards, at most to twice and at least to half of what there are. */
const MAX_SHARDS = 10_000;

/** Resharding is for streams whose shards the program counts. */
function refuseOnDemand({ definition: { mode } }: KinesisStream, operation: string): void {
  if (mode === "PROVISIONED") return;
  const message = `Request is invalid. ${operation} is not supported for streams in ON_DEMAND mode: Kinesis counts their shards itself.`;
  throw new ServiceError("ValidationException", message);
}

function openShard(stream: KinesisStream, id: string): Shard {
  const shard = stream.shard(id);
  if (shard.closed === undefined) return shard;
  throw invalid(`Shard ${id} in stream ${stream.definition.name} is closed and cannot be split or merged again.`);
}

/** SplitShard. */
export function splitShard(stream: KinesisStream, input: Json): Json {
  refuseOnDemand(stream, "SplitShard");
  const shard = openShard(stream, requiredText(input, "ShardToSplit"));
  const given = requiredText(input, "NewStartingHashKey");
  const at = fromDecimal(given);
  // The first of the two needs a key as well, so the second cannot begin right after the shard's own first.
  if (at === undefined || at <= neighbour(shard.range.start, 1) || at > shard.range.end) {
    throw invalid(
      `NewStartingHashKey ${given} used in SplitShard() on shard ${shard.id} is not both greater than one plus the shard's StartingHashKey and at most its EndingHashKey.`,
    );
  }
  stream.split(shard, at);
  return {};
}

/** MergeShards. */
export function mergeShards(stream: KinesisStream, input: Json): Json {
  refuseOnDemand(stream, "MergeShards");
  const shard = openShard(stream, requiredText(input, "ShardToMerge"));
  const adjacent = openShard(stream, requiredText(input, "AdjacentShardToMerge"));
  const meets = (one: Shard, other: Shard): boolean =>
    one.range.end < other.range.start && neighbour(one.range.end, 1) === other.range.start;
  if (!meets(shard, adjacent) && !meets(adjacent, shard)) {
    throw invalid(
      `Shards ${shard.id} and ${adjacent.id} in stream ${stream.definition.name} are not adjacent: merge shards whose hash ranges meet.`,
    );
  }
  stream.merge(shard, adjacent);
  return {};
}

/** UpdateShardCount. */
export function updateShardCount(stream: KinesisStream, input: Json): Json {
  refuseOnDemand(stream, "UpdateShardCount");
  const target = wholeNumber(input, "TargetShardCount", [1, MAX_SHARDS]);
  const scaling = requiredText(input, "ScalingType");
  if (scaling !== "UNIFORM_SCALING") throw invalid(`ScalingType is "${scaling}"; it must be UNIFORM_SCALING.`);
  const current = stream.openShards().length;
  if (target > 2 * current || target < current / 2) {
    throw invalid(
      `UpdateShardCount cannot scale ${current} shards to ${target}: at most to ${2 * current}, at least to ${Math.ceil(current / 2)}.`,
    );
  }
  stream.scaleTo(target);
  const { name, arn } = stream.definition;
  return { StreamName: name, StreamARN: arn, CurrentShardCount: current, TargetShardCount: target };
}

/** IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod. */
export function changeRetention(stream: KinesisStream, input: Json, direction: "Increase" | "Decrease"): Json {
  const hours = wholeNumber(input, "RetentionPeriodHours", [24, 8760]);
  const fits = direction === "Increase" ? hours >= stream.retentionHours : hours <= stream.retentionHours;
  if (!fits) {
    throw invalid(`${direction}StreamRetentionPeriod cannot change ${stream.retentionHours} hours to ${hours}.`);
  }
  stream.retentionHours = hours;
  return {};
}
