/**
 * Consumer and loader of contact records, as they are deployed, in processes that are ended with SIGKILL again and again while
 * records arrive; the database's server is, too. What is there in the end is compared with what has to be.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadWarehouseFactory } from "../../../handlers/loadWarehouse";
import { processContactRecordFactory } from "../../../handlers/processContactRecord";
import { fraction } from "../../../local/connect/random";
import { CONTACT_RECORDS, DEFAULT_KEPT_ATTRIBUTES } from "../../../warehouse/schema";
import { artefactOf } from "../artefact";
import { type Postgres } from "../postgres";
import { preparePostgres } from "../postgresWarehouse";
import { type DeliveryPlan, planDeliveries } from "../recordDeliveries";
import { Mortal, type Strike } from "./mortal";
import { Truth, type Verdict } from "./truth";
import { BUCKET, HASH_KEY, NOW, STREAM, World } from "./world";

/** How a trial is run. */
export interface TrialOptions {
  seed: number;
  /** How often consumer and loader are ended, half of it each. */
  kills: number;
  /** How often the database's server is. */
  databaseKills: number;
  /** Least number of records that arrive; they arrive until all kills have happened. */
  records: number;
}

/** What came of it. */
export interface TrialResult extends Verdict {
  /** How often each was ended. */
  kills: { consumer: number; loader: number; database: number };
  /** How often a process ended by itself, with the last it printed. */
  deaths: { count: number; output: string };
  /** Milliseconds from a process' end to the next batch or transaction that is done; of ends with one before the next end. */
  gaps: { consumer: number[]; loader: number[]; database: number[] };
  /** Milliseconds of those until the next life of a process asked for anything, and until the server answered again. */
  starts: { consumer: number[]; loader: number[]; database: number[] };
  delivered: number;
  contacts: number;
  /** Good records that are superseded or came again. */
  superseded: number;
  quarantined: number;
  /** Revisions that no object with rows has. */
  unwritten: number;
  /** Rows in the objects, of which some came more than once for the kills. */
  rowsWritten: number;
  /** Messages that the queue gave up. */
  givenUp: number;
  /** What the database refused. */
  errors: readonly string[];
}

/** Requests of a life, at most: for the consumer some eight batches, for the loader two transactions. */
const CONSUMER_REQUESTS = 20;
const LOADER_REQUESTS = 16;
/** Records a batch has at most; more waiting in the stream than a few batches are of no use. */
const MOST = 20;
const WAITING = 200;
const TICK_MS = 20;
/** Records of one plan: of every part some come again, some out of order, and some are poison. */
const PART = 500;
const MOMENTS = ["before", "done", "answered"] as const;

const strikesOf = (seed: number, stream: number, count: number, requests: number): Strike[] =>
  Array.from({ length: count }, (_, at) => ({
    request: 1 + Math.floor(fraction(seed, stream, 2 * at) * requests),
    moment: MOMENTS[Math.floor(fraction(seed, stream, 2 * at + 1) * MOMENTS.length)] ?? "done",
  }));

/** A trial under way. */
class Trial {
  readonly truth = new Truth(HASH_KEY, DEFAULT_KEPT_ATTRIBUTES);
  readonly consumer: Mortal;
  readonly loader: Mortal;
  readonly databaseGaps: number[] = [];
  readonly recoveries: number[] = [];
  crashes = 0;
  /** What arrives next, a part of it at a time: what comes again does so soon. */
  #plan: DeliveryPlan | undefined;
  /** Lambda's own knowledge of how far each shard is. */
  readonly #checkpoints: Record<string, string> = {};
  /** The last record of each shard, and how much of all is done. */
  readonly #last: Record<string, string> = {};
  #done = 0;
  #crashedAt: number | undefined;
  #world: World | undefined;

