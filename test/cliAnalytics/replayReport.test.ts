/** What is said of a replay, and the folders it keeps. */
import { expect } from "chai";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkNewFolder,
  copiedKeys,
  isBucketCopy,
  keepBucket,
  lastArrival,
  loadBucket,
} from "../../local/cli/replay/bucketCopy";
import type { Replayed } from "../../local/cli/replay/replayFiles";
import { isComplete, showReplayed } from "../../local/cli/replay/replayReport";
import { terminal } from "../../local/cli/terminal";
import { Clock } from "../../local/clock";
import { ObjectStore } from "../../local/s3/objectStore";

const REPLAYED: Replayed = {
  came: 12_000,
  loaded: 10_000,
  superseded: 1_900,
  quarantined: 100,
  reasons: [
    { reason: "not JSON", records: 60 },
    { reason: "no ContactId", records: 40 },
  ],
  missing: 0,
  files: 2,
  unreadable: [],
  skipped: [],
};

function printed(replayed: Replayed): string[] {
  let text = "";
  showReplayed(replayed, terminal({ write: (part) => (text += part) }));
  return text.trimEnd().split("\n");
}

describe("the report of a replay", () => {
  it("accounts for every record", () => {
    expect(printed(REPLAYED)).to.deep.equal([
      "  came in      12,000  from 2 files",
      "  loaded       10,000  contacts, one current row each",
      "  superseded    1,900  earlier states of them, and second deliveries",
      "  quarantined     100  kept whole in the bucket:",
      "                   60  not JSON",
      "                   40  no ContactId",
      "  Loaded, superseded and quarantined add up to what came in.",
    ]);
    expect(isComplete(REPLAYED)).to.equal(true);
  });

  it("says when they do not add up, either way", () => {
    for (const [missing, said] of [
      [3, "  They do not add up: 3 are in none of these places."],
      [-2, "  They do not add up: 2 more came out than in."],
    ] as const) {
      expect(printed({ ...REPLAYED, missing })).to.include(said);
      expect(isComplete({ ...REPLAYED, missing })).to.equal(false);
    }
  });

  it("names files that were not read to their end, and those left out", () => {
    const unreadable = ["a.gz: its gzip data is broken."];
    expect(printed({ ...REPLAYED, unreadable, skipped: ["x.wav"] }).slice(-2)).to.deep.equal([
      "  a.gz: its gzip data is broken.",
      "  Left out, for they hold no text: x.wav.",
    ]);
    expect(isComplete({ ...REPLAYED, unreadable })).to.equal(false);
    expect(isComplete({ ...REPLAYED, skipped: ["x.wav"] })).to.equal(true);
  });
});

describe("a copy of the bucket", () => {
  let folder: string;
  let store: ObjectStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bucket-copy-"));
    store = new ObjectStore([{ name: "one" }, { name: "two" }], new Clock(0));
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is kept with every object at its key, and read again with what the warehouse is made of", async () => {
    const rows = "rows/contact_records/arrived=2026-11-22-17/one.gz";
    const table = "tables/contact_records/arrived=2026-11-21/run/one.parquet";
    for (const key of [rows, table, "raw/contact_records/arrived=2026-11-22-17/one", "quarantine/../../escaped"]) {
      store.put("one", key, Buffer.from(key));
    }
    expect(await keepBucket(store, "one", folder)).to.equal(3);
    expect(existsSync(join(folder, "..", "escaped")), "no key leads out of the folder").to.equal(false);
    expect(await isBucketCopy(folder)).to.equal(true);
    const keys = await copiedKeys(folder);
    expect(keys).to.deep.equal([rows, table]);
    await loadBucket(store, "two", folder, keys);
    expect(store.list("two").map(({ key }) => [key, store.get("two", key)?.toString()])).to.deep.equal([
      [rows, rows],
      [table, table],
    ]);
  });

  it("is asked at the time of its last arrival", () => {
    const at = (...keys: string[]) => {
      const last = lastArrival(keys);
      return last === undefined ? undefined : new Date(last).toISOString();
    };
    expect(at("rows/x/arrived=2026-11-22-17/a", "rows/x/arrived=2026-11-22-09/a")).to.equal("2026-11-22T17:59:59.999Z");
    expect(at("tables/x/arrived=2026-11-22/run/a", "rows/x/arrived=2026-11-22-09/a")).to.equal(
      "2026-11-22T23:59:59.999Z",
    );
    expect(at("rows/x/a")).to.equal(undefined);
  });

  it("is told from a folder of contact records", async () => {
    writeFileSync(join(folder, "rows"), "");
    expect(await isBucketCopy(folder)).to.equal(false);
    expect(await isBucketCopy(join(folder, "nosuch"))).to.equal(false);
  });

  it("is kept in a new or empty folder alone", async () => {
    await checkNewFolder(join(folder, "a", "b"));
    expect(existsSync(join(folder, "a", "b"))).to.equal(true);
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full", "file"), "");
    for (const [path, said] of [
      ["full", /holds files already\. Name a folder that is new or empty\./],
      ["full/file", /cannot be made a folder \(\w+\)\. Name one that is new or empty\./],
    ] as const) {
      const error: unknown = await checkNewFolder(join(folder, path)).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error);
      expect(String(error)).to.match(said);
    }
  });
});
