/** G-16: web sites. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { at, entries, isBetween, isFields, isOneOf, isText, isTrue, passes, UNKNOWN } from "../model/value";
import { BUCKET } from "./storage";

const SITE = "cloudfront/distribution:Distribution";
const HEADERS = "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const FIREWALL = "wafv2/webAcl:WebAcl";

/** Oldest TLS browsers may use. */
const TLS = ["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];

/** Seconds browsers remember to use TLS: a year at least. */
const TRANSPORT_SECONDS = 31_536_000;

/** Requests one address may make in five minutes at most: an office of a thousand people comes from one. */
const MOST_PER_ADDRESS = 10_000;

export const sites: Rule = {
  id: "G-16",
  title: "Sites take TLS 1.2 and newer, tell browsers what to refuse, and stand behind a firewall in production.",
  protects: "Script of a stranger runs in the portal or the chat page, or the site is flooded.",
  references: [
    "CloudFront.1",
    "CloudFront.3",
    "CloudFront.5",
    "CloudFront.6",
    "CloudFront.13",
    "CloudFront.15",
    "WAF.10",
  ],
  each: {
    "aws:cloudfront/distribution:Distribution": site,
    "aws:cloudfront/originAccessControl:OriginAccessControl": (resource, report) =>
      demand(resource, report, ["signingBehavior", isOneOf("always"), "origin", "Set signingBehavior to always."]),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": headers,
    "aws:wafv2/webAcl:WebAcl": (resource, report) => {
      const rules = resource.props["rules"];
      const bounded = (rule: unknown) => {
        const rate = at(rule, "statement.rateBasedStatement.limit");
        const counts = at(rule, "action.count") !== undefined;
        return passes(rate, isBetween(10, MOST_PER_ADDRESS)) && rate !== undefined && !counts;
      };
      if (rules !== UNKNOWN && !entries(rules).some(bounded)) report(resource, "rate", "Block who asks too often.");
      const groups = entries(rules).filter((rule) => at(rule, "statement.managedRuleGroupStatement"));
      if (groups.some((rule) => at(rule, "overrideAction.count") !== undefined)) {
        report(resource, "counting", "Let the managed rules block, not only count.");
      }
    },
  },
  stack: (stack, report) => stack.of(SITE).forEach((resource) => behind(stack, resource, report)),
};

function site(resource: Resource, report: Report): void {
  demand(
    resource,
    report,
    ["defaultRootObject", isText, "root", "Set defaultRootObject."],
    ["loggingConfig.bucket", isText, "log", "Log requests, or log them behind the site."],
  );
  for (const behaviour of ["defaultCacheBehavior", ...indexed(resource, "orderedCacheBehaviors")]) {
    const https = isOneOf("redirect-to-https", "https-only");
    demand(
      resource,
      report,
      [`${behaviour}.viewerProtocolPolicy`, https, "https", "Set viewerProtocolPolicy to redirect-to-https."],
      [`${behaviour}.responseHeadersPolicyId`, isText, "headers", "Set responseHeadersPolicyId."],
    );
  }
  const certificate = "viewerCertificate";
  if (at(resource.props, `${certificate}.cloudfrontDefaultCertificate`) === true) {
    report(
      resource,
      "default-certificate",
      "Give the site a domain and a certificate: CloudFront's own takes TLS 1.0.",
    );
    demand(resource, report, [
      `${certificate}.minimumProtocolVersion`,
      (version) => version === undefined || TLS.includes(String(version)),
      "tls",
      "Leave minimumProtocolVersion out.",
    ]);
  } else {
    demand(
      resource,
      report,
      [`${certificate}.minimumProtocolVersion`, isOneOf(...TLS), "tls", `Set it to ${TLS[0]} or newer.`],
      [`${certificate}.sslSupportMethod`, isOneOf("sni-only"), "tls", "Set sslSupportMethod to sni-only."],
    );
  }
  for (const origin of indexed(resource, "origins")) fetches(resource, origin, report);
}

function indexed({ props }: Resource, list: string): string[] {
  return entries(props[list]).map((_, index) => `${list}.${index}`);
}

/** Files are fetched as the distribution itself, APIs by TLS. */
function fetches(resource: Resource, origin: string, report: Report): void {
  if (at(resource.props, `${origin}.s3OriginConfig.originAccessIdentity`)) {
    report(resource, "origin", "Use an origin access control.");
  }
  if (at(resource.props, `${origin}.customOriginConfig`) === undefined) {
    demand(resource, report, [`${origin}.originAccessControlId`, isText, "origin", "Set originAccessControlId."]);
    return;
  }
  const config = `${origin}.customOriginConfig`;
  const modern = (versions: unknown) =>
    entries(versions).length > 0 && entries(versions).every(isOneOf("TLSv1.2", UNKNOWN));
  demand(
    resource,
    report,
    [`${config}.originProtocolPolicy`, isOneOf("https-only"), "origin", "Set originProtocolPolicy to https-only."],
    [`${config}.originSslProtocols`, modern, "origin", "Set originSslProtocols to TLSv1.2."],
  );
}

const UNSAFE = /'unsafe-(inline|eval|hashes)'|(^|[\s;])(\*|https?:|data:|blob:)(?=[\s;]|$)/;
const NEEDED = ["default-src", "frame-ancestors", "base-uri"];

function headers(resource: Resource, report: Report): void {
  const security = "securityHeadersConfig";
  const policy = at(resource.props, `${security}.contentSecurityPolicy.contentSecurityPolicy`);
  const overrides: readonly string[] = [
    "contentSecurityPolicy",
    "strictTransportSecurity",
    "contentTypeOptions",
    "referrerPolicy",
  ];
  demand(
    resource,
    report,
    [
      `${security}.strictTransportSecurity.accessControlMaxAgeSec`,
      isBetween(TRANSPORT_SECONDS, Infinity),
      "transport",
      "Set strictTransportSecurity to a year or more.",
    ],
    [`${security}.strictTransportSecurity.includeSubdomains`, isTrue, "transport", "Include sub-domains."],
    [`${security}.contentTypeOptions`, isFields, "sniffing", "Set contentTypeOptions."],
    [
      `${security}.referrerPolicy.referrerPolicy`,
      isOneOf("no-referrer", "same-origin"),
      "referrer",
      "Set no-referrer.",
    ],
  );
  for (const header of overrides) {
    demand(resource, report, [
      `${security}.${header}.override`,
      isTrue,
      "override",
      `Let ${header} override the origin's.`,
    ]);
  }
  if (policy === UNKNOWN) return;
  const directives = isText(policy) ? policy : "";
  const missing = NEEDED.filter((name) => !directives.includes(name));
  if (missing.length > 0) report(resource, "content", `The Content-Security-Policy lacks ${missing.join(", ")}.`);
  if (UNSAFE.test(unsourced(directives)))
    report(resource, "content", "The Content-Security-Policy lets any script or place in.");
  if (!/default-src 'none'/.test(directives)) report(resource, "content", "Begin with default-src 'none'.");
  const framed = at(resource.props, `${security}.frameOptions.frameOption`);
  if (/frame-ancestors \*/.test(directives) || (framed !== undefined && framed !== "DENY" && framed !== UNKNOWN)) {
    report(resource, "frames", "Let no page, or named ones only, show this one in a frame.");
  }
}

/** Without images, fonts and media: a picture from a data address does nothing. */
function unsourced(policy: string): string {
  return policy
    .split(";")
    .filter((directive) => !/^\s*(img|font|media)-src\b/.test(directive))
    .join(";");
}

function behind(stack: Stack, resource: Resource, report: Report): void {
  for (const behaviour of ["defaultCacheBehavior", ...indexed(resource, "orderedCacheBehaviors")]) {
    const id = at(resource.props, `${behaviour}.responseHeadersPolicyId`);
    if (isText(id) && !stack.identified(id, HEADERS)) report(resource, "headers", "Use a headers policy of the stack.");
  }
  const acl = resource.props["webAclId"];
  if (stack.production && acl !== UNKNOWN && !(isText(acl) && stack.identified(acl, FIREWALL))) {
    report(resource, "firewall", "Set webAclId to a firewall of the stack.");
  }
  for (const origin of indexed(resource, "origins")) {
    const control = at(resource.props, `${origin}.originAccessControlId`);
    if (isText(control) && !stack.identified(control, "cloudfront/originAccessControl:OriginAccessControl")) {
      report(resource, "origin", "Use an origin access control of the stack.");
    }
    const address = at(resource.props, `${origin}.domainName`);
    if (
      isText(address) &&
      /\.s3[.-]/.test(address) &&
      !stack.of(BUCKET).some((b) => stack.mentions(resource, origin, b))
    ) {
      report(resource, "origin", `${address} is no bucket of the stack.`);
    }
  }
}
