/** A small program with a site, an API behind it and a centre, written by hand, and a client that sends what it is told. */
import { request as httpRequest } from "node:http";
import { createOutputs } from "../../local/engine/awsProvider";
import type { GraphResource, ResourceGraph } from "../../local/engine/graph";
import { ACCOUNT, REGION, resource } from "../support/connectGraph";
import { policy, roleArn, trustOf } from "../support/graphs";

type Values = Record<string, unknown>;

const CONTEXT = { project: "contact-center", stack: "test", region: REGION, accountId: ACCOUNT, partition: "aws" };

/** A resource as the local provider completes it. */
export function declared(type: string, name: string, inputs: Values): GraphResource {
  const { id, outputs } = createOutputs(type, name, inputs, CONTEXT);
  return resource(type, name, inputs, outputs, id);
}

export const API = declared("aws:apigatewayv2/api:Api", "web", {
  protocolType: "HTTP",
  corsConfiguration: {
    allowOrigins: ["https://www.example.com"],
    allowMethods: ["POST"],
    allowHeaders: ["content-type"],
  },
});
export const API_HOST = String(API.outputs.apiEndpoint).replace("https://", "");

/** A function of some text, which Lambda may run. */
export function handler(name: string, text: string, inputs: Values = {}): GraphResource[] {
  const role = declared("aws:iam/role:Role", `${name}-role`, {
    name: `${name}-role`,
    assumeRolePolicy: trustOf(),
    ...(inputs.policy !== undefined && { inlinePolicies: [{ name: "inline", policy: inputs.policy }] }),
  });
  return [
    role,
    declared("aws:lambda/function:Function", name, {
      name,
      role: roleArn(`${name}-role`),
      handler: "index.handler",
      runtime: "nodejs24.x",
      timeout: 5,
      code: { assets: { "index.js": { text } } },
      ...inputs,
    }),
  ];
}

/** Routes to a function, by route key. */
export function routes(target: string, ...keys: string[]): GraphResource[] {
  const integration = declared("aws:apigatewayv2/integration:Integration", `${target}-integration`, {
    apiId: API.id,
    integrationType: "AWS_PROXY",
    integrationUri: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:${target}/invocations`,
    payloadFormatVersion: "2.0",
  });
  return [
    integration,
    ...keys.map((routeKey) =>
      declared("aws:apigatewayv2/route:Route", routeKey, {
        apiId: API.id,
        routeKey,
        target: `integrations/${integration.id ?? ""}`,
      }),
    ),
  ];
}

/** Lets API Gateway invoke a function. */
export function permission(target: string, sourceArn = `${String(API.outputs.executionArn)}/*/*`): GraphResource {
  return declared("aws:lambda/permission:Permission", `${target}-permission`, {
    action: "lambda:InvokeFunction",
    function: target,
    principal: "apigateway.amazonaws.com",
    sourceArn,
  });
}

export function stage(inputs: Values = {}): GraphResource {
  return declared("aws:apigatewayv2/stage:Stage", "stage", {
    apiId: API.id,
    name: "$default",
    autoDeploy: true,
    ...inputs,
  });
}

/** Answers with the event it gets. */
export const ECHO = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "Content-Type": "application/json", "X-From": "function", "Access-Control-Allow-Origin": "*" },
  cookies: ["a=1; Path=/", "b=2"],
  body: JSON.stringify(event),
});`;

const BUCKET = declared("aws:s3/bucket:Bucket", "site", { bucket: "site-files" });
const CONTROL = declared("aws:cloudfront/originAccessControl:OriginAccessControl", "control", {
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});
const HEADERS = declared("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "headers", {
  securityHeadersConfig: {
    contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
    strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, includeSubdomains: true, override: true },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: "DENY", override: true },
  },
  customHeadersConfig: { items: [{ header: "Cache-Control", value: "no-cache", override: false }] },
});

function object(key: string, content: string, contentType?: string, inputs: Values = {}): GraphResource {
  return declared("aws:s3/bucketObjectv2:BucketObjectv2", key, {
    bucket: BUCKET.id,
    key,
    content,
    ...(contentType !== undefined && { contentType }),
    ...inputs,
  });
}

/** Everything of the site but its distribution. */
export const FILES: GraphResource[] = [
  BUCKET,
  CONTROL,
  HEADERS,
  object("index.html", "<!doctype html><title>Chat</title>", "text/html; charset=utf-8"),
  object("chat.js", "chat()", "text/javascript", { cacheControl: "max-age=60" }),
  object("unnamed", "bytes"),
  object("sorry.html", "Sorry.", "text/html"),
];

const READ = { cachedMethods: ["GET", "HEAD"], viewerProtocolPolicy: "redirect-to-https" };

/** The distribution in front of bucket and API. */
export function distribution(inputs: Values = {}): GraphResource {
  return declared("aws:cloudfront/distribution:Distribution", "chat", {
    enabled: true,
    defaultRootObject: "index.html",
    origins: [
      {
        originId: "files",
        domainName: BUCKET.outputs.bucketRegionalDomainName,
        originAccessControlId: CONTROL.id,
      },
      {
        originId: "api",
        domainName: API_HOST,
        customHeaders: [{ name: "X-Origin-Verify", value: "only-the-edge-knows" }],
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
      },
    ],
    defaultCacheBehavior: {
      ...READ,
      allowedMethods: ["GET", "HEAD"],
      targetOriginId: "files",
      cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      responseHeadersPolicyId: HEADERS.id,
    },
    orderedCacheBehaviors: [
      {
        ...READ,
        pathPattern: "/api/*",
        allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        targetOriginId: "api",
        cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
      },
    ],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
    ...inputs,
  });
}

/** The bucket's policy: the distribution may read. */
export function bucketPolicy(of: GraphResource, action: string | string[] = "s3:GetObject"): GraphResource {
  return declared("aws:s3/bucketPolicy:BucketPolicy", "policy", {
    bucket: BUCKET.id,
    policy: policy({
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: action,
      Resource: ["arn:aws:s3:::site-files", "arn:aws:s3:::site-files/*"],
      Condition: { StringEquals: { "AWS:SourceArn": of.outputs.arn } },
    }),
  });
}

/** Site, API and echo, as they should be. */
export function webProgram(...more: GraphResource[]): GraphResource[] {
  const site = distribution();
  return [...FILES, API, ...handler("echo", ECHO), permission("echo"), stage(), site, bucketPolicy(site), ...more];
}

export function graphOf(resources: readonly GraphResource[]): ResourceGraph {
  return {
    project: "contact-center",
    stack: "test",
    preview: false,
    region: REGION,
    accountId: ACCOUNT,
    partition: "aws",
    resources: [...resources],
    outputs: {},
  };
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The body, read as JSON. */
  json<T = Values>(): T;
}

/** Sends a request exactly as it is given: no path is tidied up, no header added. */
export function ask(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer; from?: string } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body, from } = options;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers, localAddress: from }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: received } = response;
        resolve({ status: statusCode, headers: received, text, json: () => JSON.parse(text) });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
