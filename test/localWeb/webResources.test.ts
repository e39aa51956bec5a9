import { expect } from "chai";
import { createOutputs, invoke } from "../../local/engine/awsProvider";

const CONTEXT = { project: "p", stack: "dev", region: "eu-central-1", accountId: "123456789012", partition: "aws" };
const made = (type: string, inputs: Record<string, unknown>, region = "eu-central-1") =>
  createOutputs(`aws:${type}`, "thing", inputs, { ...CONTEXT, region });

const API = "apigatewayv2/api:Api";
const INTEGRATION = "apigatewayv2/integration:Integration";
const ROUTE = "apigatewayv2/route:Route";
const STAGE = "apigatewayv2/stage:Stage";
const DISTRIBUTION = "cloudfront/distribution:Distribution";
const HEADERS = "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const REQUESTS = "cloudfront/originRequestPolicy:OriginRequestPolicy";
const CACHE = "cloudfront/cachePolicy:CachePolicy";
const ACL = "wafv2/webAcl:WebAcl";
const OBJECT = "s3/bucketObjectv2:BucketObjectv2";

const lambda = "arn:aws:lambda:eu-central-1:123456789012:function:f";
const proxy = { apiId: "a", integrationType: "AWS_PROXY", integrationUri: lambda, payloadFormatVersion: "2.0" };
const behavior = {
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
  cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  targetOriginId: "site",
  viewerProtocolPolicy: "redirect-to-https",
};
const distribution = {
  defaultCacheBehavior: behavior,
  enabled: true,
  origins: [{ originId: "site", domainName: "b.s3.eu-central-1.amazonaws.com" }],
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
};
const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: false };
const acl = { scope: "CLOUDFRONT", defaultAction: { allow: {} }, visibilityConfig };
const rate = { rateBasedStatement: { limit: 100, aggregateKeyType: "IP" } };
const rule = { name: "flood", priority: 0, action: { block: {} }, statement: rate, visibilityConfig };
const none = { headerBehavior: "none" };
const all = { cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "all" } };

