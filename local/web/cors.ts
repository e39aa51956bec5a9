/** Cross-origin requests of HTTP APIs: API Gateway answers for the function, and strikes out what the function says. */
import type { CorsConfiguration } from "./declaredApis";
import type { WebRequest, WebResponse } from "./http";

/** The answer to a preflight request; undefined when the request is none, or the API has no CORS configuration. */
export function preflight(cors: CorsConfiguration | undefined, request: WebRequest): WebResponse | undefined {
  const { origin, "access-control-request-method": method } = request.headers;
  if (cors === undefined || request.method !== "OPTIONS" || origin === undefined || method === undefined) {
    return undefined;
  }
  const methods = cors.allowMethods.includes("*") ? "*" : cors.allowMethods.join(",");
  const allowed = allows(cors, origin);
  return {
    status: 204,
    headers: allowed
      ? {
          ...originHeaders(cors, origin),
          ...(methods !== "" && { "access-control-allow-methods": methods }),
          ...(cors.allowHeaders.length > 0 && { "access-control-allow-headers": cors.allowHeaders.join(",") }),
          ...(cors.maxAge !== undefined && { "access-control-max-age": String(cors.maxAge) }),
        }
      : {},
    body: Buffer.alloc(0),
  };
}

/** An answer with the headers of the API's CORS configuration in place of the function's. */
export function withCors(cors: CorsConfiguration | undefined, request: WebRequest, response: WebResponse): WebResponse {
  if (cors === undefined) return response;
  const { origin } = request.headers;
  const own = Object.entries(response.headers).filter(([name]) => !name.startsWith("access-control-"));
  const headers = Object.fromEntries(own);
  if (origin === undefined || !allows(cors, origin)) return { ...response, headers };
  return {
    ...response,
    headers: {
      ...headers,
      ...originHeaders(cors, origin),
      ...(cors.exposeHeaders.length > 0 && { "access-control-expose-headers": cors.exposeHeaders.join(",") }),
    },
  };
}

function allows(cors: CorsConfiguration, origin: string): boolean {
  return cors.allowOrigins.includes("*") || cors.allowOrigins.includes(origin);
}

function originHeaders(cors: CorsConfiguration, origin: string): Record<string, string> {
  return {
    "access-control-allow-origin": cors.allowOrigins.includes("*") ? "*" : origin,
    ...(!cors.allowOrigins.includes("*") && { vary: "Origin" }),
    ...(cors.allowCredentials && { "access-control-allow-credentials": "true" }),
  };
}
