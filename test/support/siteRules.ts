/**
 * What security asks of whoever signs in, of every route and of every site of a program, read off its resource graph: the
 * findings are sentences that name the resource.
 */
import { type GraphResource, isRecord, type ResourceGraph } from "../../local/engine/graph";

/** Routes that ask for no token, each for a reason of its own. */
export const OPEN_ROUTES = [
  // Customers chat without an account: the handler knows CloudFront by a secret, and a conversation by its own token.
  /^web-chat-api-/,
  // Slack signs what it sends.
  /^slack-api-/,
  // Customers answer a survey by a link that holds its token, good once.
  /^notifications-survey-/,
];

/** Longest a token is good for, seconds. */
const HOUR = 3_600;

/** Longest until somebody has to sign in again, seconds. */
const SESSION = 12 * HOUR;

/** Seconds browsers have to remember to use HTTPS only. */
const YEAR = 31_536_000;

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: HOUR, days: 24 * HOUR };

/** A value deep in a structure. */
function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((inner, part) => (isRecord(inner) ? inner[part] : undefined), value);
}

function listAt(value: unknown, ...path: string[]): unknown[] {
  return [at(value, ...path) ?? []].flat();
}

function ofType({ resources }: ResourceGraph, type: string): GraphResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** Sentences about what does not hold. */
function findings(name: string, expected: Record<string, boolean>): string[] {
  return Object.entries(expected).flatMap(([says, holds]) => (holds ? [] : [`${name}: ${says}`]));
}

/** Who can sign in, how, and for how long. */
export function signInFindings(graph: ResourceGraph, production: boolean): string[] {
  const pools = ofType(graph, "aws:cognito/userPool:UserPool").flatMap((pool) => poolFindings(pool, production));
  const clients = ofType(graph, "aws:cognito/userPoolClient:UserPoolClient").flatMap(clientFindings);
  const identities = graph.resources.filter(({ type }) => type.startsWith("aws:cognito/identityPool:"));
  return [
    ...pools,
    ...clients,
    ...identities.flatMap(({ name, inputs }) =>
      findings(name, { "knows everybody it lets in": inputs.allowUnauthenticatedIdentities !== true }),
    ),
  ];
}

function poolFindings({ name, inputs, protect }: GraphResource, production: boolean): string[] {
  const { adminCreateUserConfig, passwordPolicy, mfaConfiguration, deletionProtection } = inputs;
  const classes = ["requireLowercase", "requireNumbers", "requireSymbols", "requireUppercase"];
  const recovery = listAt(inputs, "accountRecoverySetting", "recoveryMechanisms").map((way) => at(way, "name"));
  const invited = Number(at(passwordPolicy, "temporaryPasswordValidityDays"));
  const always = {
    "nobody signs up": at(adminCreateUserConfig, "allowAdminCreateUserOnly") === true,
    "everybody has a second factor, an application's": mfaConfiguration === "ON",
    "second factors are codes of an application": at(inputs, "softwareTokenMfaConfiguration", "enabled") === true,
    "passwords have 12 characters": Number(at(passwordPolicy, "minimumLength")) >= 12,
    "passwords have characters of every kind": classes.every((kind) => at(passwordPolicy, kind) === true),
    "invitations end within 3 days": invited >= 1 && invited <= 3,
    "accounts are recovered by an administrator or a verified address":
      recovery.length === 1 && ["admin_only", "verified_email"].includes(String(recovery[0])),
    "names are the same in small and capital letters": at(inputs, "usernameConfiguration", "caseSensitive") === false,
  };
  const inProduction = {
    "people are kept": deletionProtection === "ACTIVE" && protect,
    "stolen passwords are stopped":
      inputs.userPoolTier === "PLUS" && at(inputs, "userPoolAddOns", "advancedSecurityMode") === "ENFORCED",
  };
  return findings(name, { ...always, ...(production ? inProduction : {}) });
}

