/** User pools of Amazon Cognito in the local provider: who may sign in, where, and what their tokens are good for. */
import { isRecord } from "../graph";
import { lowerIdOf, mixedIdOf, uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { checkClient } from "./cognitoClient";
import { checkEach, checkInner } from "./nestedChecks";
import { arnOf, named, type ProviderContext, type ResourceType, textOf, token } from "./resourceType";

/** What a pool and its clients may be called. */
const NAME = { minimum: 1, maximum: 128, pattern: /^[\w\s+=,.@-]+$/, patternMeaning: "letters, digits and _+=,.@-" };

/** A pool's id, such as `us-east-1_aBcDeF123`. */
const POOL_ID = { minimum: 1, maximum: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/, patternMeaning: "the id of a user pool" };

const MADE = "2026-01-01T00:00:00Z";

const userPool: ResourceType = {
  autoName: named(128),
  taggable: true,
  defaults: { deletionProtection: "INACTIVE", mfaConfiguration: "OFF", userPoolTier: "ESSENTIALS" },
  check: (checks) => {
    checks.text("name", NAME);
    checks.oneOf("deletionProtection", ["ACTIVE", "INACTIVE"]);
    checks.oneOf("userPoolTier", ["LITE", "ESSENTIALS", "PLUS"]);
    checkInner(checks, "passwordPolicy", (policy) => {
      policy.integer("minimumLength", 6, 99);
      policy.integer("temporaryPasswordValidityDays", 0, 365);
      policy.integer("passwordHistorySize", 0, 24);
    });
    checkMfa(checks);
    checkRecovery(checks);
    checkThreatProtection(checks);
    checkSignInNames(checks);
  },
  compute: ({ urn, inputs, context }) => {
    const region = textOf(inputs, "region") || context.region;
    const id = `${region}_${mixedIdOf(urn, 9)}`;
    return {
      id,
      outputs: {
        arn: arnOf({ ...context, region }, "cognito-idp", `userpool/${id}`),
        creationDate: MADE,
        customDomain: "",
        domain: "",
        endpoint: `cognito-idp.${region}.${domainOf(context)}/${id}`,
        estimatedNumberOfUsers: 0,
        lastModifiedDate: MADE,
      },
    };
  },
};

function domainOf(context: ProviderContext): string {
  return context.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

function checkMfa(checks: InputChecks): void {
  checks.oneOf("mfaConfiguration", ["ON", "OFF", "OPTIONAL"]);
  const given = (property: string): boolean => isRecord(checks.inputs[property]);
  const tokens = checks.known("softwareTokenMfaConfiguration.enabled") === true;
  const second = tokens || given("smsConfiguration") || given("emailMfaConfiguration");
  if (["ON", "OPTIONAL"].includes(String(checks.known("mfaConfiguration"))) && !second) {
    checks.refuse(
      "mfaConfiguration asks for a second factor and there is none; enable softwareTokenMfaConfiguration, or give smsConfiguration or emailMfaConfiguration",
    );
  }
  const first = checks.known("signInPolicy.allowedFirstAuthFactors");
  if (Array.isArray(first)) {
    for (const factor of first) {
      checks.oneOf(
        "signInPolicy.allowedFirstAuthFactors",
        ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"],
        factor as unknown,
      );
    }
    if (!first.includes("PASSWORD")) {
      checks.refuse("signInPolicy.allowedFirstAuthFactors has no PASSWORD; Cognito wants it among them");
    }
    if (first.length > 1 && checks.known("mfaConfiguration") === "ON") {
      checks.refuse(
        "signInPolicy.allowedFirstAuthFactors has more than PASSWORD; with mfaConfiguration ON it is the only one",
      );
    }
  }
}

function checkRecovery(checks: InputChecks): void {
  checkInner(checks, "accountRecoverySetting", (setting) => {
    setting.count("recoveryMechanisms", 1, 2);
    const mechanisms = setting.list("recoveryMechanisms");
    for (const { name, priority } of mechanisms) {
      setting.oneOf("recoveryMechanisms.name", ["verified_email", "verified_phone_number", "admin_only"], name);
      setting.integer("recoveryMechanisms.priority", 1, 2, priority);
    }
    if (new Set(mechanisms.map(({ priority }) => priority)).size < mechanisms.length) {
      setting.refuse("recoveryMechanisms share a priority; each has its own");
    }
    if (mechanisms.length > 1 && mechanisms.some(({ name }) => name === "admin_only")) {
      setting.refuse("recoveryMechanisms has admin_only beside another; it stands alone");
    }
  });
}

function checkThreatProtection(checks: InputChecks): void {
  checks.oneOf("userPoolAddOns.advancedSecurityMode", ["OFF", "AUDIT", "ENFORCED"]);
  const mode = checks.known("userPoolAddOns.advancedSecurityMode");
  const tier = checks.known("userPoolTier");
  if ((mode === "AUDIT" || mode === "ENFORCED") && tier !== undefined && tier !== "PLUS") {
    checks.refuse(
      `userPoolAddOns.advancedSecurityMode is ${mode} with userPoolTier ${String(tier)}; threat protection takes PLUS`,
    );
  }
}

function checkSignInNames(checks: InputChecks): void {
  if (checks.inputs.aliasAttributes !== undefined && checks.inputs.usernameAttributes !== undefined) {
    checks.refuse("aliasAttributes and usernameAttributes are both given; a pool has one of them");
  }
  const allowed: Record<string, string[]> = {
    aliasAttributes: ["phone_number", "email", "preferred_username"],
    usernameAttributes: ["phone_number", "email"],
    autoVerifiedAttributes: ["phone_number", "email"],
  };
  for (const [property, names] of Object.entries(allowed)) {
    for (const name of [checks.known(property) ?? []].flat()) checks.oneOf(property, names, name);
  }
}

const userGroup: ResourceType = {
  autoName: named(128),
  check: (checks) => {
    checks.required("userPoolId");
    checks.text("userPoolId", POOL_ID);
    checks.text("name", {
      minimum: 1,
      maximum: 128,
      pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u,
      patternMeaning: "letters, digits and signs, without blanks",
    });
    checks.text("description", { maximum: 2048 });
    checks.integer("precedence", 0, 2_147_483_647);
    checks.arn("roleArn");
  },
  compute: ({ inputs }) => ({ id: `${textOf(inputs, "userPoolId")}/${textOf(inputs, "name")}`, outputs: {} }),
};

const userPoolClient: ResourceType = {
  autoName: named(128),
  defaults: {
    allowedOauthFlowsUserPoolClient: false,
    authSessionValidity: 3,
    enablePropagateAdditionalUserContextData: false,
    enableTokenRevocation: true,
  },
  check: (checks) => {
    checks.required("userPoolId");
    checks.text("userPoolId", POOL_ID);
    checks.text("name", NAME);
    checkClient(checks);
  },
  compute: ({ urn, inputs }) => ({
    id: lowerIdOf(urn, 26),
    outputs: { clientSecret: inputs.generateSecret === true ? lowerIdOf(`${urn}:secret`, 32) : "" },
  }),
};

const userPoolDomain: ResourceType = {
  check: (checks) => {
    checks.required("domain", "userPoolId");
    checks.text("userPoolId", POOL_ID);
    checks.arn("certificateArn");
    checks.integer("managedLoginVersion", 1, 2);
    if (checks.inputs.certificateArn === undefined) checkPrefix(checks);
  },
  compute: ({ urn, inputs, context }) => {
    const distribution = lowerIdOf(urn, 13);
    return {
      id: textOf(inputs, "domain"),
      outputs: {
        awsAccountId: context.accountId,
        cloudfrontDistribution: `d${distribution}.cloudfront.net`,
        cloudfrontDistributionArn: `d${distribution}.cloudfront.net`,
        cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
        ...(inputs.managedLoginVersion === undefined && { managedLoginVersion: 1 }),
        s3Bucket: `aws-cognito-prod-${context.region}-assets`,
        version: "20260101000000",
      },
    };
  },
};

/** Words Cognito refuses in a prefix. */
const RESERVED = ["aws", "amazon", "cognito"];

function checkPrefix(checks: InputChecks): void {
  checks.text("domain", {
    minimum: 1,
    maximum: 63,
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    patternMeaning: "a prefix of lower-case letters, digits and inner -, or a whole name with certificateArn",
  });
  const prefix = checks.known("domain");
  const word = RESERVED.find((reserved) => typeof prefix === "string" && prefix.includes(reserved));
  if (word) checks.refuse(`domain has "${word}" in it; Cognito keeps ${RESERVED.join(", ")} to itself`);
}

const managedLoginBranding: ResourceType = {
  check: (checks) => {
    checks.required("clientId", "userPoolId");
    checks.text("userPoolId", POOL_ID);
    checks.text("clientId", { minimum: 1, maximum: 128, pattern: /^[\w+]+$/, patternMeaning: "the id of a client" });
    checks.json("settings");
    const provided = checks.inputs.useCognitoProvidedValues === true;
    if ((checks.inputs.settings !== undefined) === provided) {
      checks.refuse("settings is missing or given with useCognitoProvidedValues; a style has one of them");
    }
    checkEach(checks, "assets", (asset) => asset.required("category", "colorMode", "extension"));
  },
  compute: ({ urn, inputs }) => {
    const managedLoginBrandingId = uuidOf(urn);
    return {
      id: `${textOf(inputs, "userPoolId")},${managedLoginBrandingId}`,
      outputs: { managedLoginBrandingId, settingsAll: textOf(inputs, "settings") || "{}" },
    };
  },
};

/** Resource types of user pools by token. */
export const cognitoTypes: Record<string, ResourceType> = {
  [token("cognito", "UserPool")]: userPool,
  [token("cognito", "UserGroup")]: userGroup,
  [token("cognito", "UserPoolClient")]: userPoolClient,
  [token("cognito", "UserPoolDomain")]: userPoolDomain,
  [token("cognito", "ManagedLoginBranding")]: managedLoginBranding,
};
