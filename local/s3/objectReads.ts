/** GetObject and HeadObject: conditions, ranges, versions. */
import type { ServiceResponse } from "../gateway/service";
import { ServiceError } from "../services/serviceError";
import { readHeaders } from "./objectHeaders";
import type { ObjectInfo } from "./objectInfo";
import { unquoted, type ObjectStore } from "./objectStore";
import type { S3Request } from "./s3Request";

/** Query parameters of a read that put a header in place of the object's own. */
const OVERRIDES: Readonly<Record<string, string>> = {
  "response-content-type": "content-type",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
  "response-content-language": "content-language",
  "response-cache-control": "cache-control",
  "response-expires": "expires",
};

/** Answers a read of an object that is there. */
export function readObject(store: ObjectStore, request: S3Request, info: ObjectInfo): ServiceResponse {
  const { headers, query, operation } = request;
  const whole = headers["x-amz-checksum-mode"] === "ENABLED" && headers["range"] === undefined;
  if (!checkConditions(headers, info)) return { status: 304, headers: readHeaders(info, false), body: "" };
  const answer = { ...readHeaders(info, whole), ...overridesOf(query) };
  const range = rangeOf(headers["range"], info.size);
  const [from, to] = range ?? [0, info.size - 1];
  const placed: Record<string, string> = range ? { "content-range": `bytes ${from}-${to}/${info.size}` } : {};
  const length = { "content-length": String(to - from + 1) };
  const versionId = query.get("versionId") ?? undefined;
  const bytes = operation === "HeadObject" ? undefined : store.get(info.bucket, info.key, versionId);
  return {
    status: range ? 206 : 200,
    headers: { ...answer, ...placed, ...length },
    body: bytes?.subarray(from, to + 1) ?? "",
    streams: operation === "GetObject",
  };
}

/** False when the caller has it already; @throws ServiceError PreconditionFailed */
function checkConditions(headers: Readonly<Record<string, string>>, info: ObjectInfo): boolean {
  const matches = (given: string): boolean =>
    given.split(",").some((one) => one.trim() === "*" || unquoted(one.trim()) === info.etag);
  const modified = Math.floor(info.lastModified / 1000) * 1000;
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  const unmodifiedSince = Date.parse(headers["if-unmodified-since"] ?? "");
  const modifiedSince = Date.parse(headers["if-modified-since"] ?? "");
  if ((match !== undefined && !matches(match)) || (match === undefined && modified > unmodifiedSince)) {
    throw new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  if (noneMatch !== undefined) return !matches(noneMatch);
  return !(modified <= modifiedSince);
}

/** First and last byte that are asked for; undefined for all. A range that cannot be read is for all too. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (from < size && from <= to) return [from, to];
  throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416);
}

function overridesOf(query: URLSearchParams): Record<string, string> {
  const given = Object.entries(OVERRIDES).flatMap(([parameter, header]) => {
    const value = query.get(parameter);
    return value === null ? [] : [[header, value] as const];
  });
  return Object.fromEntries(given);
}