function clientFindings({ name, inputs }: GraphResource): string[] {
  const life = (token: string, standard: string): number => {
    const unit = at(inputs, "tokenValidityUnits", `${token}Token`) ?? standard;
    return Number(inputs[`${token}TokenValidity`]) * (UNIT_SECONDS[String(unit)] ?? Infinity);
  };
  const addresses = [...listAt(inputs, "callbackUrls"), ...listAt(inputs, "logoutUrls")].map(String);
  const flows = listAt(inputs, "explicitAuthFlows").map(String);
  return findings(name, {
    "the code flow, and no other": JSON.stringify(inputs.allowedOauthFlows) === '["code"]',
    "a browser keeps no secret": inputs.generateSecret !== true,
    "passwords go to the sign-in page only":
      flows.length > 0 && flows.every((flow) => !/USER_PASSWORD|ADMIN|CUSTOM/.test(flow)),
    "tokens end within an hour": life("access", "hours") <= HOUR && life("id", "hours") <= HOUR,
    "people sign in again after 12 hours": life("refresh", "days") <= SESSION,
    "a token for renewal is good once": at(inputs, "refreshTokenRotation", "feature") === "ENABLED",
    "tokens can be taken back": inputs.enableTokenRevocation === true,
    "nobody is told who exists": inputs.preventUserExistenceErrors === "ENABLED",
    "people come back to exact addresses, by https":
      addresses.length > 0 && addresses.every((address) => /^https:\/\/[a-z0-9.-]+\/[^*?#]*$/.test(address)),
    "nothing but who somebody is": JSON.stringify(inputs.allowedOauthScopes) === '["openid"]',
  });
}

/** Who may ask an API, how often, and what is written down of it. */
export function routeFindings(graph: ResourceGraph): string[] {
  const authorizers = new Map(
    ofType(graph, "aws:apigatewayv2/authorizer:Authorizer").map((authorizer) => [authorizer.id, authorizer]),
  );
  const clients = ofType(graph, "aws:cognito/userPoolClient:UserPoolClient").map(({ id }) => id);
  const routes = ofType(graph, "aws:apigatewayv2/route:Route").filter(
    ({ name, inputs }) => !OPEN_ROUTES.some((open) => open.test(name)) && !/^OPTIONS /.test(String(inputs.routeKey)),
  );
  return [
    ...routes.flatMap(({ name, inputs }) => {
      const authorizer = authorizers.get(String(inputs.authorizerId));
      const audiences = listAt(authorizer?.inputs, "jwtConfiguration", "audiences");
      return findings(name, {
        "asks for a token": inputs.authorizationType === "JWT" && authorizer?.inputs.apiId === inputs.apiId,
        "of a client of this program":
          audiences.length > 0 && audiences.every((audience) => clients.includes(String(audience))),
        "that is for access": listAt(inputs, "authorizationScopes").length > 0,
      });
    }),
    ...ofType(graph, "aws:apigatewayv2/stage:Stage").flatMap(({ name, inputs }) =>
      findings(name, {
        "has a rate": Number(at(inputs, "defaultRouteSettings", "throttlingRateLimit")) > 0,
        "has a log": typeof at(inputs, "accessLogSettings", "destinationArn") === "string",
        "whose lines have nobody's address": !/sourceIp|userAgent|authorizer|identity/.test(
          String(at(inputs, "accessLogSettings", "format")),
        ),
      }),
    ),
    ...ofType(graph, "aws:apigatewayv2/api:Api").flatMap(({ name, inputs }) =>
      findings(name, {
        "answers pages of named origins only": !listAt(inputs, "corsConfiguration", "allowOrigins").includes("*"),
      }),
    ),
  ];
}

/** How sites are served. */
export function siteFindings(graph: ResourceGraph, production: boolean): string[] {
  return ofType(graph, "aws:cloudfront/distribution:Distribution").flatMap((distribution) => {
    const { name, inputs } = distribution;
    const behaviors = [inputs.defaultCacheBehavior, ...listAt(inputs, "orderedCacheBehaviors")];
    const files = listAt(inputs, "origins").filter((origin) => at(origin, "customOriginConfig") === undefined);
    const always = {
      "reads its bucket as itself": files.length > 0 && files.every((origin) => at(origin, "originAccessControlId")),
      "turns http to https": behaviors.every((behavior) =>
        ["redirect-to-https", "https-only"].includes(String(at(behavior, "viewerProtocolPolicy"))),
      ),
      "takes TLS 1.2 at the least under a name of its own": tlsIsRecent(inputs.viewerCertificate),
      "shows a page at its root": inputs.defaultRootObject === "index.html",
      "has strict headers on every answer": behaviors.every((behavior) =>
        isStrict(graph, at(behavior, "responseHeadersPolicyId")),
      ),
    };
    return findings(name, {
      ...always,
      ...(production ? { "has a firewall with a rate": hasRate(graph, inputs.webAclId) } : {}),
    });
  });
}

/** CloudFront fixes the least version of its own certificate itself. */
function tlsIsRecent(certificate: unknown): boolean {
  return (
    at(certificate, "cloudfrontDefaultCertificate") === true ||
    /^TLSv1\.(2_20(2[1-9])|3_\d+)/.test(String(at(certificate, "minimumProtocolVersion")))
  );
}

function isStrict(graph: ResourceGraph, id: unknown): boolean {
  const policy = ofType(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").find(
    (resource) => resource.id === id,
  );
  const headers = policy?.inputs.securityHeadersConfig;
  const content = String(at(headers, "contentSecurityPolicy", "contentSecurityPolicy"));
  return (
    /^default-src 'none';/.test(content) &&
    /frame-ancestors (?!\*)/.test(content) &&
    /require-trusted-types-for 'script'/.test(content) &&
    !/unsafe-|script-src[^;]*(\*|data:|blob:)/.test(content) &&
    Number(at(headers, "strictTransportSecurity", "accessControlMaxAgeSec")) >= YEAR &&
    at(headers, "contentTypeOptions", "override") === true
  );
}

function hasRate(graph: ResourceGraph, arn: unknown): boolean {
  const acl = ofType(graph, "aws:wafv2/webAcl:WebAcl").find(({ outputs }) => outputs.arn === arn);
  const rules = listAt(acl?.inputs, "rules");
  return rules.some(
    (rule) => at(rule, "statement", "rateBasedStatement") !== undefined && at(rule, "action", "block") !== undefined,
  );
}
