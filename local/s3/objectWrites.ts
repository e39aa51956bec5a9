/** The operations of S3 that change objects: puts, copies, deletes, tags, uploads in parts. */
import type { ResourceGraph } from "../engine/graph";
import type { ServiceResponse } from "../gateway/service";
import type { Permission } from "../services/access";
import { ServiceError } from "../services/serviceError";
import { checkedTags, checksumHeaders, putOptionsOf, versionHeader, writtenHeaders } from "./objectHeaders";
import type { ObjectInfo, PutOptions } from "./objectInfo";
import { unquoted, type ObjectStore } from "./objectStore";
import type { S3Permissions } from "./permissions";
import { receivedBody } from "./requestBody";
import type { S3Request } from "./s3Request";
import { childrenOf, textIn, xmlDocument, type XmlContent } from "./s3Xml";
import type { Upload, Uploads } from "./uploads";

/** Throws what a caller is told who lacks a permission. */
export type Authorize = (permissions: readonly Permission[]) => void;

/** Most keys of one DeleteObjects. */
const MAX_DELETES = 1000;

/** Runs the operations on one store; who asks may do the operation itself by now. */
export class ObjectWrites {
  constructor(
    private readonly graph: ResourceGraph,
    private readonly store: ObjectStore,
    private readonly uploads: Uploads,
    private readonly permissions: S3Permissions,
  ) {}

  run(request: S3Request, authorize: Authorize): ServiceResponse {
    const { operation, body } = request;
    switch (operation) {
      case "PutObject":
        return this.#put(request, authorize);
      case "CopyObject":
        return this.#copy(request, authorize);
      case "DeleteObject":
        return this.#delete(request);
      case "DeleteObjects":
        return this.#deleteAll(request, authorize);
      case "GetObjectTagging":
        return xml("Tagging", { TagSet: { Tag: tagList(this.#info(request)) } });
      case "PutObjectTagging":
        return this.#tag(request, tagsIn(receivedBody(request.headers, body).bytes.toString("utf8")), 200);
      case "DeleteObjectTagging":
        return this.#tag(request, {}, 204);
      case "CreateMultipartUpload":
        return this.#begin(request, authorize);
      default:
        return this.#runPart(request, authorize);
    }
  }

  #runPart(request: S3Request, authorize: Authorize): ServiceResponse {
    const { operation, bucket, key, query } = request;
    const upload = this.uploads.find(bucket, key, query.get("uploadId") ?? "");
    switch (operation) {
      case "UploadPart":
        return this.#part(request, upload, authorize);
      case "CompleteMultipartUpload":
        return this.#complete(request, upload);
      case "ListParts":
        return listParts(upload);
      default:
        this.uploads.abort(upload);
        return empty(204);
    }
  }

  #put(request: S3Request, authorize: Authorize): ServiceResponse {
    const { bucket, key, headers, body } = request;
    const { bytes, checksums } = receivedBody(headers, body);
    const options = { ...putOptionsOf(headers, this.graph), checksums };
    this.#useKey(bucket, key, options, authorize);
    return empty(200, writtenHeaders(this.store.put(bucket, key, bytes, options)));
  }

  #copy(request: S3Request, authorize: Authorize): ServiceResponse {
    const { bucket, key, headers } = request;
    const source = this.#source(request, authorize);
    const given = putOptionsOf(headers, this.graph);
    const replaces = headers["x-amz-metadata-directive"] === "REPLACE";
    if (!replaces && source.bucket === bucket && source.key === key && given.encryption === undefined) {
      const message = "This copy request is illegal because it is trying to copy an object to itself without changes.";
      throw new ServiceError("InvalidRequest", message);
    }
    const bytes = this.store.get(source.bucket, source.key, source.versionId) ?? Buffer.alloc(0);
    const kept = replaces ? {} : { headers: source.headers, metadata: source.metadata };
    const tags = headers["x-amz-tagging-directive"] === "REPLACE" ? given.tags : source.tags;
    const checksums = source.parts === undefined ? source.checksums : {};
    const options: PutOptions = { ...given, ...kept, tags, checksums, by: "Copy" };
    this.#useKey(bucket, key, options, authorize);
    const info = this.store.put(bucket, key, bytes, options);
    const { etag, ...about } = writtenHeaders(info);
    const answer = xml("CopyObjectResult", { ETag: etag, LastModified: new Date(info.lastModified).toISOString() });
    const from: Record<string, string> =
      source.versionId === "null" ? {} : { "x-amz-copy-source-version-id": source.versionId };
    return { ...answer, headers: { ...answer.headers, ...about, ...from } };
  }

  /** The object named by a copy, which the caller must be allowed to read. */
  #source({ headers }: S3Request, authorize: Authorize): ObjectInfo {
    const [place = "", query = ""] = (headers["x-amz-copy-source"] ?? "").split("?");
    const [bucket = "", ...rest] = decodeURIComponent(place.replace(/^\//, "")).split("/");
    const key = rest.join("/");
    authorize([this.permissions.toRead(bucket, key)]);
    const versionId = new URLSearchParams(query).get("versionId") ?? undefined;
    const info = this.store.head(bucket, key, versionId);
    if (!info || info.deleteMarker) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
    authorize(this.permissions.toUseKey(bucket, key, info.encryption, ["kms:Decrypt"]));
    return info;
  }

  #delete({ bucket, key, query }: S3Request): ServiceResponse {
    const { version } = this.store.remove(bucket, key, query.get("versionId") ?? undefined);
    const marker: Record<string, string> = version?.deleteMarker === true ? { "x-amz-delete-marker": "true" } : {};
    return empty(204, { ...(version ? versionHeader(version) : {}), ...marker });
  }

  #deleteAll({ bucket, headers, body }: S3Request, authorize: Authorize): ServiceResponse {
    const text = receivedBody(headers, body).bytes.toString("utf8");
    const wanted = childrenOf(text, "Object");
    if (wanted.length === 0 || wanted.length > MAX_DELETES) {
      const message = `The request lists ${wanted.length} objects; it takes 1 to ${MAX_DELETES}.`;
      throw new ServiceError("MalformedXML", message);
    }
    const [deleted, errors]: [XmlContent[], XmlContent[]] = [[], []];
    for (const object of wanted) {
      const [key, versionId] = [textIn(object, "Key") ?? "", textIn(object, "VersionId")];
      try {
        authorize([this.permissions.toDelete(bucket, key, versionId)]);
        deleted.push(deletion(key, versionId, this.store.remove(bucket, key, versionId).version));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
      }
    }
    const quiet = textIn(text, "Quiet") === "true";
    return xml("DeleteResult", { Deleted: quiet ? [] : deleted, Error: errors });
  }

