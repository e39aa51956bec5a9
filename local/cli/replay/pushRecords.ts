/** Pushes contact records through a stream as fast as its limits allow in virtual time, and lets what reads it keep up. */
import type { KinesisStream } from "../../kinesis/kinesisService";
import { ServiceError } from "../../services/serviceError";
import { type Pipeline, type PipelineCenter } from "../pipeline";

/** Virtual time a producer waits that a shard takes nothing from. */
const BACK_OFF_MS = 250;

/** Bytes after which everything that reads the stream catches up, and the stream forgets what all have read. */
const BYTES_AT_ONCE = 32 * 1024 * 1024;

/** Longest virtual time anything is waited for: a record that is never handled is given up after a day. */
const PATIENCE_MS = 26 * 3_600_000;

const SECOND_MS = 1_000;

/** Puts records on a stream. */
export class RecordPusher {
  /** Records that were put. */
  count = 0;
  private bytes = 0;
  private readonly stream: KinesisStream;

  constructor(
    private readonly center: PipelineCenter,
    { stream }: Pipeline,
  ) {
    this.stream = stream;
  }

  /** Puts records, waiting as long as the stream has no room for them. */
  async push(records: readonly Uint8Array[]): Promise<void> {
    for (const data of records) {
      while (!this.write(data)) await this.center.clock.advance(BACK_OFF_MS);
      this.count += 1;
      this.bytes += data.length;
      if (this.bytes >= BYTES_AT_ONCE) await this.catchUp();
    }
  }

  /** Lets time pass until everything that was put has been read and handled. */
  async catchUp(): Promise<void> {
    const { clock, messaging } = this.center;
    const until = clock.now() + PATIENCE_MS;
    await clock.advance(SECOND_MS);
    while (messaging.streamConsumers.some(({ backlog }) => backlog > 0) && clock.now() < until) {
      await clock.advance(SECOND_MS);
    }
    this.forget();
    this.bytes = 0;
  }

  private write(data: Uint8Array): boolean {
    try {
      // Connect does not say by what it partitions; an even spread uses every shard.
      this.stream.write({ partitionKey: String(this.count), data });
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === "ProvisionedThroughputExceededException") return false;
      throw error;
    }
  }

  /** Lets the stream forget what everything has read, as it would when its retention is over: memory stays bounded. */
  private forget(): void {
    const { retentionHours } = this.stream;
    this.stream.retentionHours = 0;
    this.stream.allShards();
    this.stream.retentionHours = retentionHours;
  }
}
