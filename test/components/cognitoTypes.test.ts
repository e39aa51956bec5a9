/** User pools, their clients and authorizers in the stand-in provider: what AWS computes, and what it refuses. */
import { expect } from "chai";
import { createOutputs, DEFAULT_ACCOUNT } from "../../local/engine/awsProvider";

const CONTEXT = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };
const POOL = "us-east-1_aBcDeF123";

const MINIMAL: Readonly<Record<string, Record<string, unknown>>> = {
  UserPool: {},
  UserGroup: { userPoolId: POOL, name: "viewer" },
  UserPoolClient: { userPoolId: POOL },
  UserPoolDomain: { userPoolId: POOL, domain: "portal-dev-1a2b" },
  ManagedLoginBranding: { userPoolId: POOL, clientId: "abc", useCognitoProvidedValues: true },
};

function made(kind: string, inputs: Record<string, unknown> = {}) {
  const type = `aws:cognito/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
  return createOutputs(type, "thing", { ...MINIMAL[kind], ...inputs }, CONTEXT);
}

const CODE_FLOW = {
  allowedOauthFlows: ["code"],
  allowedOauthFlowsUserPoolClient: true,
  allowedOauthScopes: ["openid"],
  callbackUrls: ["https://portal.example.com/"],
};

const ROTATION = { refreshTokenRotation: { feature: "ENABLED" } };

const recovery = (...names: string[]) => ({
  accountRecoverySetting: { recoveryMechanisms: names.map((name, index) => ({ name, priority: index + 1 })) },
});

/** Kind, inputs, and what the refusal says. */
const REFUSED: [string, Record<string, unknown>, RegExp][] = [
  ["UserPool", { mfaConfiguration: "ON" }, /second factor and there is none/],
  ["UserPool", { mfaConfiguration: "on" }, /one of ON, OFF, OPTIONAL/],
  ["UserPool", { passwordPolicy: { minimumLength: 5 } }, /passwordPolicy\.minimumLength is 5/],
  ["UserPool", { passwordPolicy: { temporaryPasswordValidityDays: 366 } }, /temporaryPasswordValidityDays is 366/],
  ["UserPool", recovery("admin_only", "verified_email"), /admin_only beside another/],
  ["UserPool", recovery("email"), /one of verified_email/],
  [
    "UserPool",
    { accountRecoverySetting: { recoveryMechanisms: [{ name: "admin_only", priority: 3 }] } },
    /priority is 3/,
  ],
  ["UserPool", { userPoolAddOns: { advancedSecurityMode: "ENFORCED" } }, /threat protection takes PLUS/],
  ["UserPool", { aliasAttributes: ["email"], usernameAttributes: ["email"] }, /a pool has one of them/],
  ["UserPool", { signInPolicy: { allowedFirstAuthFactors: ["EMAIL_OTP"] } }, /has no PASSWORD/],
  ["UserGroup", { name: "two words" }, /without blanks/],
  ["UserGroup", { precedence: -1 }, /precedence is -1/],
  ["UserGroup", { userPoolId: "pool" }, /the id of a user pool/],
  ["UserPoolDomain", { domain: "Portal" }, /lower-case letters/],
  ["UserPoolDomain", { domain: "my-cognito" }, /has "cognito" in it/],
  ["UserPoolDomain", { domain: undefined }, /domain is missing/],
  ["UserPoolClient", { ...CODE_FLOW, callbackUrls: undefined }, /callbackUrls is missing/],
  ["UserPoolClient", { ...CODE_FLOW, callbackUrls: ["http://portal.example.com/"] }, /https:\/\//],
  ["UserPoolClient", { ...CODE_FLOW, callbackUrls: ["https://portal.example.com/#x"] }, /has no #/],
  ["UserPoolClient", { ...CODE_FLOW, logoutUrls: ["//portal.example.com"] }, /logoutUrls has/],
  ["UserPoolClient", { ...CODE_FLOW, allowedOauthFlowsUserPoolClient: false }, /counts for nothing/],
  ["UserPoolClient", { ...CODE_FLOW, allowedOauthScopes: ["email"] }, /has no openid/],
  ["UserPoolClient", { ...CODE_FLOW, allowedOauthScopes: ["everything"] }, /allowedOauthScopes is "everything"/],
  ["UserPoolClient", { ...CODE_FLOW, allowedOauthFlows: ["client_credentials"] }, /takes generateSecret/],
  ["UserPoolClient", { explicitAuthFlows: ["ALLOW_USER_AUTH", "USER_PASSWORD_AUTH"] }, /one kind/],
  ["UserPoolClient", { ...ROTATION }, /ALLOW_REFRESH_TOKEN_AUTH, or is left out/],
  ["UserPoolClient", { ...ROTATION, explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] }, /name the other flows/],
  ["UserPoolClient", { accessTokenValidity: 25 }, /accessTokenValidity is 90000 s/],
  ["UserPoolClient", { refreshTokenValidity: 30, tokenValidityUnits: { refreshToken: "minutes" } }, /is 1800 s/],
  [
    "UserPoolClient",
    { accessTokenValidity: 2, refreshTokenValidity: 1, tokenValidityUnits: { refreshToken: "hours" } },
    /outlives what it renews/,
  ],
  ["UserPoolClient", { defaultRedirectUri: "https://portal.example.com/" }, /none of callbackUrls/],
  ["ManagedLoginBranding", { settings: "{}" }, /a style has one of them/],
  ["ManagedLoginBranding", { useCognitoProvidedValues: false }, /settings is missing/],
];

describe("user pools in the local provider", () => {
  it("computes ids, addresses and names as AWS forms them", () => {
    const pool = made("UserPool");
    expect(pool.id).to.match(/^us-east-1_[0-9A-Za-z]{9}$/);
    expect(pool.outputs).to.include({
      endpoint: `cognito-idp.us-east-1.amazonaws.com/${pool.id}`,
      arn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${pool.id}`,
      mfaConfiguration: "OFF",
    });
    const client = made("UserPoolClient", CODE_FLOW);
    expect(client.id).to.match(/^[a-z0-9]{26}$/);
    expect(client.outputs.clientSecret).to.equal("");
    expect(made("UserPoolClient", { generateSecret: true }).outputs.clientSecret).to.match(/^[a-z0-9]{32}$/);
    expect(made("UserGroup").id).to.equal(`${POOL}/viewer`);
    expect(made("UserPoolDomain").id).to.equal("portal-dev-1a2b");
    const { id, outputs } = made("ManagedLoginBranding");
    expect(id).to.equal(`${POOL},${String(outputs.managedLoginBrandingId)}`);
  });

  it("takes what Cognito takes", () => {
    const kept = { explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"], ...ROTATION };
    const local = { callbackUrls: ["http://localhost:8080/", "com.example.app://signed-in"] };
    expect(() => made("UserPoolClient", { ...CODE_FLOW, ...kept, ...local })).to.not.throw();
    expect(() => made("UserPoolClient", { ...CODE_FLOW, allowedOauthScopes: ["orders/read"] })).to.not.throw();
    expect(() =>
      made("UserPoolDomain", { domain: "Sign.example.com", certificateArn: "arn:aws:acm:x" }),
    ).to.not.throw();
    const enforced = { userPoolTier: "PLUS", userPoolAddOns: { advancedSecurityMode: "ENFORCED" } };
    expect(() => made("UserPool", { ...enforced, ...recovery("verified_email") })).to.not.throw();
  });

  for (const [kind, inputs, message] of REFUSED) {
    it(`refuses a ${kind} with ${JSON.stringify(inputs)}`, () => {
      expect(() => made(kind, inputs)).to.throw(message);
    });
  }
});

