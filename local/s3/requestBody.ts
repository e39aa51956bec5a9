/**
 * Bodies as clients of S3 send them: as they are, or in chunks inside the body (`aws-chunked`) with checksums behind them.
 * What a client says about its bytes is compared with the bytes.
 */
import { createHash } from "node:crypto";
import { ServiceError } from "../services/serviceError";
import { CHECKSUM_ALGORITHMS, checksumOf } from "./checksums";

/** The bytes of a request and the checksums that came with them. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Base64 by algorithm. */
  readonly checksums: Record<string, string>;
}

type Headers = Readonly<Record<string, string>>;

/**
 * Takes the body of a request apart.
 * @throws ServiceError IncompleteBody, BadDigest, InvalidRequest
 */
export function receivedBody(headers: Headers, body: Buffer): ReceivedBody {
  const streamed = headers["x-amz-content-sha256"]?.startsWith("STREAMING-") === true;
  const chunked = streamed || /(^|,)\s*aws-chunked\s*(,|$)/.test(headers["content-encoding"] ?? "");
  const { bytes, trailers } = chunked ? unchunked(body) : { bytes: body, trailers: {} };
  const length = headers["x-amz-decoded-content-length"];
  if (chunked && length !== undefined && Number(length) !== bytes.length) throw incomplete();
  checkMd5(headers["content-md5"], bytes);
  return { bytes, checksums: checkedSums({ ...headers, ...trailers }, bytes) };
}

/** Content encoding of the object itself, without that of the transfer. */
export function ownEncoding(headers: Headers): string | undefined {
  const encodings = (headers["content-encoding"] ?? "").split(",").map((one) => one.trim());
  return encodings.filter((one) => one !== "" && one !== "aws-chunked").join(",") || undefined;
}

/** `<size in hex>[;extension]`, the bytes, again and again; then `0` and headers that were not known before. */
function unchunked(body: Buffer): { bytes: Buffer; trailers: Headers } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf("\r\n", at);
    if (end < 0) throw incomplete();
    const size = parseInt(body.toString("latin1", at, end), 16);
    at = end + 2;
    if (Number.isNaN(size) || at + size > body.length) throw incomplete();
    if (size === 0) break;
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const lines = body.toString("latin1", at).split("\r\n");
  const trailers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return { bytes: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}

function incomplete(): ServiceError {
  const message = "You did not provide the number of bytes specified by the Content-Length HTTP header.";
  return new ServiceError("IncompleteBody", message);
}

function checkMd5(given: string | undefined, bytes: Buffer): void {
  if (given === undefined || given === createHash("md5").update(bytes).digest("base64")) return;
  throw new ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.");
}

function checkedSums(headers: Headers, bytes: Buffer): Record<string, string> {
  const sums: Record<string, string> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const given = headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
    if (given === undefined) continue;
    if (given !== checksumOf(algorithm, bytes)) {
      throw new ServiceError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
    }
    sums[algorithm] = given;
  }
  return sums;
}
