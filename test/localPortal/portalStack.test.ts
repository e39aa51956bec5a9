/** The portal of this very program on this machine: signing in, staying, leaving, and what callers hear of what is set. */
import { expect } from "chai";
import { decodeJwt } from "jose";
import { LocalWeb } from "../../local/web/localWeb";
import { askForTokens, codeFor, Cookies, type Tokens } from "../localWeb/poolProgram";
import { ask } from "../localWeb/webProgram";
import { evaluated } from "../support/evaluated";
import { PortalCenter } from "./portalCenter";

type Values = Record<string, unknown>;

describe("the portal on this machine", function () {
  this.timeout(300_000);
  let portal: PortalCenter;
  before(async () => {
    portal = await PortalCenter.start();
  });
  after(() => portal?.close());

  it("is told local addresses, and may reach those and no others", async () => {
    const { issuer, site } = portal;
    const config = (await ask(site, "/config.json")).json<Record<string, string>>();
    expect(config).to.include({
      authorizationEndpoint: `${issuer}/oauth2/authorize`,
      tokenEndpoint: `${issuer}/oauth2/token`,
      signOutUrl: `${issuer}/logout`,
    });
    const described = (await ask(issuer, "/.well-known/openid-configuration")).json();
    expect(config.authority).to.equal(described.issuer);
    const policy = String((await ask(site, "/")).headers["content-security-policy"]);
    expect(policy).to.match(new RegExp(`connect-src [^;]*${issuer}`));
    expect(policy).to.not.match(/unsafe-|amazoncognito/);
  });

  for (const username of ["viewer", "operator", "administrator"]) {
    it(`lets the ${username} sign in with a proof key, go on with a refresh token, and sign out`, async () => {
      const cookies = new Cookies();
      const { exchange, back } = await codeFor(portal.issuer, portal.signIn, username, cookies);
      expect(back.origin).to.equal(portal.site);
      const tokens = (await askForTokens(portal.issuer, exchange, { origin: portal.site })).json<Values & Tokens>();
      const state = await portal.ask("GET", "/api/state", tokens.access_token);
      expect(state.json()).to.include({ username, role: username });
      const renewal = { grant_type: "refresh_token", client_id: portal.signIn.clientId };
      const renewed = await askForTokens(portal.issuer, { ...renewal, refresh_token: tokens.refresh_token });
      const { access_token: next } = renewed.json<Values & Tokens>();
      expect(decodeJwt(next).sub).to.equal(decodeJwt(tokens.access_token).sub);
      expect((await portal.ask("GET", "/api/state", next)).status).to.equal(200);
      const where = new URLSearchParams({ client_id: portal.signIn.clientId, logout_uri: `${portal.site}/` });
      const out = await cookies.ask(`${portal.issuer}/logout?${where.toString()}`);
      expect([out.status, out.headers.location]).to.deep.equal([302, `${portal.site}/`]);
      expect((await codeFor(portal.issuer, portal.signIn, username, cookies)).pages).to.have.length(1);
    });
  }

  it("lets the next caller hear what an operator sets, until it ends", async () => {
    const { access_token: token } = await portal.tokensOf("operator");
    const { center } = portal;
    const hears = async (): Promise<string> => {
      const call = center.connect.dial({ from: "+12065550199" });
      await call.settled();
      call.hangUp();
      await call.settled();
      return call.transcript.map(({ text }) => text).join("\n");
    };
    expect(await hears()).to.not.include("water main");
    const { version } = await portal.scope(token, "center");
    const until = new Date(center.clock.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
    const change = { field: "message", value: { "en-US": "A water main has burst." }, until, why: "A test" };
    const answer = await portal.ask("POST", "/api/changes", token, { scope: "center", version, change });
    expect(answer.status, answer.text).to.equal(200);
    // What the function keeps of the table is five seconds old by its own clock.
    await center.clock.advance(6_000);
    expect(await hears()).to.include("A water main has burst.");
    await center.clock.advance(3_600_000);
    expect(await hears()).to.not.include("water main");
  });

  it("shows who waits on the board, by the centre's own time", async () => {
    const { access_token: token } = await portal.tokensOf("viewer");
    const { center } = portal;
    const call = center.connect.dial({ from: "+12065550188" });
    await call.settled();
    call.speak("I want to talk to a person");
    await call.settled();
    call.press("1");
    for (let second = 0; second < 60 && !call.contact.waitingInQueue; second++) await center.clock.advance(1_000);
    expect(call.contact.waitingInQueue, call.transcript.map(({ text }) => text).join("\n")).to.equal(true);
    await center.clock.advance(42_000);
    const board = (await portal.ask("GET", "/api/board", token)).json<{
      asOf: string;
      stale?: string;
      queues: { name: string; contactsInQueue: number; oldestSeconds: number | null }[];
    }>();
    call.hangUp();
    await call.settled();
    expect(board.stale).to.equal(undefined);
    const [queue] = board.queues.filter(({ contactsInQueue }) => contactsInQueue > 0);
    expect(queue?.name).to.equal(call.contact.queue?.name);
    expect(queue?.oldestSeconds).to.be.at.least(42);
  });

  it("costs nothing where a program has no pool", async () => {
    const web = await LocalWeb.open(await evaluated("dev", { architecture: "basic" }));
    try {
      web.serve({ functions: { invoke: () => Promise.reject(new Error("no function")), resourcePolicy: () => [] } });
      expect([web.issuers, web.sites, web.apis]).to.deep.equal([[], [], []]);
    } finally {
      await web.close();
    }
  });
});
