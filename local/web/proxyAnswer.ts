/** What an HTTP API makes of a function's answer: payload format version 2.0, in full or inferred. */
import { isRecord } from "../engine/graph";
import type { WebResponse } from "./http";

/** Headers that belong to one connection, which a function does not decide about. */
const OWN_HEADERS = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"]);

/** The answer; undefined when it is malformed, which API Gateway tells as 500. */
export function proxyAnswer(payload: unknown): WebResponse | undefined {
  if (!isRecord(payload) || payload.statusCode === undefined) return inferred(payload);
  const status = Number(payload.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const { body = "", cookies } = payload;
  if (typeof body !== "string") return undefined;
  const headers = readHeaders(payload.headers);
  if (headers === undefined) return undefined;
  return {
    status,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...headers,
      ...(Array.isArray(cookies) && { "set-cookie": cookies.map(String) }),
    },
    body: Buffer.from(body, payload.isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** Anything without a status code is the body of a good answer. */
function inferred(payload: unknown): WebResponse {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload ?? null);
  return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(body) };
}

function readHeaders(given: unknown): Record<string, string> | undefined {
  if (given === undefined || given === null) return {};
  if (!isRecord(given)) return undefined;
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  if (entries.some(([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value))) return undefined;
  return Object.fromEntries(entries.filter(([name]) => !OWN_HEADERS.has(name)));
}