  constructor(
    private readonly options: TrialOptions,
    private readonly postgres: Postgres,
    folder: string,
  ) {
    const { seed, kills } = options;
    const half = Math.ceil(kills / 2);
    const credentials = () => this.world.gateway.issueCredentials({ roleArn: "", sessionName: "mortal" });
    this.consumer = new Mortal({
      script: "consumer.cjs",
      strikes: strikesOf(seed, 1, half, CONSUMER_REQUESTS),
      credentials,
      environment: () => ({
        ...this.world.environment,
        ARTEFACT: join(folder, "consumer.js"),
        KEPT_ATTRIBUTES: DEFAULT_KEPT_ATTRIBUTES.join(","),
        CONSUMER: JSON.stringify({ stream: STREAM, most: MOST, checkpoints: this.#checkpoints }),
      }),
      told: (message, alive) => this.#checkpoint(message as { shard: string; after: string; count: number }, alive),
    });
    this.loader = new Mortal({
      script: "loader.cjs",
      strikes: strikesOf(seed, 2, kills - half, LOADER_REQUESTS),
      credentials,
      environment: () => ({ ...this.world.environment, ARTEFACT: join(folder, "loader.js") }),
    });
  }

  get world(): World {
    if (!this.#world) throw new Error("The trial has not begun.");
    return this.#world;
  }

  async start(): Promise<void> {
    const committed = (startedBy: string): void => {
      if (this.loader.has(startedBy)) this.loader.progressed();
      if (this.#crashedAt !== undefined) this.databaseGaps.push(performance.now() - this.#crashedAt);
      this.#crashedAt = undefined;
    };
    const crashed = (): void => {
      this.crashes += 1;
      this.#crashedAt = performance.now();
    };
    const recovered = (): void => {
      if (this.#crashedAt !== undefined) this.recoveries.push(performance.now() - this.#crashedAt);
    };
    this.#world = await World.start(this.postgres, { committed, crashed, recovered }, (service) =>
      this.consumer.watched(this.loader.watched(service)),
    );
    this.consumer.start();
    this.loader.start();
  }

  /** Lets records arrive until all kills have happened and all that arrived is in the database. */
  async run(): Promise<void> {
    const { records } = this.options;
    while (!this.#killed || this.truth.delivered < records) {
      this.#arrive();
      this.#crash();
      await tick();
    }
    while (!this.#isDone) await tick();
    do {
      await this.world.firehose.flush();
      await tick();
      await this.world.database.idle();
    } while (this.#waiting > 0);
  }

  async stop(): Promise<void> {
    await Promise.all([this.consumer.stop(), this.loader.stop()]);
    await this.#world?.close();
  }

  get #killed(): boolean {
    const { databaseKills } = this.options;
    const crashed = this.crashes === databaseKills && !this.world.database.crashing;
    return this.consumer.survives && this.loader.survives && crashed;
  }

  get #isDone(): boolean {
    return Object.entries(this.#last).every(([shard, last]) => (this.#checkpoints[shard] ?? "") >= last);
  }

  get #waiting(): number {
    const { visible, inFlight } = this.world.load.counts();
    return visible + inFlight;
  }

  #arrive(): void {
    while (this.truth.delivered - this.#done < WAITING) {
      const number = this.truth.delivered;
      const seed = 1_000 * this.options.seed + 2 * Math.floor(number / PART);
      if (number % PART === 0) this.#plan = undefined;
      this.#plan ??= planDeliveries({ seed, count: PART, updates: 0.2, poison: 0.02 });
      const { data, source } = this.#plan.at(number % PART);
      const { shardId, sequenceNumber } = this.world.stream.put({ partitionKey: `${number}`, data });
      this.#last[shardId] = sequenceNumber;
      this.truth.add(data, "poison" in source, `${shardId}-${sequenceNumber}`);
    }
  }

  /** Ends the server now and then, the last time when nothing else is ended any more. */
  #crash(): void {
    const { seed, kills, databaseKills } = this.options;
    if (this.crashes === databaseKills || this.world.database.crashing) return;
    const due = ((this.crashes + 1) * kills) / databaseKills;
    const happened = this.consumer.kills + this.loader.kills;
    if (happened >= Math.floor(due)) {
      // Early in one transaction, late in another.
      this.world.database.crashNext((this.crashes + fraction(seed, 3, this.crashes)) / databaseKills);
    }
  }

  #checkpoint({ shard, after, count }: { shard: string; after: string; count: number }, alive: boolean): void {
    if (alive) this.consumer.progressed();
    // What a process told and what it was started with again may cross: a checkpoint never goes back.
    if (after <= (this.#checkpoints[shard] ?? "")) return;
    this.#checkpoints[shard] = after;
    this.#done += count;
  }
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TICK_MS));

/** The quarantine, by shard and sequence number. */
function quarantineOf({ s3 }: World): Map<string, string> {
  const found = s3.store.list(BUCKET, "quarantine/").map(({ key }): [string, string] => {
    const { data } = JSON.parse(String(s3.store.get(BUCKET, key))) as { data: string };
    return [key.slice(key.lastIndexOf("/") + 1, -".json".length), data];
  });
  return new Map(found);
}

/** Every row that was written to the bucket: contact and revision. */
function rowsOf({ s3 }: World): string[] {
  return s3.store.list(BUCKET, "rows/").flatMap(({ key }) => {
    const text = gunzipSync(s3.store.get(BUCKET, key) ?? Buffer.alloc(0)).toString();
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { contact_id: string; revision: string })
      .map(({ contact_id: contact, revision }) => `${contact} ${revision}`);
  });
}

async function resultOf(trial: Trial, postgres: Postgres): Promise<TrialResult> {
  const { consumer, loader, truth, world } = trial;
  const columns = CONTACT_RECORDS.columns.map(({ name }) => name).join(", ");
  const table = await postgres.rows(`SELECT ${columns} FROM contacts`);
  const quarantine = quarantineOf(world);
  const rows = rowsOf(world);
  const { contacts, revisions } = truth.counts;
  return {
    ...truth.judge(table, quarantine),
    kills: { consumer: consumer.kills, loader: loader.kills, database: trial.crashes },
    deaths: { count: consumer.deaths + loader.deaths, output: consumer.output + loader.output },
    gaps: { consumer: consumer.gaps, loader: loader.gaps, database: trial.databaseGaps },
    starts: { consumer: consumer.starts, loader: loader.starts, database: trial.recoveries },
    delivered: truth.delivered,
    contacts,
    superseded: truth.delivered - table.length - quarantine.size,
    quarantined: quarantine.size,
    unwritten: revisions - new Set(rows).size,
    rowsWritten: rows.length,
    givenUp: world.failures.counts().visible,
    errors: world.database.errors,
  };
}

/**
 * Runs a trial on a server of its own.
 *
 * @param postgres a durable server, with nothing in it
 */
export async function trialOf(options: TrialOptions, postgres: Postgres): Promise<TrialResult> {
  await preparePostgres(postgres, NOW);
  // Redshift takes a row twice, whatever the table's key says: so that it would show, this server does too.
  await postgres.script("ALTER TABLE contacts DROP CONSTRAINT contacts_pkey;");
  const folder = mkdtempSync(join(tmpdir(), "kills-"));
  writeFileSync(join(folder, "consumer.js"), await artefactOf(processContactRecordFactory));
  writeFileSync(join(folder, "loader.js"), await artefactOf(loadWarehouseFactory));
  const trial = new Trial(options, postgres, folder);
  try {
    await trial.start();
    await trial.run();
    return await resultOf(trial, postgres);
  } finally {
    await trial.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
