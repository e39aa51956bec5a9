/** Listings of S3: keys and common prefixes, page by page; versions; uploads. */
import { ServiceError } from "../services/serviceError";
import { compareKeys } from "./bucket";
import type { ListedObject } from "./objectInfo";
import type { ObjectStore } from "./objectStore";
import { numberIn, type S3Request } from "./s3Request";
import type { Uploads } from "./uploads";
import { xmlDocument, type XmlContent } from "./s3Xml";

/** Most entries of a page. */
const PAGE = { least: 0, most: 1000, usual: 1000 };

interface Page<T> {
  readonly entries: T[];
  readonly prefixes: string[];
  /** The last key or prefix of the page, when more follow. */
  readonly next?: string;
}

/** One page: objects, and one entry for all whose keys go on behind the delimiter. */
function pageOf<T extends { readonly key: string }>(
  all: readonly T[],
  { prefix, delimiter, after, most }: { prefix: string; delimiter: string; after: string; most: number },
): Page<T> {
  const entries: T[] = [];
  const prefixes: string[] = [];
  let last = "";
  for (const entry of all) {
    const end = delimiter === "" ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : entry.key.slice(0, end + delimiter.length);
    // A prefix of the page before stands for all keys below it.
    if (common !== undefined && (common === prefixes[prefixes.length - 1] || compareKeys(common, after) <= 0)) continue;
    if (entries.length + prefixes.length === most) return { entries, prefixes, next: last };
    if (common === undefined) entries.push(entry);
    else prefixes.push(common);
    last = common ?? entry.key;
  }
  return { entries, prefixes };
}

function contents({ key, size, lastModified, etag, storageClass }: ListedObject): XmlContent {
  return {
    Key: key,
    LastModified: new Date(lastModified).toISOString(),
    ETag: `"${etag}"`,
    Size: size,
    StorageClass: storageClass,
  };
}

/** ListObjectsV2, and the older ListObjects. */
export function listObjects(store: ObjectStore, { bucket, query, operation }: S3Request): string {
  const second = operation === "ListObjectsV2";
  const encode = encoding(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const most = numberIn(query, "max-keys", PAGE);
  const token = query.get("continuation-token");
  const after = second
    ? token === null
      ? (query.get("start-after") ?? "")
      : keyOf(token)
    : (query.get("marker") ?? "");
  const page = pageOf(store.list(bucket, prefix, after), { prefix, delimiter, after, most });
  const next = page.next;
  return xmlDocument("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter === "" ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: most,
    ...(second ? { KeyCount: page.entries.length + page.prefixes.length } : { Marker: encode(after) }),
    ...(second && token !== null ? { ContinuationToken: token } : {}),
    ...(second && query.has("start-after") ? { StartAfter: encode(query.get("start-after") ?? "") } : {}),
    ...(query.has("encoding-type") ? { EncodingType: "url" } : {}),
    IsTruncated: next !== undefined && most > 0,
    ...(second && next !== undefined ? { NextContinuationToken: tokenOf(next) } : {}),
    ...(!second && next !== undefined && delimiter !== "" ? { NextMarker: encode(next) } : {}),
    Contents: page.entries.map((entry) => ({ ...(contents(entry) as object), Key: encode(entry.key) })),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: encode(common) })),
  });
}

/** Whether keys are to come back URL-encoded, as is asked for keys XML cannot hold. */
function encoding(query: URLSearchParams): (text: string) => string {
  return query.get("encoding-type") === "url"
    ? (text) => encodeURIComponent(text).replace(/%2F/g, "/")
    : (text) => text;
}

/** A continuation token says where to go on; a client must not read it. */
function tokenOf(key: string): string {
  return Buffer.from(key).toString("base64");
}

function keyOf(token: string): string {
  const key = Buffer.from(token, "base64").toString();
  if (key !== "" && tokenOf(key) === token) return key;
  throw new ServiceError("InvalidArgument", "The continuation token provided is incorrect");
}

/** ListObjectVersions: versions and delete markers, newest first by key. */
export function listVersions(store: ObjectStore, { bucket, query }: S3Request): string {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const most = numberIn(query, "max-keys", PAGE);
  const [keyMarker, idMarker] = [query.get("key-marker") ?? "", query.get("version-id-marker") ?? ""];
  const all = store.listVersions(bucket, prefix);
  const from = startOf(all, keyMarker, idMarker);
  const after = idMarker === "" ? keyMarker : "";
  const page = pageOf(all.slice(from), { prefix, delimiter, after, most });
  const last = page.entries[page.entries.length - 1];
  const behindEntry = last !== undefined && last.key === page.next;
  const entry = (version: (typeof all)[number]): { [name: string]: XmlContent } => ({
    Key: version.key,
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: new Date(version.lastModified).toISOString(),
  });
  return xmlDocument("ListVersionsResult", {
    Name: bucket,
    Prefix: prefix,
    KeyMarker: keyMarker,
    VersionIdMarker: idMarker,
    MaxKeys: most,
    ...(delimiter === "" ? {} : { Delimiter: delimiter }),
    IsTruncated: page.next !== undefined && most > 0,
    ...(page.next === undefined ? {} : { NextKeyMarker: page.next }),
    ...(page.next === undefined || !behindEntry ? {} : { NextVersionIdMarker: last.versionId }),
    Version: page.entries
      .filter(({ deleteMarker }) => !deleteMarker)
      .map((version) => ({
        ...entry(version),
        ETag: `"${version.etag}"`,
        Size: version.size,
        StorageClass: version.storageClass,
      })),
    DeleteMarker: page.entries.filter(({ deleteMarker }) => deleteMarker).map(entry),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: common })),
  });
}

/** Index behind the marker's version; without a version, behind all of its key. */
function startOf(all: readonly { key: string; versionId: string }[], key: string, id: string): number {
  if (key === "") return 0;
  const at = id === "" ? -1 : all.findIndex((version) => version.key === key && version.versionId === id);
  if (at >= 0) return at + 1;
  const behind = all.findIndex((version) => compareKeys(version.key, key) > 0);
  return behind < 0 ? all.length : behind;
}

/** ListMultipartUploads. */
export function listUploads(uploads: Uploads, { bucket, query }: S3Request): string {
  const found = uploads.list(bucket, query.get("prefix") ?? "");
  return xmlDocument("ListMultipartUploadsResult", {
    Bucket: bucket,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload: found.map(({ id, key, initiated }) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(initiated).toISOString(),
      StorageClass: "STANDARD",
    })),
  });
}
