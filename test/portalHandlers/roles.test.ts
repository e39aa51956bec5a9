/** Who may do what: every role on every route and every kind of change, and tokens that are no good. */
import { expect } from "chai";
import { useEnvironment } from "../support/handlerLog";
import { claims, ENVIRONMENT, Portal } from "./support";

const LATER = "2026-03-04T18:00:00Z";

type Least = "viewer" | "operator" | "administrator";

/** Every route and every kind of change, with the least role that may. */
const DEEDS: [what: string, least: Least, method: string, path: string, body?: object][] = [
  ["reads the state", "viewer", "GET", "/api/state"],
  ["reads the board", "viewer", "GET", "/api/board"],
  ["reads the history", "viewer", "GET", "/api/history"],
  ["closes a queue", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "state", value: "closed", until: LATER } }],
  ["redirects a queue", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "redirect", value: { queue: "Sales" } } }],
  ["stops the call back", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "callback", value: "off" } }],
  ["changes the music", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "music", value: "jazz" } }],
  ["changes the priority", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "priority", value: "high" } }],
  ["says something in a queue", "operator", "POST", "/api/changes", { scope: "queue/Support", change: { field: "message", value: { "en-US": "Hi" } } }],
  ["says something everywhere", "operator", "POST", "/api/changes", { scope: "center", change: { field: "message", value: { "en-US": "Hi" } } }],
  ["closes the centre", "administrator", "POST", "/api/changes", { scope: "center", change: { field: "state", value: "closed", until: LATER } }],
  ["opens the centre", "administrator", "POST", "/api/changes", { scope: "center", change: { field: "state", value: "open" } }],
  ["ends a queue's change", "operator", "POST", "/api/changes", { scope: "queue/Sales", end: "music-1" }],
  ["ends the centre's message", "operator", "POST", "/api/changes", { scope: "center", end: "message-1" }],
  ["ends the centre's closure", "administrator", "POST", "/api/changes", { scope: "center", end: "state-1" }],
  ["takes a queue's change back", "operator", "POST", "/api/undo", { scope: "queue/Sales", undo: 1 }],
  ["takes the centre's message back", "operator", "POST", "/api/undo", { scope: "center", undo: 2 }],
  ["takes the centre's closure back", "administrator", "POST", "/api/undo", { scope: "center", undo: 1 }],
  ["hears a message", "operator", "POST", "/api/speech", { text: "Hello", language: "en-US" }],
]; // prettier-ignore

const ROLES = ["viewer", "operator", "administrator"] as const;

/** Who asks, and the role they have. */
const PEOPLE: [who: string, group: string | undefined, role: Least | undefined][] = [
  ["nobody", undefined, undefined],
  ["somebody of another group", "agents", undefined],
  ["a viewer", "viewer", "viewer"],
  ["an operator", "viewer operator", "operator"],
  ["an administrator", "agents administrator", "administrator"],
];

const row = (field: string, value: unknown, until?: string) => ({
  ...{ id: `${field}-1`, field, value, by: "alex", at: "2026-03-04T10:00:00.000Z", why: "tried" },
  ...(until ? { until } : {}),
});

/** Rows that every deed finds: something to end, and something to take back. */
async function furnish(portal: Portal): Promise<void> {
  const closed = row("state", "closed", LATER);
  const said = row("message", { "en-US": "Hello" });
  const music = row("music", "pop");
  const facts = { at: "2026-03-04T10:00:00.000Z", by: "alex", why: "tried", action: "change" };
  await portal.put("settings", { scope: "center", version: 2, changes: [closed, said] });
  await portal.put("settings", { scope: "queue/Sales", version: 1, changes: [music] });
  await portal.remove("queue/Support");
  const first = { ...facts, version: 1, before: [] };
  await portal.put("history", { ...first, scope: "center", field: "state", after: [closed] });
  const second = { ...facts, version: 2, field: "message", before: [closed], after: [closed, said] };
  await portal.put("history", { ...second, scope: "center" });
  await portal.put("history", { ...first, scope: "queue/Sales", field: "music", after: [music] });
}

/** The version a deed has seen, and a reason. */
function complete(body: object | undefined): object | undefined {
  if (!body || !("scope" in body)) return body;
  const version = { center: 2, "queue/Sales": 1, "queue/Support": 0 }[String(body.scope)];
  return { ...body, version, why: "tried" };
}

