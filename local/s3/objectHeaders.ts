/** Headers that say how an object is to be stored, and those that come with one. */
import type { ResourceGraph } from "../engine/graph";
import { keyNamed } from "../services/access";
import { ServiceError } from "../services/serviceError";
import type { ObjectEncryption, ObjectHeaders, ObjectInfo, PutOptions } from "./objectInfo";
import { ownEncoding } from "./requestBody";

const METADATA = "x-amz-meta-";
/** Most metadata of a user's own, bytes of names and values. */
const METADATA_LIMIT = 2048;
const MAX_TAGS = 10;
const PLAIN: readonly (readonly [keyof ObjectHeaders, string])[] = [
  ["contentType", "content-type"],
  ["contentDisposition", "content-disposition"],
  ["contentLanguage", "content-language"],
  ["cacheControl", "cache-control"],
  ["expires", "expires"],
];

type Headers = Readonly<Record<string, string>>;

/** What the headers of a write say. */
export function putOptionsOf(headers: Headers, graph: ResourceGraph): PutOptions {
  return {
    headers: { ...headersOf(headers), contentEncoding: ownEncoding(headers) },
    metadata: metadataOf(headers),
    tags: tagsOf(headers["x-amz-tagging"]),
    encryption: encryptionOf(headers, graph),
    storageClass: headers["x-amz-storage-class"],
    ifNoneMatch: headers["if-none-match"],
    ifMatch: headers["if-match"],
  };
}

function headersOf(headers: Headers): ObjectHeaders {
  const given = Object.fromEntries(PLAIN.map(([name, header]) => [name, headers[header]]));
  return { contentType: "binary/octet-stream", ...definedOf(given) };
}

function definedOf(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

function metadataOf(headers: Headers): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(METADATA));
  const metadata = Object.fromEntries(own.map(([name, value]) => [name.slice(METADATA.length), value]));
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes <= METADATA_LIMIT) return metadata;
  throw new ServiceError(
    "MetadataTooLarge",
    `Your metadata headers exceed the maximum allowed metadata size: ${bytes} bytes of ${METADATA_LIMIT}.`,
  );
}

/** Tags written as the query of a URL. */
function tagsOf(text: string | undefined): Record<string, string> {
  return checkedTags(Object.fromEntries(new URLSearchParams(text ?? "")));
}

/** @throws ServiceError InvalidTag, BadRequest */
export function checkedTags(tags: Record<string, string>): Record<string, string> {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) throw new ServiceError("BadRequest", `Object tags cannot be greater than ${MAX_TAGS}`);
  const wrong = entries.find(([name, value]) => name.length === 0 || name.length > 128 || value.length > 256);
  if (wrong) throw new ServiceError("InvalidTag", "The TagKey or the TagValue you have provided is invalid");
  return tags;
}

function encryptionOf(headers: Headers, graph: ResourceGraph): ObjectEncryption | undefined {
  const algorithm = headers["x-amz-server-side-encryption"];
  if (headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined) {
    throw new ServiceError("NotImplemented", "The local S3 keeps no objects under keys of the caller's (SSE-C).", 501);
  }
  if (algorithm === undefined) return undefined;
  if (algorithm === "AES256") return { algorithm };
  if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") {
    throw new ServiceError("InvalidArgument", `The encryption method "${algorithm}" is not supported`);
  }
  const key = keyNamed(graph, headers["x-amz-server-side-encryption-aws-kms-key-id"]);
  const bucketKey = headers["x-amz-server-side-encryption-bucket-key-enabled"] === "true";
  return { algorithm, keyArn: key?.customerKeyArn, bucketKey };
}

/** Headers about encryption, version and checksums: what a write answers. */
export function writtenHeaders(info: ObjectInfo): Record<string, string> {
  const { algorithm, keyArn, bucketKey } = info.encryption;
  return {
    etag: `"${info.etag}"`,
    ...versionHeader(info),
    "x-amz-server-side-encryption": algorithm,
    ...(keyArn === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": keyArn }),
    ...(bucketKey === true ? { "x-amz-server-side-encryption-bucket-key-enabled": "true" } : {}),
    ...checksumHeaders(info.checksums, info.parts),
  };
}

/** The version an answer is about; what was written without versioning has none to tell. */
export function versionHeader({ versionId }: ObjectInfo): Record<string, string> {
  return versionId === "null" ? {} : { "x-amz-version-id": versionId };
}

/** Checksums as headers, and whether they are of the whole or of its parts. */
export function checksumHeaders(checksums: Readonly<Record<string, string>>, parts?: number): Record<string, string> {
  const sums = Object.entries(checksums).map(([name, sum]) => [`x-amz-checksum-${name.toLowerCase()}`, sum] as const);
  if (sums.length === 0) return {};
  return { ...Object.fromEntries(sums), "x-amz-checksum-type": parts === undefined ? "FULL_OBJECT" : "COMPOSITE" };
}

/** Everything a read answers about an object but its length. */
export function readHeaders(info: ObjectInfo, withChecksums: boolean): Record<string, string> {
  const plain = Object.fromEntries(PLAIN.map(([name, header]) => [header, info.headers[name]]));
  const tags = Object.keys(info.tags).length;
  const written = writtenHeaders({ ...info, checksums: withChecksums ? info.checksums : {} });
  return {
    ...definedOf({ ...plain, "content-encoding": info.headers.contentEncoding }),
    ...Object.fromEntries(Object.entries(info.metadata).map(([name, value]) => [`${METADATA}${name}`, value])),
    ...written,
    "accept-ranges": "bytes",
    "last-modified": new Date(info.lastModified).toUTCString(),
    ...(info.storageClass === "STANDARD" ? {} : { "x-amz-storage-class": info.storageClass }),
    ...(tags === 0 ? {} : { "x-amz-tagging-count": String(tags) }),
  };
}