  #tag(request: S3Request, tags: Record<string, string>, status: number): ServiceResponse {
    const info = this.#info(request);
    this.store.tag(info.bucket, info.key, tags, info.versionId);
    return empty(status, versionHeader(info));
  }

  #info({ bucket, key, query }: S3Request): ObjectInfo {
    const info = this.store.head(bucket, key, query.get("versionId") ?? undefined);
    if (info && !info.deleteMarker) return info;
    throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
  }

  #begin(request: S3Request, authorize: Authorize): ServiceResponse {
    const { bucket, key, headers } = request;
    const { ifMatch, ifNoneMatch, ...options } = putOptionsOf(headers, this.graph);
    this.#useKey(bucket, key, { ...options, ifMatch, ifNoneMatch }, authorize);
    const { id } = this.uploads.begin(bucket, key, options);
    const algorithm = headers["x-amz-checksum-algorithm"];
    const answer = xml("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: id });
    const about: Record<string, string> =
      algorithm === undefined ? {} : { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": "COMPOSITE" };
    return { ...answer, headers: { ...answer.headers, ...about } };
  }

  #part(request: S3Request, upload: Upload, authorize: Authorize): ServiceResponse {
    const { headers, body, query, bucket, key } = request;
    if (headers["x-amz-copy-source"] !== undefined) {
      throw new ServiceError("NotImplemented", "The local S3 does not copy into parts; copy the object whole.", 501);
    }
    this.#useKey(bucket, key, upload.options, authorize);
    const { bytes, checksums } = receivedBody(headers, body);
    const { etag } = this.uploads.receive(upload, Number(query.get("partNumber")), bytes, checksums);
    return empty(200, { etag: `"${etag}"`, ...checksumHeaders(checksums) });
  }

  #complete({ headers, body, bucket, key }: S3Request, upload: Upload): ServiceResponse {
    const text = receivedBody(headers, body).bytes.toString("utf8");
    const parts = childrenOf(text, "Part").map((part) => ({
      number: Number(textIn(part, "PartNumber")),
      etag: textIn(part, "ETag") ?? "",
    }));
    const conditions = { ifMatch: headers["if-match"], ifNoneMatch: headers["if-none-match"] };
    const info = this.uploads.complete(upload, parts, conditions);
    const { etag, ...about } = writtenHeaders(info);
    const sums = Object.entries(info.checksums).map(([name, sum]) => [`Checksum${name}`, sum] as const);
    const answer = xml("CompleteMultipartUploadResult", {
      Location: `/${bucket}/${key}`,
      Bucket: bucket,
      Key: key,
      ETag: etag,
      ...Object.fromEntries(sums),
    });
    return { ...answer, headers: { ...answer.headers, ...about } };
  }

  #useKey(bucket: string, key: string, { encryption }: PutOptions, authorize: Authorize): void {
    const used = encryption ?? this.store.definition(bucket)?.encryption;
    authorize(this.permissions.toUseKey(bucket, key, used, ["kms:GenerateDataKey"]));
  }
}

function deletion(key: string, versionId: string | undefined, version: ObjectInfo | undefined): XmlContent {
  const marker = version?.deleteMarker === true;
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: marker ? true : undefined,
    DeleteMarkerVersionId: marker ? version.versionId : undefined,
  };
}

function tagsIn(text: string): Record<string, string> {
  const tags = childrenOf(text, "Tag").map((tag) => [textIn(tag, "Key") ?? "", textIn(tag, "Value") ?? ""] as const);
  return checkedTags(Object.fromEntries(tags));
}

function tagList(info: ObjectInfo): XmlContent[] {
  return Object.entries(info.tags).map(([name, value]) => ({ Key: name, Value: value }));
}

function listParts({ bucket, key, id, parts }: Upload): ServiceResponse {
  const inOrder = [...parts.values()].sort((a, b) => a.number - b.number);
  return xml("ListPartsResult", {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    StorageClass: "STANDARD",
    IsTruncated: false,
    Part: inOrder.map(({ number, etag, size, lastModified }) => ({
      PartNumber: number,
      LastModified: new Date(lastModified).toISOString(),
      ETag: `"${unquoted(etag)}"`,
      Size: size,
    })),
  });
}

function empty(status: number, headers: Record<string, string> = {}): ServiceResponse {
  return { status, headers, body: "" };
}

function xml(root: string, content: { [name: string]: XmlContent }): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/xml" }, body: xmlDocument(root, content) };
}
