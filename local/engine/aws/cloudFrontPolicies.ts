/** Policies of CloudFront's cache behaviours in the local provider, and the look-ups of those it brings itself. */
import { lowerIdOf, uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { MANAGED_POLICIES, type PolicyKind } from "./managedPolicies";
import { checkEach, checkInner } from "./nestedChecks";
import { named, type ProviderContext, type ResourceType, textOf, token } from "./resourceType";

const REFERRER_POLICIES = [
  "no-referrer",
  "no-referrer-when-downgrade",
  "origin",
  "origin-when-cross-origin",
  "same-origin",
  "strict-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
];

/** A policy: its name, and an id that is a UUID. */
function policyType(
  kind: string,
  check: (checks: InputChecks) => void,
  defaults?: Record<string, unknown>,
): ResourceType {
  return {
    autoName: named(128),
    regional: false,
    defaults,
    check: (checks) => {
      checks.text("name", { maximum: 128, pattern: /^[\w-]+$/, patternMeaning: "letters, digits, _ and -" });
      checks.text("comment", { maximum: 128 });
      check(checks);
    },
    compute: ({ urn, context }) => {
      const id = uuidOf(urn);
      const arn = `arn:${context.partition}:cloudfront::${context.accountId}:${kind}/${id}`;
      return { id, outputs: { arn, etag: `E${lowerIdOf(`${urn}:1`, 13).toUpperCase()}` } };
    },
  };
}

const responseHeadersPolicy = policyType("response-headers-policy", (checks) => {
  const { corsConfig, customHeadersConfig, removeHeadersConfig, securityHeadersConfig, serverTimingHeadersConfig } =
    checks.inputs;
  const given = [
    corsConfig,
    customHeadersConfig,
    removeHeadersConfig,
    securityHeadersConfig,
    serverTimingHeadersConfig,
  ];
  if (given.every((entry) => entry === undefined)) {
    checks.refuse(
      "no headers are given; give securityHeadersConfig, customHeadersConfig, corsConfig or removeHeadersConfig",
    );
  }
  checkInner(checks, "customHeadersConfig", (custom) => {
    custom.count("items", 1, 10);
    checkEach(custom, "items", (item) => item.required("header", "value", "override"));
  });
  checkInner(checks, "securityHeadersConfig", checkSecurityHeaders);
  checkInner(checks, "corsConfig", (cors) => {
    cors.required(
      "accessControlAllowCredentials",
      "accessControlAllowHeaders",
      "accessControlAllowMethods",
      "accessControlAllowOrigins",
      "originOverride",
    );
  });
});

function checkSecurityHeaders(security: InputChecks): void {
  const parts: Record<string, string[]> = {
    contentSecurityPolicy: ["contentSecurityPolicy", "override"],
    contentTypeOptions: ["override"],
    frameOptions: ["frameOption", "override"],
    referrerPolicy: ["referrerPolicy", "override"],
    strictTransportSecurity: ["accessControlMaxAgeSec", "override"],
    xssProtection: ["protection", "override"],
  };
  for (const [part, required] of Object.entries(parts)) {
    checkInner(security, part, (entry) => entry.required(...required));
  }
  security.oneOf("frameOptions.frameOption", ["DENY", "SAMEORIGIN"]);
  security.oneOf("referrerPolicy.referrerPolicy", REFERRER_POLICIES);
  security.integer("strictTransportSecurity.accessControlMaxAgeSec", 0, 2_147_483_647);
}

const originRequestPolicy = policyType("origin-request-policy", (checks) => {
  checks.required("cookiesConfig", "headersConfig", "queryStringsConfig");
  checks.oneOf("headersConfig.headerBehavior", [
    "none",
    "whitelist",
    "allViewer",
    "allViewerAndWhitelistCloudFront",
    "allExcept",
  ]);
  checks.oneOf("cookiesConfig.cookieBehavior", ["none", "whitelist", "all", "allExcept"]);
  checks.oneOf("queryStringsConfig.queryStringBehavior", ["none", "whitelist", "all", "allExcept"]);
  checks.count("headersConfig.headers.items", 1, 10);
  const items = [checks.known("headersConfig.headers.items") ?? []].flat().map((name) => String(name).toLowerCase());
  if (checks.known("headersConfig.headerBehavior") === "whitelist" && items.includes("authorization")) {
    checks.refuse(
      "headersConfig.headers.items has Authorization, which CloudFront forwards only by a cache policy that has it " +
        "in its key, or by allViewer or allExcept; take one of these",
    );
  }
});

const cachePolicy = policyType(
  "cache-policy",
  (checks) => {
    checks.required("parametersInCacheKeyAndForwardedToOrigin");
    checks.integer("minTtl", 0, 31_536_000);
    checks.integer("defaultTtl", 0, 31_536_000);
    checks.integer("maxTtl", 0, 31_536_000);
    checkInner(checks, "parametersInCacheKeyAndForwardedToOrigin", (parameters) => {
      parameters.required("cookiesConfig", "headersConfig", "queryStringsConfig");
      parameters.oneOf("headersConfig.headerBehavior", ["none", "whitelist"]);
      parameters.oneOf("cookiesConfig.cookieBehavior", ["none", "whitelist", "all", "allExcept"]);
      parameters.oneOf("queryStringsConfig.queryStringBehavior", ["none", "whitelist", "all", "allExcept"]);
      parameters.count("headersConfig.headers.items", 1, 10);
      if (checks.known("maxTtl") === 0 && parameters.known("headersConfig.headerBehavior") === "whitelist") {
        parameters.refuse(
          "headersConfig.headerBehavior is whitelist, but maxTtl 0 caches nothing; let maxTtl be 1 or more",
        );
      }
    });
  },
  { defaultTtl: 86_400, maxTtl: 31_536_000, minTtl: 0 },
);

/** Policy types by token. */
export const policyTypes: Record<string, ResourceType> = {
  [token("cloudfront", "ResponseHeadersPolicy")]: responseHeadersPolicy,
  [token("cloudfront", "OriginRequestPolicy")]: originRequestPolicy,
  [token("cloudfront", "CachePolicy")]: cachePolicy,
};

type Lookup = (args: Record<string, unknown>, context: ProviderContext) => Record<string, unknown>;

/** Finds a managed policy by id or name. @throws Error naming those there are */
function lookup(kind: PolicyKind, resource: string): Lookup {
  const known = MANAGED_POLICIES[kind];
  return (args, context) => {
    const wanted = textOf(args, "name") || textOf(args, "id");
    const found = Object.entries(known).find(([name, id]) => name === wanted || id === wanted);
    if (found === undefined) {
      throw new Error(
        `CloudFront brings no policy "${wanted}" of this kind; it brings ${Object.keys(known).join(", ")}. ` +
          `If there is one, add it to local/engine/aws/managedPolicies.ts.`,
      );
    }
    const [name, id] = found;
    return {
      id,
      name,
      arn: `arn:${context.partition}:cloudfront::aws:${resource}/${id}`,
      comment: "",
      etag: "E23ZP02F085DFQ",
    };
  };
}

/** Look-ups of managed policies by token. */
export const policyLookups: Record<string, Lookup> = {
  "aws:cloudfront/getCachePolicy:getCachePolicy": lookup("cache", "cache-policy"),
  "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": lookup("originRequest", "origin-request-policy"),
  "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": lookup(
    "responseHeaders",
    "response-headers-policy",
  ),
};
