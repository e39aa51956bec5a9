/** What security asks of sign-in, routes and sites, of this very program with its own settings; and that asking finds something. */
import { expect } from "chai";
import { type GraphResource, isRecord, type ResourceGraph } from "../../local/engine/graph";
import { ANSWERED, evaluated } from "../support/evaluated";
import { OPEN_ROUTES, routeFindings, signInFindings, siteFindings } from "../support/siteRules";

/** Type, name's ending, where the input is, and what it becomes; `inputs` are left out where it is a word of the resource. */
type Mutation = [type: string, name: string, path: string, value: unknown, finding: RegExp];

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
const ROUTE = "aws:apigatewayv2/route:Route";
const STAGE = "aws:apigatewayv2/stage:Stage";
const SITE = "aws:cloudfront/distribution:Distribution";
const HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const POLICY = "securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy";

const SIGN_IN: Mutation[] = [
  [POOL, "pool", "adminCreateUserConfig.allowAdminCreateUserOnly", false, /nobody signs up/],
  [POOL, "pool", "mfaConfiguration", "OPTIONAL", /second factor/],
  [POOL, "pool", "softwareTokenMfaConfiguration.enabled", false, /codes of an application/],
  [POOL, "pool", "passwordPolicy.minimumLength", 11, /12 characters/],
  [POOL, "pool", "passwordPolicy.requireSymbols", false, /every kind/],
  [POOL, "pool", "passwordPolicy.temporaryPasswordValidityDays", 7, /3 days/],
  [POOL, "pool", "accountRecoverySetting.recoveryMechanisms.0.name", "verified_phone_number", /recovered/],
  [POOL, "pool", "usernameConfiguration.caseSensitive", true, /small and capital/],
  [POOL, "pool", "deletionProtection", "INACTIVE", /people are kept/],
  [POOL, "pool", "userPoolTier", "ESSENTIALS", /stolen passwords/],
  [POOL, "pool", "userPoolAddOns.advancedSecurityMode", "AUDIT", /stolen passwords/],
  [CLIENT, "client", "allowedOauthFlows", ["code", "implicit"], /no other/],
  [CLIENT, "client", "generateSecret", true, /no secret/],
  [CLIENT, "client", "explicitAuthFlows", ["ALLOW_USER_PASSWORD_AUTH"], /sign-in page only/],
  [CLIENT, "client", "explicitAuthFlows", [], /sign-in page only/],
  [CLIENT, "client", "accessTokenValidity", 61, /within an hour/],
  [CLIENT, "client", "tokenValidityUnits.idToken", "hours", /within an hour/],
  [CLIENT, "client", "refreshTokenValidity", 13, /12 hours/],
  [CLIENT, "client", "refreshTokenRotation.feature", "DISABLED", /good once/],
  [CLIENT, "client", "enableTokenRevocation", false, /taken back/],
  [CLIENT, "client", "preventUserExistenceErrors", "LEGACY", /who exists/],
  [CLIENT, "client", "callbackUrls", ["http://portal.example.com/"], /exact addresses/],
  [CLIENT, "client", "callbackUrls", ["https://*.example.com/"], /exact addresses/],
  [CLIENT, "client", "allowedOauthScopes", ["openid", "aws.cognito.signin.user.admin"], /nothing but/],
];

