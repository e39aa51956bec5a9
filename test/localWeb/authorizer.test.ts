/** The JWT authorizer of an HTTP API: what it lets in, what its function is told, and every token it refuses. */
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { expect } from "chai";
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import type { GraphResource } from "../../local/engine/graph";
import { IamService } from "../../local/iam/iamService";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalWeb, type WebTargets } from "../../local/web/localWeb";
import type { ProxyEvent } from "../../local/web/proxyEvent";
import {
  APPLICATION,
  AUTHORIZER,
  CLIENT_ID,
  client,
  guardedApi,
  ISSUER,
  POOL_ID,
  pool,
  tokensFor,
} from "./poolProgram";
import { type Answer, ask, declared, graphOf } from "./webProgram";

const opened: { close(): Promise<void> }[] = [];

/** What people's clocks show; the issuer's tokens are judged by it. */
let now = Date.now();
const seconds = (): number => Math.floor(now / 1_000);

interface Api {
  readonly web: LocalWeb;
  send(token: string | undefined, path?: string): Promise<Answer>;
}

async function open(...resources: GraphResource[]): Promise<Api> {
  return openWith({}, ...resources);
}

async function openWith(targets: Partial<WebTargets>, ...resources: GraphResource[]): Promise<Api> {
  const graph = graphOf(resources);
  const lambda = LambdaService.fromGraph(graph, { iam: IamService.fromGraph(graph), mode: "inProcess" });
  const web = await LocalWeb.open(graph, { now: () => now });
  opened.push(web, lambda);
  web.serve({ functions: lambda, ...targets });
  const url = web.apis[0]?.url ?? "";
  const send = (token: string | undefined, path = "/api/state"): Promise<Answer> =>
    ask(url, path, { headers: token === undefined ? {} : { authorization: token } });
  return { web, send };
}

