/** Sites: what CloudFront does between a viewer, a bucket and an API. */
import { expect } from "chai";
import type { GraphResource } from "../../local/engine/graph";
import { IamService } from "../../local/iam/iamService";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalWeb } from "../../local/web/localWeb";
import type { ProxyEvent } from "../../local/web/proxyEvent";
import {
  API,
  API_HOST,
  type Answer,
  ask,
  bucketPolicy,
  declared,
  distribution,
  ECHO,
  FILES,
  graphOf,
} from "./webProgram";
import { handler, permission, routes, stage, webProgram } from "./webProgram";

type Send = (path: string, options?: Parameters<typeof ask>[2]) => Promise<Answer>;

const opened: { close(): Promise<void> }[] = [];
let now = Date.parse("2026-03-03T18:00:00Z");

async function open(...resources: GraphResource[]): Promise<{ web: LocalWeb; send: Send }> {
  const graph = graphOf(resources);
  const lambda = LambdaService.fromGraph(graph, { iam: IamService.fromGraph(graph), mode: "inProcess" });
  const web = await LocalWeb.open(graph, { now: () => now });
  opened.push(web, lambda);
  web.serve({ functions: lambda });
  const url = web.sites[0]?.url ?? "";
  return { web, send: (path, options) => ask(url, path, options) };
}

const ECHO_ROUTES = routes("echo", "ANY /api/{path+}");
const site = (...more: GraphResource[]) => open(...webProgram(...ECHO_ROUTES, ...more));

/** The program with a distribution of other settings. */
function changed(inputs: Record<string, unknown>, ...more: GraphResource[]): Promise<{ web: LocalWeb; send: Send }> {
  const other = distribution(inputs);
  const api = [API, ...handler("echo", ECHO), permission("echo"), stage(), ...ECHO_ROUTES];
  return open(...FILES, ...api, other, bucketPolicy(other), ...more);
}

