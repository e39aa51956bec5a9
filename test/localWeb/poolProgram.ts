/** A small program with a user pool and an API that takes its tokens, and what an application does to sign in. */
import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import type { GraphResource } from "../../local/engine/graph";
import { REGION } from "../support/connectGraph";
import { API, type Answer, ask, declared, ECHO, handler, permission, routes, stage } from "./webProgram";

type Values = Record<string, unknown>;

/** Where the application is on AWS. */
export const APPLICATION = "https://d111111abcdef8.cloudfront.net";

export const POOL = declared("aws:cognito/userPool:UserPool", "people", {
  mfaConfiguration: "ON",
  softwareTokenMfaConfiguration: { enabled: true },
});
export const POOL_ID = POOL.id ?? "";

/** The issuer on AWS. */
export const ISSUER = `https://${String(POOL.outputs.endpoint)}`;

export const DOMAIN = `example-company.auth.${REGION}.amazoncognito.com`;

const NOTES: Record<string, string> = {
  viewer: "Sees everything & changes nothing",
  operator: "Changes queues",
  administrator: "Closes the whole centre",
};

export function group(name: string): GraphResource {
  return declared("aws:cognito/userGroup:UserGroup", name, {
    userPoolId: POOL.id,
    name,
    description: NOTES[name],
  });
}

export function client(inputs: Values = {}, name = "page"): GraphResource {
  return declared("aws:cognito/userPoolClient:UserPoolClient", name, {
    userPoolId: POOL.id,
    allowedOauthFlows: ["code"],
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthScopes: ["openid", "email"],
    callbackUrls: [`${APPLICATION}/`],
    logoutUrls: [`${APPLICATION}/`],
    accessTokenValidity: 15,
    idTokenValidity: 15,
    refreshTokenValidity: 8,
    tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
    refreshTokenRotation: { feature: "ENABLED" },
    ...inputs,
  });
}

export const CLIENT = client();
export const CLIENT_ID = CLIENT.id ?? "";

/** The pool with its groups, client and domain. */
export function pool(...more: GraphResource[]): GraphResource[] {
  const groups = ["viewer", "operator", "administrator"].map(group);
  const domain = declared("aws:cognito/userPoolDomain:UserPoolDomain", "domain", {
    userPoolId: POOL.id,
    domain: "example-company",
  });
  return [POOL, ...groups, CLIENT, domain, ...more];
}

export const AUTHORIZER = declared("aws:apigatewayv2/authorizer:Authorizer", "people", {
  apiId: API.id,
  authorizerType: "JWT",
  identitySources: ["$request.header.Authorization"],
  jwtConfiguration: { issuer: ISSUER, audiences: [CLIENT_ID] },
});

/** An API whose routes ask for a token; its function answers with the event it gets. */
export function guardedApi(inputs: Values = {}): GraphResource[] {
  const [integration, ...others] = routes("echo", "GET /api/state");
  const guarded = others.map((route) =>
    declared(route.type, route.name, {
      ...route.inputs,
      authorizationType: "JWT",
      authorizerId: AUTHORIZER.id,
      ...inputs,
    }),
  );
  const given = integration === undefined ? [] : [integration];
  return [API, ...handler("echo", ECHO), permission("echo"), stage(), ...given, AUTHORIZER, ...guarded];
}

/** Tokens as the token endpoint gives them. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: string;
}

/** What an application sends to begin. */
export interface SignIn {
  readonly clientId: string;
  /** Where the person returns to. */
  readonly redirectUri: string;
  readonly scope?: string;
}

/** A browser's cookies for one origin. */
export class Cookies {
  private readonly jar = new Map<string, string>();

  /** Sends a request with the cookies there are, and keeps what the answer sets. */
  async ask(address: string, options: Parameters<typeof ask>[2] = {}): Promise<Answer> {
    const { origin, pathname, search } = new URL(address);
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...options.headers, host: new URL(origin).host, ...(cookie !== "" && { cookie }) };
    const answer = await ask(origin, pathname + search, { ...options, headers });
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
      const [pair = ""] = line.split(";");
      const mark = pair.indexOf("=");
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.jar.delete(pair.slice(0, mark));
      else this.jar.set(pair.slice(0, mark), pair.slice(mark + 1));
    }
    return answer;
  }
}

/** Where an answer leads to. */
export function locationOf({ headers: { location } }: Answer, from: string): string {
  return new URL(String(location), from).href;
}

/** Signs a user in as a browser without script does. Gives the code's exchange for tokens, not done yet. */
export async function codeFor(
  issuer: string,
  { clientId, redirectUri, scope = "openid" }: SignIn,
  username: string,
  cookies = new Cookies(),
) {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(8).toString("hex");
  const question = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce: "once",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  let at = `${issuer}/oauth2/authorize?${question.toString()}`;
  let answer = await cookies.ask(at);
  at = locationOf(answer, at);
  const pages: Answer[] = [];
  if (at.startsWith(`${issuer}/login/`)) {
    const page = await cookies.ask(at);
    pages.push(page);
    const action = new RegExp(`action="([^"]*/${username})"`).exec(page.text)?.[1] ?? "";
    expect(action, page.text).to.not.equal("");
    answer = await cookies.ask(issuer + action, { method: "POST" });
    at = locationOf(answer, at);
    answer = await cookies.ask(at);
    at = locationOf(answer, at);
  }
  const back = new URL(at);
  expect(back.searchParams.get("state"), at).to.equal(state);
  const exchange = {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code: back.searchParams.get("code") ?? "",
    code_verifier: verifier,
  };
  return { back, exchange, pages };
}

/** Asks the token endpoint, as a page does. */
export function askForTokens(
  issuer: string,
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return ask(issuer, "/oauth2/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
}

/** Signs a user in: tokens. */
export async function tokensFor(issuer: string, signIn: SignIn, username: string): Promise<Tokens> {
  const { exchange } = await codeFor(issuer, signIn, username);
  const answer = await askForTokens(issuer, exchange);
  expect(answer.status, answer.text).to.equal(200);
  return answer.json<Tokens & Values>();
}
