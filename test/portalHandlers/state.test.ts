/** What the portal shows: rows that are not sound, figures of Amazon Connect, the history page by page. */
import { expect } from "chai";
import { midnightOf } from "../../handlers/portal/board";
import { useEnvironment } from "../support/handlerLog";
import { change, plainChanges } from "../support/settingsRows";
import { CATALOGUE, ENVIRONMENT, Portal, type StateAnswer } from "./support";

type Row = { version: number; scope: string; at: string };

describe("the state the portal shows", () => {
  useEnvironment(ENVIRONMENT);
  let portal: Portal;

  beforeEach(async () => (portal = await Portal.open()));
  afterEach(() => portal.close());

  it("has the catalogue, and every scope of it", async () => {
    const { status, body } = await portal.ask("GET", "/api/state");
    const { queues, languages, voices, timeZone } = CATALOGUE;
    const known = { queues, languages, voices, timeZone, role: "operator", username: "operator", problems: [] };
    expect([status, body]).to.deep.include(200);
    expect(body).to.deep.include({ ...known, now: "2026-03-04T12:00:00.000Z" });
    expect(Object.keys(body.scopes as object)).to.deep.equal([
      "center",
      "queue/Support",
      "queue/Sales",
      "queue/Billing",
    ]);
  });

  it("shows nothing as not set that DynamoDB left out of an answer, and more queues than a request may ask for", async () => {
    const [first] = CATALOGUE.queues;
    const queues = Array.from({ length: 120 }, (_, n) => ({ ...first, name: `Queue ${n}` }));
    await portal.put("settings", { ...CATALOGUE, queues });
    const jazz = change("music", "jazz");
    for (const n of [3, 60, 110]) {
      await portal.put("settings", { scope: `queue/Queue ${n}`, version: 7, changes: [jazz] });
    }
    const read = portal.tables.batchGetItem.bind(portal.tables);
    portal.tables.batchGetItem = async ({ RequestItems = {} }) => {
      const { Keys = [], ...others } = RequestItems.settings ?? {};
      expect(Keys).to.have.length.at.most(100);
      const answer = await read({ RequestItems: { settings: { ...others, Keys: Keys.slice(0, 40) } } });
      const left = { settings: { ...others, Keys: Keys.slice(40) } };
      return Keys.length > 40 ? { ...answer, UnprocessedKeys: left } : answer;
    };
    const { body } = await portal.ask("GET", "/api/state");
    const scopes = body.scopes as Record<string, StateAnswer>;
    expect(Object.keys(scopes)).to.have.length(121);
    const set = Object.keys(scopes).filter((scope) => scopes[scope]?.version === 7);
    expect(set).to.deep.equal(["queue/Queue 3", "queue/Queue 60", "queue/Queue 110"]);
  });

  it("has the queues of a new deployment half a minute later", async () => {
    const containers = portal.containers();
    const names = async () => {
      const { body } = await portal.ask("GET", "/api/state", { containers });
      return (body.queues as { name: string }[]).map(({ name }) => name);
    };
    expect(await names()).to.deep.equal(["Support", "Sales", "Billing"]);
    await portal.put("settings", { ...CATALOGUE, queues: CATALOGUE.queues.slice(1) });
    portal.now += 30_000;
    expect(await names()).to.deep.equal(["Sales", "Billing"]);
  });

  it("names rows that are not sound, and shows the others and what is sound of them", async () => {
    const jazz = change("music", "jazz");
    const changes = plainChanges([jazz, change("state", "closed")]);
    await portal.put("settings", { scope: "queue/Support", version: 3, changes });
    await portal.put("settings", { scope: "queue/Sales", version: "three", changes: { S: "text" } });
    await portal.put("settings", { scope: "center", closed: true });
    const { body } = await portal.ask("GET", "/api/state");
    const problems = body.problems as { scope: string; message: string }[];
    expect(problems.map(({ scope }) => scope)).to.deep.equal(["center", "queue/Support", "queue/Sales", "queue/Sales"]);
    expect(problems[1]?.message).to.equal(
      "Its change 2 closes without an end: it does not hold. The next change removes it.",
    );
    const scopes = body.scopes as Record<string, StateAnswer>;
    expect(scopes["queue/Support"]).to.deep.include({ version: 3, changes: [jazz] });
    expect(scopes["queue/Sales"]).to.deep.include({ version: 0, changes: [] });
  });

  it("says so when there is no catalogue, or no table", async () => {
    await portal.remove("catalog");
    const { body } = await portal.ask("GET", "/api/state");
    expect((body.problems as object[])[0]).to.deep.include({ scope: "catalog" });
    expect((await portal.ask("GET", "/api/board")).body.error?.code).to.equal("NoCatalogue");
    portal.before = () => {
      throw Object.assign(new Error(), { name: "TimeoutError" });
    };
    const failed = await portal.ask("GET", "/api/state");
    expect([failed.status, failed.body.error?.code]).to.deep.equal([503, "Unavailable"]);
  });

  it("gives the history page by page, of one scope and of all, every row once", async () => {
    for (let version = 1; version <= 120; version += 1) {
      const at = new Date(portal.now + Math.floor(version / 3) * 1_000).toISOString();
      const row = { version, at, by: "alex", why: "tried", action: "change", field: "music", before: [], after: [] };
      await portal.put("history", { ...row, scope: version % 2 ? "queue/Sales" : "center" });
    }
    for (const scope of [undefined, "center"]) {
      const rows: Row[] = [];
      let before: string | undefined;
      do {
        const query = { ...(scope ? { scope } : {}), ...(before ? { before } : {}) };
        const { body } = await portal.ask("GET", "/api/history", { query });
        rows.push(...(body.rows as Row[]));
        before = body.next as string | undefined;
      } while (before !== undefined);
      const expected = Array.from({ length: 120 }, (_, n) => 120 - n).filter((n) => !scope || n % 2 === 0);
      expect(rows.map(({ version }) => version)).to.deep.equal(expected);
    }
    const query = { scope: "queue/Nowhere" };
    expect((await portal.ask("GET", "/api/history", { query })).status).to.equal(400);
    expect((await portal.ask("GET", "/api/history", { query: { before: "x" } })).status).to.equal(400);
  });

  it("gives less of the history on a page when its rows are long: an answer has 6 MB", async () => {
    const long = change("message", { "en-US": "é".repeat(1_000), "es-US": "é".repeat(1_000) });
    const after = Array.from({ length: 45 }, (_, n) => ({ ...long, id: `${n}` }));
    for (let version = 1; version <= 40; version += 1) {
      const at = new Date(portal.now + version * 1_000).toISOString();
      const row = { version, at, by: "alex", why: "tried", action: "change", field: "message", before: [], after };
      await portal.put("history", { ...row, scope: "center" });
    }
    const scopes: Record<string, string>[] = [{}, { scope: "center" }];
    for (const scope of scopes) {
      const versions: number[] = [];
      let before: string | undefined;
      do {
        const { body } = await portal.ask("GET", "/api/history", {
          query: { ...scope, ...(before ? { before } : {}) },
        });
        expect(Buffer.byteLength(JSON.stringify(body))).to.be.below(4_600_000);
        versions.push(...(body.rows as Row[]).map(({ version }) => version));
        expect(body.next === undefined, "goes on to the end").to.equal(versions.length === 40);
        before = body.next as string | undefined;
      } while (before !== undefined);
      expect(versions).to.deep.equal(Array.from({ length: 40 }, (_, n) => 40 - n));
    }
  });

  describe("of the queues", () => {
    const metric = (Name: "AGENTS_ONLINE" | "CONTACTS_IN_QUEUE" | "OLDEST_CONTACT_AGE", Value: number) => ({
      Metric: { Name },
      Value,
    });
    let asked = 0;

    beforeEach(() => {
      asked = 0;
      portal.services.getCurrentMetricData = async ({ Groupings }) => {
        asked += 1;
        const waiting = [metric("CONTACTS_IN_QUEUE", 2), metric("OLDEST_CONTACT_AGE", 75)];
        const grouped = [
          { Dimensions: { Queue: { Id: "id-Support" } }, Collections: [metric("AGENTS_ONLINE", 4), ...waiting] },
          { Dimensions: { Queue: { Id: "id-Sales" } }, Collections: [metric("AGENTS_ONLINE", 4)] },
        ];
        const all = [{ Collections: [metric("AGENTS_ONLINE", 5), metric("CONTACTS_IN_QUEUE", 2)] }];
        return { MetricResults: Groupings ? grouped : all, DataSnapshotTime: new Date(portal.now) };
      };
      portal.services.getMetricDataV2 = async ({ Groupings, StartTime, ResourceArn }) => {
        expect(StartTime?.toISOString(), "midnight in New York").to.equal("2026-03-04T05:00:00.000Z");
        expect(ResourceArn).to.match(/:instance\/instance-1$/);
        const Collections = [
          { Metric: { Name: "SERVICE_LEVEL" }, Value: 81.27 },
          { Metric: { Name: "CONTACTS_HANDLED" }, Value: 12 },
        ];
        return { MetricResults: [{ Collections, ...(Groupings ? { Dimensions: { QUEUE: "id-Support" } } : {}) }] };
      };
    });

    it("has figures of each and of all, an agent of several queues once", async () => {
      const { body } = await portal.ask("GET", "/api/board");
      const [support, sales, billing] = body.queues as Record<string, unknown>[];
      expect(support).to.deep.include({ name: "Support", agentsOnline: 4, contactsInQueue: 2, oldestSeconds: 75 });
      expect(support).to.deep.include({ serviceLevel: 81.3, contactsHandled: 12 });
      expect(sales).to.deep.include({ agentsOnline: 4, oldestSeconds: null, serviceLevel: null });
      expect(billing).to.deep.include({ name: "Billing", agentsOnline: 0 });
      expect(body.total).to.deep.include({
        agentsOnline: 5,
        contactsInQueue: 2,
        oldestSeconds: 75,
        contactsHandled: 12,
      });
      expect(body).to.include({ intervalStart: "2026-03-04T05:00:00Z", asOf: "2026-03-04T12:00:00.000Z" });
      expect(body).not.to.have.property("stale");
    });

    it("asks Amazon Connect once in 5 s for everybody, and shows the last figures, and why, when it fails", async () => {
      const containers = portal.containers();
      for (let viewer = 0; viewer < 5; viewer += 1) await portal.ask("GET", "/api/board", { containers });
      expect(asked).to.equal(2);
      portal.services.getCurrentMetricData = async () => {
        asked += 1;
        throw Object.assign(new Error(), { name: "ThrottlingException" });
      };
      portal.now += 5_000;
      asked = 0;
      for (let viewer = 0; viewer < 5; viewer += 1) await portal.ask("GET", "/api/board", { containers });
      expect(asked, "a failure is kept as long").to.equal(2);
      const { status, body } = await portal.ask("GET", "/api/board", { containers });
      expect([status, body.stale]).to.deep.equal([200, "Amazon Connect is asked too often at this moment."]);
      expect(body.asOf).to.equal("2026-03-04T12:00:00.000Z");
      expect(body.total).to.deep.include({ agentsOnline: 5 });
      const first = await portal.ask("GET", "/api/board");
      expect(first.status, "never had any: zeros would look like an empty centre").to.equal(503);
      expect(first.body.error).to.include({ code: "NoFigures", message: body.stale });
    });

    it("says so when only the figures of the day are old", async () => {
      portal.services.getMetricDataV2 = async () => {
        throw Object.assign(new Error(), { name: "AccessDeniedException" });
      };
      const { body } = await portal.ask("GET", "/api/board");
      expect(body.stale).to.match(/does not allow/);
      expect(body.total).to.include({ agentsOnline: 5, contactsHandled: null });
    });

    it("has the figures of every page, and the longest wait of all queues", async () => {
      const waiting = (id: string, seconds: number) => ({
        Dimensions: { Queue: { Id: `id-${id}` } },
        Collections: [metric("CONTACTS_IN_QUEUE", 1), metric("OLDEST_CONTACT_AGE", seconds)],
      });
      portal.services.getCurrentMetricData = async ({ Groupings, NextToken }) => {
        if (!Groupings) return { MetricResults: [] };
        if (NextToken === undefined) return { MetricResults: [waiting("Support", 30)], NextToken: "more" };
        return { MetricResults: [waiting("Sales", 90), waiting("Billing", 60)] };
      };
      const { body } = await portal.ask("GET", "/api/board");
      const ages = (body.queues as { oldestSeconds: number }[]).map(({ oldestSeconds }) => oldestSeconds);
      expect(ages).to.deep.equal([30, 90, 60]);
      expect(body.total).to.include({ oldestSeconds: 90 });
    });

    it("begins the day at midnight of the centre, whatever the clocks did since", () => {
      const midnight = (zone: string, time: string) => new Date(midnightOf(zone, Date.parse(time))).toISOString();
      expect(midnight("America/New_York", "2026-03-08T12:00:00Z"), "forwards").to.equal("2026-03-08T05:00:00.000Z");
      expect(midnight("America/New_York", "2026-11-01T12:00:00Z"), "back").to.equal("2026-11-01T04:00:00.000Z");
      expect(midnight("Asia/Kolkata", "2026-03-04T18:29:59Z")).to.equal("2026-03-03T18:30:00.000Z");
      expect(midnight("Asia/Kolkata", "2026-03-04T18:30:00Z")).to.equal("2026-03-04T18:30:00.000Z");
      expect(midnight("America/Havana", "2026-03-08T12:00:00Z"), "no midnight").to.equal("2026-03-08T05:00:00.000Z");
      expect(midnight("America/Havana", "2026-11-01T12:00:00Z"), "two of them").to.equal("2026-11-01T04:00:00.000Z");
      expect(midnight("UTC", "2026-03-04T23:59:59.999Z")).to.equal("2026-03-04T00:00:00.000Z");
    });
  });
});
