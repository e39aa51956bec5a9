/** The warehouses with the files of rows that deliveries have left: what each answers, and what its SQL costs. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync } from "node:zlib";
import { savedQueries } from "../../warehouse/savedQueries";
import { athenaWarehouse } from "./athenaWarehouse";
import { ARRIVED } from "./deliverEverything";
import { QUESTION } from "./deliveryTruth";
import type { RowsFile } from "./faultyServices";
import { startPostgres } from "./postgres";
import { loadScript, preparePostgres, writeCsv } from "./postgresWarehouse";

/** What a warehouse answers. */
export interface Answers {
  /** The table of contacts: the columns that are compared. */
  contacts: Record<string, unknown>[];
  /** Rows that arrived, current ones, and the others, by the query that ships. */
  deliveries: { arrived: number; current_rows: number; superseded: number };
  /** Processor seconds of all its SQL, loads included; and seconds of the clock. */
  cpuSeconds: number;
  seconds: number;
}

/** A warehouse that takes files. */
export interface DeliveredWarehouse {
  readonly name: string;
  take(file: RowsFile): void;
  answers(): Promise<Answers>;
  /** The answer to another question. */
  rows(query: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const deliveriesOf = (engine: "athena" | "redshift"): string => {
  const found = savedQueries(engine).find(({ name }) => name === "deliveries");
  if (found === undefined) throw new Error("There is no saved query deliveries.");
  return found.sql;
};

/** Everything a warehouse is asked, with what it costs by two clocks. */
async function ask(
  engine: "athena" | "redshift",
  rows: DeliveredWarehouse["rows"],
  cpu: () => number,
  load: () => Promise<void>,
): Promise<Answers> {
  const [began, before] = [performance.now(), cpu()];
  await load();
  const [deliveries] = await rows(deliveriesOf(engine));
  const contacts = await rows(QUESTION);
  const [cpuSeconds, seconds] = [cpu() - before, (performance.now() - began) / 1_000];
  const { arrived, current_rows, superseded } = deliveries ?? {};
  const counts = {
    arrived: Number(arrived),
    current_rows: Number(current_rows),
    superseded: Number(superseded),
  };
  return { contacts, deliveries: counts, cpuSeconds, seconds };
}

/** Athena's views, in the local engine: nothing is loaded, every question reads the files. */
export function deliveredAthena(): DeliveredWarehouse {
  const warehouse = athenaWarehouse(ARRIVED);
  const own = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  return {
    name: "Athena",
    take: ({ key, bytes }) => void warehouse.store.put(warehouse.bucket, key, bytes),
    rows: (query) => warehouse.rows(query),
    answers: () =>
      ask(
        "athena",
        (query) => warehouse.rows(query),
        own,
        () => Promise.resolve(),
      ),
    close: () => warehouse.close(),
  };
}

/** Files of one load: what arrives in some minutes. */
const FILES_A_LOAD = 8;

/** Redshift's loads in PostgreSQL; undefined where there is none. */
export async function deliveredPostgres(): Promise<DeliveredWarehouse | undefined> {
  const server = await startPostgres();
  if (server === undefined) return undefined;
  await preparePostgres(server, ARRIVED);
  const csv = `${tmpdir()}/deliveries-${process.pid}`;
  const loads: string[] = [];
  let files: RowsFile[] = [];
  const close = (): void => {
    if (files.length === 0) return;
    const lines = files.flatMap(({ bytes }) => gunzipSync(bytes).toString().trimEnd().split("\n"));
    const name = `${csv}-${loads.length}.csv`;
    writeCsv(
      name,
      "contact_records",
      lines.map((line) => JSON.parse(line) as object),
    );
    loads.push(name);
    files = [];
  };
  const loadAll = async (): Promise<void> => {
    for (const [at, name] of loads.entries()) {
      await server.script((at % 10 === 1 ? "ANALYZE contacts;\n" : "") + loadScript("contact_records", name));
    }
  };
  return {
    name: "PostgreSQL",
    take(file) {
      files.push(file);
      if (files.length === FILES_A_LOAD) close();
    },
    rows: (query) => server.rows(query),
    async answers() {
      close();
      return ask(
        "redshift",
        (query) => server.rows(query),
        () => server.cpuSeconds(),
        loadAll,
      );
    },
    async close() {
      for (const name of loads) rmSync(name, { force: true });
      await server.stop();
    },
  };
}
