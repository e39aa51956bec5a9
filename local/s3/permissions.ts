/** What the operations of S3 need: actions on the bucket or the object, and the use of the key the bytes are under. */
import type { ResourceGraph } from "../engine/graph";
import { keyPermissions, type Permission } from "../services/access";
import type { ObjectEncryption } from "./objectInfo";
import type { S3Request } from "./s3Request";

const ON_BUCKET: Readonly<Record<string, string>> = {
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  HeadBucket: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  GetBucketLocation: "GetBucketLocation",
  GetBucketVersioning: "GetBucketVersioning",
};

const ON_OBJECT: Readonly<Record<string, string>> = {
  GetObject: "GetObject",
  HeadObject: "GetObject",
  PutObject: "PutObject",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  AbortMultipartUpload: "AbortMultipartUpload",
  ListParts: "ListMultipartUploadParts",
  DeleteObject: "DeleteObject",
  GetObjectTagging: "GetObjectTagging",
  PutObjectTagging: "PutObjectTagging",
  DeleteObjectTagging: "DeleteObjectTagging",
};

/** Actions that name the version when a request does. */
const VERSIONED = /^(GetObject|DeleteObject|GetObjectTagging|PutObjectTagging|DeleteObjectTagging)$/;

/** Works out permissions for the buckets of one graph. */
export class S3Permissions {
  constructor(private readonly graph: ResourceGraph) {}

  /** Actions an operation needs, its key's left aside. */
  forRequest(request: S3Request): Permission[] {
    const { operation, bucket, key, headers } = request;
    if (operation === "ListBuckets") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
    const context = contextOf(request);
    const onBucket = ON_BUCKET[operation];
    if (onBucket !== undefined) return [{ action: `s3:${onBucket}`, resource: this.bucketArn(bucket), context }];
    const action = ON_OBJECT[operation];
    if (action === undefined) return [];
    const versioned = request.query.has("versionId") && VERSIONED.test(action) ? versionAction(action) : action;
    const resource = this.objectArn(bucket, key);
    const tagging = headers["x-amz-tagging"] === undefined ? [] : [{ action: "s3:PutObjectTagging", resource }];
    return [{ action: `s3:${versioned}`, resource, context }, ...tagging];
  }

  /** Deleting one of several objects, or one of its versions. */
  toDelete(bucket: string, key: string, versionId: string | undefined): Permission {
    const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    return { action, resource: this.objectArn(bucket, key) };
  }

  toRead(bucket: string, key: string): Permission {
    return { action: "s3:GetObject", resource: this.objectArn(bucket, key) };
  }

  toList(bucket: string): Permission {
    return { action: "s3:ListBucket", resource: this.bucketArn(bucket) };
  }

  /** What writing an object of a bucket needs, its key's use included. */
  toWrite(bucket: string, key: string, encryption: ObjectEncryption | undefined): Permission[] {
    const put = {
      action: "s3:PutObject",
      resource: this.objectArn(bucket, key),
      context: encryptionContext(encryption),
    };
    return [put, ...this.toUseKey(bucket, key, encryption, ["kms:GenerateDataKey"])];
  }

  /** What the key of an object must allow; nothing for a key of AWS's own. */
  toUseKey(
    bucket: string,
    key: string,
    encryption: ObjectEncryption | undefined,
    actions: readonly string[],
  ): Permission[] {
    const context = encryption?.bucketKey === true ? this.bucketArn(bucket) : this.objectArn(bucket, key);
    return keyPermissions({ customerKeyArn: encryption?.keyArn }, actions, this.graph, "s3").map((permission) => ({
      ...permission,
      context: { ...permission.context, "kms:EncryptionContext:aws:s3:arn": context },
    }));
  }

  bucketArn(bucket: string): string {
    return `arn:${this.graph.partition}:s3:::${bucket}`;
  }

  objectArn(bucket: string, key: string): string {
    return `${this.bucketArn(bucket)}/${key}`;
  }
}

function versionAction(action: string): string {
  return action.endsWith("Tagging") ? action.replace("Tagging", "VersionTagging") : `${action}Version`;
}

/** Condition keys a request brings. */
function contextOf({ query, headers }: S3Request): Record<string, string> {
  const given: [string, string | null | undefined][] = [
    ["s3:prefix", query.get("prefix")],
    ["s3:delimiter", query.get("delimiter")],
    ["s3:max-keys", query.get("max-keys")],
    ["s3:VersionId", query.get("versionId")],
    ["s3:x-amz-server-side-encryption", headers["x-amz-server-side-encryption"]],
    ["s3:x-amz-server-side-encryption-aws-kms-key-id", headers["x-amz-server-side-encryption-aws-kms-key-id"]],
    ["s3:x-amz-storage-class", headers["x-amz-storage-class"]],
  ];
  const present = given.flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
  return Object.fromEntries(present);
}

function encryptionContext(encryption: ObjectEncryption | undefined): Record<string, string> {
  const { algorithm, keyArn } = encryption ?? {};
  return {
    ...(algorithm === undefined ? {} : { "s3:x-amz-server-side-encryption": algorithm }),
    ...(keyArn === undefined ? {} : { "s3:x-amz-server-side-encryption-aws-kms-key-id": keyArn }),
  };
}
