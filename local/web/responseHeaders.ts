/** What a response headers policy of CloudFront adds to an answer, and takes from it. */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { managedPolicyName } from "../engine/aws/managedPolicies";
import { recordOf, resourcesOfType } from "../graphValues";
import type { WebRequest, WebResponse } from "./http";

/** One header a policy sets. */
interface SetHeader {
  readonly name: string;
  readonly value: string;
  /** Whether it replaces what the origin says. */
  readonly override: boolean;
}

/** The headers of one policy. */
export interface ResponseHeaders {
  readonly set: readonly SetHeader[];
  readonly remove: readonly string[];
  readonly cors: Record<string, unknown> | undefined;
}

const SECURITY_HEADERS_POLICY: ResponseHeaders = {
  remove: [],
  cors: undefined,
  set: [
    { name: "x-xss-protection", value: "1; mode=block", override: false },
    { name: "x-frame-options", value: "SAMEORIGIN", override: false },
    { name: "referrer-policy", value: "strict-origin-when-cross-origin", override: false },
    { name: "x-content-type-options", value: "nosniff", override: true },
    { name: "strict-transport-security", value: "max-age=31536000", override: false },
  ],
};

/** Reads a policy by its id. @throws Error when it is neither CloudFront's own nor declared */
export function responseHeadersOf(graph: ResourceGraph, id: string): ResponseHeaders {
  if (managedPolicyName("responseHeaders", id) !== undefined) return SECURITY_HEADERS_POLICY;
  const policies = resourcesOfType(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy");
  const policy = policies.find((resource) => resource.id === id);
  if (policy === undefined) {
    throw new Error(
      `A distribution names the response headers policy ${id}, which is neither CloudFront's nor declared.`,
    );
  }
  const items = (property: string): Record<string, unknown>[] =>
    [recordOf(policy, property)?.items].flat().filter(isRecord);
  const custom = items("customHeadersConfig").map((item) => setHeader(String(item.header), item.value, item));
  return {
    set: [...securityHeaders(policy), ...custom],
    remove: items("removeHeadersConfig").map(({ header }) => String(header).toLowerCase()),
    cors: recordOf(policy, "corsConfig"),
  };
}

function setHeader(name: string, value: unknown, { override }: Record<string, unknown>): SetHeader {
  return { name: name.toLowerCase(), value: String(value), override: override === true };
}

/** How each security header is written, by the setting that asks for it. */
const WRITTEN: Readonly<Record<string, (setting: Record<string, unknown>) => [name: string, value: unknown]>> = {
  contentSecurityPolicy: ({ contentSecurityPolicy }) => ["content-security-policy", contentSecurityPolicy],
  contentTypeOptions: () => ["x-content-type-options", "nosniff"],
  frameOptions: ({ frameOption }) => ["x-frame-options", frameOption],
  referrerPolicy: ({ referrerPolicy }) => ["referrer-policy", referrerPolicy],
  strictTransportSecurity: ({ accessControlMaxAgeSec, includeSubdomains, preload }) => [
    "strict-transport-security",
    `max-age=${String(accessControlMaxAgeSec)}${includeSubdomains === true ? "; includeSubDomains" : ""}` +
      (preload === true ? "; preload" : ""),
  ],
  xssProtection: ({ protection, modeBlock }) => [
    "x-xss-protection",
    protection === true ? `1${modeBlock === true ? "; mode=block" : ""}` : "0",
  ],
};

function securityHeaders(policy: GraphResource): SetHeader[] {
  const settings = recordOf(policy, "securityHeadersConfig") ?? {};
  return Object.entries(WRITTEN).flatMap(([name, write]) => {
    const setting = [settings[name]].flat().find(isRecord);
    return setting === undefined ? [] : [setHeader(...write(setting), setting)];
  });
}

/** The answer as the viewer gets it. */
export function withResponseHeaders(
  { set, remove, cors }: ResponseHeaders,
  request: WebRequest,
  response: WebResponse,
): WebResponse {
  const headers = new Map(Object.entries(response.headers));
  for (const name of remove) headers.delete(name);
  for (const { name, value, override } of [...set, ...corsHeaders(cors, request)]) {
    if (override || !headers.has(name)) headers.set(name, value);
  }
  return { ...response, headers: Object.fromEntries(headers) };
}

function corsHeaders(cors: Record<string, unknown> | undefined, { headers: { origin } }: WebRequest): SetHeader[] {
  if (cors === undefined || origin === undefined) return [];
  const items = (name: string): string[] => {
    const list = [cors[name]].flat().find(isRecord)?.items;
    return [list ?? []].flat().map(String);
  };
  const origins = items("accessControlAllowOrigins");
  if (!origins.includes("*") && !origins.includes(origin)) return [];
  const exposed = items("accessControlExposeHeaders");
  const override = cors.originOverride === true;
  return [
    { name: "access-control-allow-origin", value: origins.includes("*") ? "*" : origin, override },
    ...(cors.accessControlAllowCredentials === true
      ? [{ name: "access-control-allow-credentials", value: "true", override }]
      : []),
    ...(exposed.length > 0 ? [{ name: "access-control-expose-headers", value: exposed.join(", "), override }] : []),
  ];
}
