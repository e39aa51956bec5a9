/** The object store against a simple model, its files, its expiry, and what it costs when it is not used. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { Clock } from "../../local/clock";
import { pathOfKey } from "../../local/s3/keyPath";
import { ObjectStore, type BucketDefinition, type ObjectEvent } from "../../local/s3/objectStore";
import { START } from "../messaging/support";

const BUCKET = "bucket";
const DAY = 86_400_000;
const KEYS = ["a", "a/", "a//b", "a/b", "a.b", "a.b/c", "z", "A/é", "\u{1F600}", "\uFFFD", "%", "x".repeat(300)];

function open(definition: Partial<BucketDefinition> = {}): { store: ObjectStore; clock: Clock } {
  const clock = new Clock(START);
  return { store: new ObjectStore([{ name: BUCKET, ...definition }], clock), clock };
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

type Step = { do: "put" | "delete" | "deleteVersion"; key: string; body: string; which: number };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom("put", "put", "delete", "deleteVersion"),
  key: fc.oneof(fc.constantFrom("a", "a/b"), fc.constantFrom(...KEYS)),
  body: fc.string({ maxLength: 4 }),
  which: fc.nat(3),
});

/** What a model knows of a version: its id, and its bytes unless it is a delete marker. */
type ModelVersion = { id: string; body: string | undefined };

