/**
 * One CloudFront distribution: the web ACL, the cache behaviour for the path, what the origin may see, the origin's answer,
 * custom error pages and response headers. Nothing is cached: every request reaches its origin.
 */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { recordOf, recordsOf, resourcesOfType, textOf } from "../graphValues";
import type { Addresses } from "./addresses";
import { BucketOrigin } from "./bucketOrigin";
import type { Firewall } from "./firewall";
import { type Forwarding, forwardingOf, toOrigin } from "./forwarding";
import type { HttpApi } from "./httpApi";
import { textResponse, type WebRequest, type WebResponse } from "./http";
import { localFile, localPolicy } from "./localText";
import { type ResponseHeaders, responseHeadersOf, withResponseHeaders } from "./responseHeaders";

/** An origin of a distribution. */
interface Origin {
  readonly host: string;
  readonly path: string;
  /** What CloudFront adds to every request (`customHeaders`). */
  readonly headers: Readonly<Record<string, string>>;
  readonly target: BucketOrigin | HttpApi | undefined;
}

/** A cache behaviour. */
interface Behavior {
  readonly fits: (path: string) => boolean;
  readonly methods: readonly string[];
  readonly origin: Origin;
  readonly forwarding: Forwarding;
  readonly headers: ResponseHeaders | undefined;
}

/** What a distribution answers in place of an error of its origin. */
interface ErrorPage {
  readonly code: number;
  readonly status: number;
  readonly path: string;
}

/** One distribution. */
export class Distribution {
  readonly id: string;
  /** Its logical name in the program. */
  readonly name: string;
  /** `d….cloudfront.net`. */
  readonly domainName: string;
  readonly aliases: readonly string[];
  private readonly behaviors: readonly Behavior[];
  private readonly errorPages: readonly ErrorPage[];
  private readonly root: string;
  private readonly enabled: boolean;

  /** @throws Error when it names a policy that is neither CloudFront's own nor declared */
  constructor(
    private readonly graph: ResourceGraph,
    private readonly resource: GraphResource,
    private readonly apis: readonly HttpApi[],
    private readonly firewall: Firewall | undefined,
    /** What is served on this machine, and named so in what a page is told. */
    private readonly addresses: Addresses,
  ) {
    this.id = resource.id ?? "";
    this.name = resource.name;
    this.domainName = textOf(resource, "domainName") ?? "";
    this.aliases = [resource.inputs.aliases ?? []].flat().map(String);
    this.enabled = resource.inputs.enabled === true;
    this.root = textOf(resource, "defaultRootObject") ?? "";
    const origins = new Map(
      recordsOf(resource, "origins").map((entry) => [String(entry.originId), this.origin(entry)]),
    );
    const rest = recordOf(resource, "defaultCacheBehavior");
    this.behaviors = [...recordsOf(resource, "orderedCacheBehaviors"), ...(rest === undefined ? [] : [rest])].flatMap(
      (entry) => this.behavior(entry, origins),
    );
    this.errorPages = recordsOf(resource, "customErrorResponses").flatMap(
      ({ errorCode, responseCode, responsePagePath }) =>
        typeof responsePagePath === "string"
          ? [{ code: Number(errorCode), status: Number(responseCode), path: responsePagePath }]
          : [],
    );
  }

  /** The APIs it leads to. */
  get targets(): HttpApi[] {
    return this.behaviors.flatMap(({ origin: { target } }) =>
      target === undefined || target instanceof BucketOrigin ? [] : [target],
    );
  }

  /** Answers a viewer. */
  async handle(request: WebRequest): Promise<WebResponse> {
    if (!this.enabled) return refusal("The distribution is disabled.");
    if (this.firewall?.admits(request) === false) return refusal("Request blocked.");
    const asked = request.path === "/" && this.root !== "" ? { ...request, path: `/${this.root}` } : request;
    const behavior = this.behaviorFor(asked.path);
    if (behavior === undefined) return textResponse(502, "No origin serves this path.");
    if (!behavior.methods.includes(request.method)) {
      return refusal(`This distribution does not take ${request.method} requests on this path.`);
    }
    const answer = await this.errorPage(asked, await this.ask(behavior, asked));
    const { headers } = behavior;
    const complete = headers === undefined ? answer : withResponseHeaders(headers, request, answer);
    return conditional(request, localPolicy(complete, this.addresses));
  }

