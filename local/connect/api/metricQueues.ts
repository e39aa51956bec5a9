/** Which queues and channels a request for metrics is about, whichever of the two operations asks. */
import { isRecord } from "../../engine/graph";
import type { ConnectService } from "../connectService";
import { idOf } from "../identifier";
import type { Queue } from "../queue";
import type { Channel } from "../types";
import { CHANNELS } from "../workforce";
import { ConnectError, invalidParameter } from "./connectError";
import type { Parameters } from "./parameters";

/** Most queues a request names. */
const MAX_QUEUES = 100;

/** What results are split by. */
export interface MetricGroup {
  readonly queues: readonly Queue[];
  /** Undefined: all. */
  readonly channel: Channel | undefined;
  /** The queue and channel a result is of, where results are split by them. */
  readonly queue: Queue | undefined;
}

/** What is asked for. */
export interface MetricScope {
  readonly queues: readonly Queue[];
  /** Channels that count; all unless the request names some. */
  readonly channels: readonly Channel[];
  readonly groups: readonly MetricGroup[];
}

/** A list of texts that may be given. */
export function texts(parameters: Parameters, name: string, maximum: number): readonly string[] {
  const value = parameters[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one): one is string => typeof one === "string")) {
    throw invalidParameter(`${name} is a list of texts.`);
  }
  if (value.length > maximum) throw invalidParameter(`${name} has ${value.length} entries; it may have ${maximum}.`);
  return value;
}

/** A list of structures that must be given. */
export function records(parameters: Parameters, name: string, maximum: number): readonly Parameters[] {
  const value = parameters[name];
  if (!Array.isArray(value) || value.length === 0 || value.length > maximum || !value.every(isRecord)) {
    throw invalidParameter(`${name} is a list of 1 to ${maximum} structures.`);
  }
  return value;
}

/** Ids of the queues that a request of either form names; nothing for a request that cannot be read, which is told later. */
export function queuesAskedFor({ Filters }: Parameters): string[] {
  const named = Array.isArray(Filters)
    ? Filters.filter(isRecord).flatMap(({ FilterKey, FilterValues }) => (FilterKey === "QUEUE" ? FilterValues : []))
    : isRecord(Filters)
      ? Filters.Queues
      : [];
  return [named ?? []]
    .flat()
    .filter((one): one is string => typeof one === "string")
    .map(idOf);
}

/**
 * Looks up what the filters name, and splits it as the groupings say.
 * @throws ConnectError when there is no such queue, channel or grouping
 */
export function metricScope(
  connect: ConnectService,
  named: readonly string[],
  channelNames: readonly string[],
  groupings: readonly string[],
): MetricScope {
  if (named.length === 0) throw invalidParameter("Filters names no queue; name 1 to 100 of them.");
  if (named.length > MAX_QUEUES) throw invalidParameter(`Filters names ${named.length} queues; 100 are allowed.`);
  const queues = [...new Set(named.map(idOf))].map((id) => queueOf(connect, id));
  const channels = channelNames.length === 0 ? CHANNELS : channelNames.map(channelOf);
  for (const grouping of groupings) {
    if (grouping === "QUEUE" || grouping === "CHANNEL") continue;
    throw invalidParameter(`Groupings has ${grouping}; the local run groups by QUEUE and CHANNEL.`);
  }
  const byQueue = groupings.includes("QUEUE") ? queues : [undefined];
  const byChannel = groupings.includes("CHANNEL") ? channels : [undefined];
  const groups = byQueue.flatMap((queue) =>
    byChannel.map((channel): MetricGroup => ({ queue, channel, queues: queue === undefined ? queues : [queue] })),
  );
  return { queues, channels, groups };
}

function queueOf({ queues, agents }: ConnectService, id: string): Queue {
  const personal = (): Queue | null | undefined => agents.find((agent) => agent.id === id)?.personalQueue;
  const found = queues.get(id) ?? personal();
  if (found) return found;
  throw new ConnectError("ResourceNotFoundException", `There is no queue ${id}; the program declares others.`);
}

function channelOf(name: string): Channel {
  const channel = CHANNELS.find((one) => one === name);
  if (channel !== undefined) return channel;
  throw invalidParameter(`There is no channel ${name}; channels are ${CHANNELS.join(", ")}.`);
}
