/**
 * A deployed portal without AWS: serves the bundle with the site's own headers, an API that keeps changes in memory, and,
 * on another origin, an issuer that knows the code flow with PKCE. What the real ones refuse is tested elsewhere; this
 * one can be told to fail.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { portalFiles } from "../../components/operationsPortal/bundle";
import { FakeCenter } from "./fakeCenter";

const TYPES: Record<string, string> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  svg: "image/svg+xml",
  txt: "text/plain",
};

/** Somebody who can sign in. */
export type User = "viewer" | "operator" | "administrator";

/** The site, its API and its issuer. */
export class FakeBackend {
  readonly center = new FakeCenter();
  /** Address of the site. */
  url = "";
  issuerUrl = "";
  /** Who has a session at the issuer. */
  session: User | undefined = "operator";
  /** Seconds a token lasts. */
  lifetime = 3600;
  /** Whether tokens can be renewed. */
  renewable = true;
  /** What the API answers next, whatever it is asked: status and body. */
  readonly troubles: { path: string; status: number; body: object }[] = [];
  /** The error the issuer sends back in place of a code. */
  refusal: string | undefined;
  /** Codes that somebody wanted tokens for. */
  readonly redeemed: string[] = [];
  /** How often tokens were renewed. */
  renewals = 0;
  /** Paths the site was asked for. */
  readonly served: string[] = [];
  private readonly servers: Server[] = [];
  private readonly files = new Map(portalFiles().map(({ path, text }) => [path, String(text)]));
  private readonly tokens = new Map<string, User>();
  private readonly codes = new Map<string, { challenge: string; nonce: string | null; user: User }>();
  private issued = 0;

  /** Starts both. */
  static async start(): Promise<FakeBackend> {
    const own = new FakeBackend();
    own.url = await own.listen((request, response) => own.site(request, response));
    own.issuerUrl = await own.listen((request, response) => own.issuer(request, response));
    return own;
  }

  /** Ends both. */
  async stop(): Promise<void> {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    }
  }

  /** All access tokens are good no more. */
  forgetTokens(): void {
    this.tokens.clear();
  }

  /** All tokens are good no more, those for renewal neither. The session at the issuer goes on. */
  endSessions(): void {
    this.tokens.clear();
    this.renewable = false;
  }

  private async listen(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
    const server = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    this.servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private async site(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    this.served.push(url.pathname);
    if (url.pathname.startsWith("/api/")) {
      const [status, answer] = await this.api(request, url);
      send(response, status, "application/json", JSON.stringify(answer));
      return;
    }
    const path = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
    const text = path === "config.json" ? JSON.stringify(this.config()) : this.files.get(path);
    const type = TYPES[path.split(".").pop() ?? ""] ?? "text/plain";
    send(response, text === undefined ? 404 : 200, `${type}; charset=utf-8`, text ?? "", this.headers());
  }

  private config(): object {
    return {
      authority: this.issuerUrl,
      clientId: "portal",
      signOutUrl: `${this.issuerUrl}/logout`,
      authorizationEndpoint: `${this.issuerUrl}/oauth2/authorize`,
      tokenEndpoint: `${this.issuerUrl}/oauth2/token`,
      company: this.center.company,
      timeZone: this.center.timeZone,
    };
  }

  /** The headers of the site, as components/foundations/staticSite.ts has them. */
  headers(): Record<string, string> {
    return {
      "content-security-policy": [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        `connect-src 'self' ${this.issuerUrl}`,
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    };
  }

  private async api(request: IncomingMessage, url: URL): Promise<[number, object]> {
    const body = await read(request);
    const user = this.tokens.get(String(request.headers.authorization).replace("Bearer ", ""));
    if (user === undefined) {
      return [401, { message: "Unauthorized" }];
    }
    const at = this.troubles.findIndex(({ path }) => url.pathname === path);
    const [trouble] = at < 0 ? [] : this.troubles.splice(at, 1);
    return trouble === undefined
      ? this.center.answer(user, `${request.method} ${url.pathname}`, url.searchParams, JSON.parse(body || "{}"))
      : [trouble.status, trouble.body];
  }

  private async issuer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", this.issuerUrl);
    if (pathname === "/oauth2/token") {
      this.token(new URLSearchParams(await read(request)), response);
    } else if (pathname === "/logout") {
      this.session = undefined;
      response.writeHead(302, { location: query.get("logout_uri") ?? "" }).end();
    } else if (query.has("user") || this.session !== undefined) {
      this.session = (query.get("user") as User | null) ?? this.session ?? "viewer";
      const code = `code-${++this.issued}`;
      const { refusal } = this;
      this.codes.set(code, {
        challenge: query.get("code_challenge") ?? "",
        nonce: query.get("nonce"),
        user: this.session,
      });
      const back = new URL(query.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({
        ...(refusal ? { error: refusal } : { code }),
        state: query.get("state") ?? "",
      }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else {
      const users: User[] = ["viewer", "operator", "administrator"];
      const links = users.map(
        (user) => `<a href="${request.url?.replaceAll("&", "&amp;")}&amp;user=${user}">${user}</a>`,
      );
      send(response, 200, "text/html", `<!doctype html><title>Sign in</title><h1>Issuer</h1>${links.join(" ")}`);
    }
  }

  private token(form: URLSearchParams, response: ServerResponse): void {
    const headers = { "access-control-allow-origin": this.url };
    const refused = (): void => send(response, 400, "application/json", '{"error":"invalid_grant"}', headers);
    let user = this.session;
    let nonce: string | null = null;
    if (form.get("grant_type") === "authorization_code") {
      this.redeemed.push(form.get("code") ?? "");
      const known = this.codes.get(form.get("code") ?? "");
      this.codes.delete(form.get("code") ?? "");
      const proof = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (known === undefined || known.challenge !== proof) {
        return refused();
      }
      ({ user, nonce } = known);
    } else if (!this.renewable) {
      return refused();
    } else {
      this.renewals++;
    }
    const access = `access-${++this.issued}`;
    this.tokens.set(access, user ?? "viewer");
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuerUrl,
      sub: user,
      aud: "portal",
      iat: now,
      exp: now + this.lifetime,
      nonce: nonce ?? undefined,
    };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const answer = {
      access_token: access,
      id_token: `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`,
      token_type: "Bearer",
      expires_in: this.lifetime,
      ...(this.renewable && { refresh_token: `refresh-${this.issued}` }),
    };
    send(response, 200, "application/json", JSON.stringify(answer), headers);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers }).end(text);
}