  private async errorPage(request: WebRequest, answer: WebResponse): Promise<WebResponse> {
    const page = this.errorPages.find(({ code }) => code === answer.status);
    const behavior = page && this.behaviorFor(page.path);
    if (page === undefined || behavior === undefined) return answer;
    const shown = await this.ask(behavior, { ...request, method: "GET", path: page.path, query: "" });
    return shown.status === 200 ? { ...shown, status: page.status } : answer;
  }

  private async ask(behavior: Behavior, request: WebRequest): Promise<WebResponse> {
    const answer = await ask(behavior, request);
    return behavior.origin.target instanceof BucketOrigin ? localFile(answer, this.addresses) : answer;
  }

  private behaviorFor(path: string): Behavior | undefined {
    return this.behaviors.find(({ fits }) => fits(path));
  }

  private origin(entry: Record<string, unknown>): Origin {
    const host = String(entry.domainName);
    const headers = [entry.customHeaders].flat().filter(isRecord);
    const bucket = resourcesOfType(this.graph, "aws:s3/bucket:Bucket").find(({ outputs }) =>
      [outputs.bucketRegionalDomainName, outputs.bucketDomainName].includes(host),
    );
    const signed = typeof entry.originAccessControlId === "string" && entry.originAccessControlId !== "";
    const arn = textOf(this.resource, "arn") ?? "";
    return {
      host,
      path: typeof entry.originPath === "string" ? entry.originPath : "",
      headers: Object.fromEntries(headers.map(({ name, value }) => [String(name).toLowerCase(), String(value)])),
      target:
        bucket === undefined
          ? this.apis.find(({ declaration }) => declaration.host === host)
          : new BucketOrigin(this.graph, bucket, signed, arn),
    };
  }

  private behavior(entry: Record<string, unknown>, origins: ReadonlyMap<string, Origin>): Behavior[] {
    const origin = origins.get(String(entry.targetOriginId));
    if (origin === undefined) return [];
    const text = (name: string): string | undefined => (typeof entry[name] === "string" ? entry[name] : undefined);
    const headersId = text("responseHeadersPolicyId");
    return [
      {
        fits: pathMatcher(text("pathPattern") ?? "*"),
        methods: [entry.allowedMethods ?? []].flat().map(String),
        origin,
        forwarding: forwardingOf(this.graph, text("cachePolicyId") ?? "", text("originRequestPolicyId")),
        headers: headersId === undefined ? undefined : responseHeadersOf(this.graph, headersId),
      },
    ];
  }
}

async function ask({ origin, forwarding }: Behavior, request: WebRequest): Promise<WebResponse> {
  const { target, host } = origin;
  const forwarded = toOrigin(request, forwarding, origin);
  if (target === undefined) return textResponse(502, `The local run does not reach the origin ${host}.`);
  if (target instanceof BucketOrigin) return target.get(forwarded.path);
  // An API knows itself by its own name only; a viewer's Host header is not that.
  if (forwarded.headers.host !== host) return { ...textResponse(403, '{"message":"Forbidden"}', "application/json") };
  return target.handle(forwarded);
}

/** Path patterns: `*` is any run of characters, `?` any one; the leading slash may be left out. */
function pathMatcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/^\/?/, "/")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  const expression = new RegExp(`^${source}$`, "s");
  return (path) => expression.test(path);
}

/** What the viewer already has is not sent again. */
function conditional(request: WebRequest, answer: WebResponse): WebResponse {
  const { etag } = answer.headers;
  const fresh = answer.status === 200 && etag !== undefined && request.headers["if-none-match"] === etag;
  return fresh ? { ...answer, status: 304, body: Buffer.alloc(0) } : answer;
}

function refusal(text: string): WebResponse {
  return textResponse(403, text);
}