describe("resources of the web in the local provider", () => {
  it("gives an HTTP API and its stage the addresses AWS gives them", () => {
    const api = made(API, { protocolType: "HTTP" });
    expect(api.id).to.match(/^[a-z0-9]{10}$/);
    expect(api.outputs).to.deep.include({
      arn: `arn:aws:apigateway:eu-central-1::/apis/${api.id}`,
      apiEndpoint: `https://${api.id}.execute-api.eu-central-1.amazonaws.com`,
      executionArn: `arn:aws:execute-api:eu-central-1:123456789012:${api.id}`,
    });
    const stage = (name: string) => made(STAGE, { apiId: api.id, name, autoDeploy: true }).outputs;
    expect(stage("$default").invokeUrl).to.equal(`${String(api.outputs.apiEndpoint)}/`);
    expect(stage("v1")).to.deep.include({
      executionArn: `${String(api.outputs.executionArn)}/v1`,
      invokeUrl: `${String(api.outputs.apiEndpoint)}/v1`,
    });
  });

  it("takes every kind of route key", () => {
    for (const routeKey of ["$default", "GET /", "ANY /files/{path+}", "POST /a/{id}/b", "DELETE /{proxy+}"]) {
      expect(made(ROUTE, { apiId: "a", routeKey, target: "integrations/abc1234" }).outputs.routeKey).to.equal(routeKey);
    }
  });

  it("gives a distribution an id, a domain and no Region", () => {
    const { id, outputs } = made(DISTRIBUTION, distribution);
    expect(id).to.match(/^E[A-Z0-9]{13}$/);
    expect(outputs.domainName).to.match(/^d[a-z0-9]{13}\.cloudfront\.net$/);
    expect(outputs.arn).to.equal(`arn:aws:cloudfront::123456789012:distribution/${id}`);
    expect(outputs).not.to.have.property("region");
  });

  it("knows an object by its key, with the digest of its bytes", () => {
    const { outputs } = made(OBJECT, { bucket: "b", key: "a/index.html", content: "hello", contentType: "text/html" });
    expect(outputs).to.deep.include({
      arn: "arn:aws:s3:::b/a/index.html",
      etag: "5d41402abc4b2a76b9719d911017c592",
      contentType: "text/html",
    });
    const others = [{ contentBase64: "aGVsbG8=" }, { source: { text: "hello" } }].map(
      (body) => made(OBJECT, { bucket: "b", ...body }).outputs,
    );
    expect(others.map(({ etag, key }) => ({ etag, key }))).to.deep.equal(
      Array(2).fill({ etag: outputs.etag, key: "thing" }),
    );
  });

  it("takes a web ACL for CloudFront in us-east-1 alone, wherever the stack lives", () => {
    const elsewhere = made(ACL, { ...acl, region: "us-east-1" });
    expect(elsewhere.outputs.arn).to.match(
      /^arn:aws:wafv2:us-east-1:123456789012:global\/webacl\/thing-\w{7}\/[0-9a-f-]{36}$/,
    );
    expect(made(ACL, acl, "us-east-1").outputs.region).to.equal("us-east-1");
  });

  it("looks up the policies CloudFront brings", () => {
    const found = invoke("aws:cloudfront/getCachePolicy:getCachePolicy", { name: "Managed-CachingDisabled" }, CONTEXT);
    expect(found.id).to.equal("4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
    expect(() =>
      invoke("aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy", { name: "Managed-Everything" }, CONTEXT),
    ).to.throw('no policy "Managed-Everything"');
  });
});

describe("limits of the web in the local provider", () => {
  for (const [type, inputs, words] of [
    [API, { protocolType: "WEBSOCKET" }, "HTTP APIs only"],
    [API, { protocolType: "HTTP", target: lambda }, "declare an aws.apigatewayv2.Route"],
    [API, { protocolType: "HTTP", corsConfiguration: { allowOrigins: ["www.example.com"] } }, "an origin is like"],
    [
      API,
      { protocolType: "HTTP", corsConfiguration: { allowOrigins: ["*"], allowCredentials: true } },
      "allowCredentials",
    ],
    [API, { protocolType: "HTTP", corsConfiguration: { maxAge: 86_401 } }, "from -1 to 86400"],
    [INTEGRATION, { ...proxy, payloadFormatVersion: "1.0" }, 'payloadFormatVersion is "1.0"'],
    [INTEGRATION, { ...proxy, timeoutMilliseconds: 30_001 }, "from 50 to 30000"],
    [INTEGRATION, { ...proxy, integrationUri: "https://www.example.com" }, "invokeArn"],
    [ROUTE, { apiId: "a", routeKey: "get /a" }, 'routeKey is "get /a"'],
    [ROUTE, { apiId: "a", routeKey: "GET /{path+}/more" }, "routeKey is"],
    [ROUTE, { apiId: "a", routeKey: "GET /a", target: "abc1234" }, "integrations/<id"],
    [ROUTE, { apiId: "a", routeKey: "GET /a", authorizationType: "JWT" }, "authorizerId is missing"],
    [STAGE, { apiId: "a", name: "v 1" }, "$default, or letters"],
    [
      STAGE,
      { apiId: "a", defaultRouteSettings: { throttlingRateLimit: 5 } },
      "defaultRouteSettings.throttlingBurstLimit is missing",
    ],
    [
      STAGE,
      { apiId: "a", accessLogSettings: { destinationArn: "x", format: "{}" } },
      "accessLogSettings.destinationArn is",
    ],
    [
      DISTRIBUTION,
      { ...distribution, origins: [{ originId: "site", domainName: "https://b" }] },
      "origins[0].domainName is",
    ],
    [
      DISTRIBUTION,
      { ...distribution, defaultCacheBehavior: { ...behavior, targetOriginId: "api" } },
      "targetOriginId is",
    ],
    [
      DISTRIBUTION,
      { ...distribution, defaultCacheBehavior: { ...behavior, cachePolicyId: undefined } },
      "cachePolicyId is missing",
    ],
    [
      DISTRIBUTION,
      { ...distribution, defaultCacheBehavior: { ...behavior, allowedMethods: ["GET", "POST"] } },
      "allowedMethods is GET,POST",
    ],
    [
      DISTRIBUTION,
      { ...distribution, orderedCacheBehaviors: [behavior] },
      "orderedCacheBehaviors[0].pathPattern is missing",
    ],
    [DISTRIBUTION, { ...distribution, defaultRootObject: "/index.html" }, "without a leading /"],
    [DISTRIBUTION, { ...distribution, customErrorResponses: [{ errorCode: 404, responseCode: 200 }] }, "come together"],
    [DISTRIBUTION, { ...distribution, aliases: ["www.example.com"] }, "need a certificate"],
    [
      DISTRIBUTION,
      { ...distribution, webAclId: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/b" },
      "scope CLOUDFRONT",
    ],
    [HEADERS, {}, "no headers are given"],
    [HEADERS, { securityHeadersConfig: { frameOptions: { frameOption: "NONE", override: true } } }, "DENY, SAMEORIGIN"],
    [HEADERS, { securityHeadersConfig: { contentTypeOptions: {} } }, "contentTypeOptions.override is missing"],
    [
      REQUESTS,
      { ...all, headersConfig: { headerBehavior: "whitelist", headers: { items: ["Authorization"] } } },
      "has Authorization",
    ],
    [
      CACHE,
      {
        maxTtl: 0,
        parametersInCacheKeyAndForwardedToOrigin: { ...all, headersConfig: { headerBehavior: "whitelist" } },
      },
      "maxTtl 0",
    ],
    [CACHE, { parametersInCacheKeyAndForwardedToOrigin: { headersConfig: none } }, "cookiesConfig is missing"],
    [ACL, acl, "it must be us-east-1"],
    [ACL, { ...acl, region: "us-east-1", rules: [{ ...rule, action: undefined }] }, "rules[0].action is missing"],
    [ACL, { ...acl, region: "us-east-1", rules: [rule, rule] }, "share a priority"],
    [
      ACL,
      {
        ...acl,
        region: "us-east-1",
        rules: [{ ...rule, statement: { rateBasedStatement: { limit: 9, aggregateKeyType: "IP" } } }],
      },
      "rateBasedStatement.limit is 9",
    ],
    [OBJECT, { bucket: "b" }, "0 are given"],
    [OBJECT, { bucket: "b", content: "a", contentBase64: "YQ==" }, "2 are given"],
    [OBJECT, { bucket: "b", source: { text: "\uFFFDPNG" } }, "contentBase64"],
    [OBJECT, { bucket: "b", content: "a", metadata: { Name: "x" } }, "lower case"],
  ] as const) {
    it(`${type.split(":")[1]}: ${words}`, () => {
      expect(() => made(type, inputs)).to.throw(words);
    });
  }
});
