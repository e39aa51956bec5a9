/**
 * The streams an instance is associated with, and whether Amazon Connect can write to them. It writes to a stream that is
 * encrypted only where the stream's key is the customer key that recordings or scheduled reports of the instance are under:
 * for that key it has a grant, for no other.
 */
import type { ResourceGraph } from "../../engine/graph";
import { keyNamed } from "../../services/access";
import type { EncryptionKeyReference } from "../../services/access";
import { Fields } from "../fields";

/** What is published. */
export type PublishedType = "CONTACT_TRACE_RECORDS" | "AGENT_EVENTS";

/** A stream as Amazon Connect writes to it; a `KinesisStream` is one, and so is a `DirectPut` of Firehose. */
export interface PublishedStream {
  readonly definition: { readonly name: string; readonly key: EncryptionKeyReference | undefined };
  /** @throws ServiceError when the stream takes no more at the moment */
  write(record: { partitionKey: string; data: string }): unknown;
}

/** Finds streams by ARN; `KinesisService` does. */
export interface PublishedStreams {
  find(arn: string): PublishedStream | undefined;
}

/** Where something may be published. */
export interface PublishedPlaces {
  readonly streams: PublishedStreams;
  /** Firehose streams that take records, by ARN; a text says why one does not. */
  readonly deliveries?: { find(arn: string): PublishedStream | string | undefined };
}

/** Where something is published, or why it is not. */
export type Association = { readonly stream: PublishedStream } | { readonly problem: string; readonly urn: string };

const TYPE = "aws:connect/instanceStorageConfig:InstanceStorageConfig";
/** Storage whose key may also be that of a stream. */
const KEY_GIVERS = ["CALL_RECORDINGS", "SCHEDULED_REPORTS"];

/** Reads the associations of one graph. */
export class StreamAssociations {
  constructor(private readonly graph: ResourceGraph) {}

  /** The association for a kind of data; undefined when the program declares none. */
  find(type: PublishedType, places: PublishedPlaces): Association | undefined {
    for (const resource of this.graph.resources) {
      if (resource.type !== TYPE) continue;
      const fields = Fields.of(resource);
      if (fields.text("resourceType") !== type) continue;
      const config = fields.inner("storageConfig");
      const found = this.#open(config, places);
      if (typeof found !== "string") return { stream: found };
      const problem = `InstanceStorageConfig "${resource.name}" (${type}): ${found}`;
      return { problem, urn: resource.urn };
    }
    return undefined;
  }

  #open(config: Fields, { streams, deliveries }: PublishedPlaces): PublishedStream | string {
    const storageType = config.text("storageType") ?? "missing";
    if (storageType === "KINESIS_FIREHOSE" && deliveries) {
      const arn = config.inner("kinesisFirehoseConfig").text("firehoseArn") ?? "";
      const found = deliveries.find(arn);
      return this.#usable(found, `kinesisFirehoseConfig.firehoseArn is "${arn}"`, "aws.kinesis.FirehoseDeliveryStream");
    }
    if (storageType !== "KINESIS_STREAM") {
      return `storageType is ${storageType}; this machine publishes to KINESIS_STREAM and KINESIS_FIREHOSE alone`;
    }
    const arn = config.inner("kinesisStreamConfig").text("streamArn") ?? "";
    return this.#usable(streams.find(arn), `kinesisStreamConfig.streamArn is "${arn}"`, "aws.kinesis.Stream");
  }

  #usable(found: PublishedStream | string | undefined, named: string, type: string): PublishedStream | string {
    if (found === undefined) return `${named}, and the program declares no ${type} with it`;
    return typeof found === "string" ? `${named}: ${found}` : (this.#keyProblem(found) ?? found);
  }

  #keyProblem({ definition: { name, key } }: PublishedStream): string | undefined {
    if (key === undefined) return undefined;
    const own = this.#storageKeys();
    if (key.customerKeyArn !== undefined && own.includes(key.customerKeyArn)) return undefined;
    const given = key.customerKeyArn ?? "a key of AWS's own";
    const wanted = own.join(" or ") || "none yet; give CALL_RECORDINGS an encryptionConfig";
    return (
      `Amazon Connect cannot encrypt for stream "${name}", which is under ${given}; ` +
      `set its key to the customer key of the instance's recordings or scheduled reports (${wanted})`
    );
  }

  /** Customer keys the instance's storage is under. */
  #storageKeys(): string[] {
    const keys = this.graph.resources.flatMap((resource) => {
      const fields = Fields.of(resource);
      if (resource.type !== TYPE || !KEY_GIVERS.includes(fields.text("resourceType") ?? "")) return [];
      const keyId = fields.inner("storageConfig").inner("s3Config").inner("encryptionConfig").text("keyId");
      return keyNamed(this.graph, keyId)?.customerKeyArn ?? [];
    });
    return [...new Set(keys)];
  }
}
