/** How Lambda drives a function that reads a Kinesis data stream, as an event source mapping of this project is set. */
import type { KinesisEvent } from "../../handlers/analytics/kinesisEvent";
import type { StreamAnswer } from "../../handlers/analytics/streamBatch";

/** A function that reads a stream. */
export type StreamFunction = (event: KinesisEvent) => Promise<StreamAnswer>;

/** Where a batch is from. */
export interface BatchOrigin {
  /** Number of its first record; the others follow. */
  first?: number;
  shard?: string;
  /** When its records arrived, epoch milliseconds. */
  arrivedAt: number;
  /** Invocations after which something is wrong; default 200. */
  most?: number;
}

/** A batch as Lambda hands it over. */
export function kinesisEvent(
  records: readonly Buffer[],
  { first = 0, shard = "shardId-000000000003", arrivedAt }: BatchOrigin,
): KinesisEvent {
  return {
    Records: records.map((data, index) => ({
      eventID: `${shard}:${first + index}`,
      kinesis: {
        sequenceNumber: String(first + index),
        data: data.toString("base64"),
        approximateArrivalTimestamp: arrivedAt / 1_000,
      },
    })),
  };
}

/**
 * Gets a batch through: the lowest sequence number of an answer is where the next invocation begins; an empty answer is the
 * end of the batch; after an error it comes again in halves, one after the other.
 *
 * @returns how many invocations it took
 * @throws Error when it does not get through, or when an answer names a record that was not in the batch
 */
export async function drive(run: StreamFunction, records: readonly Buffer[], origin: BatchOrigin): Promise<number> {
  const { first = 0, most = 200 } = origin;
  const waiting: [from: number, to: number][] = [[0, records.length]];
  let invocations = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [from, to] = part;
    if (++invocations > most) throw new Error("The batch does not get through.");
    const event = kinesisEvent(records.slice(from, to), { ...origin, first: first + from });
    const answer = await run(event).catch(() => undefined);
    if (answer === undefined) {
      const middle = from + Math.ceil((to - from) / 2);
      if (middle < to) waiting.push([middle, to]);
      waiting.push([from, middle]);
      continue;
    }
    const failed = answer.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier) - first);
    if (failed.some((number) => !(number >= from && number < to))) {
      throw new Error("The answer names a record that was not in the batch.");
    }
    if (failed.length > 0) waiting.push([Math.min(...failed), to]);
  }
  return invocations;
}
