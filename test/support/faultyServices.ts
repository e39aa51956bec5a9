/**
 * The services of the function that reads contact records, failing the way they are documented to: Firehose throttles, takes
 * requests in parts and breaks off before or after it has taken them; so does S3. What Firehose takes becomes files of gzip as
 * it writes them.
 *
 * Everything follows from a seed, and it is counted how often each delivery was taken: what no row tells.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { DeliveryClient } from "../../handlers/analytics/deliverRows";
import type { ContactRecordClients } from "../../handlers/processContactRecord";
import { fraction, uuid } from "../../local/connect/random";

/** What addresses are hashed with. */
export const HASH_KEY = "0123456789abcdef0123456789abcdef";

/** Limits of PutRecordBatch. */
const MOST_RECORDS = 500;
const MOST_BYTES = 4 * 1024 * 1024;

/** Buffering hints of the rows' stream: whichever comes first. */
const BUFFER_BYTES = 5 * 1024 * 1024;
const BUFFER_MS = 5_000;

/** Shares of requests that go wrong. */
const THROTTLED = 0.03;
const LOST = 0.02;
const TAKEN_AND_LOST = 0.02;
const IN_PARTS = 0.08;
/** Share of the records that a request taken in parts is refused. */
const REFUSED = 0.3;
const OBJECT_LOST = 0.05;
const OBJECT_TAKEN_AND_LOST = 0.05;
const NO_SECRET = 0.3;

/** Streams of chance. */
const DELIVERING = 0x7e00_0001;
const REFUSING = 0x7e00_0002;
const QUARANTINING = 0x7e00_0003;
const SECRETS = 0x7e00_0004;
const NAMES = 0x7e00_0005;

/** A file of rows, and the folder of the hour in which Firehose got the first of them. */
export interface RowsFile {
  key: string;
  bytes: Buffer;
}

/** How often something went wrong. */
export interface Faults {
  throttled: number;
  lost: number;
  takenAndLost: number;
  inParts: number;
  objects: number;
  secrets: number;
}

const failed = (name: string): Error => Object.assign(new Error("made up"), { name });

/** What an object in quarantine is compared by. */
export const digestOf = (data: string): string => createHash("sha256").update(data).digest("base64");

const contactOf = (line: Buffer): string => (/"contact_id":"([^"]+)"/.exec(line.toString("latin1")) ?? [])[1] ?? "";

/** The services. */
export class FaultyServices implements ContactRecordClients {
  /** The virtual time, epoch milliseconds; pauses move it on. */
  clock: number;
  readonly faults: Faults = { throttled: 0, lost: 0, takenAndLost: 0, inParts: 0, objects: 0, secrets: 0 };
  /** Lines that Firehose has taken. */
  lines = 0;
  /** What is in quarantine by the end of its key, `<shard>-<sequence number>`: the digest of its base64 data. */
  readonly quarantine = new Map<string, string>();
  /** How often each delivery was taken, by its position. */
  readonly taken: Uint8Array;
  /** The positions of the records that are at work, by contact. */
  #working = new Map<string, number[]>();
  #buffer: Buffer[] = [];
  #bytes = 0;
  #since = 0;
  #draws = 0;

  /**
   * @param count how much will be delivered
   * @param write takes a file when it is full
   */
  constructor(
    readonly seed: number,
    start: number,
    count: number,
    private readonly write: (file: RowsFile) => void,
  ) {
    this.clock = start;
    this.taken = new Uint8Array(count);
  }

  /** Says which records the next requests are about: their contacts, undefined for poison, from a position on. */
  work(first: number, contacts: readonly (string | undefined)[]): void {
    this.#working = new Map();
    for (const [index, contact] of contacts.entries()) {
      if (contact === undefined) continue;
      const positions = this.#working.get(contact);
      if (positions) positions.push(first + index);
      else this.#working.set(contact, [first + index]);
    }
  }

