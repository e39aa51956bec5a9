/** The command that makes rows anew: what it replays, removes, prints and remembers. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { inLanes } from "../../operations/functions";
import { Progress } from "../../operations/progress";
import { rebuild, type RebuildTools } from "../../operations/rebuild";
import { readRebuildFlags } from "../../operations/rebuildFlags";
import { BUCKET, ENVIRONMENT, Lake, NOW, row } from "./lake";

const OUTPUTS = {
  analyticsBucket: BUCKET,
  functionNames: { replayRawRecords: "replay" },
  redshiftWorkgroup: ENVIRONMENT.WORKGROUP,
  redshiftDatabase: ENVIRONMENT.DATABASE,
};

const { redshiftWorkgroup: _, ...ATHENA_ONLY } = OUTPUTS;

function flags(args: string[], outputs: object = OUTPUTS) {
  return readRebuildFlags(
    ["--stack", "dev", ...args],
    () => "",
    () => outputs,
  );
}

describe("rebuild", () => {
  let lake: Lake;
  let folder: string;

  before(async () => {
    lake = await Lake.start();
  });
  after(() => lake.close());
  beforeEach(() => {
    lake.clear("");
    folder = mkdtempSync(join(tmpdir(), "rebuild-"));
    for (const [at, day] of ["2026-03-01", "2026-03-02", "2026-03-03"].entries()) {
      lake.s3.store.put(BUCKET, `raw/contact_records/arrived=${day}-09/${at}.gz`, Buffer.from("x"));
    }
    lake.s3.store.put(BUCKET, "raw/agent_events/arrived=2026-03-03-09/0.gz", Buffer.from("x"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the command with a function that answers as it is told, by key. */
  async function run(
    given: ReturnType<typeof flags>,
    answer: (key: string, time: number) => object = () => ({ read: 10, rows: 9, quarantined: 1 }),
    more: Partial<RebuildTools> = {},
  ) {
    const lines: string[] = [];
    const asked: string[] = [];
    const functions = {
      send: async (command: { input: { Payload?: Uint8Array } }) => {
        const { key } = JSON.parse(Buffer.from(command.input.Payload ?? []).toString()) as { key: string };
        asked.push(key);
        return answer(key, asked.filter((one) => one === key).length);
      },
    };
    const payload = (body: object) => ({ Payload: Buffer.from(JSON.stringify(body)) });
    const wrapped = {
      send: async (command: never) => {
        const body = await functions.send(command);
        return "FunctionError" in body ? body : payload(body);
      },
    };
    const ok = await rebuild(
      {
        objects: lake.clients.objects,
        functions: wrapped as RebuildTools["functions"],
        warehouse: lake.clients.warehouse,
        journalFolder: folder,
        now: () => NOW,
        pause: () => Promise.resolve(),
        confirm: () => Promise.resolve(false),
        print: (line) => lines.push(line),
        screen: { write: () => undefined },
        ...more,
      },
      given,
    );
    return { ok, text: lines.join("\n"), asked: asked.sort() };
  }

  it("replays every raw object and says what became of the records", async () => {
    const { ok, text, asked } = await run(flags([]));
    expect(ok).to.equal(true);
    expect(asked).to.have.length(4);
    expect(text).to.equal("4 raw objects.\n4 objects replayed: 40 records = 36 rows + 4 quarantined.");
    expect(readdirSync(folder), "nothing is remembered").to.deep.equal([]);
  });

  it("replays the days asked for, the last one included", async () => {
    const { asked, text } = await run(flags(["--from", "2026-03-02", "--to", "2026-03-02"]));
    expect(asked).to.deep.equal(["raw/contact_records/arrived=2026-03-02-09/1.gz"]);
    expect(text).to.contain("1 raw object from 2026-03-02 to 2026-03-02.");
  });

  it("tries again what fails", async () => {
    const { ok, asked } = await run(flags([]), (_key, time) =>
      time < 3 ? { FunctionError: "Unhandled", Payload: Buffer.from("{}") } : { read: 1, rows: 1, quarantined: 0 },
    );
    expect(ok).to.equal(true);
    expect(asked).to.have.length(12);
  });

  it("names what cannot be replayed, and goes on with it when it is called again", async () => {
    const broken = "raw/contact_records/arrived=2026-03-02-09/1.gz";
    const first = await run(flags([]), (key) =>
      key === broken
        ? { FunctionError: "Unhandled", Payload: Buffer.from('{"errorType":"NoSuchKey"}') }
        : { read: 2, rows: 2, quarantined: 0 },
    );
    expect(first.ok).to.equal(false);
    expect(first.text).to.contain(`${broken}: replay failed: NoSuchKey`);
    const second = await run(flags([]), () => ({ read: 2, rows: 1, quarantined: 1 }));
    expect(second.asked).to.deep.equal([broken]);
    expect(second.text).to.contain("4 objects replayed, 3 of them before: 8 records = 7 rows + 1 quarantined.");
    expect(second.ok).to.equal(true);
  });

  it("fails when records are unaccounted for", async () => {
    const { ok, text } = await run(flags([]), () => ({ read: 5, rows: 4, quarantined: 0 }));
    expect(ok).to.equal(false);
    expect(text).to.contain("4 records are unaccounted for");
  });

  it("compacts what it has written, run by run, until nothing waits", async () => {
    const tallies = [
      { hours: { done: 3, failed: 0, waiting: 5 }, days: { done: 0, failed: 0, waiting: 0 } },
      { hours: { done: 5, failed: 0, waiting: 0 }, days: { done: 1, failed: 0, waiting: 2 } },
      { hours: { done: 0, failed: 0, waiting: 0 }, days: { done: 2, failed: 0, waiting: 0 } },
    ];
    const outputs = { ...OUTPUTS, functions: { compactRows: "compact" } };
    const answer = (key: string | undefined) => (key ? { read: 1, rows: 1, quarantined: 0 } : (tallies.shift() ?? {}));
    const { ok, text } = await run(flags([], outputs), answer);
    expect(ok).to.equal(true);
    expect(text).to.contain("\n8 hours compacted for Athena.");
    expect(tallies).to.have.length(0);
    const stuck = { hours: { done: 0, failed: 1, waiting: 2 }, days: { done: 0, failed: 0, waiting: 0 } };
    const failed = await run(flags([], outputs), (key: string | undefined) =>
      key ? { read: 1, rows: 1, quarantined: 0 } : stuck,
    );
    expect(failed.ok).to.equal(false);
    expect(failed.text).to.contain("3 more could not be");
  });

  describe("--clean", () => {
    const tables = "tables/contact_records/arrived=2026-03-09/x/1";

    beforeEach(() => {
      lake.put("2026-03-09-09", "old", [row("c1", 1)]);
      lake.put("2026-03-10-12", "open", [row("c2", 1)]);
      lake.put("2026-03-09-09", "answer", [row("c3", 1)], "survey_answers");
      lake.s3.store.put(BUCKET, tables, Buffer.from("x"));
    });

    it("changes nothing without a yes", async () => {
      const before = lake.keys("");
      const { ok, text, asked } = await run(flags(["--clean"]));
      expect(ok).to.equal(false);
      expect(text).to.equal("Nothing was changed.");
      expect(asked).to.have.length(0);
      expect(lake.keys("")).to.deep.equal(before);
    });

    it("removes what can be made anew and empties the tables, but not what has no raw copy yet, or never has", async () => {
      await lake.query("redshift", "INSERT INTO contacts (contact_id) VALUES ('c1')");
      await lake.query("redshift", "INSERT INTO latest_survey_answers (contact_id) VALUES ('c1')");
      const { ok, text } = await run(flags(["--clean", "--yes"]));
      expect(ok).to.equal(true);
      expect(text).to.contain("2 objects of rows/ and tables/ removed.\nTables in Redshift emptied.\n4 raw objects.");
      expect([...lake.keys("rows/"), ...lake.keys("tables/")]).to.deep.equal([
        "rows/contact_records/arrived=2026-03-10-12/open.gz",
        "rows/survey_answers/arrived=2026-03-09-09/answer.gz",
      ]);
      expect(await lake.query("redshift", "SELECT COUNT(*) FROM contacts")).to.deep.equal(["0"]);
      expect(await lake.query("redshift", "SELECT COUNT(*) FROM latest_survey_answers")).to.deep.equal(["1"]);
    });

    it("forgets what an earlier rebuild has done, for its rows go too", async () => {
      await run(flags([], ATHENA_ONLY), (key) =>
        key.includes("03-02") ? { nothing: 1 } : { read: 1, rows: 1, quarantined: 0 },
      );
      const { asked } = await run(flags(["--clean"], ATHENA_ONLY), undefined, { confirm: () => Promise.resolve(true) });
      expect(asked).to.have.length(4);
    });

    it("of some days removes those days only", async () => {
      await run(flags(["--clean", "--yes", "--to", "2026-03-08"], ATHENA_ONLY));
      expect(lake.keys("tables/")).to.deep.equal([tables]);
    });
  });

  for (const [args, problem] of [
    [["--all"], "no flag"],
    [["--from"], "yyyy-MM-dd"],
    [["--from", "2026-02-30"], "yyyy-MM-dd"],
    [["--from", "2026-03-02", "--to", "2026-03-01"], "earlier day first"],
    [["--clean", "--from", "2026-03-02"], "empties the tables of Redshift"],
    [["--stack", "--clean"], "name of a stack"],
  ] as const) {
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => flags([...args])).to.throw(problem);
    });
  }

  it("refuses a stack without contact analytics, or without its function, and no stack", () => {
    expect(() => flags([], {})).to.throw("analyticsBucket");
    expect(() => flags([], { analyticsBucket: "b" })).to.throw("replayRawRecords");
    expect(() => readRebuildFlags([], () => "")).to.throw("No stack is named");
    const outputs = JSON.stringify({ analytics: OUTPUTS });
    expect(readRebuildFlags(["--stdin"], () => outputs).analytics.bucket).to.equal(BUCKET);
  });
});

describe("a command's progress", () => {
  it("is drawn on a terminal, and nowhere else", () => {
    const drawn: string[] = [];
    const progress = (isTTY: boolean) => {
      const bar = new Progress(4, "objects", { isTTY, write: (text: string) => drawn.push(text) });
      [0, 1, 1, 4].forEach((done) => bar.at(done));
      bar.end();
    };
    progress(false);
    expect(drawn).to.deep.equal([]);
    progress(true);
    expect(drawn).to.have.length(4);
    expect(drawn[1]).to.match(/^\r█{7}░{23} {2}25 % {2}1 of 4 objects$/);
    expect(drawn[3]).to.equal("\n");
  });

  it("does so many at a time, all of them, and each once", async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inLanes(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(item);
    });
    expect(most).to.equal(3);
    expect(done.sort()).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
  });
});
