/** Kinesis data streams as the program declares them. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, resourcesOfType, textOf } from "../graphValues";
import { keyNamed, type EncryptionKeyReference } from "../services/access";

/** One declared stream. */
export interface StreamDefinition {
  readonly urn: string;
  /** Physical name. */
  readonly name: string;
  readonly arn: string;
  readonly mode: "ON_DEMAND" | "PROVISIONED";
  /** Shards at first. */
  readonly shardCount: number;
  /** Hours records are kept: 24 to 8,760. */
  readonly retentionHours: number;
  /** The key records are encrypted with at rest; undefined when they are not. */
  readonly key: EncryptionKeyReference | undefined;
  /** The key as the program names it. */
  readonly keyId: string | undefined;
  /** Largest record in bytes, partition key included: 1 MiB, or up to 10 MiB where the stream says so. */
  readonly maxRecordBytes: number;
}

/** Shards a stream on demand begins with. */
const ON_DEMAND_SHARDS = 4;
const KIB = 1024;

function definitionOf(graph: ResourceGraph, resource: GraphResource): StreamDefinition {
  const name = textOf(resource, "name") ?? resource.name;
  const { partition, region, accountId } = graph;
  const mode = recordOf(resource, "streamModeDetails")?.["streamMode"] === "ON_DEMAND" ? "ON_DEMAND" : "PROVISIONED";
  const keyId = textOf(resource, "encryptionType") === "KMS" ? textOf(resource, "kmsKeyId") : undefined;
  return {
    urn: resource.urn,
    name,
    arn: textOf(resource, "arn") ?? `arn:${partition}:kinesis:${region}:${accountId}:stream/${name}`,
    mode,
    shardCount: mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : (numberOf(resource, "shardCount") ?? 1),
    retentionHours: numberOf(resource, "retentionPeriod") ?? 24,
    key: keyNamed(graph, keyId),
    keyId,
    maxRecordBytes: KIB * (numberOf(resource, "maxRecordSizeInKib") ?? KIB),
  };
}

/** Every stream of the graph. */
export function streamDefinitions(graph: ResourceGraph): StreamDefinition[] {
  return resourcesOfType(graph, "aws:kinesis/stream:Stream").map((resource) => definitionOf(graph, resource));
}
