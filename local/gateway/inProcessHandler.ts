/**
 * A request handler for AWS SDK clients in this process: `new DynamoDBClient({ requestHandler })`. Requests go straight
 * to the gateway's routing, with no socket between, which is several times faster; bulk simulation and our own tools
 * use it. Handlers under test use the port.
 */
import { Readable } from "node:stream";
import type { ServiceAnswer, WireRequest } from "./service";

/** The part of the SDK's HTTP request that is read. */
export interface SdkHttpRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** The part of the SDK's HTTP response that it reads. */
export interface SdkHttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array | Readable;
}

/** What of an abort signal is used; the SDK also knows an older kind, which is only looked at when a request starts. */
interface Abortable {
  readonly aborted: boolean;
  readonly addEventListener?: AbortSignal["addEventListener"];
}

/** Structurally the SDK's `RequestHandler`. */
export interface InProcessHandler {
  handle(request: SdkHttpRequest, options?: { abortSignal?: Abortable }): Promise<{ response: SdkHttpResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

function pathWithQuery(request: SdkHttpRequest): string {
  const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? request.path : `${request.path}?${pairs.join("&")}`;
}

function bodyOf(request: SdkHttpRequest): Buffer {
  if (request.body === undefined || request.body === null) return Buffer.alloc(0);
  if (typeof request.body === "string") return Buffer.from(request.body);
  if (request.body instanceof Uint8Array) {
    // By its memory: the SDK warns when a body's text methods are looked at, as Buffer.from(body) does.
    return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  }
  throw new Error("Only strings and bytes can be sent without a socket; send a stream through the gateway's port.");
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function connectionReset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
}

function untilAborted(signal: Abortable | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    if (signal?.aborted) abort();
    signal?.addEventListener?.("abort", abort, { once: true });
  });
}

/** Makes a handler over `dispatch`, the gateway's routing. A `hang` fault waits until the client aborts. */
export function inProcessHandler(dispatch: (request: WireRequest) => Promise<ServiceAnswer>): InProcessHandler {
  return {
    async handle(request, options) {
      const answer = await dispatch({
        method: request.method,
        path: pathWithQuery(request),
        headers: lowerCaseNames(request.headers),
        body: bodyOf(request),
      });
      if ("fault" in answer) {
        if (answer.fault === "reset") throw connectionReset();
        return untilAborted(options?.abortSignal);
      }
      const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
      const content = answer.streams === true ? Readable.from(body) : body;
      return { response: { statusCode: answer.status, headers: answer.headers, body: content } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}
