/**
 * The second half of a day: contact records become what the pipeline stores of them. The program's own function is handed
 * batches as Lambda hands them over, and its rows and the raw records are gathered into objects as Firehose gathers them. All
 * of it follows from the records and the seed: the same records give the same objects byte for byte.
 */
import { createHash, type Hash } from "node:crypto";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { uuid } from "../../connect/random";
import { evaluatePrefix, objectName } from "../../firehose/prefix";
import { RecordBuffer } from "../../firehose/recordBuffer";
import { type Handler, loadHandler, movedDate } from "../../lambda/runtime";
import type { Delivery, RecordIntake } from "./recordIntake";

/**
 * Seconds records are gathered for one object, whatever the program says, which in seconds makes rows visible: 900, the most
 * Firehose allows. A day has as many objects as its bytes make, not as its seconds do.
 */
const GATHERED_MS = 900_000;

/** Fast compression: nothing reads these objects but this machine. */
const LEVEL = 1;

const NAMES = 0x5d1;

/** Records in the order they arrived. */
export interface RecordBatch {
  /** The records one behind the other. */
  readonly bytes: Uint8Array;
  /** Where each one ends. */
  readonly ends: Uint32Array;
  /** When each one arrived, epoch milliseconds. */
  readonly arrivals: Float64Array;
}

/** An object for the bucket. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** What was done. */
export interface StageFigures {
  readonly records: number;
  readonly rows: number;
  /** Records the function put aside: none, unless something is wrong. */
  readonly quarantined: number;
  readonly invocations: number;
  readonly objects: number;
  /** Bytes of the records, of the rows, and of the objects. */
  readonly recordBytes: number;
  readonly rowBytes: number;
  readonly objectBytes: number;
  /** SHA-256 of all records as they arrived, and of all rows. */
  readonly recordsDigest: string;
  readonly rowsDigest: string;
}

/** Gathers what one Firehose stream delivers. */
class Gathered {
  records = 0;
  bytes = 0;
  objects = 0;
  objectBytes = 0;
  readonly hash: Hash = createHash("sha256");
  private readonly buffer: RecordBuffer;

  constructor(
    private readonly delivery: Delivery,
    private readonly seed: number,
    private readonly stream: number,
    private readonly store: (object: StoredObject) => void,
  ) {
    this.buffer = new RecordBuffer(delivery.destination.delimiter);
  }

  add(data: Uint8Array, arrivedAt: number): void {
    const { buffer } = this;
    if (buffer.since !== undefined && arrivedAt - buffer.since >= GATHERED_MS) this.flush();
    buffer.add(data, arrivedAt);
    this.records++;
    this.bytes += data.length;
    if (buffer.bytes >= this.delivery.destination.bufferBytes) this.flush();
  }

  flush(): void {
    const batch = this.buffer.take();
    if (batch === undefined) return;
    const { name, version, destination } = this.delivery;
    const { bucket, prefix, timeZone, extension, gzip } = destination;
    const id = uuid(this.seed, NAMES + this.stream, this.objects++);
    const context = { at: batch.since, timeZone, seed: id };
    this.hash.update(batch.body);
    const bytes = gzip ? gzipSync(batch.body, { level: LEVEL }) : batch.body;
    this.objectBytes += bytes.length;
    const key = `${evaluatePrefix(prefix, context)}${objectName(name, version, context, id)}${extension}`;
    this.store({ bucket, key, bytes });
  }
}

/** Makes objects of records. */
export class RecordStage {
  private readonly raw: Gathered;
  private readonly rows: Gathered;
  private readonly handler: Handler;
  private invocations = 0;
  private quarantined = 0;
  /** When the batch at hand arrived: what the function's clock shows. */
  private now = 0;