describe("a site", () => {
  it("keeps cookies of the local issuer, which is on another port of the same host, from functions", async () => {
    const { send } = await site();
    const cookie = "cognito=a; theme=dark; cognito.sig=b; cognito-sign-in=c; cognito-other=d";
    const event = (await send("/api/x", { headers: { cookie } })).json<ProxyEvent>();
    expect(event.cookies).to.deep.equal(["theme=dark", "cognito-other=d"]);
    const alone = (await send("/api/x", { headers: { cookie: "cognito=a" } })).json<ProxyEvent>();
    expect(alone).to.not.have.property("cookies");
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  it("serves the bucket's objects with their types and the headers of the policy", async () => {
    const { send } = await site();
    const page = await send("/");
    expect([page.status, page.text]).to.deep.equal([200, "<!doctype html><title>Chat</title>"]);
    expect(page.headers).to.deep.include({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'self'",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cache-control": "no-cache",
    });
    const script = await send("/chat.js?v=1");
    expect(script.headers).to.deep.include({ "content-type": "text/javascript", "cache-control": "max-age=60" });
    expect((await send("/unnamed")).headers["content-type"]).to.equal("application/octet-stream");
    const etag = String(script.headers.etag);
    expect((await send("/chat.js", { headers: { "If-None-Match": etag } })).status).to.equal(304);
    expect((await send("/chat.js", { method: "HEAD" })).text).to.equal("");
  });

  it("gives nothing but declared objects, however a path is written", async () => {
    const { send } = await site();
    const paths = [
      "/none",
      "/../package.json",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
      "//index.html",
      "/%00",
      "/%zz",
    ];
    for (const path of [...paths, "/" + "a".repeat(8_000)]) {
      const { status, text } = await send(path);
      expect([status, text.includes("AccessDenied")], path).to.deep.equal([403, true]);
    }
    expect((await send("/index.html", { method: "POST" })).status).to.equal(403);
    expect((await send("/", { headers: { Host: "attacker.example.com" } })).status).to.equal(421);
  });

  it("reads the bucket by its policy only", async () => {
    const [own, other] = [distribution(), distribution({ comment: "another" })];
    const foreign = {
      ...other,
      outputs: { ...other.outputs, arn: "arn:aws:cloudfront::123456789012:distribution/EOTHER" },
    };
    const status = async (...policies: GraphResource[]) =>
      (await (await open(...FILES, own, ...policies)).send("/")).status;
    expect(await status()).to.equal(403);
    expect(await status(bucketPolicy(foreign))).to.equal(403);
    expect(await status(bucketPolicy(own))).to.equal(200);
    const { send } = await open(...FILES, own, bucketPolicy(own, ["s3:GetObject", "s3:ListBucket"]));
    expect((await send("/none")).status).to.equal(404);
  });

  it("shows pages of its own for errors of any origin", async () => {
    const pages = [{ errorCode: 403, responseCode: 200, responsePagePath: "/index.html" }];
    const { send } = await changed({ customErrorResponses: pages });
    const { status, text } = await send("/deep/link");
    expect([status, text]).to.deep.equal([200, "<!doctype html><title>Chat</title>"]);
    const missing = await changed({ customErrorResponses: [{ ...pages[0], responsePagePath: "/none.html" }] });
    expect((await missing.send("/deep/link")).status).to.equal(403);
  });

  it("leads a path to the API as the origin request policy lets it", async () => {
    const { send } = await site();
    const answer = await send("/api/turn?a=1", {
      method: "POST",
      headers: {
        Authorization: "Bearer t",
        Origin: "https://www.example.com",
        Cookie: "a=1",
        "Content-Type": "application/json",
        "User-Agent": "tester",
        "X-Forwarded-For": "203.0.113.9",
        "CloudFront-Viewer-Address": "203.0.113.9:1",
        "X-Origin-Verify": "guess",
      },
      body: "{}",
    });
    const { headers, requestContext, cookies, body, rawQueryString } = answer.json<ProxyEvent>();
    expect(headers).to.deep.include({
      authorization: "Bearer t",
      origin: "https://www.example.com",
      "user-agent": "tester",
      host: API_HOST,
      "x-origin-verify": "only-the-edge-knows",
      "x-forwarded-for": "203.0.113.9, 127.0.0.1",
    });
    expect(headers["cloudfront-viewer-address"]).to.match(/^127\.0\.0\.1:\d+$/);
    expect([cookies, body, rawQueryString]).to.deep.equal([["a=1"], "{}", "a=1"]);
    expect(requestContext.http.sourceIp).not.to.equal("127.0.0.1");
  });

  it("keeps from the API what no policy names", async () => {
    const policy = declared("aws:cloudfront/originRequestPolicy:OriginRequestPolicy", "narrow", {
      headersConfig: { headerBehavior: "whitelist", headers: { items: ["X-Kept", "CloudFront-Viewer-Address"] } },
      cookiesConfig: { cookieBehavior: "whitelist", cookies: { items: ["kept"] } },
      queryStringsConfig: { queryStringBehavior: "allExcept", queryStrings: { items: ["lost"] } },
    });
    const [behavior] = distribution().inputs.orderedCacheBehaviors as Record<string, unknown>[];
    const { send } = await changed(
      { orderedCacheBehaviors: [{ ...behavior, originRequestPolicyId: policy.id }] },
      policy,
    );
    const headers = { Authorization: "Bearer t", "X-Kept": "1", "X-Lost": "1", Cookie: "kept=1; lost=2" };
    const event = (await send("/api/turn?kept=1&lost=2", { headers })).json<ProxyEvent>();
    expect(event.headers).to.include.keys("x-kept", "cloudfront-viewer-address");
    expect(event.headers).not.to.have.any.keys("authorization", "x-lost", "cloudfront-forwarded-proto");
    expect([event.cookies, event.rawQueryString, event.headers["user-agent"]]).to.deep.equal([
      ["kept=1"],
      "kept=1",
      "Amazon CloudFront",
    ]);
  });

  it("cannot reach an API under the viewer's Host", async () => {
    const [behavior] = distribution().inputs.orderedCacheBehaviors as Record<string, unknown>[];
    const allViewer = "216adef6-5c7f-47e4-b989-5492eafa07d3";
    const { send } = await changed({ orderedCacheBehaviors: [{ ...behavior, originRequestPolicyId: allViewer }] });
    const answer = await send("/api/turn");
    expect([answer.status, answer.json()]).to.deep.equal([403, { message: "Forbidden" }]);
  });

  it("keeps the rate rule of its web ACL for each address, until the flood is over", async () => {
    const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: false };
    const rate = {
      limit: 10,
      aggregateKeyType: "IP",
      scopeDownStatement: {
        byteMatchStatement: {
          searchString: "/api/",
          positionalConstraint: "STARTS_WITH",
          fieldToMatch: { uriPath: {} },
          textTransformations: [],
        },
      },
    };
    const managed = { managedRuleGroupStatement: { name: "AWSManagedRulesCommonRuleSet", vendorName: "AWS" } };
    const acl = declared("aws:wafv2/webAcl:WebAcl", "acl", {
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig,
      rules: [
        {
          name: "flood",
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: rate },
          visibilityConfig,
        },
        { name: "common", priority: 1, overrideAction: { none: {} }, statement: managed, visibilityConfig },
      ],
    });
    const { send, web } = await changed({ webAclId: acl.outputs.arn }, acl);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await send("/api/turn")).status);
    expect(statuses).to.deep.equal([...Array<number>(10).fill(200), 403, 403]);
    expect((await send("/")).status).to.equal(200);
    expect((await send("/api/turn", { from: "127.0.0.2" })).status).to.equal(200);
    now += 301_000;
    expect((await send("/api/turn")).status).to.equal(200);
    expect(web.diagnostics).to.have.length(1);
    expect(web.diagnostics[0]).to.contain('rule "common"');
  });

  it("is found by its name on AWS, and told to the functions behind it", async () => {
    const { web } = await site(...handler("other", ECHO));
    const [local] = web.sites;
    const domain = String(distribution().outputs.domainName);
    expect(web.resolve(`https://${domain}/embed.js?a`)).to.equal(`${local?.url ?? ""}/embed.js?a`);
    expect(web.resolve(domain)).to.equal(local?.url);
    expect(web.resolve(`https://${API_HOST}/x`)).to.equal(`${web.apis[0]?.url ?? ""}/x`);
    expect(web.resolve("https://www.example.com/")).to.equal(undefined);
    const arn = (name: string) => ({ arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}` });
    expect(web.environmentFor(arn("echo"))).to.deep.equal({ AWS_ENDPOINT_URL_CONNECTPARTICIPANT: local?.url });
    expect(web.environmentFor(arn("other"))).to.deep.equal({});
  });

  it("names a policy that nobody declares", async () => {
    const [behavior] = distribution().inputs.orderedCacheBehaviors as Record<string, unknown>[];
    const program = changed({ orderedCacheBehaviors: [{ ...behavior, originRequestPolicyId: "unknown-policy" }] });
    const error = await program.then(() => undefined, String);
    expect(error).to.contain("originRequest policy unknown-policy");
  });
});
