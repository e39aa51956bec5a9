/** What of a viewer's request reaches the origin: what the cache policy and the origin request policy name. */
import { randomUUID } from "node:crypto";
import { isRecord, type ResourceGraph } from "../engine/graph";
import { managedPolicyName } from "../engine/aws/managedPolicies";
import { recordOf, resourcesOfType } from "../graphValues";
import type { WebRequest } from "./http";
import { decode } from "./routes";

/** Which of the names in a request go on. */
interface Selection {
  readonly takes: (name: string) => boolean;
}

/** What a policy, or two together, let through. */
export interface Forwarding {
  readonly headers: Selection;
  /** Which headers of CloudFront's own (`cloudfront-…`) are added. */
  readonly edgeHeaders: Selection;
  readonly cookies: Selection;
  readonly queries: Selection;
}

const NOTHING: Selection = { takes: () => false };
const EVERYTHING: Selection = { takes: () => true };
const NONE: Forwarding = { headers: NOTHING, edgeHeaders: NOTHING, cookies: NOTHING, queries: NOTHING };

/** These go on whatever the policies say. */
const ALWAYS = new Set(["content-type", "content-length", "x-forwarded-for"]);

const only = (...names: string[]): Selection => ({ takes: (name) => names.includes(name) });
const except = (...names: string[]): Selection => ({ takes: (name) => !names.includes(name) });
const either = (one: Selection, other: Selection): Selection => ({
  takes: (name) => one.takes(name) || other.takes(name),
});

const VIEWER: Forwarding = { ...NONE, headers: EVERYTHING, cookies: EVERYTHING, queries: EVERYTHING };
const MANAGED: Readonly<Record<string, Forwarding>> = {
  "Managed-AllViewer": VIEWER,
  "Managed-AllViewerExceptHostHeader": { ...VIEWER, headers: except("host"), edgeHeaders: EVERYTHING },
  "Managed-AllViewerAndCloudFrontHeaders-2022-06": { ...VIEWER, edgeHeaders: EVERYTHING },
  "Managed-CORS-CustomOrigin": { ...NONE, headers: only("origin") },
  "Managed-CORS-S3Origin": {
    ...NONE,
    headers: only("origin", "access-control-request-headers", "access-control-request-method"),
  },
  "Managed-UserAgentRefererHeaders": { ...NONE, headers: only("user-agent", "referer") },
  UseOriginCacheControlHeaders: { ...NONE, headers: only("host", "origin"), cookies: EVERYTHING },
  "UseOriginCacheControlHeaders-QueryStrings": {
    ...NONE,
    headers: only("host", "origin"),
    cookies: EVERYTHING,
    queries: EVERYTHING,
  },
};

/**
 * What a cache behaviour lets through.
 * @throws Error when a policy is neither CloudFront's own nor declared
 */
export function forwardingOf(graph: ResourceGraph, cachePolicyId: string, originRequestPolicyId?: string): Forwarding {
  const cache = policyOf(graph, "cache", cachePolicyId);
  if (originRequestPolicyId === undefined) return cache;
  const request = policyOf(graph, "originRequest", originRequestPolicyId);
  return {
    headers: either(cache.headers, request.headers),
    edgeHeaders: either(cache.edgeHeaders, request.edgeHeaders),
    cookies: either(cache.cookies, request.cookies),
    queries: either(cache.queries, request.queries),
  };
}

function policyOf(graph: ResourceGraph, kind: "cache" | "originRequest", id: string): Forwarding {
  const managed = managedPolicyName(kind, id);
  if (managed !== undefined) return MANAGED[managed] ?? NONE;
  const type =
    kind === "cache"
      ? "aws:cloudfront/cachePolicy:CachePolicy"
      : "aws:cloudfront/originRequestPolicy:OriginRequestPolicy";
  const declared = resourcesOfType(graph, type).find((resource) => resource.id === id);
  if (declared === undefined) {
    throw new Error(`A distribution names the ${kind} policy ${id}, which is neither CloudFront's own nor declared.`);
  }
  const parts = kind === "cache" ? recordOf(declared, "parametersInCacheKeyAndForwardedToOrigin") : declared.inputs;
  return readPolicy(parts ?? {});
}

