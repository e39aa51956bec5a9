/** Where records go that never become a row: whole, with what is wrong with them, each under a key of its own. */
import { type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { logOutcome } from "../support/logOutcome";
import { type Poison } from "./poison";

/** The part of the S3 client that is used. Tests give their own. */
export interface ObjectClient {
  putObject(input: PutObjectCommandInput): Promise<unknown>;
}

/** A record that never becomes a row. */
export interface Quarantined {
  /** Folder of its kind: `contact_records`, `agent_events` or `survey_answers`. */
  dataset: string;
  /** The shard it was read from, or another name of where it came from. */
  shard: string;
  sequenceNumber: string;
  /** When it arrived on the stream, epoch milliseconds. */
  arrivedAt: number;
  poison: Poison;
  /** The whole record, base64. */
  data: string;
}

/** Objects that are written at the same time. */
const AT_ONCE = 8;

/** `yyyy-MM-dd-HH`: the folder of an hour, by when the record arrived and not by when it is read. */
export const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 13).replace("T", "-");

/** The key depends on the record alone: whoever quarantines it again writes the same object. */
export const quarantineKey = ({ dataset, shard, sequenceNumber, arrivedAt }: Quarantined): string =>
  `quarantine/${dataset}/arrived=${hourOf(arrivedAt)}/${shard}-${sequenceNumber}.json`;

/**
 * Writes records to the quarantine. Environment: ANALYTICS_BUCKET. Throws nothing.
 *
 * @returns sequence numbers of those that could not be written
 */
export const quarantineAll = async (records: readonly Quarantined[], objects: ObjectClient): Promise<string[]> => {
  const failed: string[] = [];
  const waiting = [...records];
  const work = async (): Promise<void> => {
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      const { dataset, shard, sequenceNumber, arrivedAt, poison, data } = record;
      const arrived = new Date(arrivedAt).toISOString();
      try {
        await objects.putObject({
          Bucket: process.env.ANALYTICS_BUCKET,
          Key: quarantineKey(record),
          ContentType: "application/json",
          Body: JSON.stringify({ reason: poison, dataset, shard, sequenceNumber, arrived, data }),
        });
      } catch {
        failed.push(sequenceNumber);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
};

/** A line a record that was quarantined: one of them is one event of the metric. */
export const logPoison = (poison: Poison): void =>
  logOutcome({ outcome: "quarantined", [poison]: 1 } as { outcome: string });