describe("JWT authorizers in the local provider", () => {
  const authorizer = (inputs: Record<string, unknown>) =>
    createOutputs(
      "aws:apigatewayv2/authorizer:Authorizer",
      "thing",
      {
        apiId: "a",
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { audiences: ["c"], issuer: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}` },
        ...inputs,
      },
      CONTEXT,
    );

  it("have an id of their own", () => {
    expect(authorizer({}).id).to.match(/^[a-z0-9]{6}$/);
  });

  for (const [inputs, message] of [
    [{ authorizerType: "REQUEST" }, /one of JWT/],
    [{ identitySources: ["Authorization"] }, /\$request\.header\.Authorization/],
    [{ identitySources: undefined }, /identitySources is missing/],
    [{ jwtConfiguration: { issuer: "https://example.com" } }, /audiences is missing/],
    [{ jwtConfiguration: { audiences: ["c"], issuer: "http://example.com" } }, /an https address/],
    [{ authorizerResultTtlInSeconds: 60 }, /a JWT authorizer has none/],
  ] as [Record<string, unknown>, RegExp][]) {
    it(`are refused with ${JSON.stringify(inputs)}`, () => {
      expect(() => authorizer(inputs)).to.throw(message);
    });
  }

  it("ask nobody on a route that does not say JWT, which is refused", () => {
    const route = { apiId: "a", routeKey: "GET /x", authorizerId: "b" };
    expect(() => createOutputs("aws:apigatewayv2/route:Route", "thing", route, CONTEXT)).to.throw(/without JWT/);
  });
});
