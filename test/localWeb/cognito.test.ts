/** The local issuer: what Amazon Cognito does when people sign in, refresh and sign out, asked by fetch as a browser does. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWK, jwtVerify } from "jose";
import type { GraphResource } from "../../local/engine/graph";
import { LocalWeb } from "../../local/web/localWeb";
import { PROJECT } from "../support/evaluated";
import { type Answer, ask, graphOf } from "./webProgram";
import {
  APPLICATION,
  askForTokens,
  CLIENT_ID,
  codeFor,
  Cookies,
  client,
  DOMAIN,
  group,
  ISSUER,
  locationOf,
  POOL,
  POOL_ID,
  pool,
  type SignIn,
  type Tokens,
  tokensFor,
} from "./poolProgram";

type Values = Record<string, unknown>;

const opened: LocalWeb[] = [];

const SIGN_IN: SignIn = { clientId: CLIENT_ID, redirectUri: `${APPLICATION}/` };
const NOBODY = { invoke: () => Promise.reject(new Error("no function")), resourcePolicy: () => [] };

async function open(...resources: GraphResource[]): Promise<string> {
  const web = await LocalWeb.open(graphOf(resources));
  opened.push(web);
  web.serve({ functions: NOBODY });
  return web.issuers[0]?.origin ?? "";
}

describe("the local issuer", function () {
  let issuer = "";
  before(async () => {
    issuer = await open(...pool());
  });
  after(() => Promise.all(opened.splice(0).map((web) => web.close())));

  for (const username of ["viewer", "operator", "administrator"]) {
    it(`signs the ${username} in, with tokens as Cognito's`, async () => {
      const tokens = await tokensFor(issuer, SIGN_IN, username);
      expect(tokens.token_type).to.equal("Bearer");
      expect(tokens.expires_in).to.equal(900);
      const access = decodeJwt(tokens.access_token);
      const id = decodeJwt(tokens.id_token);
      expect(decodeProtectedHeader(tokens.access_token).alg).to.equal("RS256");
      expect(access).to.include({
        iss: `${issuer}/${POOL_ID}`,
        client_id: CLIENT_ID,
        username,
        token_use: "access",
        scope: "openid",
        sub: id.sub,
      });
      expect(access["cognito:groups"]).to.deep.equal([username]);
      expect(access).to.not.have.property("aud");
      expect((access.exp ?? 0) - (access.iat ?? 0)).to.equal(900);
      expect(access.jti).to.be.a("string");
      expect(access.sub).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(id).to.include({
        iss: access.iss,
        aud: CLIENT_ID,
        token_use: "id",
        "cognito:username": username,
        nonce: "once",
      });
      expect(id["cognito:groups"]).to.deep.equal([username]);
    });
  }

  it("shows a button for each user, on a page that works without script and explains itself", async () => {
    const { pages } = await codeFor(issuer, SIGN_IN, "viewer");
    const [page] = pages;
    expect(page?.text.match(/<button type="submit">/g)).to.have.length(3);
    expect(page?.text).to.match(/<html lang="en">/);
    expect(page?.text).to.include("<strong>viewer</strong><span>Sees everything &amp; changes nothing</span>");
    expect(page?.text).to.include("On AWS, Cognito asks for the password and a second factor.");
    expect(page?.text).to.not.include("<script");
    const policy = String(page?.headers["content-security-policy"]);
    expect(policy).to.include("default-src 'none'");
    expect(policy).to.include(`form-action 'self' ${APPLICATION}`);
    expect(policy).to.not.include("unsafe");
  });

  it("is described where issuer and domain are, and signs with the key it shows", async () => {
    const { access_token: token } = await tokensFor(issuer, SIGN_IN, "viewer");
    for (const path of [`/${POOL_ID}`, ""]) {
      const described = (await ask(issuer, `${path}/.well-known/openid-configuration`)).json();
      expect(described).to.include({
        issuer: `${issuer}/${POOL_ID}`,
        authorization_endpoint: `${issuer}/oauth2/authorize`,
        token_endpoint: `${issuer}/oauth2/token`,
        userinfo_endpoint: `${issuer}/oauth2/userInfo`,
        revocation_endpoint: `${issuer}/oauth2/revoke`,
        end_session_endpoint: `${issuer}/logout`,
      });
      const { keys } = (await ask(issuer, `${path}/.well-known/jwks.json`)).json<{ keys: JWK[] }>();
      expect(keys).to.have.length(1);
      expect(keys[0]).to.not.have.any.keys("d", "p", "q");
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), { issuer: `${issuer}/${POOL_ID}` });
      expect(payload.token_use).to.equal("access");
    }
  });

  it("gives a new refresh token for each one, and takes none twice", async () => {
    const first = await tokensFor(issuer, SIGN_IN, "operator");
    const refresh = (token: string): Promise<Answer> =>
      askForTokens(issuer, { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: token });
    const answer = await refresh(first.refresh_token);
    const second = answer.json<Values & Tokens>();
    expect(second.refresh_token).to.not.equal(first.refresh_token);
    expect(decodeJwt(second.access_token)).to.include({ username: "operator", token_use: "access", scope: "openid" });
    expect(decodeJwt(second.access_token).jti).to.not.equal(decodeJwt(first.access_token).jti);
    expect((await refresh(first.refresh_token)).json()).to.include({ error: "invalid_grant" });
    expect((await refresh(second.refresh_token)).status).to.equal(400);
  });

  it("takes a refresh token again within the time the client declares, for answers that were lost", async () => {
    const forgiving = client(
      { refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 60 } },
      "forgiving",
    );
    const other = await open(POOL, group("viewer"), forgiving);
    const signIn = { ...SIGN_IN, clientId: forgiving.id ?? "" };
    const { refresh_token: token } = await tokensFor(other, signIn, "viewer");
    const parameters = { grant_type: "refresh_token", client_id: signIn.clientId, refresh_token: token };
    const answers = [await askForTokens(other, parameters), await askForTokens(other, parameters)];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    const tokens = answers.map((answer) => answer.json<Values & Tokens>().refresh_token);
    expect(new Set([token, ...tokens]).size).to.equal(3);
  });

  it("keeps a refresh token where the client declares no rotation", async () => {
    const plain = client({ refreshTokenRotation: { feature: "DISABLED" } }, "plain");
    const other = await open(POOL, group("viewer"), plain);
    const signIn = { ...SIGN_IN, clientId: plain.id ?? "" };
    const first = await tokensFor(other, signIn, "viewer");
    for (let turn = 0; turn < 2; turn++) {
      const parameters = {
        grant_type: "refresh_token",
        client_id: signIn.clientId,
        refresh_token: first.refresh_token,
      };
      const again = (await askForTokens(other, parameters)).json<Values & Tokens>();
      expect(again.access_token).to.be.a("string");
      expect(again.refresh_token).to.equal(first.refresh_token);
    }
  });

  it("takes a code once, with its verifier, from its own client and address", async () => {
    for (const wrong of [
      { code_verifier: "a".repeat(43) },
      { redirect_uri: `${APPLICATION}/other` },
      { client_id: "x" },
    ]) {
      const { exchange } = await codeFor(issuer, SIGN_IN, "viewer");
      const answer = await askForTokens(issuer, { ...exchange, ...wrong });
      expect(answer.status, JSON.stringify(wrong)).to.be.within(400, 401);
      expect(answer.text).to.not.include("access_token");
    }
    const { exchange } = await codeFor(issuer, SIGN_IN, "viewer");
    expect((await askForTokens(issuer, exchange)).status).to.equal(200);
    expect((await askForTokens(issuer, exchange)).json()).to.include({ error: "invalid_grant" });
  });

  const QUESTION = {
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: `${APPLICATION}/`,
    scope: "openid",
    state: "s",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  };
  const refusals: [what: string, change: Record<string, string>, leads: boolean][] = [
    ["an address the client does not declare", { redirect_uri: `${APPLICATION}/elsewhere` }, false],
    ["an address with more behind it", { redirect_uri: `${APPLICATION}/?next=1` }, false],
    ["an address elsewhere", { redirect_uri: "https://www.example.com/" }, false],
    ["an unknown client", { client_id: "nobody" }, false],
    ["the implicit flow", { response_type: "token" }, true],
    ["a challenge that is no hash", { code_challenge_method: "plain" }, true],
    ["no challenge", { code_challenge: "", code_challenge_method: "" }, true],
    ["a scope the client may not ask for", { scope: "openid phone" }, true],
  ];
  for (const [what, change, leads] of refusals) {
    it(`refuses ${what}`, async () => {
      const parameters = Object.entries({ ...QUESTION, ...change }).filter(([, value]) => value !== "");
      const answer = await ask(issuer, `/oauth2/authorize?${new URLSearchParams(parameters).toString()}`);
      const location = String(answer.headers.location ?? "");
      if (leads) {
        expect(answer.status).to.equal(303);
        expect(location).to.match(/^https:\/\/d111111abcdef8\.cloudfront\.net\/[?#]error=/);
      } else {
        expect(answer.status).to.equal(400);
        expect(location).to.equal("");
        expect(answer.headers["content-type"]).to.match(/^text\/html/);
      }
    });
  }

  it("knows who signed in before, until the person signs out", async () => {
    const cookies = new Cookies();
    expect((await codeFor(issuer, SIGN_IN, "operator", cookies)).pages).to.have.length(1);
    const again = await codeFor(issuer, SIGN_IN, "viewer", cookies);
    expect(again.pages).to.have.length(0);
    const tokens = (await askForTokens(issuer, again.exchange)).json<Values & Tokens>();
    expect(decodeJwt(tokens.access_token).username).to.equal("operator");
    const where = new URLSearchParams({ client_id: CLIENT_ID, logout_uri: `${APPLICATION}/` });
    const out = await cookies.ask(`${issuer}/logout?${where.toString()}`);
    expect([out.status, out.headers.location]).to.deep.equal([302, `${APPLICATION}/`]);
    expect((await codeFor(issuer, SIGN_IN, "viewer", cookies)).pages).to.have.length(1);
  });

  it("signs nobody out towards an address the client does not declare", async () => {
    for (const change of [{ logout_uri: "https://www.example.com/" }, { client_id: "nobody" }]) {
      const where = new URLSearchParams({ client_id: CLIENT_ID, logout_uri: `${APPLICATION}/`, ...change });
      const answer = await ask(issuer, `/logout?${where.toString()}`);
      expect([answer.status, answer.headers.location]).to.deep.equal([400, undefined]);
    }
  });

  it("tells an application about the user of an access token, and of nothing else", async () => {
    const tokens = await tokensFor(issuer, { ...SIGN_IN, scope: "openid email" }, "administrator");
    const tell = (token: string): Promise<Answer> =>
      ask(issuer, "/oauth2/userInfo", { headers: { authorization: `Bearer ${token}`, origin: APPLICATION } });
    const told = await tell(tokens.access_token);
    expect(told.json()).to.include({ username: "administrator", email: "administrator@example.com" });
    expect(told.headers["access-control-allow-origin"]).to.equal("*");
    for (const wrong of [tokens.id_token, "x", `${tokens.access_token}x`])
      expect((await tell(wrong)).status).to.equal(401);
    const parameters = { token: tokens.refresh_token, client_id: CLIENT_ID };
    const revoked = await ask(issuer, "/oauth2/revoke", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(parameters).toString(),
    });
    expect(revoked.status).to.equal(200);
    expect((await tell(tokens.access_token)).status).to.equal(401);
    const refresh = { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: tokens.refresh_token };
    expect((await askForTokens(issuer, refresh)).json()).to.include({ error: "invalid_grant" });
  });

  it("lets pages of other origins ask for tokens, as Cognito does", async () => {
    const { exchange } = await codeFor(issuer, SIGN_IN, "viewer");
    const answer = await askForTokens(issuer, exchange, { origin: APPLICATION });
    expect(answer.status).to.equal(200);
    expect(answer.headers["access-control-allow-origin"]).to.equal(APPLICATION);
    const preflight = { "access-control-request-method": "POST", origin: APPLICATION };
    const allowed = await ask(issuer, "/oauth2/token", { method: "OPTIONS", headers: preflight });
    expect([allowed.status, allowed.headers["access-control-allow-methods"]]).to.deep.equal([204, "POST"]);
  });

  it("has no user of a group the program does not declare", async () => {
    const other = await open(POOL, group("viewer"), client());
    const cookies = new Cookies();
    const { pages } = await codeFor(other, SIGN_IN, "viewer", cookies);
    expect(pages[0]?.text.match(/<button/g)).to.have.length(1);
    const question = new URLSearchParams({ ...QUESTION, prompt: "login" });
    const asked = await cookies.ask(`${other}/oauth2/authorize?${question.toString()}`);
    const page = locationOf(asked, other);
    expect((await cookies.ask(`${page}/operator`, { method: "POST" })).status).to.equal(404);
    expect((await cookies.ask(`${page}/viewer`)).status).to.equal(404);
    expect((await cookies.ask(`${page}/viewer`, { method: "POST" })).status).to.equal(303);
  });

  it("tells whoever comes to an old sign-in page to begin again", async () => {
    const asked = await ask(issuer, `/oauth2/authorize?${new URLSearchParams(QUESTION).toString()}`);
    const page = await ask(issuer, new URL(locationOf(asked, issuer)).pathname);
    expect(page.status).to.equal(400);
    expect(page.text).to.include("Please sign in again");
  });

  it("says that nobody can sign in where the program declares no group", async () => {
    const other = await open(POOL, client());
    const cookies = new Cookies();
    const asked = await cookies.ask(`${other}/oauth2/authorize?${new URLSearchParams(QUESTION).toString()}`);
    expect((await cookies.ask(locationOf(asked, other))).text).to.include("there is nobody to sign in as");
  });

  it("costs nothing where no client signs people in", async () => {
    const web = await LocalWeb.open(graphOf([POOL, group("viewer")]));
    opened.push(web);
    web.serve({ functions: NOBODY });
    expect(web.issuers).to.deep.equal([]);
  });

  it("writes nothing to the terminal, on any version of node.js, and hides nothing that others write", async () => {
    const code = `
      const { LocalWeb } = require("./local/web/localWeb");
      const { graphOf } = require("./test/localWeb/webProgram");
      const { pool } = require("./test/localWeb/poolProgram");
      (async () => {
        const web = await LocalWeb.open(graphOf(pool()));
        web.serve({ functions: {} });
        const { warn } = console;
        const answer = fetch(web.issuers[0].url + "/.well-known/openid-configuration");
        const response = await answer;
        console.warn(response.status, console.warn === warn);
        await web.close();
      })();`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["-r", "./local/engine/registerTypescript.cjs", "-e", code],
      { cwd: PROJECT },
    );
    expect([stdout, stderr]).to.deep.equal(["", "200 true\n"]);
  });

  it("stands in for the issuer and the domain", async () => {
    const web = await LocalWeb.open(graphOf(pool()));
    opened.push(web);
    web.serve({ functions: NOBODY });
    const { origin, url } = web.issuers[0] ?? { origin: "", url: "" };
    expect(web.resolve(`${ISSUER}/.well-known/jwks.json`)).to.equal(`${url}/.well-known/jwks.json`);
    expect(web.resolve(`https://${DOMAIN}/logout?client_id=1`)).to.equal(`${origin}/logout?client_id=1`);
    expect(web.resolve(`https://${DOMAIN}.example.com/`)).to.equal(undefined);
  });
});
