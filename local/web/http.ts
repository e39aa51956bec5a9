/** HTTP requests and answers as the parts of the local web pass them on. */

/** One request, read whole. */
export interface WebRequest {
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Lower-case names; headers sent several times are joined by commas, cookies by semicolons. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Who asks. */
  readonly viewer: { readonly address: string; readonly port: number };
}

/** One answer. Header names are lower-case. */
export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Answers requests. */
export type WebHandler = (request: WebRequest) => Promise<WebResponse> | WebResponse;

/** An answer in JSON, as API Gateway and the Participant Service give. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Record<string, string | readonly string[]> = {},
): WebResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** An answer as API Gateway gives when it does not ask the function. */
export function message(status: number, text: string, headers: Record<string, string> = {}): WebResponse {
  return jsonResponse(status, { message: text }, headers);
}

/** An answer in words. */
export function textResponse(status: number, text: string, contentType = "text/plain; charset=utf-8"): WebResponse {
  return { status, headers: { "content-type": contentType }, body: Buffer.from(text) };
}
