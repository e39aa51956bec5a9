/** A million deliveries into each warehouse: what the shipped SQL costs, and whether what comes out is the truth. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { athenaWarehouse } from "../test/support/athenaWarehouse";
import { batchesOf, type Delivery, deliveries, isNewer, rowOf } from "../test/support/contactRevisions";
import { startPostgres } from "../test/support/postgres";
import { loadScript, preparePostgres, writeCsv } from "../test/support/postgresWarehouse";
import { redshiftWarehouse } from "../test/support/redshiftWarehouse";
import { CONTACT_RECORDS, type ContactRecordRow } from "../warehouse/schema";
import type { Effort, Figure, Goal, Subject } from "./measure";

const SEED = 3;
const MILLION = 1_000_000;
/** A quick run's deliveries. */
const FEWER = 100_000;
const BATCHES = 100;
const NOW = Date.UTC(2026, 0, 12, 12);
const QUESTION = "SELECT contact_id, last_update, revision, interaction_seconds, queue_name FROM contacts";

const MINUTE: Goal = { text: "<= 60 CPU s", met: ({ median }) => median <= 60 };

/** What has to come out, by contact, as text. */
class Truth {
  readonly #newest = new Map<string, Pick<ContactRecordRow, "last_update" | "revision"> & { readonly text: string }>();

  add(row: ContactRecordRow): void {
    const known = this.#newest.get(row.contact_id);
    if (known && !isNewer(row, { contact_id: row.contact_id, ...known })) return;
    const { contact_id: id, last_update, revision, interaction_seconds: talk, queue_name: queue } = row;
    const text = JSON.stringify([id, last_update, revision, talk ?? null, queue ?? null]);
    this.#newest.set(row.contact_id, { last_update, revision, text });
  }

  /** @throws Error unless the rows are the truth */
  check(engine: string, rows: readonly Record<string, unknown>[]): void {
    const wrong = rows.filter(
      (row) => this.#newest.get(String(row["contact_id"]))?.text !== JSON.stringify(Object.values(row)),
    );
    if (wrong.length > 0 || rows.length !== this.#newest.size) {
      throw new Error(`${engine} has ${rows.length} contacts of ${this.#newest.size}, ${wrong.length} of them wrong.`);
    }
  }
}

/** One engine: takes batches, then answers a question. Seconds are of the processor. */
interface Contestant {
  readonly name: string;
  /** Reads the batch once and does nothing else: the least any loading costs. */
  readonly floorName: string;
  load(batch: readonly ContactRecordRow[]): Promise<void>;
  finish(): Promise<{ rows: Record<string, unknown>[]; seconds: number; floor: number }>;
  close(): Promise<void>;
}

/** Processor seconds of this process while some work is done. */
async function costOf<T>(work: () => Promise<T>): Promise<{ seconds: number; answer: T }> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, answer };
}

function athena(): Contestant {
  const warehouse = athenaWarehouse(NOW);
  let batches = 0;
  return {
    name: "Athena's contacts, from JSON rows",
    floorName: "read the rows",
    load(batch) {
      warehouse.put("contact_records", `2026-01-11-${String(batches++ % 24).padStart(2, "0")}`, batch);
      return Promise.resolve();
    },
    async finish() {
      // The greatest value of every column makes every row, and hands out one.
      const all = CONTACT_RECORDS.columns.map(({ name }) => `MAX(${name})`).join(", ");
      const floor = await costOf(() => warehouse.rows(`SELECT ${all} FROM contact_rows`));
      const { seconds } = await costOf(() => warehouse.rows(`SELECT ${all} FROM contacts`));
      return { rows: await warehouse.rows(QUESTION), seconds, floor: floor.seconds };
    },
    close: () => warehouse.close(),
  };
}

async function redshift(): Promise<Contestant> {
  const warehouse = await redshiftWarehouse(NOW);
  const plain = await redshiftWarehouse(NOW);
  await plain.run(["CREATE TABLE copied AS SELECT * FROM contacts WHERE 1 = 0"]);
  let seconds = 0;
  let floor = 0;
  return {
    name: "Redshift's loads, in the local engine",
    floorName: "insert the rows",
    async load(batch) {
      const address = warehouse.put("contact_records", batch);
      seconds += (await costOf(() => warehouse.loadFiles("contact_records", [address]))).seconds;
      const same = plain.put("contact_records", batch);
      floor += (await costOf(() => plain.copy("copied", same))).seconds;
    },
    finish: async () => ({ rows: await warehouse.rows(QUESTION), seconds, floor }),
    async close() {
      await warehouse.close();
      await plain.close();
    },
  };
}

async function postgres(): Promise<Contestant | undefined> {
  const server = await startPostgres();
  if (!server) return undefined;
  await preparePostgres(server, NOW);
  await server.script("CREATE UNLOGGED TABLE copied AS SELECT * FROM contacts WHERE false;");
  const file = `${tmpdir()}/warehouse-${process.pid}.csv`;
  let seconds = 0;
  let floor = 0;
  let batches = 0;
  const cost = async (script: string): Promise<number> => {
    const before = server.cpuSeconds();
    await server.script(script);
    // The session's time is counted once the server has seen its end.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return server.cpuSeconds() - before;
  };
  return {
    name: "Redshift's loads, in PostgreSQL",
    floorName: "copy the rows",
    async load(batch) {
      writeCsv(file, "contact_records", batch);
      seconds += await cost((batches++ % 10 === 1 ? "ANALYZE contacts;\n" : "") + loadScript("contact_records", file));
      floor += await cost(`\\copy copied FROM '${file}' CSV\n`);
    },
    finish: async () => ({ rows: await server.rows(QUESTION), seconds, floor }),
    async close() {
      rmSync(file, { force: true });
      await server.stop();
    },
  };
}

function figureOf({ name, floorName }: Contestant, count: number, seconds: number, floor: number): Figure {
  return {
    name: `${name} (${count.toLocaleString("en")} deliveries)`,
    values: [seconds],
    unit: "CPU s",
    better: "less",
    floor: { name: floorName, values: [floor] },
    ...(count === MILLION && { goal: MINUTE }),
  };
}

async function measure(contestant: Contestant, batches: readonly (readonly Delivery[])[]): Promise<Figure> {
  try {
    const truth = new Truth();
    for (const batch of batches) {
      const rows = batch.map((delivery) => rowOf(SEED, delivery));
      for (const row of rows) truth.add(row);
      await contestant.load(rows);
    }
    const { rows, seconds, floor } = await contestant.finish();
    truth.check(contestant.name, rows);
    return figureOf(contestant, batches.flat().length, seconds, floor);
  } finally {
    await contestant.close();
  }
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const delivered = deliveries(SEED, runs < 5 ? FEWER : MILLION);
  const batches = batchesOf(delivered.slice(0, runs < 5 ? FEWER : MILLION), BATCHES);
  const figures: Figure[] = [];
  for (const make of [athena, redshift, postgres]) {
    const contestant = await make();
    if (contestant) figures.push(await measure(contestant, batches));
  }
  return figures;
}

/** The warehouse's SQL. */
export const warehouse: Subject = {
  name: "warehouse",
  about: "CPU seconds of the warehouse's SQL for a million deliveries in 100 loads; what comes out is checked",
  run,
  onRequest: true,
};
