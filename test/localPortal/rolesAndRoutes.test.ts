/** Who may do what, over HTTP, on the real stack: every kind of caller asks every route for every kind of change. */
import { expect } from "chai";
import { importJWK, SignJWT } from "jose";
import type { Answer } from "../localWeb/webProgram";
import { PortalCenter } from "./portalCenter";

type Values = Record<string, unknown>;

const CALLERS = ["nobody", "stranger", "viewer", "operator", "administrator"] as const;
type Caller = (typeof CALLERS)[number];

/** One thing that is asked for. */
interface Deed {
  readonly name: string;
  /** The least that may. */
  readonly least: Caller;
  readonly does: (token: string | undefined) => Promise<Answer>;
  /** What an answer is when it is done; a voice cannot be had here. */
  readonly done?: number;
}

/** Times by the centre's clock, which the test reads when it asks. */
const HOUR_MS = 3_600_000;

describe("roles and routes of the portal", function () {
  this.timeout(300_000);
  let portal: PortalCenter;
  let queue: string;
  let other: string;
  const tokens = new Map<Caller, string | undefined>();

  before(async () => {
    portal = await PortalCenter.start();
    for (const name of ["viewer", "operator", "administrator"] as const) {
      tokens.set(name, (await portal.tokensOf(name)).access_token);
    }
    tokens.set("nobody", undefined);
    tokens.set("stranger", await strangersToken());
    const { queues } = (await portal.ask("GET", "/api/state", administrator())).json<{ queues: { name: string }[] }>();
    [queue = "", other = ""] = queues.map(({ name }) => `queue/${name}`);
    expect(other).to.not.equal("");
  });
  after(() => portal?.close());

  const administrator = (): string => tokens.get("administrator") ?? "";

  /** Somebody the issuer knows, in no group of the portal. */
  async function strangersToken(groups: string[] = ["visitors"], more: Values = {}): Promise<string> {
    const [issuer] = portal.center.identity;
    const key = await issuer?.keys.current();
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      sub: "3f1f2f6e-1111-4111-a111-111111111111",
      iss: issuer?.url,
      client_id: portal.signIn.clientId,
      token_use: "access",
      scope: "openid",
      username: "visitor",
      "cognito:groups": groups,
      iat: now,
      exp: now + 600,
      ...more,
    };
    const header = { alg: "RS256", kid: key?.kid ?? "" };
    return new SignJWT(claims)
      .setProtectedHeader(header)
      .sign(await importJWK(key?.privateJwk ?? { kty: "" }, "RS256"));
  }

  const at = (hours: number): string =>
    new Date(portal.center.clock.now() + hours * HOUR_MS).toISOString().replace(/\.\d+Z$/, "Z");

  /** Posts with the version that is there. */
  async function post(path: string, token: string | undefined, scope: string, rest: Values): Promise<Answer> {
    const { version } = await portal.scope(administrator(), scope);
    return portal.ask("POST", path, token, { scope, version, ...rest });
  }

  const change =
    (scope: () => string, field: string, value: () => unknown, until = false) =>
    (token: string | undefined): Promise<Answer> =>
      post("/api/changes", token, scope(), {
        change: { field, value: value(), why: "A test", ...(until && { until: at(2) }) },
      });

  /** An administrator changes something, and the caller ends it or takes it back. */
  const afterwards = (scope: () => string, field: string, value: () => unknown, how: "end" | "undo") => {
    const make = change(scope, field, value, true);
    return async (token: string | undefined): Promise<Answer> => {
      const made = await make(administrator());
      expect(made.status, made.text).to.equal(200);
      const { version, changes } = await portal.scope(administrator(), scope());
      if (how === "undo") return post("/api/undo", token, scope(), { undo: version, why: "A test" });
      return post("/api/changes", token, scope(), { end: changes.at(-1)?.id, why: "A test" });
    };
  };

  const get = (path: string) => (token: string | undefined) => portal.ask("GET", path, token);
  const center = (): string => "center";
  const thisQueue = (): string => queue;
  const message = (): unknown => ({ "en-US": "We close early today." });

  const DEEDS: readonly Deed[] = [
    { name: "reads what is set", least: "viewer", does: get("/api/state") },
    { name: "looks at the board", least: "viewer", does: get("/api/board") },
    { name: "reads the history", least: "viewer", does: get("/api/history") },
    { name: "reads the history of the centre", least: "viewer", does: get("/api/history?scope=center") },
    { name: "closes a queue", least: "operator", does: change(thisQueue, "state", () => "closed", true) },
    { name: "opens a queue", least: "operator", does: change(thisQueue, "state", () => "open") },
    {
      name: "redirects a queue",
      least: "operator",
      does: change(thisQueue, "redirect", () => ({ queue: other.slice("queue/".length) }), true),
    },
    { name: "stops redirecting", least: "operator", does: change(thisQueue, "redirect", () => "") },
    { name: "takes callbacks away", least: "operator", does: change(thisQueue, "callback", () => "off", true) },
    { name: "chooses music", least: "operator", does: change(thisQueue, "music", () => "jazz", true) },
    { name: "sets a priority", least: "operator", does: change(thisQueue, "priority", () => "high", true) },
    { name: "puts a message on a queue", least: "operator", does: change(thisQueue, "message", message, true) },
    { name: "puts a message on all", least: "operator", does: change(center, "message", message, true) },
    { name: "ends a change of a queue", least: "operator", does: afterwards(thisQueue, "music", () => "rock", "end") },
    {
      name: "takes back a change of a queue",
      least: "operator",
      does: afterwards(thisQueue, "music", () => "pop", "undo"),
    },
    { name: "ends a message for all", least: "operator", does: afterwards(center, "message", message, "end") },
    { name: "takes back a message for all", least: "operator", does: afterwards(center, "message", message, "undo") },
    { name: "closes the centre", least: "administrator", does: change(center, "state", () => "closed", true) },
    { name: "opens the centre", least: "administrator", does: change(center, "state", () => "open") },
    {
      name: "ends a closure of the centre",
      least: "administrator",
      does: afterwards(center, "state", () => "closed", "end"),
    },
    {
      name: "takes back a closure of the centre",
      least: "administrator",
      does: afterwards(center, "state", () => "closed", "undo"),
    },
    {
      name: "listens to a message",
      least: "operator",
      does: (token) => portal.ask("POST", "/api/speech", token, { text: "Hello", language: "en-US" }),
      done: 503,
    },
  ];

  for (const { name, least, does, done = 200 } of DEEDS) {
    it(`lets nobody below ${least} do this: ${name}`, async () => {
      for (const caller of CALLERS) {
        const answer = await does(tokens.get(caller));
        const may = CALLERS.indexOf(caller) >= CALLERS.indexOf(least);
        const wanted = may ? done : caller === "nobody" ? 401 : 403;
        expect(answer.status, `${caller}: ${answer.text}`).to.equal(wanted);
        if (caller === "nobody") expect(answer.text).to.equal('{"message":"Unauthorized"}');
        if (wanted === 403) expect(answer.json<{ error: { code: string } }>().error.code).to.equal("Forbidden");
      }
    });
  }

  it("has nothing else for anybody", async () => {
    const paths = [
      "/api/state",
      "/api/board",
      "/api/history",
      "/api/changes",
      "/api/undo",
      "/api/speech",
      "/api/",
      "/api/x",
    ];
    const known = [
      "GET /api/state",
      "GET /api/board",
      "GET /api/history",
      "POST /api/changes",
      "POST /api/undo",
      "POST /api/speech",
    ];
    const accepted: string[] = [];
    for (const path of paths) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        if (known.includes(`${method} ${path}`)) continue;
        for (const caller of CALLERS) {
          const body = method.startsWith("P") ? { scope: "center", version: 0 } : undefined;
          const { status } = await portal.ask(method, path, tokens.get(caller), body);
          if (status !== 404) accepted.push(`${caller} ${method} ${path}: ${status}`);
        }
      }
    }
    expect(accepted).to.deep.equal([]);
  });

  it("takes no id token, not even an administrator's", async () => {
    const { id_token: token } = await portal.tokensOf("administrator");
    for (const [method, path] of [
      ["GET", "/api/state"],
      ["POST", "/api/changes"],
      ["POST", "/api/undo"],
      ["POST", "/api/speech"],
    ] as const) {
      const answer = await portal.ask(method, path, token, method === "GET" ? undefined : {});
      expect([401, 403], answer.text).to.include(answer.status);
    }
  });

  it("leaves to the function what the authorizer lets pass: a token of another use, and one of another client", async () => {
    const { clientId } = portal.signIn;
    for (const more of [
      { token_use: "id", aud: clientId },
      { token_use: undefined },
      { aud: clientId, client_id: "another" },
    ]) {
      const answer = await portal.ask("GET", "/api/state", await strangersToken(["administrator"], more));
      expect(answer.status, JSON.stringify(more)).to.equal(401);
      expect(answer.json<{ error: { code: string } }>().error.code).to.equal("Unauthorized");
    }
    expect((await portal.ask("GET", "/api/state", await strangersToken(["administrator"]))).status).to.equal(200);
  });

  it("knows groups by their whole names", async () => {
    for (const groups of [
      [],
      ["Administrator"],
      ["administrators"],
      ["administrator]"],
      ["x[operator"],
      ["visitors,administrator"],
    ]) {
      const answer = await portal.ask("GET", "/api/state", await strangersToken(groups));
      expect(answer.status, `${JSON.stringify(groups)}: ${answer.text}`).to.equal(403);
    }
  });

  it("answers the API's own address to nobody without a token, and to no other origin's page", async () => {
    const [api] = portal.center.web.apis.filter(({ name }) => name.includes("portal"));
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${api?.url ?? ""}/api/state`, (answer) => resolve(answer.resume().statusCode));
      asked.on("error", reject).end();
    });
    expect(status).to.be.within(401, 403);
  });
});
