/**
 * Kinesis Data Streams of the local run: the streams the program declares, behind the gateway, with the permissions, limits
 * and times of the real ones. Streams come from the program, so no operation makes or drops one.
 */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest } from "../gateway/service";
import { keyPermissions, requirePermissions, type Authorizer, type Permission } from "../services/access";
import { EVERYTHING, ServiceFaults } from "../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { optionalText, requiredText } from "./inputs";
import { getRecords, getShardIterator } from "./reading";
import { changeRetention, mergeShards, splitShard, updateShardCount } from "./resharding";
import { placeOf } from "./shardIterator";
import { describeStream, describeStreamSummary, listShards, listStreams } from "./shardList";
import { KinesisStream } from "./stream";
import { streamDefinitions, type StreamDefinition } from "./streamDefinition";
import { putRecord, putRecords } from "./writing";

export type { KinesisRecord } from "./shard";
export type { KinesisStream, NewRecord, PutResult } from "./stream";
export type { StreamDefinition } from "./streamDefinition";

/** Clock and permissions of the local Kinesis. */
export interface KinesisOptions {
  clock: Clock;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

/** What is asked of the stream's key, by operation. */
const KEY_USE: Record<string, readonly string[]> = {
  PutRecord: ["kms:GenerateDataKey"],
  PutRecords: ["kms:GenerateDataKey"],
  GetRecords: ["kms:Decrypt"],
};

const OPERATIONS = [
  "DecreaseStreamRetentionPeriod",
  "DescribeStream",
  "DescribeStreamSummary",
  "GetRecords",
  "GetShardIterator",
  "IncreaseStreamRetentionPeriod",
  "ListShards",
  "ListStreams",
  "MergeShards",
  "PutRecord",
  "PutRecords",
  "SplitShard",
  "UpdateShardCount",
];

/** The local Kinesis: made from a graph, registered at the gateway with its `handle`. */
export class KinesisService {
  /** Faults of API requests, by stream name. */
  readonly faults = new ServiceFaults(
    () => new ServiceError("ProvisionedThroughputExceededException", "Rate exceeded: a fault was set."),
  );
  readonly #streams: ReadonlyMap<string, KinesisStream>;
  readonly #createdAt: number;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: KinesisOptions,
  ) {
    const made = streamDefinitions(graph).map((definition) => new KinesisStream(definition, options.clock));
    this.#streams = new Map(made.map((stream) => [stream.arn, stream]));
    this.#createdAt = options.clock.now();
  }

  static fromGraph(graph: ResourceGraph, options: KinesisOptions): KinesisService {
    return new KinesisService(graph, options);
  }

  /** Every stream. */
  list(): KinesisStream[] {
    return [...this.#streams.values()];
  }

  /** A stream by its ARN or name; undefined when the program declares none such. */
  find(reference: string): KinesisStream | undefined {
    return this.#streams.get(reference) ?? this.list().find(({ definition }) => definition.name === reference);
  }

  /** A stream by its name or ARN. @throws Error naming those there are */
  stream(reference: string): KinesisStream {
    const found = this.find(reference);
    if (found) return found;
    const names = this.list().map(({ definition }) => definition.name);
    const known = names.join(", ") || "none; declare aws.kinesis.Stream";
    throw new Error(`There is no Kinesis stream "${reference}". Streams are: ${known}.`);
  }

  /** Permissions a role needs for an operation on a stream. */
  permissionsFor(operation: string, { arn, key }: StreamDefinition): Permission[] {
    const use = keyPermissions(key, KEY_USE[operation] ?? [], this.graph, "kinesis").map((permission) => ({
      ...permission,
      context: { ...permission.context, "kms:EncryptionContext:aws:kinesis:arn": arn },
    }));
    return [{ action: `kinesis:${operation}`, resource: arn }, ...use];
  }

  /** Answers one request from the gateway; register it there as `kinesis`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, "Kinesis_20131202", OPERATIONS);
      const input = jsonInput(request.body);
      const stream = operation === "ListStreams" ? undefined : this.#streamOf(operation, input);
      return await this.faults.meet(stream?.definition.name ?? EVERYTHING, operation, async () => {
        this.#authorize(request.principal, operation, stream);
        return jsonAnswer(stream ? this.#run(operation, stream, input) : this.#listStreams(input), "1.1");
      });
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  #run(operation: string, stream: KinesisStream, input: Json): Json {
    const now = this.options.clock.now();
    switch (operation) {
      case "PutRecord":
        return putRecord(stream, input);
      case "PutRecords":
        return putRecords(stream, input);
      case "GetShardIterator":
        return getShardIterator(stream, input, now);
      case "GetRecords":
        return getRecords(stream, placeOf(input["ShardIterator"], now), input, now);
      case "DescribeStream":
        return describeStream(stream, input, this.#createdAt);
      case "DescribeStreamSummary":
        return describeStreamSummary(stream, this.#createdAt);
      case "ListShards":
        return listShards(stream, input);
      case "SplitShard":
        return splitShard(stream, input);
      case "MergeShards":
        return mergeShards(stream, input);
      case "UpdateShardCount":
        return updateShardCount(stream, input);
      default:
        return changeRetention(stream, input, operation.startsWith("Increase") ? "Increase" : "Decrease");
    }
  }

  #listStreams(input: Json): Json {
    return listStreams(this.list(), input, this.#createdAt);
  }

  #authorize(principal: Principal, operation: string, stream: KinesisStream | undefined): void {
    const needed = stream
      ? this.permissionsFor(operation, stream.definition)
      : [{ action: `kinesis:${operation}`, resource: "*" }];
    requirePermissions(this.options.iam, principal, needed, ({ action }) =>
      action.startsWith("kms:") ? "KMSAccessDeniedException" : "AccessDeniedException",
    );
  }

  /** The stream a request names by ARN or name, or by the iterator or token it has of it. */
  #streamOf(operation: string, input: Json): KinesisStream {
    const arn = optionalText(input, "StreamARN");
    const token = operation === "ListShards" ? optionalText(input, "NextToken")?.split(" ")[0] : undefined;
    const held = operation === "GetRecords" ? placeOf(input["ShardIterator"], this.options.clock.now()).stream : token;
    const reference = arn ?? held ?? requiredText(input, "StreamName");
    const stream = this.find(reference);
    if (stream) return stream;
    const message = `Stream ${reference} under account ${this.graph.accountId} not found: the program declares none such.`;
    throw new ServiceError("ResourceNotFoundException", message);
  }
}
