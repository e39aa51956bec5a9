/** Changing what is set: conflicts, taking back, redirects, rows written by hand, and answers that are lost. */
import { expect } from "chai";
import type { TimedChange } from "../../administration/changes";
import { useEnvironment } from "../support/handlerLog";
import { change } from "../support/settingsRows";
import { CATALOGUE, claims, ENVIRONMENT, Portal, type Answer, type StateAnswer } from "./support";

const LATER = "2026-03-04T18:00:00Z";
const CLOSED = { field: "state", value: "closed", until: LATER };
const JAZZ = { field: "music", value: "jazz" };

function problems({ status, body }: Answer): string[] {
  expect(status).to.equal(400);
  return (body.problems as { path: string; given: string }[]).map(({ path, given }) => `${path}: ${given}`);
}

describe("changes of the portal", () => {
  useEnvironment(ENVIRONMENT);
  let portal: Portal;

  beforeEach(async () => (portal = await Portal.open()));
  afterEach(() => portal.close());

  it("are kept with who made them, when and why, and counted", async () => {
    const { status, body } = await portal.set("queue/Support", 0, { ...CLOSED, why: "power cut" });
    expect(status).to.equal(200);
    const state = body.state as StateAnswer;
    expect(state.version).to.equal(1);
    expect(state.inForce).to.include({ state: "closed", callback: "on" });
    const [change] = state.changes;
    expect(change).to.include({ field: "state", value: "closed", until: LATER, by: "operator", why: "power cut" });
    expect(change?.at).to.equal("2026-03-04T12:00:00.000Z");
    expect(await portal.state("queue/Support")).to.deep.equal(state);
    const [row] = await portal.history("queue/Support");
    expect(row).to.deep.include({ version: 1, by: "operator", why: "power cut", action: "change", before: [] });
    expect(row?.after).to.deep.equal(state.changes);
    expect(row?.expiresAt).to.equal(portal.now / 1_000 + 400 * 86_400);
  });

  it("of one who has not seen the newest are refused, with what the others did and whether it was the same", async () => {
    await portal.set("queue/Support", 0, JAZZ, claims("operator", portal.now, "alex"));
    await portal.set("queue/Support", 1, CLOSED, claims("operator", portal.now, "sam"));
    const same = await portal.set("queue/Support", 0, { field: "music", value: "rock" });
    expect(same.status).to.equal(409);
    expect(same.body).to.include({ overlaps: true });
    expect(same.body.error?.message).to.match(/^Queue Support was changed meanwhile\. alex changed the music/);
    expect(same.body.changedSince).to.have.length(2);
    expect(same.body.mine).to.deep.include({ change: { why: "tried", field: "music", value: "rock" } });
    expect(same.body.current).to.deep.include({ version: 2 });
    const apart = await portal.set("queue/Support", 1, { field: "callback", value: "off" });
    expect([apart.status, apart.body.overlaps]).to.deep.equal([409, false]);
    expect(apart.body.error?.message).to.match(/sam changed open or closed at .*send it again to put it on top/);
    expect((await portal.set("queue/Support", 2, { field: "callback", value: "off" })).status).to.equal(200);
    expect((await portal.state("queue/Support")).inForce).to.include({ callback: "off", music: "jazz" });
  });

  it("of one who has seen what nobody wrote are refused, and count as touching the same", async () => {
    const { status, body } = await portal.set("queue/Support", 9, JAZZ);
    expect([status, body.overlaps, body.changedSince]).to.deep.equal([409, true, []]);
  });

  it("can be ended, each by its id", async () => {
    const { body } = await portal.set("queue/Support", 0, JAZZ);
    const [change] = (body.state as StateAnswer).changes;
    const end = (version: number, id: unknown) =>
      portal.ask("POST", "/api/changes", { body: { scope: "queue/Support", version, end: id, why: "over" } });
    expect(problems(await end(1, "another"))).to.deep.equal(["end: a change that is over or never was"]);
    expect(((await end(1, change?.id)).body.state as StateAnswer).changes).to.deep.equal([]);
    expect((await portal.history("queue/Support")).map(({ action }) => action)).to.deep.equal(["change", "end"]);
  });

  it("can be taken back, and that, too, while nobody has touched the same field", async () => {
    await portal.set("queue/Support", 0, { field: "music", value: "pop" });
    await portal.set("queue/Support", 1, JAZZ);
    await portal.set("queue/Support", 2, { field: "callback", value: "off" });
    expect((await portal.undo("queue/Support", 3, 2)).status).to.equal(200);
    expect((await portal.state("queue/Support")).inForce).to.include({ music: "pop", callback: "off" });
    expect((await portal.undo("queue/Support", 4, 4)).status).to.equal(200);
    expect((await portal.state("queue/Support")).inForce).to.include({ music: "jazz", callback: "off" });
    const late = await portal.undo("queue/Support", 5, 1);
    expect([late.status, late.body.overlaps]).to.deep.equal([409, true]);
    expect((late.body.changedSince as { version: number }[]).map(({ version }) => version)).to.deep.equal([2, 4, 5]);
    expect(problems(await portal.undo("queue/Support", 5, 99))).to.deep.equal(["undo: version 99"]);
    expect(problems(await portal.undo("queue/Support", 5, 0))).to.deep.equal(["undo: 0"]);
  });

  it("bring no closure back that is over", async () => {
    await portal.set("queue/Support", 0, CLOSED);
    await portal.set("queue/Support", 1, { field: "state", value: "open" });
    portal.now = Date.parse(LATER);
    expect((await portal.undo("queue/Support", 2, 2)).status).to.equal(200);
    expect(await portal.state("queue/Support")).to.deep.include({ changes: [] });
  });

  it("are at most fifty that are not over", async () => {
    const changes = Array.from({ length: 50 }, (_, n) => ({
      ...{ id: `${n}`, field: "music", value: "jazz", by: "alex", at: "2026-03-01T09:00:00.000Z", why: "tried" },
      from: `2026-04-01T10:${String(n).padStart(2, "0")}:00Z`,
      until: `2026-04-01T10:${String(n).padStart(2, "0")}:30Z`,
    }));
    await portal.put("settings", { scope: "queue/Support", version: 1, changes });
    const pop = { field: "music", value: "pop", until: LATER };
    expect(problems(await portal.set("queue/Support", 1, pop))).to.deep.equal(["changes: 51 at once"]);
    portal.now = Date.parse("2026-04-01T10:00:30Z");
    const { body } = await portal.set("queue/Support", 1, {
      ...pop,
      until: "2026-05-01T00:00:00Z",
      from: changes[49]?.until,
    });
    expect((body.state as StateAnswer).changes).to.have.length(50);
  });

  it("lead no queue to one that is closed or led on, nor close or lead on one that another is led to", async () => {
    const to = (queue: string) => ({ field: "redirect", value: { queue } });
    expect((await portal.set("queue/Support", 0, to("Sales"))).status).to.equal(200);
    expect(problems(await portal.set("queue/Sales", 0, CLOSED))[0]).to.match(
      /Support is redirected to Sales, which is closed now/,
    );
    expect(problems(await portal.set("queue/Sales", 0, to("Billing")))[0]).to.match(/redirected to Billing now/);
    expect(problems(await portal.set("queue/Sales", 0, to("Sales")))[0]).to.match(/^redirect: "Sales"/);
    expect(problems(await portal.set("queue/Billing", 0, to("Support")))[0]).to.match(
      /Billing is redirected to Support/,
    );
    expect((await portal.set("queue/Billing", 0, CLOSED)).status).to.equal(200);
    expect((await portal.set("queue/Sales", 0, JAZZ)).status, "the rest is free").to.equal(200);
    const [redirect] = (await portal.state("queue/Support")).changes as TimedChange<"redirect">[];
    expect(redirect?.value)
      .to.deep.include({ queue: "Sales" })
      .and.to.have.property("arn")
      .that.matches(/id-Sales$/);
  });

  it("close no queue while somebody is being led to it at the same moment", async () => {
    for (let round = 0; round < 3; round += 1) {
      const version = round * 2;
      // Neither writes before both have read: what each finds is allowed by itself.
      let arrived = 0;
      let goOn: () => void = () => undefined;
      const both = new Promise<void>((resolve) => (goOn = resolve));
      portal.before = (operation) => {
        if (operation !== "transactWriteItems" || (arrived += 1) > 2) return undefined;
        if (arrived === 2) goOn();
        return both;
      };
      const answers = await Promise.all([
        portal.set("queue/Support", (await portal.state("queue/Support")).version, {
          field: "redirect",
          value: { queue: "Sales" },
        }),
        portal.set("queue/Sales", (await portal.state("queue/Sales")).version, CLOSED),
      ]);
      expect(answers.map(({ status }) => status).sort(), `round ${version}`).to.deep.equal([200, 400]);
      for (const scope of ["queue/Support", "queue/Sales"]) {
        const { version: seen, changes } = await portal.state(scope);
        const body = { scope, version: seen, end: changes[0]?.id, why: "next" };
        if (changes.length) await portal.ask("POST", "/api/changes", { body });
      }
    }
  });

  it("say everything that is wrong with what was sent, and write nothing", async () => {
    const ask = (body: object | string) => portal.ask("POST", "/api/changes", { body });
    const change = { ...JAZZ, value: "polka", until: "soon" };
    const all = await ask({ scope: "queue/Support", version: "1", change });
    expect(problems(all).map((each) => each.split(":")[0])).to.deep.equal(["music", "until", "why", "version"]);
    expect(problems(await ask("not JSON"))).to.deep.equal(["body: no JSON in UTF-8"]);
    expect(problems(await ask("[]"))).to.deep.equal(["body: JSON of another kind"]);
    expect(problems(await ask({ scope: "queue/Nowhere", version: 0 }))).to.deep.equal(['scope: "queue/Nowhere"']);
    expect(problems(await ask({ scope: "center", version: 0, force: true }))).to.deep.equal(["force: a field"]);
    const both = { scope: "queue/Support", version: 0, end: "one", change: JAZZ, why: "both" };
    expect(problems(await ask(both)), "which of the two was meant is not known").to.deep.equal(['end: "one"']);
    expect((await ask({ scope: "center", why: "x".repeat(70_000) })).status).to.equal(413);
    expect(problems(await portal.set("queue/Support", 0, { field: "state", value: "closed" }))[0]).to.match(
      /^until: no end/,
    );
    expect(await portal.history("queue/Support")).to.deep.equal([]);
  });

  it("count once when their answer is lost", async () => {
    let lost = 0;
    portal.after = () => {
      if ((lost += 1) === 1) throw Object.assign(new Error(), { name: "TimeoutError" });
    };
    const { status, body } = await portal.set("queue/Support", 0, JAZZ);
    expect([status, (body.state as StateAnswer).version]).to.deep.equal([200, 1]);
    expect(await portal.history("queue/Support")).to.have.length(1);
  });

  it("repair a row that somebody broke, and go on with the history of one that was removed", async () => {
    await portal.set("queue/Support", 0, JAZZ);
    for (const version of ["text", -3]) {
      await portal.put("settings", { scope: "queue/Support", version, changes: "none", expiresAt: 1 });
      await portal.put("settings", { scope: "redirects", version });
      const { status } = await portal.set("queue/Support", 0, CLOSED);
      expect(status, `${version}`).to.equal(200);
    }
    await portal.remove("queue/Support");
    expect((await portal.set("queue/Support", 0, { field: "music", value: "rock" })).status).to.equal(200);
    const versions = (await portal.history("queue/Support")).map(({ version }) => version);
    expect(versions).to.deep.equal([1, 2, 3, 4]);
    expect((await portal.state("queue/Support")).inForce).to.include({ music: "rock" });
  });

  it("are possible on a row to which somebody gave a version between two", async () => {
    for (const version of [0.5, 1.5]) {
      await portal.put("settings", { scope: "queue/Support", version, changes: [] });
      const seen = (await portal.state("queue/Support")).version;
      const { status, body } = await portal.set("queue/Support", seen, JAZZ);
      expect(status, JSON.stringify(body)).to.equal(200);
    }
    expect(await portal.history("queue/Support")).to.have.length(2);
  });

  it("are refused when they are so deep that they could not be told again", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    const change = (parts: string) => `{"scope":"queue/Support","version":7,"change":{"why":"x",${parts}}}`;
    const music = '"field":"music","value":"jazz"';
    for (const parts of [`${music},"more":${deep}`, `"field":${deep}`, `"field":"music","value":${deep}`]) {
      const answer = await portal.ask("POST", "/api/changes", { body: change(parts) });
      expect(problems(answer)).to.deep.equal(["body: JSON too deep in itself"]);
    }
  });

  it("are not written once it is too late to say so", async () => {
    let tried = 0;
    portal.before = (operation) => {
      if (operation !== "transactWriteItems" || (tried += 1) > 1) return;
      // The container stood still: whoever asked was told long ago that it failed.
      portal.now += 60_000;
      throw Object.assign(new Error(), { name: "TimeoutError" });
    };
    const { status, body } = await portal.set("queue/Support", 0, JAZZ);
    expect([status, body.error?.code]).to.deep.equal([503, "Unavailable"]);
    portal.before = () => undefined;
    expect(await portal.history("queue/Support")).to.deep.equal([]);
  });

  it("bring no redirect back to a queue that was removed or made anew, and the state names those that hold", async () => {
    const { queues } = CATALOGUE;
    const redirect = { field: "redirect", value: { queue: "Sales" } };
    const { body } = await portal.set("queue/Support", 0, redirect);
    const [change] = (body.state as StateAnswer).changes;
    await portal.set("queue/Billing", 0, redirect);
    const end = { scope: "queue/Support", version: 1, end: change?.id, why: "over" };
    await portal.ask("POST", "/api/changes", { body: end });
    const anew = queues.map((queue) => (queue.name === "Sales" ? { ...queue, arn: `${queue.arn}-2` } : queue));
    for (const left of [anew, queues.filter(({ name }) => name !== "Sales")]) {
      await portal.put("settings", { ...CATALOGUE, queues: left });
      expect(problems(await portal.undo("queue/Support", 2, 2))).to.deep.equal([
        "redirect: Sales, which is not the queue it was",
      ]);
      const state = await portal.ask("GET", "/api/state");
      const named = state.body.problems as { scope: string; message: string }[];
      expect(named.map(({ scope }) => scope)).to.deep.equal(["queue/Billing"]);
      expect(named[0]?.message).to.match(/redirects to Sales, .*redirect anew/);
      const other = await portal.set("queue/Billing", left === anew ? 1 : 2, { ...CLOSED, why: "fire" });
      expect(other.status, "what else is set is not held up").to.equal(200);
    }
    await portal.put("settings", CATALOGUE);
    expect((await portal.undo("queue/Support", 2, 2)).status).to.equal(200);
  });

  it("are not held up by what was wrong before them", async () => {
    const [, sales] = CATALOGUE.queues;
    const to = change("redirect", { queue: "Sales", arn: sales?.arn ?? "" });
    await portal.put("settings", { scope: "queue/Support", version: 1, changes: [to] });
    await portal.put("settings", {
      scope: "queue/Sales",
      version: 1,
      changes: [change("state", "closed", { until: LATER })],
    });
    expect((await portal.set("queue/Support", 1, CLOSED)).status, "closed itself").to.equal(200);
    const more = await portal.set("queue/Billing", 0, { field: "redirect", value: { queue: "Sales" } });
    expect(problems(more)).to.deep.equal(["redirect: Billing is redirected to Sales, which is closed now"]);
  });

  it("fail aloud, and at once, when the table refuses them for good", async () => {
    let tried = 0;
    portal.before = (operation) => {
      if (operation !== "transactWriteItems") return;
      tried += 1;
      throw Object.assign(new Error(), { name: "AccessDeniedException" });
    };
    const { status, body } = await portal.set("queue/Support", 0, JAZZ);
    expect([status, body.error?.code, tried]).to.deep.equal([503, "Unavailable", 1]);
    expect(portal.lines.join()).to.contain('"failure":"AccessDeniedException"');
  });

  it("tell a table that fails while they are written from others who are always faster", async () => {
    const cancelled = (code: string): object => ({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code: code }],
    });
    const outcomes = [
      [{ name: "InternalServerError" }, "Unavailable", '"failure":"InternalServerError"'],
      [cancelled("ThrottlingError"), "Unavailable", '"failure":"TransactionCanceledException"'],
      [cancelled("TransactionConflict"), "Busy", '"outcome":"Busy"'],
    ] as const;
    for (const [error, code, line] of outcomes) {
      portal.before = (operation) => {
        if (operation === "transactWriteItems") throw Object.assign(new Error(), error);
      };
      const { status, body } = await portal.set("queue/Support", 0, JAZZ);
      expect([status, body.error?.code], line).to.deep.equal([503, code]);
      expect(portal.lines.at(-1)).to.contain(line);
    }
  });

  it("wait for nobody: a table that fails or hangs is said to be out of reach", async () => {
    portal.before = () => {
      throw Object.assign(new Error("secret detail"), { name: "InternalServerError" });
    };
    const { status, body } = await portal.set("queue/Support", 0, JAZZ);
    expect([status, body.error?.code]).to.deep.equal([503, "Unavailable"]);
    expect(JSON.stringify(body)).not.to.contain("secret");
    expect(portal.lines.join()).to.contain('"failure":"InternalServerError"').and.not.contain("secret");
  });
});
