/**
 * Event notifications of buckets: each change that a declared notification asks for goes to its queue, function or topic,
 * which must let S3 in. AWS tells within seconds; here it is at once.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { ResourceGraph } from "../engine/graph";
import { uuidOf } from "../engine/identity";
import { recordsOf, resourcesOfType, textOf } from "../graphValues";
import type { ObjectEvent } from "./objectInfo";
import type { ObjectStore } from "./objectStore";

/** Service principal of S3. */
export const S3_PRINCIPAL = "s3.amazonaws.com";

/** Where events go. Each answers why it did not take one, or undefined. */
export interface NotificationReceivers {
  queue(arn: string, body: string, bucketArn: string): string | undefined;
  invoke(arn: string, event: unknown, bucketArn: string): string | undefined;
  topic(arn: string, body: string, bucketArn: string): string | undefined;
  /** Why S3 may not send there, as it is asked when a notification is made. */
  refusal(arn: string, bucketArn: string): string | undefined;
}

/** An event that no destination took. */
export interface LostNotification {
  readonly at: number;
  readonly destinationArn: string;
  readonly reason: string;
}

interface Rule {
  readonly id: string;
  readonly bucket: string;
  readonly kind: "queue" | "invoke" | "topic";
  readonly arn: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** Inputs that list destinations, the input that names one, and how it is told. */
const KINDS = [
  ["queues", "queueArn", "queue"],
  ["lambdaFunctions", "lambdaFunctionArn", "invoke"],
  ["topics", "topicArn", "topic"],
] as const;

/** The notifications of all buckets. */
export class BucketNotifications {
  /** What was lost, oldest first. */
  readonly lost: LostNotification[] = [];
  readonly #rules: readonly Rule[];

  /** @throws Error for a notification whose destination does not let S3 in, which AWS refuses to make */
  constructor(
    private readonly graph: ResourceGraph,
    store: ObjectStore,
    private readonly receivers: NotificationReceivers,
  ) {
    this.#rules = rulesOf(graph);
    for (const { arn, bucket } of this.#rules) {
      const refusal = receivers.refusal(arn, this.#bucketArn(bucket));
      if (refusal === undefined) continue;
      const message = `The notification of bucket "${bucket}" to ${arn} cannot be created: ${refusal}.`;
      throw new Error(`${message} S3 tries its destinations when a notification is made.`);
    }
    if (this.#rules.length > 0) store.onEvent((event) => this.#tell(event));
  }

  #bucketArn(bucket: string): string {
    return `arn:${this.graph.partition}:s3:::${bucket}`;
  }

  #tell(event: ObjectEvent): void {
    for (const rule of this.#rules) {
      if (!asksFor(rule, event)) continue;
      const told = { Records: [this.#recordOf(event, rule)] };
      const bucketArn = this.#bucketArn(rule.bucket);
      const reason =
        rule.kind === "invoke"
          ? this.receivers.invoke(rule.arn, told, bucketArn)
          : this.receivers[rule.kind](rule.arn, JSON.stringify(told), bucketArn);
      if (reason !== undefined) this.lost.push({ at: event.at, destinationArn: rule.arn, reason });
    }
  }

  #recordOf({ name, at, info, sequencer }: ObjectEvent, { id, bucket }: Rule): object {
    const { region, accountId } = this.graph;
    const version = info.versionId === "null" ? {} : { versionId: info.versionId };
    const bytes = name.startsWith("ObjectCreated:") ? { size: info.size, eTag: info.etag } : {};
    return {
      eventVersion: name.startsWith("LifecycleExpiration:") ? "2.3" : "2.1",
      eventSource: "aws:s3",
      awsRegion: region,
      eventTime: new Date(at).toISOString(),
      eventName: name,
      userIdentity: { principalId: `AWS:${accountId}` },
      requestParameters: { sourceIPAddress: "127.0.0.1" },
      responseElements: { "x-amz-request-id": randomUUID(), "x-amz-id-2": randomBytes(48).toString("base64") },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: id,
        bucket: { name: bucket, ownerIdentity: { principalId: accountId }, arn: this.#bucketArn(bucket) },
        object: { key: encodedKey(info.key), ...bytes, ...version, sequencer },
      },
    };
  }
}

function rulesOf(graph: ResourceGraph): Rule[] {
  const notifications = resourcesOfType(graph, "aws:s3/bucketNotification:BucketNotification");
  return notifications.flatMap((notification) =>
    KINDS.flatMap(([property, names, kind]) =>
      recordsOf(notification, property).map((entry, index): Rule => {
        const text = (name: string): string => (typeof entry[name] === "string" ? entry[name] : "");
        return {
          id: text("id") || `tf-s3-${property}-${uuidOf(`${notification.urn} ${property} ${index}`)}`,
          bucket: textOf(notification, "bucket") ?? "",
          kind,
          arn: text(names),
          events: [entry["events"] ?? []].flat().map(String),
          prefix: text("filterPrefix"),
          suffix: text("filterSuffix"),
        };
      }),
    ),
  );
}

function asksFor({ bucket, events, prefix, suffix }: Rule, { name, info }: ObjectEvent): boolean {
  if (info.bucket !== bucket || !info.key.startsWith(prefix) || !info.key.endsWith(suffix)) return false;
  const group = `s3:${name.slice(0, name.indexOf(":"))}:*`;
  return events.some((event) => event === group || event === `s3:${name}`);
}

/** A key as events have it: encoded as in a form, with slashes left as they are. */
export function encodedKey(key: string): string {
  const encoded = encodeURIComponent(key).replace(/[!'()~]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return encoded.replace(/%20/g, "+").replace(/%2F/g, "/");
}
