/** What an HTTP API hands a handler, and what it takes back: payload format 2.0, the fields that are used. */

/** A request. */
export interface HttpEvent {
  /** Path without the stage and without the query. */
  rawPath: string;
  /** Names in small letters; several values of one name are joined by commas. */
  headers: Record<string, string | undefined>;
  requestContext: { http: { method: string; sourceIp: string } };
  body?: string;
  isBase64Encoded?: boolean;
}

/** An answer. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Headers of every answer: it is nobody's but the asker's, and never a page. */
const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
};

/** An answer of JSON. */
export const jsonAnswer = (statusCode: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  statusCode,
  headers: { ...HEADERS, ...headers },
  body: JSON.stringify(body),
});

/**
 * The body as it was sent, or undefined when it is no text in UTF-8 or, though marked so, not written in base64.
 *
 * @param most bytes; undefined beyond them, too: ask {@link isTooLong} first
 */
export const bodyOf = ({ body = "", isBase64Encoded }: HttpEvent): string | undefined => {
  if (!isBase64Encoded) return body;
  const bytes = Buffer.from(body, "base64");
  // Buffer skips what is no base64, so that two different texts would be read alike.
  if (bytes.toString("base64") !== body) return undefined;
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
};

/** Whether a body has more than `most` bytes; base64 is judged by what it stands for. */
export const isTooLong = ({ body = "", isBase64Encoded }: HttpEvent, most: number): boolean =>
  isBase64Encoded ? body.length > Math.ceil(most / 3) * 4 : Buffer.byteLength(body) > most;

/**
 * The address of whoever asked CloudFront.
 *
 * Each proxy adds the address it was called from at the end of X-Forwarded-For, first CloudFront the viewer's, then API
 * Gateway CloudFront's; what stands before was sent by the viewer and may be made up. To be trusted only once the
 * origin's secret has shown that the request came through CloudFront.
 */
export const viewerAddress = ({ headers, requestContext }: HttpEvent): string => {
  const { sourceIp } = requestContext.http;
  const addresses = (headers["x-forwarded-for"] ?? "").split(",").map((address) => address.trim());
  const gateway = addresses.lastIndexOf(sourceIp);
  const viewer = gateway === addresses.length - 1 ? addresses[gateway - 1] : addresses[addresses.length - 1];
  return viewer || sourceIp;
};

/** What is counted as one source: an address of IPv4, or the network of 64 bits that one customer of IPv6 has. */
export const sourceOf = (address: string): string => {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right].slice(0, 4);
  return groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":");
};