describe("the object store", () => {
  it("is what a map of version lists is, whatever is done to it in whatever order", () => {
    const runs = fc.property(
      fc.constantFrom(undefined, "Enabled" as const, "Suspended" as const),
      fc.array(step, { maxLength: 30 }),
      (versioning, steps) => {
        const { store } = open({ versioning });
        const model = new Map<string, ModelVersion[]>();
        try {
          for (const one of steps) apply(store, model, versioning, one);
          compare(store, model);
        } finally {
          store.close();
        }
      },
    );
    fc.assert(runs, { numRuns: 60 });
  });

  function apply(
    store: ObjectStore,
    model: Map<string, ModelVersion[]>,
    versioning: BucketDefinition["versioning"],
    { do: act, key, body, which }: Step,
  ): void {
    const versions = model.get(key) ?? [];
    const without = (id: string): ModelVersion[] => versions.filter((version) => version.id !== id);
    if (act === "put") {
      const { versionId } = store.put(BUCKET, key, Buffer.from(body));
      model.set(key, [{ id: versionId, body }, ...without(versionId)]);
    } else if (act === "delete") {
      const there = versions[0]?.body !== undefined;
      const { removed, version } = store.remove(BUCKET, key);
      expect(removed).to.equal(there);
      if (versioning === undefined) model.delete(key);
      else model.set(key, [{ id: version?.versionId ?? "", body: undefined }, ...without(version?.versionId ?? "")]);
    } else {
      const id = versions[which % Math.max(1, versions.length)]?.id ?? "none";
      expect(store.delete(BUCKET, key, id)).to.equal(id !== "none");
      model.set(key, without(id));
    }
  }

  function compare(store: ObjectStore, model: ReadonlyMap<string, readonly ModelVersion[]>): void {
    const current = [...model].flatMap(([key, [newest]]) => (newest?.body === undefined ? [] : [[key, newest.body]]));
    const inOrder = current.sort(([a = ""], [b = ""]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(store.list(BUCKET).map(({ key }) => [key, String(store.get(BUCKET, key))])).to.deep.equal(inOrder);
    for (const [key = "", body] of inOrder) {
      expect(readFileSync(store.pathOf(BUCKET, key), "utf8"), key).to.equal(body);
    }
    expect(filesIn(store.folderOf(BUCKET)), "only current versions lie in the bucket's folder").to.have.length(
      inOrder.length,
    );
    for (const [key, versions] of model) {
      const stored = store.listVersions(BUCKET, key).filter((version) => version.key === key);
      expect(stored.map(({ versionId }) => versionId)).to.deep.equal(versions.map(({ id }) => id));
      for (const { id, body } of versions) expect(store.get(BUCKET, key, id)?.toString()).to.equal(body);
    }
  }

  it("gives every key a file of its own, which is no other's folder", () => {
    const part = fc.oneof(fc.constantFrom("", ".", "..", "a", "A", "a.", "%", "%2E", "*", "x=1"), fc.string());
    const key = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"))
      .filter((text) => text !== "");
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [path, another] = [pathOfKey(one), pathOfKey(other)];
        expect(path === another).to.equal(one === other);
        expect(path.startsWith(`${another}/`)).to.equal(false);
        expect(path.split("/")).to.not.include.members([".."]);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps hive-style folders and ends of names, so that engines read them", () => {
    const { store } = open();
    const key = "rows/contact_records/arrived=2026-03-02-09/rows-1-x.json.gz";
    store.put(BUCKET, key, Buffer.from("x"));
    expect(store.pathOf(BUCKET, key).replace(/\\/g, "/")).to.match(new RegExp(`/${BUCKET}/${key}$`));
    expect(filesIn(store.folderOf(BUCKET, "rows/contact_records/"))).to.deep.equal([store.pathOf(BUCKET, key)]);
    store.delete(BUCKET, key);
    expect(existsSync(store.folderOf(BUCKET, "rows/")), "empty folders go too").to.equal(false);
    store.close();
  });

  it("lists below a prefix and behind a key, in the order of bytes", () => {
    const { store } = open();
    for (const key of ["b", "a/2", "a/1", "\uFFFD", "\u{1F600}"]) store.put(BUCKET, key, Buffer.from(key));
    const keys = (prefix?: string, after?: string) => store.list(BUCKET, prefix, after).map(({ key }) => key);
    expect(keys()).to.deep.equal(["a/1", "a/2", "b", "\uFFFD", "\u{1F600}"]);
    expect(keys("a/")).to.deep.equal(["a/1", "a/2"]);
    expect(keys("", "a/1")).to.deep.equal(["a/2", "b", "\uFFFD", "\u{1F600}"]);
    expect(keys("c")).to.deep.equal([]);
    store.close();
  });

  it("tells of each change with a sequencer that grows", () => {
    const { store } = open({ versioning: "Enabled" });
    const events: ObjectEvent[] = [];
    const created: string[] = [];
    store.onEvent((event) => events.push(event));
    store.onCreated(({ info }) => created.push(info.key));
    const { versionId } = store.put(BUCKET, "a", Buffer.from("x"));
    store.delete(BUCKET, "a");
    store.delete(BUCKET, "a", versionId);
    const names = ["ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated", "ObjectRemoved:Delete"];
    expect(events.map(({ name }) => name)).to.deep.equal(names);
    expect(created).to.deep.equal(["a"]);
    const sequencers = events.map(({ sequencer }) => sequencer);
    expect(sequencers).to.deep.equal([...new Set(sequencers)].sort());
    store.close();
  });

  describe("with lifecycle rules", () => {
    const rule = { prefix: "" };

    it("expires objects at the midnight after their days", async () => {
      const { store, clock } = open({ lifecycle: [{ prefix: "logs/", expireDays: 2 }] });
      store.put(BUCKET, "logs/a", Buffer.from("x"));
      store.put(BUCKET, "other/a", Buffer.from("x"));
      await clock.runUntil(Date.parse("2026-03-04T23:59:59Z"));
      expect(store.list(BUCKET, "logs/")).to.have.length(1);
      await clock.runUntil(Date.parse("2026-03-05T00:00:00Z"));
      expect(store.list(BUCKET).map(({ key }) => key)).to.deep.equal(["other/a"]);
      store.close();
    });

    it("hides expired objects of a versioned bucket, and removes old versions after their own days", async () => {
      const lifecycle = [
        { ...rule, expireDays: 1, noncurrentDays: 3 },
        { ...rule, dropsLoneMarkers: true },
      ];
      const { store, clock } = open({ versioning: "Enabled", lifecycle });
      store.put(BUCKET, "a", Buffer.from("1"));
      store.put(BUCKET, "a", Buffer.from("2"));
      await clock.advance(2 * DAY);
      expect([store.get(BUCKET, "a"), store.listVersions(BUCKET).length]).to.deep.equal([undefined, 3]);
      await clock.advance(2 * DAY);
      expect(store.listVersions(BUCKET)).to.have.length(2);
      await clock.advance(4 * DAY);
      expect(store.listVersions(BUCKET)).to.deep.equal([]);
      expect(clock.nextAt(), "an empty bucket needs no timer").to.equal(undefined);
      store.close();
    });

    it("keeps the newest of the old versions when told to", async () => {
      const lifecycle = [{ ...rule, noncurrentDays: 1, noncurrentKept: 1 }];
      const { store, clock } = open({ versioning: "Enabled", lifecycle });
      for (const body of ["1", "2", "3"]) store.put(BUCKET, "a", Buffer.from(body));
      await clock.advance(5 * DAY);
      const bodies = store.listVersions(BUCKET).map(({ versionId }) => String(store.get(BUCKET, "a", versionId)));
      expect(bodies).to.deep.equal(["3", "2"]);
      store.close();
    });
  });

  it("costs nothing while nothing is put: no timer, and a folder only then", () => {
    const { store, clock } = open({ lifecycle: [{ prefix: "", expireDays: 1 }] });
    store.list(BUCKET);
    store.get(BUCKET, "a");
    store.delete(BUCKET, "a");
    expect(clock.nextAt()).to.equal(undefined);
    store.put(BUCKET, "a", Buffer.from("x"));
    const folder = store.folderOf(BUCKET);
    expect(existsSync(folder)).to.equal(true);
    store.close();
    expect(existsSync(folder)).to.equal(false);
  });

  it("names the buckets there are when one is not", () => {
    const { store } = open();
    expect(() => store.put("other", "a", Buffer.from("x"))).to.throw(`"other" (it has ${BUCKET})`);
    store.close();
  });
});
