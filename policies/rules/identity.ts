/** G-14: who signs in to the portal. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource } from "../model/stack";
import { at, entries, isBetween, isFields, isOneOf, isText, isTrue, passes, texts, UNKNOWN } from "../model/value";

/** Characters a password has at least. */
const PASSWORD = 12;

/** Minutes an access or id token lasts at most: so long somebody who was locked out goes on. */
const TOKEN_MINUTES = 60;

/** Hours until somebody signs in again at most: a working day. */
const SESSION_HOURS = 24;

const MINUTES: { readonly [unit: string]: number } = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

export const identity: Rule = {
  id: "G-14",
  title: "Only invited people sign in, with a second factor, and for a short time.",
  protects: "A stranger signs up, guesses a password or uses a stolen token, and closes the centre.",
  references: ["Cognito.1", "Cognito.2", "Cognito.3", "Cognito.5", "Cognito.6"],
  each: {
    "aws:cognito/userPool:UserPool": (resource, report, { production }) => {
      const policy = "passwordPolicy";
      demand(
        resource,
        report,
        ["adminCreateUserConfig.allowAdminCreateUserOnly", isTrue, "sign-up", "Set allowAdminCreateUserOnly to true."],
        ["mfaConfiguration", isOneOf("ON"), "mfa", "Set mfaConfiguration to ON."],
        [`${policy}.minimumLength`, isBetween(PASSWORD, 99), "password", `Ask for ${PASSWORD} characters or more.`],
        [
          "accountRecoverySetting",
          (value) => isNamed(value) && !byMessage(value),
          "recovery",
          "Recover by e-mail or an administrator.",
        ],
      );
      for (const kind of ["requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"]) {
        demand(resource, report, [`${policy}.${kind}`, isTrue, "password", `Set ${kind} to true.`]);
      }
      secondFactor(resource, report);
      const mode = "userPoolAddOns.advancedSecurityMode";
      if (production) demand(resource, report, [mode, isOneOf("ENFORCED"), "threats", "Set it to ENFORCED."]);
    },
    "aws:cognito/userPoolClient:UserPoolClient": client,
    "aws:cognito/identityPool:IdentityPool": (resource, report) =>
      demand(resource, report, [
        "allowUnauthenticatedIdentities",
        (value) => !isTrue(value),
        "unauthenticated",
        "Set allowUnauthenticatedIdentities to false.",
      ]),
  },
};

function isNamed(recovery: unknown): boolean {
  return entries(at(recovery, "recoveryMechanisms")).length > 0;
}

function byMessage(recovery: unknown): boolean {
  return entries(at(recovery, "recoveryMechanisms")).some((way) => at(way, "name") === "verified_phone_number");
}

function secondFactor(resource: Resource, report: Report): void {
  const ways = [at(resource.props, "softwareTokenMfaConfiguration.enabled"), resource.props["webAuthnConfiguration"]];
  if (!ways.some((way) => passes(way, (value) => isTrue(value) || isFields(value)))) {
    report(resource, "mfa", "Enable softwareTokenMfaConfiguration: codes by text message are stolen.");
  }
}

function client(resource: Resource, report: Report): void {
  demand(
    resource,
    report,
    ["allowedOauthFlows", (flows) => texts(flows).every((flow) => flow === "code"), "flows", "Use the flow code only."],
    ["allowedOauthFlows", (flows) => entries(flows).length > 0, "flows", "Name the flow code."],
    ["explicitAuthFlows", (flows) => !texts(flows).some(isPlain), "flows", "Leave out flows that send the password."],
    ["callbackUrls", areExact, "callbacks", "Name each address exactly, with https."],
    ["logoutUrls", areExact, "callbacks", "Name each address exactly, with https."],
    ["preventUserExistenceErrors", isOneOf("ENABLED"), "existence", "Set it to ENABLED."],
    ["refreshTokenRotation.feature", isOneOf("ENABLED"), "tokens", "Give out a new refresh token at each use."],
    ["enableTokenRevocation", (value) => value !== false, "tokens", "Leave tokens revocable."],
  );
  lasts(resource, "accessToken", TOKEN_MINUTES, 60, report);
  lasts(resource, "idToken", TOKEN_MINUTES, 60, report);
  lasts(resource, "refreshToken", SESSION_HOURS * 60, 30 * 1440, report);
}

const isPlain = (flow: string): boolean => /USER_PASSWORD_AUTH|ADMIN_NO_SRP|ADMIN_USER_PASSWORD/.test(flow);

function areExact(urls: unknown): boolean {
  return entries(urls).every((url) => url === UNKNOWN || (isText(url) && /^https:\/\/[^*]+$/.test(url)));
}

function lasts(resource: Resource, token: string, most: number, otherwise: number, report: Report): void {
  const validity = at(resource.props, `${token}Validity`);
  const unit = at(resource.props, `tokenValidityUnits.${token}`);
  if (validity === UNKNOWN || unit === UNKNOWN) return;
  const usual = token === "refreshToken" ? "days" : "hours";
  const factor = MINUTES[isText(unit) ? unit : usual] ?? Infinity;
  const minutes = typeof validity === "number" && validity > 0 ? validity * factor : otherwise;
  const set = typeof validity === "number" && validity > 0;
  if (!set || minutes > most) report(resource, "tokens", `Let ${token} last ${most} minutes or less.`);
}
