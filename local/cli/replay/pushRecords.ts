/** Pushes contact records into a pipeline as fast as its limits allow in virtual time, and lets what reads them keep up. */
import type { Entrance } from "../entrance";
import { type Pipeline, type PipelineCenter } from "../pipeline";

/** Virtual time a producer waits that nothing is taken from. */
const BACK_OFF_MS = 250;

/** Bytes after which everything that reads catches up, and what all have read is forgotten. */
const BYTES_AT_ONCE = 32 * 1024 * 1024;

/** Longest virtual time anything is waited for: a record that is never handled is given up after a day. */
const PATIENCE_MS = 26 * 3_600_000;

const SECOND_MS = 1_000;

/** Puts records into a pipeline. */
export class RecordPusher {
  /** Records that were put. */
  count = 0;
  private bytes = 0;
  private readonly entrance: Entrance;

  constructor(
    private readonly center: PipelineCenter,
    { entrance }: Pipeline,
  ) {
    this.entrance = entrance;
  }

  /** Puts records, waiting as long as there is no room for them. */
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
    const { clock } = this.center;
    const until = clock.now() + PATIENCE_MS;
    await clock.advance(SECOND_MS);
    while (this.entrance.isBusy && clock.now() < until) await clock.advance(SECOND_MS);
    this.entrance.forget();
    this.bytes = 0;
  }

  private write(data: Uint8Array): boolean {
    // Connect does not say by what it partitions; an even spread uses every shard.
    return this.entrance.take({ partitionKey: String(this.count), data });
  }
}