  /** @throws what the function throws when it is loaded */
  constructor(
    private readonly intake: RecordIntake,
    private readonly seed: number,
    store: (object: StoredObject) => void,
  ) {
    this.raw = new Gathered(intake.raw, seed, 0, store);
    this.rows = new Gathered(intake.rows, seed, 1, store);
    const load = createRequire(__filename);
    const services = this.services();
    this.handler = loadHandler(intake.code, {
      // The artefact names a file of the module.
      require: (id) => Object.entries(services).find(([name]) => id.startsWith(name))?.[1] ?? load(id),
      globals: {
        process: Object.create(process, { env: { value: intake.code.environment } }) as NodeJS.Process,
        // The function writes a line for each batch, which nobody reads here.
        console: Object.fromEntries(["debug", "error", "info", "log", "warn"].map((name) => [name, () => undefined])),
        Date: movedDate(() => this.now - Date.now()),
      },
    });
  }

  /** Hands a batch to the function. @throws Error when not all of it was done */
  async take({ bytes, ends, arrivals }: RecordBatch): Promise<void> {
    const { batchSize } = this.intake;
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let first = 0; first < ends.length; first += batchSize) {
      const last = Math.min(ends.length, first + batchSize);
      const records = [];
      for (let index = first; index < last; index++) {
        const data = all.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
        const arrivedAt = arrivals[index] ?? 0;
        this.now = Math.max(this.now, arrivedAt);
        const sequenceNumber = String(this.raw.records);
        this.raw.add(data, arrivedAt);
        records.push({
          eventID: `shardId-000000000000:${sequenceNumber}`,
          kinesis: { sequenceNumber, data: data.toString("base64"), approximateArrivalTimestamp: arrivedAt / 1_000 },
        });
      }
      await this.invoke(records);
    }
  }

  /** Writes what is gathered, and tells what was done. */
  end(): StageFigures {
    const { raw, rows, invocations, quarantined } = this;
    raw.flush();
    rows.flush();
    return {
      records: raw.records,
      rows: rows.records,
      quarantined,
      invocations,
      objects: raw.objects + rows.objects,
      recordBytes: raw.bytes,
      rowBytes: rows.bytes,
      objectBytes: raw.objectBytes + rows.objectBytes,
      recordsDigest: raw.hash.digest("hex"),
      rowsDigest: rows.hash.digest("hex"),
    };
  }

  private async invoke(Records: readonly object[]): Promise<void> {
    this.invocations++;
    const context = { getRemainingTimeInMillis: () => 60_000 };
    const answer = (await this.handler({ Records }, context)) as { batchItemFailures?: readonly unknown[] } | undefined;
    const failed = answer?.batchItemFailures?.length;
    if (failed !== 0)
      throw new Error(`The function did not deal with ${failed ?? "any"} of ${Records.length} records.`);
  }

  /** What the function asks of AWS: Firehose takes rows, and all else is agreed to. */
  private services(): Record<string, object> {
    const secret = createHash("sha256").update(`hash key ${this.seed}`).digest("hex");
    const putRecordBatch = ({ Records }: { Records: readonly { Data: Uint8Array }[] }): Promise<object> => {
      for (const { Data } of Records) this.rows.add(Data, this.now);
      return Promise.resolve({ FailedPutCount: 0 });
    };
    const putObject = (): Promise<object> => {
      this.quarantined++;
      return Promise.resolve({});
    };
    return {
      "@aws-sdk/client-firehose": client("Firehose", { putRecordBatch }),
      "@aws-sdk/client-s3": client("S3", { putObject }),
      "@aws-sdk/client-secrets-manager": client("SecretsManager", {
        getSecretValue: () => Promise.resolve({ SecretString: secret }),
      }),
      "@aws-sdk/client-dynamodb": client("DynamoDB", { putItem: () => Promise.resolve({}) }),
      "@aws-sdk/client-sns": client("SNS", { publishBatch: () => Promise.resolve({ Failed: [] }) }),
    };
  }
}

/** A module of the SDK with one client, whose requests are these functions. */
function client(name: string, requests: Record<string, (input: never) => Promise<object>>): object {
  return {
    [name]: class {
      constructor() {
        Object.assign(this, requests);
      }
    },
  };
}
