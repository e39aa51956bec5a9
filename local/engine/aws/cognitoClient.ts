/** What Cognito refuses in an application's client: flows that do not go together, addresses, lives of tokens. */
import { isRecord } from "../graph";
import type { InputChecks } from "./checks";

const FLOWS = ["code", "implicit", "client_credentials"];

/** What a client may ask Cognito's own API for; the names without ALLOW_ are the older ones. */
const AUTH_FLOWS = [
  "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  "ALLOW_CUSTOM_AUTH",
  "ALLOW_REFRESH_TOKEN_AUTH",
  "ALLOW_USER_AUTH",
  "ALLOW_USER_PASSWORD_AUTH",
  "ALLOW_USER_SRP_AUTH",
  "ADMIN_NO_SRP_AUTH",
  "CUSTOM_AUTH_FLOW_ONLY",
  "USER_PASSWORD_AUTH",
];

/** Scopes that are Cognito's own; a resource server's are `<identifier>/<scope>`. */
const SCOPES = ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

const DAY = 86_400;

/** Lives of tokens: property, unit's name, unit when none is given, least and most seconds. */
const LIVES = [
  ["accessTokenValidity", "accessToken", "hours", 300, DAY],
  ["idTokenValidity", "idToken", "hours", 300, DAY],
  ["refreshTokenValidity", "refreshToken", "days", 3_600, 3_650 * DAY],
] as const;

/** Checks everything but the names. */
export function checkClient(checks: InputChecks): void {
  const texts = (property: string): string[] => [checks.known(property) ?? []].flat().map(String);
  checkFlows(checks, texts("allowedOauthFlows"), texts("allowedOauthScopes"));
  for (const property of ["callbackUrls", "logoutUrls"]) {
    checks.count(property, 0, 100);
    for (const address of texts(property)) checkAddress(checks, property, address);
  }
  const fallback = checks.known("defaultRedirectUri");
  if (typeof fallback === "string" && !texts("callbackUrls").includes(fallback)) {
    checks.refuse(`defaultRedirectUri is "${fallback}", which is none of callbackUrls; add it there`);
  }
  checks.integer("authSessionValidity", 3, 15);
  checks.oneOf("preventUserExistenceErrors", ["ENABLED", "LEGACY"]);
  checkAuthFlows(checks, texts("explicitAuthFlows"));
  checkLives(checks);
}

function checkFlows(checks: InputChecks, flows: string[], scopes: string[]): void {
  for (const flow of flows) checks.oneOf("allowedOauthFlows", FLOWS, flow);
  if (flows.includes("client_credentials") && (flows.length > 1 || checks.inputs.generateSecret !== true)) {
    checks.refuse("allowedOauthFlows has client_credentials, which stands alone and takes generateSecret");
  }
  const wants = checks.inputs.allowedOauthFlowsUserPoolClient === true;
  if (flows.length > 0 && !wants) {
    checks.refuse("allowedOauthFlows is given; set allowedOauthFlowsUserPoolClient too, or it counts for nothing");
  }
  if (wants) checks.required("allowedOauthFlows", "allowedOauthScopes");
  if (wants && flows.some((flow) => flow !== "client_credentials")) checks.required("callbackUrls");
  for (const scope of scopes) {
    if (!SCOPES.includes(scope) && !/^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) {
      checks.oneOf("allowedOauthScopes", [...SCOPES, "<resource server>/<scope>"], scope);
    }
  }
  if (scopes.some((scope) => ["phone", "email", "profile"].includes(scope)) && !scopes.includes("openid")) {
    checks.refuse("allowedOauthScopes has no openid, which phone, email and profile take");
  }
}

/** https, or http of this machine for trying; a scheme of an app's own; nothing after a #. */
function checkAddress(checks: InputChecks, property: string, address: string): void {
  const allowed = /^(https:\/\/[^\s/#]+|http:\/\/localhost(:\d+)?(?=\/|\?|$)|(?!https?:)[a-z][\w.+-]*:\/)[^\s#]*$/i;
  if (address.length > 1024 || !allowed.test(address)) {
    checks.refuse(`${property} has "${address}"; an address is https:// (or http://localhost) and has no #`);
  }
}

function checkAuthFlows(checks: InputChecks, flows: string[]): void {
  for (const flow of flows) checks.oneOf("explicitAuthFlows", AUTH_FLOWS, flow);
  const newer = flows.filter((flow) => flow.startsWith("ALLOW_"));
  if (newer.length > 0 && newer.length < flows.length) {
    checks.refuse("explicitAuthFlows has names with and without ALLOW_; Cognito takes one kind");
  }
  const rotation = checks.inputs.refreshTokenRotation;
  if (!isRecord(rotation)) return;
  checks.oneOf("refreshTokenRotation.feature", ["ENABLED", "DISABLED"]);
  checks.integer("refreshTokenRotation.retryGracePeriodSeconds", 0, 60);
  // Left out, explicitAuthFlows allows refreshing in the older way too.
  const refreshes = checks.inputs.explicitAuthFlows === undefined || flows.includes("ALLOW_REFRESH_TOKEN_AUTH");
  if (rotation.feature === "ENABLED" && refreshes) {
    checks.refuse(
      "refreshTokenRotation is ENABLED and explicitAuthFlows has ALLOW_REFRESH_TOKEN_AUTH, or is left out, which allows it; name the other flows",
    );
  }
}

function checkLives(checks: InputChecks): void {
  const lives: Record<string, number> = {};
  for (const [property, unitName, standard, least, most] of LIVES) {
    const path = `tokenValidityUnits.${unitName}`;
    checks.oneOf(path, Object.keys(SECONDS));
    const unit = SECONDS[String(checks.known(path) ?? standard)];
    const value = checks.known(property);
    // 0 is how the provider says that none is given.
    if (typeof value !== "number" || value === 0 || unit === undefined) continue;
    lives[property] = value * unit;
    if (!Number.isInteger(value) || value * unit < least || value * unit > most) {
      checks.refuse(`${property} is ${value * unit} s; it must be from ${least} to ${most} s`);
    }
  }
  const { refreshTokenValidity = Infinity, ...others } = lives;
  if (Object.values(others).some((life) => life > refreshTokenValidity)) {
    checks.refuse("refreshTokenValidity is shorter than another token's life; a refresh token outlives what it renews");
  }
}