const ROUTES: Mutation[] = [
  [ROUTE, "portal-api-post-api-changes", "authorizationType", "NONE", /post-api-changes: asks for a token/],
  [ROUTE, "portal-api-get-api-board", "authorizerId", "other", /get-api-board: asks for a token/],
  [ROUTE, "portal-api-get-api-state", "authorizationScopes", [], /for access/],
  ["aws:apigatewayv2/authorizer:Authorizer", "authorizer", "jwtConfiguration.audiences", ["other"], /client of this/],
  [STAGE, "portal-api-stage", "defaultRouteSettings.throttlingRateLimit", 0, /has a rate/],
  [STAGE, "portal-api-stage", "accessLogSettings", undefined, /has a log/],
  [STAGE, "portal-api-stage", "accessLogSettings.format", "$context.identity.sourceIp", /nobody's address/],
  ["aws:apigatewayv2/api:Api", "portal-api", "corsConfiguration", { allowOrigins: ["*"] }, /named origins/],
];

const SITES: Mutation[] = [
  [SITE, "portal-site", "origins.0.originAccessControlId", undefined, /reads its bucket/],
  [SITE, "portal-site", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all", /http to https/],
  [SITE, "portal-site", "viewerCertificate", { minimumProtocolVersion: "TLSv1.1_2016" }, /TLS 1\.2/],
  [SITE, "portal-site", "defaultRootObject", "", /at its root/],
  [SITE, "portal-site", "orderedCacheBehaviors.0.responseHeadersPolicyId", undefined, /strict headers/],
  [SITE, "portal-site", "webAclId", undefined, /firewall with a rate/],
  [HEADERS, "portal-site-headers", POLICY, "default-src 'none'; style-src 'unsafe-inline'", /strict headers/],
  [HEADERS, "portal-site-headers", "securityHeadersConfig.strictTransportSecurity", undefined, /strict headers/],
  ["aws:wafv2/webAcl:WebAcl", "portal-site-firewall", "rules", [], /firewall with a rate/],
];

const RULES: [string, (graph: ResourceGraph, production: boolean) => string[], Mutation[]][] = [
  ["whoever signs in", signInFindings, SIGN_IN],
  ["routes", routeFindings, ROUTES],
  ["sites", siteFindings, SITES],
];

for (const stack of ["dev", "prod"]) {
  describe(`security's rules over the stack ${stack}`, () => {
    let graph: ResourceGraph;

    before(async function () {
      this.timeout(300_000);
      graph = await evaluated(stack, { ...ANSWERED, architecture: "advanced" });
    });

    for (const [what, find] of RULES) {
      it(`hold for ${what}`, () => expect(find(graph, stack === "prod")).to.deep.equal([]));
    }

    it("leave no route open for a reason that is gone", () => {
      const routes = graph.resources.filter(({ type }) => type === ROUTE).map(({ name }) => name);
      for (const open of OPEN_ROUTES)
        expect(
          routes.some((name) => open.test(name)),
          String(open),
        ).to.equal(true);
      expect(routes.filter((name) => name.startsWith("portal-"))).to.have.length(6);
    });

    it("know where people come back to: the portal itself, at its root", () => {
      const client = graph.resources.find(({ type }) => type === CLIENT);
      const root = [`${String(graph.outputs.portalUrl)}/`];
      expect(client?.inputs).to.deep.include({ callbackUrls: root, logoutUrls: root });
    });

    it("let no secret of the portal into an input or an output", () => {
      const outputs = Object.keys(graph.outputs).filter((name) => name.startsWith("portal"));
      expect(outputs).to.have.length(4);
      for (const name of outputs) expect(graph.secretOutputs ?? [], name).not.to.include(name);
      const own = graph.resources.filter(({ urn }) => urn.includes("OperationsPortal"));
      expect(own.filter(({ secretInputs }) => secretInputs.length > 0).map(({ name }) => name)).to.deep.equal([]);
    });
  });
}

describe("security's rules find", () => {
  let graph: ResourceGraph;

  before(async function () {
    this.timeout(300_000);
    graph = await evaluated("prod", { ...ANSWERED, architecture: "advanced" });
  });

  for (const [, find, mutations] of RULES) {
    for (const mutation of mutations) {
      const [type, name, path, value, finding] = mutation;
      it(`a ${String(type.split(":")[2])} ${name} whose ${path} is ${JSON.stringify(value) ?? "missing"}`, () => {
        const found = find(mutated(graph, mutation), true);
        expect(
          found.filter((each) => finding.test(each)),
          found.join("; "),
        ).to.have.length.greaterThan(0);
      });
    }
  }

  it("a pool that a mistake could delete", () => {
    const open = changed(graph, POOL, "pool", (pool) => ({ ...pool, protect: false }));
    expect(signInFindings(open, true).join("; ")).to.match(/people are kept/);
  });

  it("an identity pool that takes strangers", () => {
    const [first] = graph.resources;
    if (first === undefined) return expect.fail("the graph is empty");
    const inputs = { allowUnauthenticatedIdentities: true };
    const stranger = { ...first, type: "aws:cognito/identityPool:IdentityPool", inputs };
    const open = { ...graph, resources: [...graph.resources, stranger] };
    expect(signInFindings(open, false)).to.have.length(1);
  });
});

/** The graph with one resource changed. */
function changed(
  graph: ResourceGraph,
  type: string,
  name: string,
  change: (resource: GraphResource) => GraphResource,
): ResourceGraph {
  const isMeant = (each: GraphResource) => each.type === type && each.name.endsWith(name);
  if (!graph.resources.some(isMeant)) {
    return expect.fail(`there is no ${type} whose name ends with ${name}`);
  }
  return { ...graph, resources: graph.resources.map((each) => (isMeant(each) ? change(each) : each)) };
}

function mutated(graph: ResourceGraph, [type, name, path, value]: Mutation): ResourceGraph {
  return changed(graph, type, name, (resource) => {
    const inputs = structuredClone(resource.inputs);
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    const inner = parts.reduce<unknown>((each, part) => (each as Record<string, unknown>)[part], inputs);
    if (!isRecord(inner)) return expect.fail(`${resource.name} has no ${path}`);
    inner[last] = value;
    return { ...resource, inputs };
  });
}
