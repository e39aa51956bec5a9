/** What a function behind an HTTP API gets for a request: payload format version 2.0. */
import type { ApiDeclaration, Stage } from "./declaredApis";
import type { WebRequest } from "./http";
import type { AuthorizedToken } from "./jwtAuthorizer";

/** Payload format version 2.0. */
export interface ProxyEvent {
  readonly version: "2.0";
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: { readonly jwt: AuthorizedToken };
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    /** Common Log Format, such as `12/Mar/2026:19:03:58 +0000`. */
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** What an event is made of besides the request. */
export interface ProxyFacts {
  readonly api: ApiDeclaration;
  readonly stage: Stage;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What the route's authorizer found, if it has one. */
  readonly authorized?: AuthorizedToken;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Bodies of these types arrive as text; of all others, forms included, as base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\b)/i;

/** Headers of a single connection; cookies stand apart. */
const LEFT_OUT = new Set(["connection", "cookie", "keep-alive", "transfer-encoding", "upgrade"]);

/** Makes the event. */
export function proxyEvent(request: WebRequest, facts: ProxyFacts): ProxyEvent {
  const { api, stage, routeKey, pathParameters, requestId, now, authorized } = facts;
  const { cookie } = request.headers;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !LEFT_OUT.has(name)));
  const parameters = queryParameters(request.query);
  const text = request.body.length === 0 || TEXT.test(headers["content-type"] ?? "text/plain");
  return {
    version: "2.0",
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(Object.keys(stage.variables).length > 0 && { stageVariables: stage.variables }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.id,
      ...(authorized !== undefined && { authorizer: { jwt: authorized } }),
      domainName: api.host,
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: request.path,
        protocol: "HTTP/1.1",
        sourceIp: request.viewer.address,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: stage.name,
      time: logTime(now),
      timeEpoch: now,
    },
    ...(request.body.length > 0 && { body: request.body.toString(text ? "utf8" : "base64") }),
    isBase64Encoded: !text,
  };
}

/** Parameters given several times are joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = values.get(name);
    values.set(name, known === undefined ? value : `${known},${value}`);
  }
  return Object.fromEntries(values);
}

function logTime(now: number): string {
  const date = new Date(now);
  const [day, time] = [String(date.getUTCDate()).padStart(2, "0"), date.toISOString().slice(11, 19)];
  return `${day}/${MONTHS[date.getUTCMonth()] ?? ""}/${date.getUTCFullYear()}:${time} +0000`;
}
