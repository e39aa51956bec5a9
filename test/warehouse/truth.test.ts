/**
 * Every contact once, as it was last: deliveries that come twice, late and out of order, against a truth computed without SQL,
 * in Athena, in Redshift, and in PostgreSQL as a second opinion on Redshift's statements.
 */
import { expect } from "chai";
import { compactionStatement, folderOf } from "../../warehouse/compaction";
import { CONTACT_RECORDS, type ContactRecordRow } from "../../warehouse/schema";
import { athenaWarehouse, type AthenaWarehouse } from "../support/athenaWarehouse";
import { batchesOf, deliveries, fullRow, isNewer, rowOf, truthOf } from "../support/contactRevisions";
import { type Postgres, startPostgres } from "../support/postgres";
import { loadPostgres, preparePostgres } from "../support/postgresWarehouse";
import { redshiftWarehouse } from "../support/redshiftWarehouse";

const SEED = 7;
const NOW = Date.UTC(2026, 0, 12, 12);
const DELIVERED = deliveries(SEED, 20_000);
const BATCHES = batchesOf(
  DELIVERED.map((delivery) => rowOf(SEED, delivery)),
  100,
);
const ALL = `SELECT ${CONTACT_RECORDS.columns.map(({ name }) => name).join(", ")} FROM contacts ORDER BY contact_id`;

/** What has to be there, in order. */
const expected = [...truthOf(SEED, DELIVERED).values()]
  .sort((a, b) => (a.contact_id < b.contact_id ? -1 : 1))
  .map(fullRow);
const FEW = batchesOf(BATCHES.flat().reverse(), 5);
const asText = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row));

/** Says which row differs first: thousands of rows side by side tell nobody anything. */
function sameRows(actual: readonly object[]): void {
  const [left, right] = [asText(actual), asText(expected)];
  const at = right.findIndex((line, index) => line !== left[index]);
  expect(left[at], `row ${at} of ${left.length}`).to.equal(right[at]);
  expect(left).to.have.length(right.length);
}

/** Every order of some things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first, at) =>
    orders(things.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

/** Five revisions of one contact, of which some have the same time: what decides is told by each pair. */
const REVISIONS: readonly ContactRecordRow[] = [
  { contact_id: "one", last_update: "2026-01-05 10:00:00", revision: "0a", holds: 1 },
  { contact_id: "one", last_update: "2026-01-05 10:00:01", revision: "00", holds: 2 },
  { contact_id: "one", last_update: "2026-01-05 10:00:02", revision: "9f", holds: 3 },
  { contact_id: "one", last_update: "2026-01-05 10:00:02", revision: "a0", holds: 4 },
  { contact_id: "one", last_update: "2026-01-05 09:59:59.999", revision: "ff", holds: 5 },
];