  readonly deliveries: DeliveryClient = {
    putRecordBatch: async ({ Records = [] }) => {
      const lines = Records.map(({ Data }) => Buffer.from(Data ?? []));
      const bytes = lines.reduce((sum, { length }) => sum + length, 0);
      if (lines.length < 1 || lines.length > MOST_RECORDS || bytes > MOST_BYTES)
        throw failed("InvalidArgumentException");
      const chance = this.#chance(DELIVERING);
      if (chance < THROTTLED) return this.#fail("throttled", "ServiceUnavailableException");
      if (chance < THROTTLED + LOST) return this.#fail("lost", "TimeoutError");
      const inParts = chance > 1 - IN_PARTS;
      if (inParts) this.faults.inParts += 1;
      const refused = lines.map(() => inParts && this.#chance(REFUSING) < REFUSED);
      for (const [index, line] of lines.entries()) if (refused[index] !== true) this.#take(line);
      if (chance < THROTTLED + LOST + TAKEN_AND_LOST) return this.#fail("takenAndLost", "TimeoutError");
      return {
        FailedPutCount: refused.filter(Boolean).length,
        RequestResponses: refused.map((isRefused, index) =>
          isRefused ? { ErrorCode: "ServiceUnavailableException" } : { RecordId: String(index) },
        ),
      };
    },
  };

  readonly objects = {
    putObject: async ({ Key = "", Body }: { Key?: string | undefined; Body?: unknown }) => {
      const chance = this.#chance(QUARANTINING);
      if (chance < OBJECT_LOST) return this.#fail("objects", "SlowDown");
      const { data } = JSON.parse(String(Body)) as { data: string };
      this.quarantine.set(Key.slice(Key.lastIndexOf("/") + 1).replace(/\.json$/, ""), digestOf(data));
      if (chance < OBJECT_LOST + OBJECT_TAKEN_AND_LOST) return this.#fail("objects", "TimeoutError");
      return {};
    },
  };

  readonly secrets = {
    getSecretValue: async () => {
      if (this.#chance(SECRETS) < NO_SECRET) return this.#fail("secrets", "ThrottlingException");
      return { SecretString: HASH_KEY };
    },
  };

  readonly tables = { putItem: () => Promise.resolve({}) };
  readonly topics = { publishBatch: () => Promise.resolve({}) };
  readonly now = (): number => this.clock;
  readonly pause = async (milliseconds: number): Promise<void> => void (this.clock += milliseconds);

  /** Writes what is buffered. */
  flush(): void {
    if (this.#buffer.length === 0) return;
    const at = new Date(this.#since).toISOString();
    const hour = at.slice(0, 13).replace("T", "-");
    const name = `rows-1-${at.slice(0, 19).replace(/[T:]/g, "-")}-${uuid(this.seed, NAMES, this.lines)}`;
    const bytes = gzipSync(Buffer.concat(this.#buffer), { level: 1 });
    this.write({ key: `rows/contact_records/arrived=${hour}/${name}.gz`, bytes });
    this.#buffer = [];
    this.#bytes = 0;
  }

  #take(line: Buffer): void {
    if (this.#buffer.length > 0 && this.clock - this.#since >= BUFFER_MS) this.flush();
    if (this.#buffer.length === 0) this.#since = this.clock;
    this.#buffer.push(line);
    this.#bytes += line.length;
    this.lines += 1;
    const positions = this.#working.get(contactOf(line));
    if (positions === undefined) throw new Error("A row came that is of no record at work.");
    const least = positions.reduce((one, other) => (this.#timesOf(other) < this.#timesOf(one) ? other : one));
    this.taken[least] = this.#timesOf(least) + 1;
    if (this.#bytes >= BUFFER_BYTES) this.flush();
  }

  #timesOf(position: number): number {
    return this.taken[position] ?? 0;
  }

  #fail(kind: keyof Faults, name: string): never {
    this.faults[kind] += 1;
    throw failed(name);
  }

  #chance(stream: number): number {
    return fraction(this.seed, stream, this.#draws++);
  }
}
