/** Who may use the portal: a user pool whose people an administrator makes, three groups, and the page they sign in at. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { accountOf } from "../foundations/account";
import { dataOptions } from "../foundations/dataProtection";

/** How people are kept. */
export interface PeopleArgs {
  /** Whether the pool survives `pulumi destroy` and mistakes. */
  protectData: boolean;
  /** Whether Cognito stops passwords known to be stolen and sign-ins that look like somebody else's (tier PLUS). */
  threatProtection: boolean;
}

/** People, and where they sign in. */
export interface People {
  /** Id of the user pool. */
  readonly poolId: pulumi.Output<string>;
  /** The `iss` of tokens, `https://cognito-idp.<Region>.amazonaws.com/<pool id>`. */
  readonly issuer: pulumi.Output<string>;
  /** `https://<prefix>.auth.<Region>.amazoncognito.com`: the pages people see, and where a code becomes tokens. */
  readonly signInUrl: pulumi.Output<string>;
  /** What has to be there before somebody can sign in. */
  readonly domain: pulumi.Resource;
}

/** Groups, the greatest first: who is in several is what the first of them says. */
const GROUPS = [
  { name: "administrator", description: "Operators who also close the whole centre in an emergency" },
  { name: "operator", description: "Change queues, and put messages on the line" },
  { name: "viewer", description: "See what is set, the board and the history" },
];

const PASSWORD_LENGTH = 14;

/** An invitation nobody has taken up by then has to be sent again. */
const INVITED_DAYS = 1;

/** The pages people sign in at, in their present form. */
const MANAGED_LOGIN = 2;

/** Bytes of chance in the name of the sign-in page, which is one in all of a Region. */
const SUFFIX_BYTES = 4;

/** Makes pool, groups and sign-in page. */
export function buildPeople(parent: pulumi.Resource, name: string, args: PeopleArgs): People {
  const pool = new aws.cognito.UserPool(`${name}-pool`, poolArgs(args), dataOptions(parent, args.protectData));
  GROUPS.forEach((group, index) => {
    new aws.cognito.UserGroup(
      `${name}-${group.name}`,
      { ...group, userPoolId: pool.id, precedence: index + 1 },
      { parent },
    );
  });
  const suffix = new random.RandomId(`${name}-domain-suffix`, { byteLength: SUFFIX_BYTES }, { parent });
  const domain = new aws.cognito.UserPoolDomain(
    `${name}-domain`,
    {
      userPoolId: pool.id,
      domain: pulumi.interpolate`${domainPrefix(name, pulumi.getStack())}-${suffix.hex}`,
      managedLoginVersion: MANAGED_LOGIN,
    },
    { parent },
  );
  const { region } = accountOf(parent);
  return {
    poolId: pool.id,
    issuer: pulumi.interpolate`https://${pool.endpoint}`,
    signInUrl: pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`,
    domain,
  };
}

function poolArgs({ protectData, threatProtection }: PeopleArgs): aws.cognito.UserPoolArgs {
  return {
    // Nobody signs up, and nobody comes back without a person: who forgets a password asks an administrator.
    adminCreateUserConfig: { allowAdminCreateUserOnly: true },
    accountRecoverySetting: { recoveryMechanisms: [{ name: "admin_only", priority: 1 }] },
    mfaConfiguration: "ON",
    softwareTokenMfaConfiguration: { enabled: true },
    signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] },
    passwordPolicy: {
      minimumLength: PASSWORD_LENGTH,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
      requireUppercase: true,
      temporaryPasswordValidityDays: INVITED_DAYS,
    },
    usernameConfiguration: { caseSensitive: false },
    deletionProtection: protectData ? "ACTIVE" : "INACTIVE",
    userPoolTier: threatProtection ? "PLUS" : "ESSENTIALS",
    userPoolAddOns: { advancedSecurityMode: threatProtection ? "ENFORCED" : "OFF" },
  };
}

/** Most characters of the prefix before the suffix; Cognito takes 63 with it. */
const PREFIX_LENGTH = 40;

/** What Cognito lets nobody else have in a name. */
const RESERVED = /aws|amazon|cognito/;

/**
 * Lower-case letters, digits and single inner hyphens of a name and a stack.
 *
 * @example domainPrefix("portal", "Prod_EU") // "portal-prod-eu"
 */
export function domainPrefix(name: string, stack: string): string {
  const parts = `${name}-${stack}`.toLowerCase().split(/[^a-z0-9]+/);
  const allowed = parts.filter((part) => part !== "" && !RESERVED.test(part)).join("-");
  return allowed.slice(0, PREFIX_LENGTH).replace(/-$/, "") || "portal";
}

/** Minutes a token is good for: that long somebody who was taken out of a group keeps what it allowed. */
const TOKEN_MINUTES = 15;

/** Hours until somebody has to sign in again: a long shift. */
const SESSION_HOURS = 12;

/** Seconds in which an answer that was lost on its way can be asked for again. */
const RENEWAL_GRACE_SECONDS = 10;

/** The site as a client of the pool: no secret, which a browser could not keep; codes with a proof key, nothing else. */
export function buildClient(
  parent: pulumi.Resource,
  name: string,
  { poolId, domain }: People,
  siteUrl: pulumi.Output<string>,
): aws.cognito.UserPoolClient {
  const addresses = [pulumi.interpolate`${siteUrl}/`];
  const client = new aws.cognito.UserPoolClient(
    `${name}-client`,
    {
      userPoolId: poolId,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid"],
      callbackUrls: addresses,
      logoutUrls: addresses,
      supportedIdentityProviders: ["COGNITO"],
      // Rotation and the older way to renew exclude each other, which would be allowed if nothing were named.
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: RENEWAL_GRACE_SECONDS },
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
      accessTokenValidity: TOKEN_MINUTES,
      idTokenValidity: TOKEN_MINUTES,
      refreshTokenValidity: SESSION_HOURS,
    },
    { parent },
  );
  // Without a style of its own a client has no sign-in page of the present form.
  new aws.cognito.ManagedLoginBranding(
    `${name}-sign-in`,
    { userPoolId: poolId, clientId: client.id, useCognitoProvidedValues: true },
    { parent, dependsOn: [domain] },
  );
  return client;
}
