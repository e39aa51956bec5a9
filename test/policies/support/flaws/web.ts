/** Flaws of APIs, sites, people and the warehouse. */
import { add, any, edited, type Flaw, inText, put, remove, saying, setting, without } from "../flaw";

const ROUTE = "apigatewayv2/route:Route";
const STAGE = "apigatewayv2/stage:Stage";
const API = "apigatewayv2/api:Api";
const AUTHORIZER = "apigatewayv2/authorizer:Authorizer";
const SITE = "cloudfront/distribution:Distribution";
const HEADERS = "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const FIREWALL = "wafv2/webAcl:WebAcl";
const POOL = "cognito/userPool:UserPool";
const CLIENT = "cognito/userPoolClient:UserPoolClient";
const WORKGROUP = "redshiftserverless/workgroup:Workgroup";
const NAMESPACE = "redshiftserverless/namespace:Namespace";
const ATHENA = "athena/workgroup:Workgroup";
const SECURED = saying(/JWT/);
const SECURITY = "securityHeadersConfig";
const CSP = `${SECURITY}.contentSecurityPolicy.contentSecurityPolicy`;
const WITH_API = saying(/customOriginConfig/);

function contentPolicy(name: string, policy: string): Flaw {
  return setting(name, "G-16", HEADERS, any, CSP, policy);
}

function parameter(name: string, key: string): Flaw {
  return {
    name,
    rule: "G-17",
    mutate: (graph) => {
      const group = edited(graph, WORKGROUP);
      const before = JSON.stringify(group.inputs["configParameters"]);
      const pair = new RegExp(`"parameterKey":"${key}","parameterValue":"true"`);
      put(
        group,
        "configParameters",
        JSON.parse(before.replace(pair, `"parameterKey":"${key}","parameterValue":"false"`)),
      );
      return [group.name];
    },
  };
}