function readPolicy(parts: Record<string, unknown>): Forwarding {
  const headers = part(parts, "headersConfig", "headerBehavior", "headers");
  const { behavior, names } = headers;
  return {
    headers: behavior.startsWith("allViewer") ? EVERYTHING : headers.selection,
    // allViewer is the one behaviour that can name none of CloudFront's own; what lists exceptions takes all others.
    edgeHeaders: behavior === "allExcept" ? headers.selection : behavior === "allViewer" ? NOTHING : only(...names),
    cookies: part(parts, "cookiesConfig", "cookieBehavior", "cookies").selection,
    queries: part(parts, "queryStringsConfig", "queryStringBehavior", "queryStrings").selection,
  };
}

function part(
  parts: Record<string, unknown>,
  config: string,
  behaviorName: string,
  itemsName: string,
): { behavior: string; names: string[]; selection: Selection } {
  const settings = [parts[config]].flat().find(isRecord) ?? {};
  const items = [settings[itemsName]].flat().find(isRecord)?.items ?? [];
  const lower = config === "headersConfig";
  const names = [items].flat().map((name) => (lower ? String(name).toLowerCase() : String(name)));
  const behavior = String(settings[behaviorName] ?? "none");
  const selections: Record<string, Selection> = {
    all: EVERYTHING,
    whitelist: only(...names),
    allExcept: except(...names),
  };
  return { behavior, names, selection: selections[behavior] ?? NOTHING };
}

/** The request as the origin gets it. */
export function toOrigin(
  request: WebRequest,
  forwarding: Forwarding,
  origin: { readonly host: string; readonly path: string; readonly headers: Readonly<Record<string, string>> },
): WebRequest {
  const { viewer } = request;
  const taken = Object.entries(request.headers).filter(
    ([name]) => name !== "cookie" && name !== "connection" && (ALWAYS.has(name) || forwarding.headers.takes(name)),
  );
  const edge = Object.entries(edgeHeaders(request)).filter(([name]) => forwarding.edgeHeaders.takes(name));
  const cookies = (request.headers.cookie ?? "")
    .split(/;\s*/)
    .filter((pair) => pair !== "" && forwarding.cookies.takes(pair.split("=")[0] ?? ""));
  const query = request.query
    .split("&")
    .filter((pair) => pair !== "" && forwarding.queries.takes(decode(pair.split("=")[0] ?? "")));
  const forwardedFor = [request.headers["x-forwarded-for"], viewer.address].filter((address) => address !== undefined);
  return {
    ...request,
    path: `${origin.path}${request.path}`,
    query: query.join("&"),
    headers: {
      host: origin.host,
      "user-agent": "Amazon CloudFront",
      ...Object.fromEntries(taken),
      ...(cookies.length > 0 && { cookie: cookies.join("; ") }),
      ...Object.fromEntries(edge),
      "x-forwarded-for": forwardedFor.join(", "),
      via: "2.0 local.cloudfront.net (CloudFront)",
      "x-amz-cf-id": randomUUID(),
      ...origin.headers,
    },
    viewer: EDGE,
  };
}

/** Address of CloudFront, as origins see it: nobody's own, whoever the viewer is. */
const EDGE = { address: "130.176.0.1", port: 443 };

function edgeHeaders({ viewer, headers }: WebRequest): Record<string, string> {
  return {
    "cloudfront-viewer-address": `${viewer.address}:${viewer.port}`,
    "cloudfront-forwarded-proto": "https",
    "cloudfront-viewer-http-version": "1.1",
    "cloudfront-is-mobile-viewer": String(/\bMobile\b/.test(headers["user-agent"] ?? "")),
    "cloudfront-is-desktop-viewer": String(!/\bMobile\b/.test(headers["user-agent"] ?? "")),
  };
}