/** Claims of a sound access token. */
const claims = (issuer: string, more: JWTPayload = {}): JWTPayload => ({
  sub: "3f1f2f6e-1111-4111-a111-111111111111",
  "cognito:groups": ["viewer"],
  iss: issuer,
  client_id: CLIENT_ID,
  token_use: "access",
  scope: "openid email",
  username: "viewer",
  iat: seconds() - 10,
  exp: seconds() + 600,
  jti: "1",
  ...more,
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs with a pool's own key. */
async function signed({ web }: Api, payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const { kid, privateJwk } = (await web.issuers[0]?.keys.current()) ?? { kid: "", privateJwk: { kty: "" } };
  const protectedHeader = { alg: "RS256", kid, ...header };
  return new SignJWT(payload)
    .setProtectedHeader(protectedHeader)
    .sign(await importJWK(privateJwk, protectedHeader.alg));
}

describe("a JWT authorizer", () => {
  let api: Api;
  let issuer = "";
  before(async () => {
    api = await open(...pool(...guardedApi()));
    issuer = api.web.issuers[0]?.url ?? "";
  });
  beforeEach(() => {
    now = Date.now();
  });
  after(() => Promise.all(opened.splice(0).map((one) => one.close())));

  it("lets the issuer's access tokens in, with and without Bearer, and tells the function their claims as text", async () => {
    const origin = api.web.issuers[0]?.origin ?? "";
    const { access_token: token } = await tokensFor(
      origin,
      { clientId: CLIENT_ID, redirectUri: `${APPLICATION}/` },
      "operator",
    );
    for (const header of [`Bearer ${token}`, `bearer  ${token}`, token]) {
      const answer = await api.send(header);
      expect(answer.status, answer.text).to.equal(200);
      const { authorizer } = answer.json<ProxyEvent>().requestContext;
      expect(authorizer?.jwt.scopes).to.equal(null);
      expect(authorizer?.jwt.claims).to.include({
        "cognito:groups": "[operator]",
        // The function finds the issuer that it would find on AWS.
        iss: ISSUER,
        client_id: CLIENT_ID,
        token_use: "access",
        scope: "openid",
        username: "operator",
        version: "2",
      });
      expect(Object.values(authorizer?.jwt.claims ?? {}).every((value) => typeof value === "string")).to.equal(true);
    }
  });

  it("writes lists in brackets, with blanks between", async () => {
    const answer = await api.send(
      await signed(api, claims(issuer, { "cognito:groups": ["operator", "viewer"], nbf: seconds() })),
    );
    const { authorizer } = answer.json<ProxyEvent>().requestContext;
    expect(authorizer?.jwt.claims["cognito:groups"]).to.equal("[operator viewer]");
    expect(authorizer?.jwt.claims.exp).to.equal(String(seconds() + 600));
  });

  it("asks for a token where there is none", async () => {
    for (const header of [undefined, "", "Bearer", "Bearer "]) {
      const answer = await api.send(header);
      expect([answer.status, answer.text]).to.deep.equal([401, '{"message":"Unauthorized"}']);
      expect(answer.headers["www-authenticate"]).to.equal("Bearer");
    }
  });

  const without = (payload: JWTPayload, ...names: string[]): JWTPayload =>
    Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));

  const bad: [what: string, make: () => Promise<string>, reason: RegExp][] = [
    ["of alg none", async () => `${part({ alg: "none" })}.${part(claims(issuer))}.`, /signing method/],
    [
      "of alg None with the key's id",
      async () => `${part({ alg: "None", kid: await kidOf() })}.${part(claims(issuer))}.`,
      /signing method/,
    ],
    ["signed by HMAC with the public key", hmacToken, /signing method/],
    ["of another client", () => signed(api, claims(issuer, { client_id: "anotherclient" })), /valid audience/],
    [
      "of an audience that is not the API's, with a client that is",
      () => signed(api, claims(issuer, { aud: "https://api.example.com" })),
      /valid audience/,
    ],
    ["of neither client nor audience", () => signed(api, without(claims(issuer), "client_id")), /valid audience/],
    ["of another pool", () => signed(api, claims(issuer.replace(POOL_ID, "us-east-1_Another11"))), /issuer/],
    ["of the issuer's name on AWS, which does not sign here", () => signed(api, claims(ISSUER)), /issuer/],
    ["without an issuer", () => signed(api, without(claims(issuer), "iss")), /issuer/],
    ["that has expired", () => signed(api, claims(issuer, { exp: seconds() - 1 })), /expired/],
    ["that expires this very second", () => signed(api, claims(issuer, { exp: seconds() })), /expired/],
    ["that does not expire", () => signed(api, without(claims(issuer), "exp")), /no expiry/],
    ["whose expiry is text", () => signedText({ exp: "2999-01-01" }), /no expiry/],
    ["not valid before later", () => signed(api, claims(issuer, { nbf: seconds() + 60 })), /not valid yet/],
    ["issued in the future", () => signed(api, claims(issuer, { iat: seconds() + 60 })), /future/],
    ["signed by another key under the pool's id of a key", foreignToken, /signature/],
    ["with another payload", tamperedToken, /signature/],
    ["with a group more", () => tamperedWith({ "cognito:groups": ["administrator"] }), /signature/],
    [
      "pointing to a key elsewhere",
      () => foreignWith({ jku: "https://www.example.com/keys.json", kid: "theirs" }),
      /kid/,
    ],
    ["bringing its own key along", embeddedKey, /kid|signature/],
    ["of a key nobody knows", () => signed(api, claims(issuer), { kid: "unknown" }), /kid/],
    ["of no key's id", () => signed(api, claims(issuer), { kid: undefined }), /kid/],
    ["that is no JWT", async () => "not-a-token", /not a JSON Web Token/],
    ["of three parts that say nothing", async () => "a.b.c", /not a JSON Web Token|signing method/],
    [
      "without its signature",
      async () => (await signed(api, claims(issuer))).replace(/[^.]+$/, ""),
      /signature|not a JSON Web Token/,
    ],
    [
      "without the last part",
      async () => (await signed(api, claims(issuer))).replace(/\.[^.]+$/, ""),
      /not a JSON Web Token/,
    ],
    ["with critical headers nobody understands", () => criticalToken(), /not a JSON Web Token/],
    [
      "that is two tokens",
      async () => `${await signed(api, claims(issuer))}, Bearer ${await signed(api, claims(issuer))}`,
      /./,
    ],
    ["in a scheme that is another", async () => `Basic ${await signed(api, claims(issuer))}`, /./],
  ];

  const kidOf = async (): Promise<string> => (await api.web.issuers[0]?.keys.current())?.kid ?? "";

  async function hmacToken(): Promise<string> {
    const key = await api.web.issuers[0]?.keys.current();
    const pem = key === undefined ? "" : await exportSPKI(key.publicKey);
    const text = `${part({ alg: "HS256", kid: key?.kid })}.${part(claims(issuer))}`;
    return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
  }

  async function foreignWith(header: Partial<JWTHeaderParameters>): Promise<string> {
    const { privateKey } = await generateKeyPair("RS256");
    return new SignJWT(claims(issuer)).setProtectedHeader({ alg: "RS256", ...header }).sign(privateKey);
  }

  async function foreignToken(): Promise<string> {
    return foreignWith({ kid: await kidOf() });
  }

  async function embeddedKey(): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const header = { alg: "RS256", kid: await kidOf(), jwk: await exportJWK(publicKey) };
    return new SignJWT(claims(issuer)).setProtectedHeader(header).sign(privateKey);
  }

  async function tamperedWith(more: JWTPayload): Promise<string> {
    const [header = "", , signature = ""] = (await signed(api, claims(issuer))).split(".");
    return `${header}.${part(claims(issuer, more))}.${signature}`;
  }

  async function tamperedToken(): Promise<string> {
    return tamperedWith({ sub: "somebody else" });
  }

  /** With claims of types the library would not write. */
  async function signedText(more: Record<string, unknown>): Promise<string> {
    const { privateJwk } = (await api.web.issuers[0]?.keys.current()) ?? { privateJwk: { kty: "" } };
    const { CompactSign } = await import("jose");
    const payload = Buffer.from(JSON.stringify({ ...claims(issuer), ...more }));
    const header = { alg: "RS256", kid: await kidOf() };
    return new CompactSign(payload).setProtectedHeader(header).sign(await importJWK(privateJwk, "RS256"));
  }

  async function criticalToken(): Promise<string> {
    const [, payload = "", signature = ""] = (await signed(api, claims(issuer))).split(".");
    return `${part({ alg: "RS256", kid: await kidOf(), crit: ["example"], example: true })}.${payload}.${signature}`;
  }

  for (const [what, make, reason] of bad) {
    it(`refuses a token ${what}`, async () => {
      const answer = await api.send(`Bearer ${await make()}`);
      expect([answer.status, answer.text]).to.deep.equal([401, '{"message":"Unauthorized"}']);
      const header = String(answer.headers["www-authenticate"]);
      expect(header).to.match(/^Bearer scope="" error="invalid_token" error_description="/);
      expect(header).to.match(reason);
    });
  }

  it("refuses two headers, each with a sound token", async () => {
    const token = await signed(api, claims(issuer));
    const { hostname, port } = new URL(api.web.apis[0]?.url ?? "");
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        const header = `Authorization: Bearer ${token}\r\n`;
        socket.end(
          `GET /api/state HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${header}${header}Connection: close\r\n\r\n`,
        );
      });
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      socket.on("close", () => resolve(received));
      socket.on("error", reject);
    });
    expect(text).to.match(/^HTTP\/1\.1 401 /);
  });

  it("takes an id token, whose audience is the client: telling it apart is the function's part", async () => {
    const { aud, ...rest } = { ...claims(issuer), aud: CLIENT_ID };
    const answer = await api.send(await signed(api, { ...without(rest, "client_id"), aud, token_use: "id" }));
    expect(answer.status).to.equal(200);
    expect(answer.json<ProxyEvent>().requestContext.authorizer?.jwt.claims.token_use).to.equal("id");
  });

  it("judges a token by people's time, to the second", async () => {
    const token = await signed(api, claims(issuer));
    now += 599_000;
    expect((await api.send(token)).status).to.equal(200);
    now += 2_000;
    const late = await api.send(token);
    expect(late.headers["www-authenticate"]).to.include("the token has expired");
  });

  it("tells a function whose clock is another the times by that clock", async () => {
    const ahead = 40 * 86_400;
    const moved = await openWith({ functionsNow: () => now + ahead * 1_000 }, ...pool(...guardedApi()));
    const given = claims(moved.web.issuers[0]?.url ?? "", { auth_time: seconds() - 20 });
    const answer = await moved.send(await signed(moved, given));
    const told = answer.json<ProxyEvent>().requestContext.authorizer?.jwt.claims;
    expect(told).to.include({
      exp: String(Number(given.exp) + ahead),
      iat: String(Number(given.iat) + ahead),
      auth_time: String(Number(given.auth_time) + ahead),
    });
    const expired = await moved.send(await signed(moved, { ...given, exp: seconds() - 1 }));
    expect(expired.status).to.equal(401);
  });

  it("wants one of the route's scopes", async () => {
    const scoped = await open(...pool(...guardedApi({ authorizationScopes: ["email", "phone"] })));
    const origin = scoped.web.issuers[0]?.url ?? "";
    const good = await scoped.send(await signed(scoped, claims(origin)));
    expect(good.json<ProxyEvent>().requestContext.authorizer?.jwt.scopes).to.deep.equal(["openid", "email"]);
    const poor = await scoped.send(await signed(scoped, claims(origin, { scope: "openid emails" })));
    expect([poor.status, poor.text]).to.deep.equal([403, '{"message":"Forbidden"}']);
    expect(poor.headers["www-authenticate"]).to.equal('Bearer scope="email phone" error="insufficient_scope"');
    const listed = await scoped.send(await signed(scoped, { ...without(claims(origin), "scope"), scp: ["phone"] }));
    expect(listed.status).to.equal(200);
  });

  it("reads the token from the query where the program says so", async () => {
    const source = declared("aws:apigatewayv2/authorizer:Authorizer", "people", {
      ...AUTHORIZER.inputs,
      identitySources: ["$request.querystring.token"],
    });
    const asked = await open(...pool(...guardedApi().map((one) => (one.type === AUTHORIZER.type ? source : one))));
    const token = await signed(asked, claims(asked.web.issuers[0]?.url ?? ""));
    expect((await asked.send(undefined, `/api/state?token=${token}`)).status).to.equal(200);
    expect((await asked.send(token)).status).to.equal(401);
  });

  it("refuses everything of an issuer that is nobody here, and says so", async () => {
    const foreign = declared("aws:apigatewayv2/authorizer:Authorizer", "people", {
      ...AUTHORIZER.inputs,
      jwtConfiguration: { issuer: "https://issuer.example.com", audiences: [CLIENT_ID] },
    });
    const lost = await open(...pool(...guardedApi().map((one) => (one.type === AUTHORIZER.type ? foreign : one))));
    expect(lost.web.diagnostics.join()).to.include("https://issuer.example.com");
    expect((await lost.send(await signed(lost, claims("https://issuer.example.com")))).status).to.equal(401);
  });

  it("lets nobody in by an authorizer that is not declared, or not described here", async () => {
    for (const inputs of [{ authorizerId: "gone" }, { authorizationType: "AWS_IAM", authorizerId: undefined }]) {
      const closed = await open(...pool(client({}, "second"), ...guardedApi(inputs)));
      expect((await closed.send(await signed(closed, claims(closed.web.issuers[0]?.url ?? "")))).status).to.equal(401);
    }
  });
});
