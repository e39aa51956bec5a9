/** Buckets as the program declares them, with the settings that hang on them. */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { recordOf, recordsOf, resourcesOfType, textOf } from "../graphValues";
import { keyNamed } from "../services/access";
import type { ObjectEncryption } from "./objectInfo";

/** When objects of a part of a bucket go. */
export interface LifecycleRule {
  readonly prefix: string;
  /** Days after which a current version expires; undefined when it does not. */
  readonly expireDays?: number;
  /** A date, epoch milliseconds, from which current versions expire. */
  readonly expireFrom?: number;
  /** Days after which a version goes that has been replaced or deleted. */
  readonly noncurrentDays?: number;
  /** Newest noncurrent versions that are kept all the same. */
  readonly noncurrentKept?: number;
  /** Days after which the parts of an unfinished upload go. */
  readonly abortUploadDays?: number;
  /** Whether a delete marker goes when no version is left behind it. */
  readonly dropsLoneMarkers?: boolean;
}

/** One declared bucket. */
export interface BucketDefinition {
  readonly name: string;
  /** Default: off, as a new bucket's. */
  readonly versioning?: "Enabled" | "Suspended";
  /** What objects are encrypted with that do not say. Default: S3's own key. */
  readonly encryption?: ObjectEncryption;
  readonly lifecycle?: readonly LifecycleRule[];
}

/** Settings of a bucket of one type. */
export function settingsOf(graph: ResourceGraph, bucket: string, type: string): GraphResource[] {
  return resourcesOfType(graph, `aws:s3/${type}`).filter((setting) => textOf(setting, "bucket") === bucket);
}

function versioningOf(graph: ResourceGraph, bucket: string): BucketDefinition["versioning"] {
  const [setting] = settingsOf(graph, bucket, "bucketVersioning:BucketVersioning");
  const status = setting && recordOf(setting, "versioningConfiguration")?.["status"];
  return status === "Enabled" || status === "Suspended" ? status : undefined;
}

function encryptionOf(graph: ResourceGraph, bucket: string): ObjectEncryption | undefined {
  const type = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const rule = settingsOf(graph, bucket, type).flatMap((setting) => recordsOf(setting, "rules"))[0];
  const by = [rule?.["applyServerSideEncryptionByDefault"]].flat().find(isRecord);
  const algorithm = by?.["sseAlgorithm"];
  if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") return undefined;
  const reference = by?.["kmsMasterKeyId"];
  const key = keyNamed(graph, typeof reference === "string" ? reference : undefined);
  return { algorithm, keyArn: key?.customerKeyArn, bucketKey: rule?.["bucketKeyEnabled"] === true };
}

function numberIn(value: unknown, name: string): number | undefined {
  const [record] = [value].flat();
  const found = isRecord(record) ? record[name] : undefined;
  return typeof found === "number" ? found : undefined;
}

function lifecycleOf(graph: ResourceGraph, bucket: string): LifecycleRule[] {
  const settings = settingsOf(graph, bucket, "bucketLifecycleConfiguration:BucketLifecycleConfiguration");
  const rules = settings.flatMap((setting) => recordsOf(setting, "rules"));
  return rules.filter(({ status }) => status === "Enabled").map(ruleOf);
}

function ruleOf(rule: Record<string, unknown>): LifecycleRule {
  const filter = [rule["filter"]].flat().find(isRecord);
  const both = [filter?.["and"]].flat().find(isRecord);
  const prefix = filter?.["prefix"] ?? both?.["prefix"] ?? rule["prefix"];
  const [expiration] = [rule["expiration"]].flat();
  const date = isRecord(expiration) ? expiration["date"] : undefined;
  return {
    prefix: typeof prefix === "string" ? prefix : "",
    expireDays: numberIn(expiration, "days"),
    expireFrom: typeof date === "string" ? Date.parse(date) : undefined,
    noncurrentDays: numberIn(rule["noncurrentVersionExpiration"], "noncurrentDays"),
    noncurrentKept: numberIn(rule["noncurrentVersionExpiration"], "newerNoncurrentVersions"),
    abortUploadDays: numberIn(rule["abortIncompleteMultipartUpload"], "daysAfterInitiation"),
    dropsLoneMarkers: isRecord(expiration) && expiration["expiredObjectDeleteMarker"] === true,
  };
}

/** The buckets of a graph. */
export function bucketDefinitions(graph: ResourceGraph): BucketDefinition[] {
  return resourcesOfType(graph, "aws:s3/bucket:Bucket").map((bucket) => {
    const name = textOf(bucket, "bucket") ?? bucket.id ?? bucket.name;
    return {
      name,
      versioning: versioningOf(graph, name),
      encryption: encryptionOf(graph, name),
      lifecycle: lifecycleOf(graph, name),
    };
  });
}
