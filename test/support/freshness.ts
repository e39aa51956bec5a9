/**
 * How fresh the warehouse is: contact records arrive at random times of a virtual hour, and each is followed to the moment its row is in an object that a query reads. The graph, its function and its SQL are those that are deployed.
 *
 * Virtual time has what the services wait for by design: Lambda's polls and batch window, and Firehose's buffer. It has not how
 * long anything works: the function's processor time is measured beside it, and {@link ASSUMED_SERVICE_SECONDS} stands for AWS.
 */
import { gunzipSync } from "node:zlib";
import { LocalCenter } from "../../local/center";
import type { Entrance } from "../../local/cli/entrance";
import { pipelineOf } from "../../local/cli/pipeline";
import { fraction } from "../../local/connect/random";
import type { ResourceGraph } from "../../local/engine/graph";
import { contactRecord } from "./contactRecords";

/**
 * Seconds that are assumed for what works on AWS and costs no virtual time: a cold start of the function (under one), Firehose
 * taking the rows, and S3 completing the upload. AWS promises none of it; in its documentation it is "typically" less.
 */
export const ASSUMED_SERVICE_SECONDS = 2;

const HOUR_MS = 3_600_000;

/** Longest virtual time after the hour that a row is waited for. */
const PATIENCE_MS = 60_000;

/** Ten in the morning of a Monday, and no whole second: nothing of the pipeline beats in step with the arrivals. */
const START = Date.UTC(2026, 2, 2, 10, 0, 0, 137);

const ROWS = "rows/contact_records/";

/** One run. */
export interface FreshnessOptions {
  seed: number;
  /** Records that arrive in the hour. */
  records: number;
  /** How many of them are asked for in SQL the moment their object is there. */
  queried: number;
}

/** One record on its way. */
export interface FollowedRecord {
  /** Virtual milliseconds from its arrival to the object with its row. */
  delayMs: number;
  /** Processor milliseconds of the invocations it was in, this machine's own services included. */
  processorMs: number;
}

/** What came of a run. */
export interface Freshness {
  followed: FollowedRecord[];
  /** Contacts that were asked for, and how many of them the view `contacts` had at that moment. */
  asked: number;
  found: number;
  /** Objects of rows that were written: each is paid for. */
  objects: number;
}

/** Lets a virtual hour of records through the pipeline of a stack. @throws Error when one of them never becomes a row */
export async function measureFreshness(graph: ResourceGraph, options: FreshnessOptions): Promise<Freshness> {
  const center = await LocalCenter.fromGraph(graph, {
    startAt: START,
    seed: options.seed,
    handlers: "inProcess",
    keep: 0,
  });
  try {
    return await new Hour(center, options).run();
  } finally {
    await center.close();
  }
}

/** A share of values is at most this one: 0.99 gives p99, 1 the greatest. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The parts of an event that are read. */
interface InvocationEvent {
  Records?: { kinesis?: { data: string }; s3?: { bucket: { name: string }; object: { key: string } } }[];
}

const linesOf = (packed: Buffer | undefined): string[] =>
  gunzipSync(packed ?? Buffer.alloc(0))
    .toString()
    .trimEnd()
    .split("\n");

class Hour {
  private readonly entrance: Entrance;
  private readonly arrivals = new Map<string, number>();
  private readonly processor = new Map<string, number>();
  private readonly followed: { id: string; delayMs: number }[] = [];
  private asked = 0;
  private found = 0;
  private objects = 0;

  constructor(
    private readonly center: LocalCenter,
    private readonly options: FreshnessOptions,
  ) {
    this.entrance = pipelineOf(center).entrance;
  }

  async run(): Promise<Freshness> {
    const { center, options } = this;
    this.measureInvocations();
    for (let number = 0; number < options.records; number++) this.arriveLater(number);
    const stop = center.objects.onCreated(({ info: { bucket, key } }) => {
      if (!key.startsWith(ROWS)) return;
      const at = center.clock.now();
      // Once the invocation that wrote it is over: a query's work is not the function's.
      center.clock.after(1, () => void center.clock.busy(this.delivered(bucket, key, at)));
    });
    await center.clock.advance(HOUR_MS + PATIENCE_MS);
    stop();
    const { followed, asked, found, objects } = this;
    if (followed.length !== options.records) {
      throw new Error(`${followed.length} of ${options.records} records became rows within the hour and a minute.`);
    }
    const whole = followed.map(({ id, delayMs }) => ({ delayMs, processorMs: this.processor.get(id) ?? 0 }));
    return { followed: whole, asked, found, objects };
  }

  private arriveLater(number: number): void {
    const { seed } = this.options;
    const at = START + fraction(seed, number, 77) * HOUR_MS;
    this.center.clock.schedule(at, () => {
      const stamp = new Date(at).toISOString().replace(/\.\d+/, "");
      const record = {
        ...contactRecord({ seed, start: START - HOUR_MS, days: 1 / 48 }, number),
        LastUpdateTimestamp: stamp,
      };
      const data = Buffer.from(JSON.stringify(record));
      if (!this.entrance.take({ partitionKey: record.ContactId, data }))
        throw new Error("There was no room for a record.");
      this.arrivals.set(record.ContactId, this.center.clock.now());
    });
  }

  /** What a container's work costs is known once it ends; all of it is spent while virtual time stands still. */
  private measureInvocations(): void {
    const { lambda } = this.center;
    const invoke = lambda.invoke.bind(lambda);
    lambda.invoke = async (arn, payload, options) => {
      const before = process.cpuUsage();
      const outcome = await invoke(arn, payload, options);
      const { user, system } = process.cpuUsage(before);
      for (const id of this.contactsIn(payload as InvocationEvent)) {
        this.processor.set(id, (this.processor.get(id) ?? 0) + (user + system) / 1_000);
      }
      return outcome;
    };
  }

  /** Contacts whose records an invocation was given, by a stream or in a raw object. */
  private contactsIn({ Records = [] }: InvocationEvent): string[] {
    const lines = Records.flatMap(({ kinesis, s3 }) => {
      if (kinesis) return [Buffer.from(kinesis.data, "base64").toString()];
      return s3 ? linesOf(this.center.objects.get(s3.bucket.name, decodeURIComponent(s3.object.key))) : [];
    });
    return lines.map((line) => (JSON.parse(line) as { ContactId: string }).ContactId);
  }

  private async delivered(bucket: string, key: string, at: number): Promise<void> {
    const { center, options } = this;
    this.objects += 1;
    const every = Math.ceil(options.records / options.queried);
    for (const line of linesOf(center.objects.get(bucket, key))) {
      const { contact_id: id } = JSON.parse(line) as { contact_id: string };
      const arrived = this.arrivals.get(id);
      if (arrived === undefined) throw new Error(`The row of contact ${id} is there, and the contact never came.`);
      this.arrivals.delete(id);
      this.followed.push({ id, delayMs: at - arrived });
      if (this.followed.length % every === 0) await this.ask(id);
    }
  }

  private async ask(id: string): Promise<void> {
    this.asked += 1;
    const { rows } = await this.center.warehouse.query(`SELECT contact_id FROM contacts WHERE contact_id = '${id}'`);
    if (rows.length === 1) this.found += 1;
  }
}
