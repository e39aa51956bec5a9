/** CloudFront in the local provider: distributions and what they are made of. */
import { lowerIdOf, uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { checkEach, checkInner } from "./nestedChecks";
import { type ProviderContext, type ResourceType, token } from "./resourceType";
import { policyTypes } from "./cloudFrontPolicies";

/** CloudFront takes one of three sets of methods, not any. */
const METHOD_SETS = ["GET,HEAD", "GET,HEAD,OPTIONS", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"];
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
const TLS_VERSIONS = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];

const originAccessControl: ResourceType = {
  autoName: { property: "name", maximum: 64 },
  regional: false,
  defaults: { description: "Managed by Pulumi" },
  check: (checks) => {
    checks.required("originAccessControlOriginType", "signingBehavior", "signingProtocol");
    checks.oneOf("originAccessControlOriginType", ["s3", "lambda", "mediapackagev2", "mediastore"]);
    checks.oneOf("signingBehavior", ["always", "never", "no-override"]);
    checks.oneOf("signingProtocol", ["sigv4"]);
    checks.text("description", { maximum: 256 });
  },
  compute: ({ urn, context }) => {
    const id = cloudFrontIdOf(urn);
    return {
      id,
      outputs: { arn: globalArn(context, `origin-access-control/${id}`), etag: cloudFrontIdOf(`${urn}:1`) },
    };
  },
};

const distribution: ResourceType = {
  taggable: true,
  regional: false,
  defaults: {
    httpVersion: "http2",
    isIpv6Enabled: false,
    priceClass: "PriceClass_All",
    retainOnDelete: false,
    staging: false,
    waitForDeployment: true,
  },
  check: (checks) => {
    checks.required("defaultCacheBehavior", "enabled", "origins", "restrictions", "viewerCertificate");
    checks.oneOf("httpVersion", ["http1.1", "http2", "http2and3", "http3"]);
    checks.oneOf("priceClass", ["PriceClass_All", "PriceClass_200", "PriceClass_100"]);
    checks.text("comment", { maximum: 128 });
    checks.text("defaultRootObject", { maximum: 255, pattern: /^[^/]/, patternMeaning: "without a leading /" });
    checks.text("webAclId", {
      maximum: 2048,
      pattern: /^arn:[a-z-]+:wafv2:us-east-1:\d{12}:global\/webacl\//,
      patternMeaning: "the ARN of a web ACL of scope CLOUDFRONT",
    });
    checks.count("origins", 1, 100);
    checks.count("orderedCacheBehaviors", 0, 75);
    checks.count("aliases", 0, 100);
    checkEach(checks, "origins", checkOrigin);
    checkOriginIds(checks);
    checkInner(checks, "defaultCacheBehavior", (behavior) => checkBehavior(behavior, checks));
    checkEach(checks, "orderedCacheBehaviors", (behavior) => {
      behavior.required("pathPattern");
      behavior.text("pathPattern", { minimum: 1, maximum: 255 });
      checkBehavior(behavior, checks);
    });
    checkEach(checks, "customErrorResponses", checkErrorResponse);
    checks.oneOf("restrictions.geoRestriction.restrictionType", ["none", "whitelist", "blacklist"]);
    checkCertificate(checks);
  },
  compute: ({ urn, context }) => {
    const id = cloudFrontIdOf(urn);
    return {
      id,
      outputs: {
        arn: globalArn(context, `distribution/${id}`),
        callerReference: `terraform-${uuidOf(urn)}`,
        domainName: `d${lowerIdOf(`${urn}:domain`, 13)}.cloudfront.net`,
        etag: cloudFrontIdOf(`${urn}:1`),
        hostedZoneId: "Z2FDTNDATAQYW2",
        inProgressValidationBatches: 0,
        lastModifiedTime: "2026-01-01 00:00:00 +0000 UTC",
        status: "Deployed",
      },
    };
  },
};

function checkOrigin(origin: InputChecks): void {
  origin.required("domainName", "originId");
  origin.text("originId", { minimum: 1, maximum: 128 });
  origin.text("domainName", {
    minimum: 1,
    maximum: 255,
    pattern: /^[a-z0-9.-]+$/i,
    patternMeaning: "a host name, without https:// and without a path",
  });
  origin.text("originPath", {
    maximum: 255,
    pattern: /^(\/.*[^/])?$/,
    patternMeaning: "a path that starts with / and does not end with it",
  });
  origin.integer("connectionAttempts", 1, 3);
  origin.integer("connectionTimeout", 1, 10);
  origin.count("customHeaders", 0, 30);
  if (origin.inputs.s3OriginConfig !== undefined && origin.inputs.customOriginConfig !== undefined) {
    origin.refuse("s3OriginConfig and customOriginConfig are both given; an origin is one or the other");
  }
  checkEach(origin, "customHeaders", (header) => {
    header.required("name", "value");
    header.text("name", { minimum: 1, maximum: 256, pattern: /^[\w-]+$/, patternMeaning: "a header name" });
    header.text("name", {
      maximum: 256,
      pattern:
        /^(?!(host|via|connection|cookie|x-amz-.*|x-edge-.*|x-real-ip|content-length|transfer-encoding|cache-control|if-.*|range|upgrade)$)/i,
      patternMeaning: "a header that CloudFront does not keep to itself",
    });
    header.text("value", { minimum: 1, maximum: 1783 });
  });
  checkInner(origin, "customOriginConfig", (custom) => {
    custom.required("httpPort", "httpsPort", "originProtocolPolicy", "originSslProtocols");
    custom.oneOf("originProtocolPolicy", ["http-only", "https-only", "match-viewer"]);
    custom.integer("originReadTimeout", 1, 120);
    custom.integer("originKeepaliveTimeout", 1, 120);
    for (const protocol of texts(custom.known("originSslProtocols"))) {
      custom.oneOf("originSslProtocols", TLS_VERSIONS, protocol);
    }
  });
}

function checkOriginIds(checks: InputChecks): void {
  const ids = checks.list("origins").map(({ originId }) => String(originId));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) checks.refuse(`origins has originId "${twice}" twice; each origin has an id of its own`);
}