describe("the current row of each contact", function () {
  this.timeout(300_000);
  let postgres: Postgres | undefined;

  before(async () => {
    postgres = await startPostgres();
    if (postgres) await preparePostgres(postgres, NOW);
  });
  after(() => postgres?.stop());

  it("is tried with duplicates, late updates and ties", () => {
    const distinct = new Set(DELIVERED.map((delivery) => delivery.join("/"))).size;
    expect(1 - distinct / DELIVERED.length).to.be.within(0.15, 0.2);
    const newest = new Map<string, ContactRecordRow>();
    let late = 0;
    let ties = 0;
    for (const row of BATCHES.flat()) {
      const known = newest.get(row.contact_id);
      if (known && known.last_update > row.last_update) late++;
      if (known && known.last_update === row.last_update && known.revision !== row.revision) ties++;
      if (!known || isNewer(row, known)) newest.set(row.contact_id, row);
    }
    expect(late).to.be.greaterThan(1_000);
    expect(ties).to.be.greaterThan(100);
  });

  it("is the truth in Athena, before compaction and after it, also where rows were not deleted", async () => {
    const athena = athenaWarehouse(NOW);
    try {
      const hours = batchesOf(BATCHES, 4).map((batches, at) => {
        const hour = `2026-01-${at < 2 ? "11" : "12"}-0${at}`;
        return { hour, keys: batches.map((batch) => athena.put("contact_records", hour, batch)) };
      });
      expect(await athena.rows("SELECT COUNT(*) AS found FROM contact_revisions")).to.deep.equal([
        { found: DELIVERED.length },
      ]);
      sameRows(await athena.rows(ALL));
      for (const [at, { hour, keys }] of hours.slice(0, 3).entries()) await compact(athena, hour, at === 2 ? [] : keys);
      await compactDay(athena, "2026-01-11");
      sameRows(await athena.rows(ALL));
    } finally {
      await athena.close();
    }
  });

  it("is the truth in Redshift, and loading everything again changes nothing", async () => {
    const redshift = await redshiftWarehouse(NOW);
    try {
      for (const batches of batchesOf(BATCHES, 25)) {
        const files = batches.map((batch) => redshift.put("contact_records", batch));
        await redshift.loadFiles("contact_records", files);
      }
      sameRows(await redshift.rows(ALL));
      const [first] = await redshift.rows("SELECT SUM(rows_staged) AS staged, SUM(rows_applied) AS applied FROM loads");
      expect(first?.["staged"]).to.equal(DELIVERED.length);
      for (const batch of [...BATCHES].reverse().slice(0, 30)) await redshift.load("contact_records", batch);
      sameRows(await redshift.rows(ALL));
      const [second] = await redshift.rows("SELECT SUM(rows_applied) AS applied FROM loads");
      expect(second?.["applied"]).to.equal(first?.["applied"]);
    } finally {
      await redshift.close();
    }
  });

  it("is the truth in PostgreSQL, and loading everything again changes nothing", async function () {
    if (!postgres) return this.skip();
    await loadPostgres(postgres, "contact_records", BATCHES);
    sameRows(await postgres.rows(ALL));
    const [first] = await postgres.rows("SELECT SUM(rows_staged) AS staged, SUM(rows_applied) AS applied FROM loads");
    expect(first?.["staged"]).to.equal(DELIVERED.length);
    await loadPostgres(postgres, "contact_records", FEW);
    sameRows(await postgres.rows(ALL));
    const [second] = await postgres.rows("SELECT SUM(rows_applied) AS applied FROM loads");
    expect(second?.["applied"]).to.equal(first?.["applied"]);
  });

  it("is the same whatever order up to five revisions are loaded in", async function () {
    const all = [2, 3, 4, 5].flatMap((count) => orders(REVISIONS.slice(0, count)));
    // Each order is a contact of its own: the n-th load brings the n-th revision of each.
    const named = all.map((revisions, at) => revisions.map((row) => ({ ...row, contact_id: `order ${at}` })));
    const loads = [0, 1, 2, 3, 4].map((nth) => named.flatMap((revisions) => revisions[nth] ?? []));
    const wanted = all.map(({ length }, at) => ({
      contact_id: `order ${at}`,
      holds: length === 2 ? 2 : length === 3 ? 3 : 4,
    }));
    const question = "SELECT contact_id, holds FROM contacts WHERE contact_id LIKE 'order %'";
    const byName = (rows: object[]): Map<unknown, unknown> =>
      new Map(rows.map((row) => Object.values(row) as [unknown, unknown]));
    const redshift = await redshiftWarehouse(NOW);
    const athena = athenaWarehouse(NOW);
    try {
      for (const rows of loads) {
        await redshift.load("contact_records", rows);
        athena.put("contact_records", "2026-01-12-10", rows);
      }
      expect(byName(await redshift.rows(question))).to.deep.equal(byName(wanted));
      expect(byName(await athena.rows(question))).to.deep.equal(byName(wanted));
    } finally {
      await redshift.close();
      await athena.close();
    }
    if (!postgres) return this.skip();
    await loadPostgres(postgres, "contact_records", loads);
    expect(byName(await postgres.rows(question))).to.deep.equal(byName(wanted));
  });

  it("leaves rows out that do not say what they are about, or when", async () => {
    const athena = athenaWarehouse(NOW);
    const redshift = await redshiftWarehouse(NOW);
    const broken = [
      { contact_id: "no time", revision: "a" },
      { contact_id: "a bad time", last_update: "yesterday", revision: "a" },
      { last_update: "2026-01-05 10:00:00", revision: "a" },
      { contact_id: "good", last_update: "2026-01-05 10:00:00", revision: "a", holds: "many", initiated_at: "soon" },
    ];
    try {
      athena.put("contact_records", "2026-01-12-10", broken);
      await redshift.load("contact_records", broken);
      const wanted = [{ contact_id: "good", holds: null, initiated_at: null }];
      const question = "SELECT contact_id, holds, initiated_at FROM contacts";
      expect(await athena.rows(question)).to.deep.equal(wanted);
      expect(await redshift.rows(question)).to.deep.equal(wanted);
    } finally {
      await athena.close();
      await redshift.close();
    }
  });
});

/** Compacts an hour; without keys to delete, as if killed before deleting. */
async function compact(athena: AthenaWarehouse, hour: string, keys: readonly string[]): Promise<void> {
  const compaction = { dataset: "contact_records", bucket: athena.bucket, arrived: hour, run: `run-${hour}` } as const;
  await athena.rows(compactionStatement(compaction));
  for (const key of keys) athena.store.delete(athena.bucket, key);
}

/** Merges a day's folders into one. */
async function compactDay(athena: AthenaWarehouse, day: string): Promise<void> {
  const compaction = { dataset: "contact_records", bucket: athena.bucket, arrived: day, run: "day" } as const;
  const before = athena.store.list(athena.bucket, `tables/contact_records/arrived=${day}/`);
  expect(before.length).to.be.greaterThan(1);
  await athena.rows(compactionStatement(compaction));
  for (const { key } of before) athena.store.delete(athena.bucket, key);
  expect(athena.store.list(athena.bucket, folderOf(compaction))).to.have.length(1);
}
