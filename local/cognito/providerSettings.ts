/** How the OpenID Connect library is set up to be the issuer of one user pool. */
import { randomBytes, randomUUID } from "node:crypto";
import type { ClientMetadata, Configuration, Grant, KoaContextWithOIDC } from "oidc-provider";
import { asCognitoIssues, CLAIMS, idTokenClaims } from "./tokenClaims";
import type { IssuerStore } from "./issuerStore";
import { localUsers } from "./localUsers";
import { errorPage } from "./pages";
import type { SigningKey } from "./signingKeys";
import type { UserPool, UserPoolClient } from "./userPools";

/** Lives of what Cognito keeps besides tokens, seconds. */
const SESSION = 3_600;
const CODE = 300;
const INTERACTION = 900;

/** Cognito's own scopes. */
const SCOPES = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

/** Paths of an issuer, as Cognito's domain has them. */
export const PATHS = {
  authorize: "/oauth2/authorize",
  token: "/oauth2/token",
  userInfo: "/oauth2/userInfo",
  revoke: "/oauth2/revoke",
  jwks: "/.well-known/jwks.json",
  login: "/login",
  logout: "/logout",
} as const;

/** Names of the issuer's cookies. */
export const COOKIES = {
  session: "cognito",
  interaction: "cognito-sign-in",
  resume: "cognito-resume",
} as const;

/** What the settings are made of. */
export interface ProviderFacts {
  readonly pool: UserPool;
  /** The issuer in tokens: the local one. */
  readonly issuer: string;
  /** Origin of everything the issuer serves. */
  readonly origin: string;
  readonly key: SigningKey;
  readonly store: IssuerStore;
  /** An address on AWS at its place on this machine. */
  readonly toLocal: (address: string) => string;
}

/** The library's settings. */
export function providerSettings(facts: ProviderFacts): Configuration {
  const { pool, issuer, origin, key, store } = facts;
  const users = localUsers(pool);
  const find = (sub: string | undefined) => users.find((user) => user.sub === sub);
  const clients = new Map(pool.clients.map((client) => [client.id, client]));
  const lives = (clientId: string | undefined) => clients.get(clientId ?? "")?.lives;
  // A scope that is known and not the client's is refused; one that nobody knows is passed over.
  const scopes = [...new Set([...SCOPES, ...pool.clients.flatMap((client) => client.scopes)])];
  return {
    adapter: (kind) => store.adapter(kind),
    claims: CLAIMS,
    clientBasedCORS: () => true,
    clients: pool.clients.filter(({ codeFlow }) => codeFlow).map((client) => metadata(client, facts)),
    conformIdTokenClaims: false,
    cookies: {
      keys: [randomBytes(32).toString("hex")],
      names: COOKIES,
    },
    discovery: { end_session_endpoint: origin + PATHS.logout, userinfo_endpoint: origin + PATHS.userInfo },
    expiresWithSession: () => false,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        getResourceServerInfo: (_, __, client) => ({
          scope: scopes.join(" "),
          audience: client.clientId,
          accessTokenFormat: "jwt",
          accessTokenTTL: lives(client.clientId)?.access,
          jwt: { sign: { alg: "RS256", kid: key.kid } },
        }),
      },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => client.clientId === token.clientId },
      rpInitiatedLogout: { enabled: false },
      // Answered by the issuer itself: the library takes no token that is for an API, too.
      userinfo: { enabled: false },
    },
    findAccount: (_, sub) => {
      const user = find(sub);
      return user && { accountId: sub, claims: () => idTokenClaims(user, randomUUID()) };
    },
    formats: {
      customizers: {
        jwt: ({ oidc: { entities } }, token, { payload }) => {
          const user = find("accountId" in token ? token.accountId : undefined);
          asCognitoIssues(payload, user, entities.AuthorizationCode ?? entities.RefreshToken);
        },
      },
    },
    interactions: { url: (_, { uid }) => `${PATHS.login}/${uid}` },
    issueRefreshToken: () => true,
    jwks: { keys: [key.privateJwk] },
    loadExistingGrant: (context) => grantEverything(context, issuer),
    pkce: { required: () => true },
    renderError: (context, { error, error_description: description }) => {
      const { html, headers } = errorPage("This sign-in does not work", `${error}: ${description ?? ""}`);
      context.set(headers);
      context.body = html;
    },
    responseTypes: ["code"],
    rotateRefreshToken: ({ oidc: { client } }) => clients.get(client?.clientId ?? "")?.rotates === true,
    routes: {
      authorization: PATHS.authorize,
      jwks: PATHS.jwks,
      revocation: PATHS.revoke,
      token: PATHS.token,
    },
    scopes,
    ttl: {
      AccessToken: (_, __, client) => lives(client.clientId)?.access ?? SESSION,
      AuthorizationCode: CODE,
      Grant: (_, { clientId }) => Math.max(SESSION, lives(clientId)?.refresh ?? 0),
      IdToken: (_, __, client) => lives(client.clientId)?.id ?? SESSION,
      Interaction: INTERACTION,
      // A refresh token that came by rotation is good for as long as its predecessor would have been.
      RefreshToken: ({ oidc }, _, client) => {
        const { RotatedRefreshToken: previous } = oidc.entities;
        return previous === undefined
          ? (lives(client.clientId)?.refresh ?? SESSION)
          : Math.max(1, previous.remainingTTL);
      },
      Session: SESSION,
    },
  };
}

function metadata(client: UserPoolClient, { toLocal }: ProviderFacts): ClientMetadata {
  const { id, name, secret } = client;
  return {
    client_id: id,
    client_name: name,
    ...(secret !== undefined && { client_secret: secret }),
    token_endpoint_auth_method: secret === undefined ? "none" : "client_secret_basic",
    redirect_uris: client.callbackUrls.map(toLocal),
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    require_auth_time: true,
    scope: client.scopes.join(" "),
  };
}

/** Cognito asks nobody what an application of the same account may know. */
async function grantEverything({ oidc }: KoaContextWithOIDC, resource: string): Promise<Grant | undefined> {
  const { client, session, params, provider } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  const scope = typeof params?.scope === "string" ? params.scope : "";
  grant.addOIDCScope(scope);
  grant.addResourceScope(resource, scope);
  await grant.save();
  return grant;
}