function checkBehavior(behavior: InputChecks, distributionChecks: InputChecks): void {
  behavior.required("allowedMethods", "cachedMethods", "targetOriginId", "viewerProtocolPolicy");
  behavior.oneOf("viewerProtocolPolicy", ["allow-all", "https-only", "redirect-to-https"]);
  checkMethods(behavior, "allowedMethods", METHOD_SETS);
  checkMethods(behavior, "cachedMethods", METHOD_SETS.slice(0, 2));
  const ids = distributionChecks.list("origins").map(({ originId }) => String(originId));
  if (ids.length > 0) behavior.oneOf("targetOriginId", ids);
  const { cachePolicyId, forwardedValues, originRequestPolicyId } = behavior.inputs;
  if ((cachePolicyId === undefined) === (forwardedValues === undefined)) {
    behavior.refuse("cachePolicyId is missing, or given with forwardedValues; give a cache policy and nothing else");
  } else if (forwardedValues !== undefined) {
    behavior.refuse("forwardedValues is given, which is superseded; give cachePolicyId and originRequestPolicyId");
  }
  if (originRequestPolicyId !== undefined && cachePolicyId === undefined) {
    behavior.refuse("originRequestPolicyId is given without cachePolicyId; it needs one");
  }
  for (const property of ["functionAssociations", "lambdaFunctionAssociations"]) {
    if (behavior.inputs[property] !== undefined) {
      behavior.refuse(`${property} is given; the local provider does not describe functions at the edge`);
    }
  }
}

function checkMethods(behavior: InputChecks, property: string, sets: readonly string[]): void {
  const methods = behavior.known(property);
  if (methods === undefined) return;
  const given = texts(methods).sort().join(",");
  if (!sets.includes(given)) behavior.refuse(`${property} is ${given}; it must be ${sets.join(" or ")}`);
}

function checkErrorResponse(response: InputChecks): void {
  response.required("errorCode");
  response.oneOf("errorCode", ERROR_CODES);
  response.integer("responseCode", 200, 599);
  response.text("responsePagePath", { minimum: 1, maximum: 4096, pattern: /^\//, patternMeaning: "a path from /" });
  if ((response.inputs.responseCode === undefined) !== (response.inputs.responsePagePath === undefined)) {
    response.refuse("responseCode and responsePagePath come together; one of them is missing");
  }
}

function checkCertificate(checks: InputChecks): void {
  const aliases = texts(checks.known("aliases"));
  checkInner(checks, "viewerCertificate", (certificate) => {
    certificate.text("acmCertificateArn", {
      maximum: 2048,
      pattern: /^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\//,
      patternMeaning: "the ARN of a certificate in us-east-1, the only Region CloudFront reads",
    });
    const own = certificate.inputs.acmCertificateArn ?? certificate.inputs.iamCertificateId;
    if (own === undefined && certificate.inputs.cloudfrontDefaultCertificate !== true) {
      certificate.refuse("cloudfrontDefaultCertificate or acmCertificateArn is missing; give one of them");
    }
    if (own === undefined && aliases.length > 0) {
      certificate.refuse(`acmCertificateArn is missing; the aliases ${aliases.join(", ")} need a certificate`);
    }
    if (own !== undefined) certificate.required("sslSupportMethod");
    certificate.oneOf("sslSupportMethod", ["sni-only", "vip", "static-ip"]);
  });
}

function texts(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

function globalArn(context: ProviderContext, resource: string): string {
  return `arn:${context.partition}:cloudfront::${context.accountId}:${resource}`;
}

/** An id as CloudFront gives them: E and 13 upper-case letters and digits. */
function cloudFrontIdOf(seed: string): string {
  return `E${lowerIdOf(seed, 13).toUpperCase()}`;
}

/** Resource types of CloudFront by token. */
export const cloudFrontTypes: Record<string, ResourceType> = {
  [token("cloudfront", "Distribution")]: distribution,
  [token("cloudfront", "OriginAccessControl")]: originAccessControl,
  ...policyTypes,
};
