/** What the object store knows of an object, and what it is told when one is written. */

/** How the bytes of an object are encrypted at rest; they lie in clear text on this machine. */
export interface ObjectEncryption {
  algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  /** ARN of the customer key; undefined for a key of AWS's own. */
  keyArn?: string;
  /** Whether the bucket's own data key is used instead of one per object. */
  bucketKey?: boolean;
}

/** Headers that come back with an object as they were given. */
export interface ObjectHeaders {
  contentType?: string;
  contentEncoding?: string;
  contentDisposition?: string;
  contentLanguage?: string;
  cacheControl?: string;
  expires?: string;
}

/** One version of an object, or of the mark that hides it. */
export interface ObjectInfo {
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. The MD5 of the bytes, unless a KMS key or several parts made it something else, as on AWS. */
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  /** `null` for what was written while versioning was off or suspended. */
  readonly versionId: string;
  /** A delete marker has no bytes. */
  readonly deleteMarker: boolean;
  readonly headers: Readonly<ObjectHeaders>;
  /** The user's own metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly storageClass: string;
  /** Base64 checksums by algorithm: `CRC32`, `CRC32C`, `SHA1`, `SHA256`, `CRC64NVME`. */
  readonly checksums: Readonly<Record<string, string>>;
  /** How many parts it was uploaded in; undefined when in one. */
  readonly parts?: number;
}

/** What may be said of an object when it is put. */
export interface PutOptions {
  headers?: ObjectHeaders;
  metadata?: Record<string, string>;
  tags?: Record<string, string>;
  /** Default: as the bucket encrypts. */
  encryption?: ObjectEncryption;
  storageClass?: string;
  checksums?: Record<string, string>;
  /** `*`: only when there is no such object. */
  ifNoneMatch?: string;
  /** Only when the object there has this etag. */
  ifMatch?: string;
  /** What made it, the end of the event's name. Default `Put`. */
  by?: "Put" | "Post" | "Copy" | "CompleteMultipartUpload";
  /** An etag of its own, for what was uploaded in parts. */
  etag?: string;
  parts?: number;
}

/** One entry of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly etag: string;
  readonly storageClass: string;
}

/** Something that happened to an object. */
export interface ObjectEvent {
  /** As S3 names it, e.g. `ObjectCreated:Put`, `ObjectRemoved:DeleteMarkerCreated`, `LifecycleExpiration:Delete`. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly info: ObjectInfo;
  /** Hexadecimal digits that grow with each change; compare those of one key by length, then as texts. */
  readonly sequencer: string;
}