export const WEB_FLAWS: readonly Flaw[] = [
  setting("a route that asks nobody who calls", "G-15", ROUTE, SECURED, "authorizationType", "NONE"),
  setting("a route without an authorizer", "G-15", ROUTE, SECURED, "authorizerId", undefined),
  setting("a route with a foreign authorizer", "G-15", ROUTE, SECURED, "authorizerId", "other1"),
  setting("a route for everything", "G-15", ROUTE, SECURED, "routeKey", "$default"),
  setting("a route for every method", "G-15", ROUTE, SECURED, "routeKey", "ANY /api/state"),
  setting("a route for everything below", "G-15", ROUTE, SECURED, "routeKey", "GET /api/{proxy+}"),
  setting("a route an id token opens", "G-15", ROUTE, SECURED, "authorizationScopes", undefined),
  setting("a token for another audience", "G-15", AUTHORIZER, any, "jwtConfiguration.audiences", []),
  setting(
    "a token of another pool",
    "G-15",
    AUTHORIZER,
    any,
    "jwtConfiguration.issuer",
    "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other",
  ),
  setting("a token in the address", "G-15", AUTHORIZER, any, "identitySources", ["$request.querystring.token"]),
  setting("a stage without a bound", "G-15", STAGE, any, "defaultRouteSettings", undefined),
  setting(
    "a stage with a bound nobody reaches",
    "G-15",
    STAGE,
    any,
    "defaultRouteSettings.throttlingRateLimit",
    100_000,
  ),
  setting("a stage without a log", "G-15", STAGE, any, "accessLogSettings", undefined),
  setting("every origin", "G-15", API, any, "corsConfiguration", { allowOrigins: ["*"], allowMethods: ["GET"] }),
  setting("an origin without TLS", "G-15", API, any, "corsConfiguration", { allowOrigins: ["http://example.com"] }),
  setting("every sub-domain", "G-15", API, any, "corsConfiguration", { allowOrigins: ["https://*.example.com"] }),
  setting("every header", "G-15", API, any, "corsConfiguration", {
    allowOrigins: ["https://example.com"],
    allowHeaders: ["*"],
  }),
  without("an API without a stage of its own", "G-15", STAGE),
  setting(
    "an API that waits half a minute",
    "G-15",
    "apigatewayv2/integration:Integration",
    any,
    "timeoutMilliseconds",
    30_000,
  ),
  setting("TLS 1.0 with a certificate", "G-16", SITE, any, "viewerCertificate", {
    acmCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/x",
    minimumProtocolVersion: "TLSv1",
    sslSupportMethod: "sni-only",
  }),
  setting("TLS 1.1 written down", "G-16", SITE, any, "viewerCertificate", {
    cloudfrontDefaultCertificate: true,
    minimumProtocolVersion: "TLSv1.1_2016",
  }),
  setting("a site without a first page", "G-16", SITE, any, "defaultRootObject", undefined),
  setting("a site in plain text", "G-16", SITE, any, "defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
  setting(
    "an API of a site in plain text",
    "G-16",
    SITE,
    WITH_API,
    "orderedCacheBehaviors.0.viewerProtocolPolicy",
    "allow-all",
  ),
  setting("a site without headers", "G-16", SITE, any, "defaultCacheBehavior.responseHeadersPolicyId", undefined),
  setting(
    "a site with Amazon's headers",
    "G-16",
    SITE,
    any,
    "defaultCacheBehavior.responseHeadersPolicyId",
    "67f7725c-6f97-4210-82d7-5512b31e9d03",
  ),
  setting("a site without a firewall", "G-16", SITE, any, "webAclId", undefined),
  setting("files fetched as anybody", "G-16", SITE, any, "origins.0.originAccessControlId", undefined),
  setting(
    "an origin reached in plain text",
    "G-16",
    SITE,
    WITH_API,
    "origins.1.customOriginConfig.originProtocolPolicy",
    "http-only",
  ),
  setting("an origin reached by old TLS", "G-16", SITE, WITH_API, "origins.1.customOriginConfig.originSslProtocols", [
    "TLSv1",
    "TLSv1.2",
  ]),
  setting(
    "an origin nobody signs requests to",
    "G-16",
    "cloudfront/originAccessControl:OriginAccessControl",
    any,
    "signingBehavior",
    "never",
  ),
  setting("no content policy", "G-16", HEADERS, any, `${SECURITY}.contentSecurityPolicy`, undefined),
  contentPolicy(
    "scripts in the page",
    "default-src 'none'; script-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  ),
  contentPolicy(
    "scripts made of text",
    "default-src 'none'; script-src 'self' 'unsafe-eval'; base-uri 'none'; frame-ancestors 'none'",
  ),
  contentPolicy("scripts from anywhere", "default-src 'none'; script-src *; base-uri 'none'; frame-ancestors 'none'"),
  contentPolicy("everything from the site itself", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
  contentPolicy(
    "shown in anybody's frame",
    "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors *",
  ),
  contentPolicy("nothing said of frames", "default-src 'none'; script-src 'self'; base-uri 'none'"),
  setting("no strict transport", "G-16", HEADERS, any, `${SECURITY}.strictTransportSecurity`, undefined),
  setting(
    "strict transport for a minute",
    "G-16",
    HEADERS,
    any,
    `${SECURITY}.strictTransportSecurity.accessControlMaxAgeSec`,
    60,
  ),
  setting(
    "sub-domains in plain text",
    "G-16",
    HEADERS,
    any,
    `${SECURITY}.strictTransportSecurity.includeSubdomains`,
    false,
  ),
  setting("browsers guess types", "G-16", HEADERS, any, `${SECURITY}.contentTypeOptions`, undefined),
  setting("addresses told to others", "G-16", HEADERS, any, `${SECURITY}.referrerPolicy.referrerPolicy`, "unsafe-url"),
  setting("headers the origin may change", "G-16", HEADERS, any, `${SECURITY}.contentSecurityPolicy.override`, false),
  setting("a firewall without a rate", "G-16", FIREWALL, any, "rules", []),
  setting("a rate nobody reaches", "G-16", FIREWALL, any, "rules.0.statement.rateBasedStatement.limit", 2_000_000),
  setting("a rate that only counts", "G-16", FIREWALL, any, "rules.0.action", { count: {} }),
  setting("managed rules that only count", "G-16", FIREWALL, any, "rules.1.overrideAction", { count: {} }),
  setting("strangers sign up", "G-14", POOL, any, "adminCreateUserConfig.allowAdminCreateUserOnly", false),
  setting("signing up left to the default", "G-14", POOL, any, "adminCreateUserConfig", undefined),
  setting("no second factor", "G-14", POOL, any, "mfaConfiguration", "OFF"),
  setting("a second factor for who wants it", "G-14", POOL, any, "mfaConfiguration", "OPTIONAL"),
  setting("no authenticator", "G-14", POOL, any, "softwareTokenMfaConfiguration.enabled", false),
  setting("passwords of eight characters", "G-14", POOL, any, "passwordPolicy.minimumLength", 8),
  setting("passwords without digits", "G-14", POOL, any, "passwordPolicy.requireNumbers", false),
  setting("accounts recovered by text message", "G-14", POOL, any, "accountRecoverySetting", {
    recoveryMechanisms: [{ name: "verified_phone_number", priority: 1 }],
  }),
  setting("threats only counted", "G-14", POOL, any, "userPoolAddOns.advancedSecurityMode", "AUDIT"),
  setting("tokens in the address", "G-14", CLIENT, any, "allowedOauthFlows", ["implicit"]),
  setting("passwords sent as they are", "G-14", CLIENT, any, "explicitAuthFlows", ["ALLOW_USER_PASSWORD_AUTH"]),
  setting("a callback without TLS", "G-14", CLIENT, any, "callbackUrls", ["http://example.com/"]),
  setting("any callback", "G-14", CLIENT, any, "callbackUrls", ["https://*.example.com/"]),
  setting("tokens for a day", "G-14", CLIENT, any, "accessTokenValidity", 1440),
  setting("sessions for a month", "G-14", CLIENT, any, "refreshTokenValidity", 720),
  setting("sessions left to the default", "G-14", CLIENT, any, "refreshTokenValidity", undefined),
  setting("a stolen session goes on", "G-14", CLIENT, any, "refreshTokenRotation", undefined),
  setting("recovery left to the default", "G-14", POOL, any, "accountRecoverySetting", undefined),
  setting("who exists is told", "G-14", CLIENT, any, "preventUserExistenceErrors", "LEGACY"),
  {
    name: "guests of an identity pool",
    rule: "G-14",
    mutate: (graph) => [
      add(graph, edited(graph, POOL), "cognito/identityPool:IdentityPool", "guests", {
        allowUnauthenticatedIdentities: true,
      }),
    ],
  },
  setting("a warehouse on the internet", "G-17", WORKGROUP, any, "publiclyAccessible", true),
  setting("a warehouse whose traffic leaves the network", "G-17", WORKGROUP, any, "enhancedVpcRouting", false),
  setting("a warehouse without a ceiling", "G-17", WORKGROUP, any, "maxCapacity", undefined),
  setting("a warehouse in one zone", "G-17", WORKGROUP, any, "subnetIds", ["subnet-1"]),
  setting("a warehouse in the default group", "G-17", WORKGROUP, any, "securityGroupIds", []),
  parameter("a warehouse in plain text", "require_ssl"),
  parameter("a warehouse that forgets who asked", "enable_user_activity_logging"),
  setting("a warehouse with AWS' key", "G-17", NAMESPACE, any, "kmsKeyId", undefined),
  setting("a password of the warehouse's owner", "G-17", NAMESPACE, any, "manageAdminPassword", false),
  setting("the usual owner", "G-17", NAMESPACE, any, "adminUsername", "admin"),
  setting("the usual database", "G-17", NAMESPACE, any, "dbName", "dev"),
  setting("a warehouse without logs", "G-17", NAMESPACE, any, "logExports", ["userlog"]),
  {
    name: "a warehouse without a limit that stops it",
    rule: "G-17",
    mutate: (graph) => {
      remove(graph, edited(graph, "redshiftserverless/usageLimit:UsageLimit", saying(/deactivate/)));
      return [edited(graph, WORKGROUP).name];
    },
  },
  setting("a network open to everybody", "G-17", "ec2/securityGroup:SecurityGroup", any, "ingress", [
    { protocol: "tcp", fromPort: 5439, toPort: 5439, cidrBlocks: ["0.0.0.0/0"] },
  ]),
  setting("a default group that lets in", "G-17", "ec2/defaultSecurityGroup:DefaultSecurityGroup", any, "ingress", [
    { protocol: "-1", self: true },
  ]),
  setting("public addresses", "G-17", "ec2/subnet:Subnet", any, "mapPublicIpOnLaunch", true),
  inText("an endpoint to any bucket", "G-17", "ec2/vpcEndpoint:VpcEndpoint", any, "policy", (text) =>
    text.replace(/"Resource":\[[^\]]*\]/, '"Resource":["*"]'),
  ),
  setting("an endpoint without a policy", "G-17", "ec2/vpcEndpoint:VpcEndpoint", any, "policy", undefined),
  setting(
    "queries that choose for themselves",
    "G-18",
    ATHENA,
    any,
    "configuration.enforceWorkgroupConfiguration",
    false,
  ),
  setting(
    "answers in clear",
    "G-18",
    ATHENA,
    any,
    "configuration.resultConfiguration.encryptionConfiguration",
    undefined,
  ),
  setting(
    "answers with S3's key",
    "G-18",
    ATHENA,
    any,
    "configuration.resultConfiguration.encryptionConfiguration.encryptionOption",
    "SSE_S3",
  ),
  setting(
    "answers with somebody else's key",
    "G-18",
    ATHENA,
    any,
    "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn",
    "arn:aws:kms:us-east-1:123456789012:key/other",
  ),
  setting("queries without a bound", "G-18", ATHENA, any, "configuration.bytesScannedCutoffPerQuery", undefined),
  setting(
    "answers in another bucket",
    "G-18",
    ATHENA,
    any,
    "configuration.resultConfiguration.outputLocation",
    "s3://elsewhere/",
  ),
  setting("queries nobody meters", "G-18", ATHENA, any, "configuration.publishCloudwatchMetricsEnabled", false),
];