describe("roles of the portal", () => {
  useEnvironment(ENVIRONMENT);
  let portal: Portal;

  before(async () => (portal = await Portal.open()));
  after(() => portal.close());

  for (const [who, group, role] of PEOPLE) {
    it(`let ${who} do what the group allows, and nothing else`, async () => {
      for (const [what, least, method, path, body] of DEEDS) {
        await furnish(portal);
        const sent = complete(body);
        const user = claims(group, portal.now);
        const { status } = await portal.ask(method, path, { user, ...(sent ? { body: sent } : {}) });
        const allowed = role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(least);
        expect(status, `${who} ${what}`).to.equal(allowed ? 200 : 403);
      }
    });
  }

  it("let nobody do anything without a token", async () => {
    for (const [what, , method, path, body] of DEEDS) {
      const sent = complete(body);
      const { status } = await portal.ask(method, path, { user: null, ...(sent ? { body: sent } : {}) });
      expect(status, what).to.equal(401);
    }
  });

  it("write nothing for those who may not", async () => {
    await furnish(portal);
    const count = (await portal.history("center")).length;
    for (const group of ["viewer", "agents", undefined]) {
      for (const [, , method, path, body] of DEEDS.filter(([, , , , each]) => each)) {
        await portal.ask(method, path, { user: claims(group, portal.now), body: complete(body) ?? {} });
      }
    }
    expect(await portal.history("center")).to.have.length(count);
    expect((await portal.state("queue/Support")).version).to.equal(0);
  });

  it("know no other addresses and methods", async () => {
    const user = claims("administrator", portal.now);
    for (const [method, path] of [["GET", "/"], ["GET", "/api/changes"], ["DELETE", "/api/state"], ["GET", "/api/state/"], ["POST", "/api/state"], ["PUT", "/api/changes"], ["GET", "/api/speech"], ["GET", "/constructor"]]) {
      const { status } = await portal.ask(`${method}`, `${path}`, { user, body: {} });
      expect(status, `${method} ${path}`).to.equal(404);
    } // prettier-ignore
  });

  const good = claims("administrator", Date.parse("2026-03-04T12:00:00Z"));
  const bad: [what: string, claims: Record<string, unknown>, status: number][] = [
    ["no claims", {}, 401],
    ["no exp", { ...good, exp: undefined }, 401],
    ["an empty exp", { ...good, exp: "" }, 401],
    ["an exp that is no number", { ...good, exp: "never" }, 401],
    ["an exp that is over", { ...good, exp: "1772625599" }, 401],
    ["an id token", { ...good, token_use: "id", aud: "client-1" }, 401],
    ["no token_use", { ...good, token_use: undefined }, 401],
    ["another client", { ...good, client_id: "client-2" }, 401],
    ["no client", { ...good, client_id: undefined }, 401],
    ["no user name", { ...good, username: undefined }, 401],
    ["an empty user name", { ...good, username: "" }, 401],
    ["a user name with line breaks", { ...good, username: "a\nb" }, 401],
    ["no groups", { ...good, "cognito:groups": undefined }, 403],
    ["empty groups", { ...good, "cognito:groups": "[]" }, 403],
    ["a group that begins like one", { ...good, "cognito:groups": "[administratorX]" }, 403],
    ["a group that ends like one", { ...good, "cognito:groups": "[not-administrator]" }, 403],
    ["a group in other letters", { ...good, "cognito:groups": "[Administrator]" }, 403],
    ["nested groups", { ...good, "cognito:groups": "[[administrator]]" }, 403],
    ["groups that are no list", { ...good, "cognito:groups": "administrator" }, 403],
    ["groups of another type", { ...good, "cognito:groups": { administrator: true } }, 403],
  ];
  for (const [what, user, status] of bad) {
    it(`refuse a token with ${what}`, async () => {
      for (const [, , method, path, body] of DEEDS) {
        const sent = complete(body);
        const answer = await portal.ask(method, path, { user, ...(sent ? { body: sent } : {}) });
        expect(answer.status).to.equal(status);
        expect(answer.body.error?.message).to.match(/Sign in again|in no group/);
      }
    });
  }
});
