/** Which operation of S3 a request asks for, and on what. */
import type { ServiceRequest } from "../gateway/service";
import { ServiceError } from "../services/serviceError";

/** A request whose path, query and operation were read. */
export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  /** Empty for what is asked of the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Operations by method and, in this order, the query parameter or header that tells them; the last has none. */
type Rules = Readonly<Record<string, readonly (readonly [operation: string, sign?: string])[]>>;

const ON_OBJECTS: Rules = {
  GET: [["ListParts", "uploadId"], ["GetObjectTagging", "tagging"], ["GetObject"]],
  HEAD: [["HeadObject"]],
  PUT: [
    ["UploadPart", "uploadId"],
    ["PutObjectTagging", "tagging"],
    ["CopyObject", "x-amz-copy-source"],
    ["PutObject"],
  ],
  POST: [
    ["CreateMultipartUpload", "uploads"],
    ["CompleteMultipartUpload", "uploadId"],
  ],
  DELETE: [["AbortMultipartUpload", "uploadId"], ["DeleteObjectTagging", "tagging"], ["DeleteObject"]],
};

const ON_BUCKETS: Rules = {
  GET: [
    ["ListObjectsV2", "list-type"],
    ["ListObjectVersions", "versions"],
    ["ListMultipartUploads", "uploads"],
    ["GetBucketLocation", "location"],
    ["GetBucketVersioning", "versioning"],
    ["ListObjects"],
  ],
  HEAD: [["HeadBucket"]],
  POST: [["DeleteObjects", "delete"]],
};

/** Settings of buckets and objects, which the program declares: asking for one is refused, not taken for something else. */
const SETTINGS =
  /^(acl|policy|policyStatus|lifecycle|encryption|notification|cors|website|replication|logging|accelerate|analytics|inventory|metrics|ownershipControls|publicAccessBlock|object-lock|legal-hold|retention|torrent|restore|select|attributes|requestPayment)$/;

/** @throws ServiceError NotImplemented for what the local S3 does not serve */
export function readS3Request({ method, path, headers, body }: ServiceRequest): S3Request {
  const mark = path.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : path.slice(mark + 1));
  const place = mark < 0 ? path : path.slice(0, mark);
  const [, bucketText = "", keyText = ""] = /^\/([^/]*)\/?([\s\S]*)$/.exec(place) ?? [];
  const [bucket, key] = [decoded(bucketText), decoded(keyText)];
  const common = { bucket, key, query, headers, body };
  if (bucket === "") return { ...common, operation: "ListBuckets" };
  const setting = [...query.keys()].find((name) => SETTINGS.test(name));
  const rules = (key === "" ? ON_BUCKETS : ON_OBJECTS)[method] ?? [];
  const rule = rules.find(([, sign]) => sign === undefined || query.has(sign) || headers[sign] !== undefined);
  if (!rule || setting !== undefined) {
    const asked = `${method} of ${setting ?? (key === "" ? "a bucket" : "an object")}`;
    const message = `The local S3 does not serve ${asked}; buckets and their settings come from the program.`;
    throw new ServiceError("NotImplemented", message, 501);
  }
  return { ...common, operation: rule[0] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

/** A whole number of the query within limits; the default when it is not given. */
export function numberIn(query: URLSearchParams, name: string, limits: { least: number; most: number; usual: number }) {
  const text = query.get(name);
  if (text === null || text === "") return limits.usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= limits.least) return Math.min(value, limits.most);
  throw new ServiceError("InvalidArgument", `${name} is "${text}"; it must be a whole number from ${limits.least}.`);
}
