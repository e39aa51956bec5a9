/**
 * The issuer of one user pool on this machine: what Amazon Cognito answers at `cognito-idp.<region>.amazonaws.com/<pool>` and
 * at the pool's domain, under one origin. The library it stands on is loaded with the first request.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type * as OidcProvider from "oidc-provider";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { userInfo } from "./tokenClaims";
import { IssuerStore } from "./issuerStore";
import { type LocalUser, localUsers } from "./localUsers";
import { errorPage, type Page, signInPage } from "./pages";
import { PATHS, providerSettings } from "./providerSettings";
import { SigningKeys } from "./signingKeys";
import type { UserPool } from "./userPools";

type Context = Pick<
  KoaContextWithOIDC,
  "body" | "cookies" | "get" | "method" | "path" | "query" | "redirect" | "req" | "res" | "set" | "status" | "url"
>;
type Next = () => Promise<unknown>;

/** Answers a request of node's HTTP server. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The issuer of a pool. */
export class Issuer {
  readonly keys = new SigningKeys();
  readonly users: readonly LocalUser[];
  private listener: Promise<Listener> | undefined;

  constructor(
    readonly pool: UserPool,
    /** Origin it is served at, such as `http://127.0.0.1:40123`. */
    readonly origin: string,
    /** An address on AWS at its place on this machine; what has none stays as it is. */
    private readonly toLocal: (address: string) => string,
  ) {
    this.users = localUsers(pool);
  }

  /** What its tokens have as `iss`, and where its configuration is found. */
  get url(): string {
    return `${this.origin}/${this.pool.id}`;
  }

  /** Answers a request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const listener = await (this.listener ??= this.start());
    // What Cognito's issuer answers is below the pool's id, what its domain answers is not.
    const inPool = `/${this.pool.id}/.well-known/`;
    if (request.url?.startsWith(inPool) === true) request.url = request.url.slice(this.pool.id.length + 1);
    await listener(request, response);
  }

  private async start(): Promise<Listener> {
    const [library, key] = await Promise.all([loadLibrary(), this.keys.current()]);
    const { pool, url: issuer, origin, toLocal } = this;
    const store = new IssuerStore((client) => pool.clients.find(({ id }) => id === client)?.graceSeconds ?? 0);
    const settings = providerSettings({ pool, issuer, origin, key, store, toLocal });
    const provider = new library.Provider(issuer, settings);
    provider.use((context: Context, next: Next) => this.route(provider, context, next));
    provider.on("server_error", (_, error) => process.emitWarning(`The local issuer failed: ${error.stack ?? ""}`));
    return provider.callback();
  }

  private async route(provider: Provider, context: Context, next: Next): Promise<unknown> {
    const { path } = context;
    if (path.startsWith(`${PATHS.login}/`)) return this.signIn(provider, context);
    if (path === PATHS.logout) return this.signOut(provider, context);
    if (path === PATHS.userInfo) return this.tellUser(provider, context);
    return next();
  }

  /** The sign-in page, and what its buttons send. */
  private async signIn(provider: Provider, context: Context): Promise<void> {
    const details = await provider.interactionDetails(context.req, context.res).catch(() => undefined);
    const [uid = "", username] = context.path.slice(PATHS.login.length + 1).split("/");
    if (details === undefined || details.uid !== uid) {
      const again =
        "This page is too old, or was opened in another window. Go back to the application and sign in again.";
      return send(context, 400, errorPage("Please sign in again", again));
    }
    if (context.method === "GET" && username === undefined) {
      const origins = this.pool.clients.flatMap(({ callbackUrls }) => callbackUrls.map(this.toLocal)).flatMap(originOf);
      const path = `${PATHS.login}/${uid}`;
      return send(context, 200, signInPage(this.pool, this.users, path, [...new Set(origins)]));
    }
    const user = this.users.find((one) => encodeURIComponent(one.username) === username);
    if (context.method !== "POST" || user === undefined) {
      return send(context, 404, errorPage("There is no such user", "Go back and choose one of the users there are."));
    }
    const returnTo = await provider.interactionResult(context.req, context.res, { login: { accountId: user.sub } });
    context.status = 303;
    context.redirect(returnTo);
  }

  /** Ends the session with the issuer, as `GET /logout?client_id=…&logout_uri=…` of Cognito's domain does. */
  private async signOut(provider: Provider, context: Context): Promise<void> {
    const { client_id: clientId, logout_uri: address } = context.query;
    const client = this.pool.clients.find(({ id }) => id === clientId);
    const known = client?.logoutUrls.map(this.toLocal) ?? [];
    if (context.method !== "GET" || typeof address !== "string" || !known.includes(address)) {
      const wanted =
        "Ask with a client_id of this user pool and with a logout_uri that is one of the client's logoutUrls.";
      return send(context, 400, errorPage("This sign-out does not work", wanted));
    }
    const session = await provider.Session.find(context.cookies.get(provider.cookieName("session")) ?? "");
    await session?.destroy();
    context.cookies.set(provider.cookieName("session"), null);
    context.status = 302;
    context.redirect(address);
  }

  private async tellUser(provider: Provider, context: Context): Promise<void> {
    context.set("access-control-allow-origin", "*");
    if (context.method === "OPTIONS") {
      context.set({ "access-control-allow-headers": "authorization", "access-control-allow-methods": "GET, POST" });
      context.status = 204;
      return;
    }
    const claims = await this.accessClaims(context.get("authorization"));
    const grant = typeof claims?.origin_jti === "string" ? await provider.Grant.find(claims.origin_jti) : undefined;
    const user = this.users.find(({ sub }) => sub === claims?.sub);
    const scopes = typeof claims?.scope === "string" ? claims.scope.split(" ") : [];
    if (grant === undefined || user === undefined || !scopes.includes("openid")) {
      const error = {
        error: "invalid_token",
        error_description: "Access token is expired, revoked or not one for openid.",
      };
      context.status = 401;
      context.set("www-authenticate", `Bearer error="${error.error}", error_description="${error.error_description}"`);
      context.body = error;
      return;
    }
    context.body = userInfo(user, scopes);
  }

  /** Claims of a sound access token of this pool. */
  private async accessClaims(header: string): Promise<Record<string, unknown> | undefined> {
    const { jwtVerify } = await import("jose");
    const { publicKey } = await this.keys.current();
    const token = /^Bearer (\S+)$/i.exec(header)?.[1] ?? "";
    const verified = await jwtVerify(token, publicKey, { issuer: this.url, algorithms: ["RS256"] }).catch(
      () => undefined,
    );
    return verified?.payload.token_use === "access" ? verified.payload : undefined;
  }
}

function send(context: Context, status: number, { html, headers }: Page): void {
  context.status = status;
  context.set(headers);
  context.body = html;
}

function originOf(address: string): string[] {
  const { origin } = new URL(address);
  return origin === "null" ? [] : [origin];
}

let library: Promise<typeof OidcProvider> | undefined;

/** Loads the library, once. */
function loadLibrary(): Promise<typeof OidcProvider> {
  return (library ??= importQuietly());
}

/**
 * The library says that it supports node.js from version 22 on. It works on 20.19, which this project's tests show, and says
 * so on the terminal of somebody who cannot do anything about it. All else that is written meanwhile goes through.
 */
async function importQuietly(): Promise<typeof OidcProvider> {
  const terminal = globalThis.console;
  const { warn } = terminal;
  terminal.warn = (...words: unknown[]) => {
    if (!/oidc-provider WARNING: Unsupported runtime/.test(String(words[0]))) warn(...words);
  };
  try {
    return await import("oidc-provider");
  } finally {
    terminal.warn = warn;
  }
}
