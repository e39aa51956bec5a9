/** What a role has to be allowed so that it may use a part of an encrypted bucket, and no more. */
import * as pulumi from "@pulumi/pulumi";
import type { HandlerPermission } from "./handlerFunction";
import { keyUse } from "./keyUse";

/** A bucket whose objects are encrypted with the customer key. */
export interface KeyedBucket {
  /** Bucket ARN. */
  arn: pulumi.Input<string>;
  /** ARN of the customer key. */
  keyArn: pulumi.Input<string>;
}

/** Prefixes a role may use; each ends with a slash. */
export interface BucketPrefixes {
  /** Prefixes whose objects are read. */
  reads?: string[];
  /** Prefixes whose objects are listed. */
  lists?: string[];
  /** Prefixes objects are written to. */
  writes?: string[];
  /** Prefixes objects are deleted from. */
  deletes?: string[];
}

/** Reading, listing, writing and deleting below prefixes, and the key through S3 for it. */
export function bucketUse(
  parent: pulumi.Resource,
  { arn, keyArn }: KeyedBucket,
  { reads = [], lists = [], writes = [], deletes = [] }: BucketPrefixes,
): HandlerPermission[] {
  const objects = (prefixes: string[]) => prefixes.map((prefix) => pulumi.interpolate`${arn}/${prefix}*`);
  const permissions: HandlerPermission[] = [];
  if (reads.length > 0) permissions.push({ actions: ["s3:GetObject"], resources: objects(reads) });
  if (lists.length > 0) {
    const below = lists.map((prefix) => `${prefix}*`);
    permissions.push({
      actions: ["s3:ListBucket"],
      resources: [arn],
      condition: { StringLike: { "s3:prefix": below } },
    });
  }
  if (writes.length > 0) permissions.push({ actions: ["s3:PutObject"], resources: objects(writes) });
  if (deletes.length > 0) permissions.push({ actions: ["s3:DeleteObject"], resources: objects(deletes) });
  const keyActions = [
    ...(reads.length > 0 ? ["kms:Decrypt"] : []),
    ...(writes.length > 0 ? ["kms:GenerateDataKey"] : []),
  ];
  return keyActions.length > 0 ? [...permissions, keyUse(parent, keyArn, "s3", keyActions)] : permissions;
}
