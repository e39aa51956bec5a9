/** Compaction on the local services: nothing is lost and nothing is there twice, wherever it is killed. */
import { expect } from "chai";
import { compactRowsFactory } from "../../handlers/compactRows";
import { useEnvironment } from "../support/handlerLog";
import { BUCKET, ENVIRONMENT, Lake, row } from "./lake";
import { Killed, Mortal } from "./killed";

describe("compactRows", () => {
  let lake: Lake;
  let ids = 0;
  useEnvironment(ENVIRONMENT);

  before(async () => {
    lake = await Lake.start();
  });
  after(() => lake.close());
  beforeEach(() => lake.clear(""));

  function run(mortal = new Mortal(), milliseconds = 60_000) {
    const clients = mortal.clients({ objects: lake.clients.objects, queries: lake.clients.queries });
    const handler = compactRowsFactory(clients, lake.time, () => `test-run-with-a-name-long-enough-${(ids += 1)}`);
    return handler({}, { getRemainingTimeInMillis: () => milliseconds });
  }

  const contacts = () => lake.query("athena", "SELECT contact_id, last_update FROM contacts ORDER BY contact_id");
  const revisions = () => lake.query("athena", "SELECT contact_id FROM contact_revisions ORDER BY contact_id");

  it("makes one folder of Parquet of an hour that is over, and leaves the hour that is not", async () => {
    lake.put("2026-03-10-11", "a", [row("c1", 1), row("c2", 1)]);
    lake.put("2026-03-10-11", "b", [row("c1", 2)]);
    const open = lake.put("2026-03-10-12", "c", [row("c3", 1)]);
    const found = await contacts();
    const { hours, days } = await run();
    expect(hours).to.deep.equal({ done: 1, failed: 0, removed: 2, left: 0, waiting: 0 });
    expect(days.done).to.equal(0);
    expect(lake.keys("rows/")).to.deep.equal([open]);
    expect(lake.keys("tables/")).to.have.length(1);
    expect(lake.keys("tables/")[0]).to.match(/^tables\/contact_records\/arrived=2026-03-10\/2026-03-10-11-/);
    expect(await contacts()).to.deep.equal(found);
  });

  it("takes hours of any age and every dataset, and merges a day's folders once the day is over", async () => {
    lake.put("2026-02-01-09", "a", [row("c1", 1)]);
    lake.put("2026-03-10-09", "a", [row("c4", 1)]);
    await run();
    lake.put("2026-02-01-10", "a", [row("c1", 1), row("c2", 1)]);
    lake.put("2026-02-01-11", "a", [row("c1", 1)]);
    lake.put("2026-03-10-10", "a", [row("c4", 2)]);
    const survey = { contact_id: "c1", answered_at: "2026-02-01 10:00:00", revision: "00", score: 5, through: "chat" };
    lake.put("2026-02-01-10", "a", [survey], "survey_answers");
    const { hours, days } = await run();
    expect(hours).to.include({ done: 4, removed: 4 });
    expect(days).to.include({ done: 1, removed: 2 });
    expect(lake.keys("rows/")).to.deep.equal([]);
    const merged = lake.keys("tables/contact_records/arrived=2026-02-01/");
    expect(merged).to.have.length(1);
    expect(merged[0]).to.contain("/merged-");
    expect(lake.keys("tables/contact_records/arrived=2026-03-10/"), "a day that is not over").to.have.length(2);
    expect(await revisions()).to.deep.equal(["c1", "c2", "c4", "c4"]);
    expect((await run()).days.done, "a second time").to.equal(0);
  });

  it("takes an object that came too late for its hour at the next run", async () => {
    lake.put("2026-03-09-11", "a", [row("c1", 1)]);
    await run();
    lake.put("2026-03-09-11", "late", [row("c1", 2), row("c2", 1)]);
    await run();
    expect(lake.keys("rows/")).to.deep.equal([]);
    expect(await contacts()).to.deep.equal(["c1 2026-03-01 10:00:02", "c2 2026-03-01 10:00:01"]);
  });

  it("removes nothing when the UNLOAD has written nothing, and does the other days", async () => {
    const bad = lake.put("2026-03-08-10", "a", []);
    lake.put("2026-03-09-11", "a", [row("c1", 1)]);
    const { hours } = await run();
    expect(hours).to.include({ done: 1, failed: 1 });
    expect(lake.keys("rows/")).to.deep.equal([bad]);
  });

  it("does a day's hours together, and one by one when one of them cannot be read", async () => {
    lake.put("2026-03-09-10", "a", [row("c1", 1)]);
    const bad = "rows/contact_records/arrived=2026-03-09-11/a.gz";
    lake.s3.store.put(BUCKET, bad, Buffer.from("no gzip"));
    lake.put("2026-03-09-12", "a", [row("c2", 1)]);
    const { hours } = await run();
    expect(hours).to.deep.equal({ done: 2, failed: 1, removed: 2, left: 0, waiting: 0 });
    expect(lake.keys("rows/")).to.deep.equal([bad]);
    lake.clear("rows/");
    expect(await contacts()).to.have.length(2);
  });

  it("starts nothing when too little time is left, and says what waits", async () => {
    lake.put("2026-03-09-11", "a", [row("c1", 1)]);
    expect((await run(new Mortal(), 19_000)).hours).to.include({ done: 0, waiting: 1 });
    expect((await run()).hours.done).to.equal(1);
  });

  it("stops a statement that is not done when time runs out, and does the hour in the next run", async () => {
    lake.put("2026-03-09-11", "a", [row("c1", 1)]);
    let left = 60_000;
    const queries = {
      startQueryExecution: () => Promise.resolve({ QueryExecutionId: "q" }),
      getQueryExecution: () => Promise.resolve({ QueryExecution: { Status: { State: "RUNNING" as const } } }),
      stopQueryExecution: (input: object) => Promise.resolve(stopped.push(input)),
    };
    const stopped: object[] = [];
    const time = { now: () => 60_000 - left + lake.clock.now(), pause: async () => void (left -= 10_000) };
    const slow = compactRowsFactory({ objects: lake.clients.objects, queries }, time);
    const { hours } = await slow({}, { getRemainingTimeInMillis: () => 60_000 });
    expect(hours).to.include({ done: 0, failed: 1 });
    expect(stopped).to.deep.equal([{ QueryExecutionId: "q" }]);
    expect(lake.keys("rows/")).to.have.length(1);
    expect((await run()).hours.done).to.equal(1);
  });

  it("tries again what S3 could not remove, and leaves the rest to the next run", async () => {
    const keys = ["a", "b", "c"].map((name, at) => lake.put("2026-03-09-11", name, [row(`c${at}`, 1)]));
    const asked: number[] = [];
    const objects = {
      listObjectsV2: (input: never) => lake.clients.objects.listObjectsV2(input),
      deleteObjects: (input: { Delete?: { Objects?: { Key?: string }[] } }) => {
        const wanted = input.Delete?.Objects ?? [];
        asked.push(wanted.length);
        for (const { Key } of wanted) if (Key !== keys[1]) lake.s3.store.delete(BUCKET, Key ?? "");
        const Errors = wanted.filter(({ Key }) => Key === keys[1]).map(({ Key }) => ({ Key, Code: "InternalError" }));
        return Promise.resolve({ Errors, $metadata: {} });
      },
    };
    const { hours } = await compactRowsFactory({ objects, queries: lake.clients.queries }, lake.time)({}, {});
    expect(asked).to.deep.equal([3, 1, 1]);
    expect(hours).to.include({ done: 1, removed: 2, left: 1 });
    await run();
    expect(lake.keys("rows/")).to.deep.equal([]);
    expect(await contacts()).to.have.length(3);
  });

  it("loses nothing and shows nothing twice wherever it is killed", async () => {
    lake.put("2026-03-08-09", "a", [row("c1", 1), row("c2", 1)]);
    await run();
    const [before = ""] = lake.keys("tables/");
    const file = lake.s3.store.get(BUCKET, before) ?? Buffer.alloc(0);
    const fill = () => {
      lake.clear("");
      lake.s3.store.put(BUCKET, before, file);
      lake.put("2026-03-08-10", "a", [row("c1", 2)]);
      lake.put("2026-03-08-10", "b", [row("c1", 1), row("c3", 1)]);
    };
    fill();
    const truth = await contacts();
    const alive = new Mortal();
    await run(alive);
    expect(alive.requests).to.be.greaterThan(14);
    for (let last = 0; last <= alive.requests; last += 1) {
      fill();
      // A request of one hour that fails is that hour's failure; the run itself may go on and fail as a whole later.
      await run(new Mortal(last)).catch((error: Error) => expect(error.name).to.equal(Killed.name));
      expect(await contacts(), `killed at request ${last}`).to.deep.equal(truth);
      await run();
      expect(await contacts(), `killed at request ${last}, and run again`).to.deep.equal(truth);
      expect(lake.keys("rows/")).to.deep.equal([]);
      expect(lake.keys("tables/"), "the day's folders are one").to.have.length(1);
    }
  });
});
