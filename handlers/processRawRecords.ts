/**
 * Raw contact records as they arrive in the bucket, in a centre without a stream of them: each becomes a row of the warehouse, and
 * is followed by what the customer is sent.
 */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SNS } from "@aws-sdk/client-sns";
import { type ContactRecordReader, contactRecordReader, keptAttributesOf } from "./analytics/contactRecord";
import { type Fields } from "./analytics/decode";
import { contactFollower, type FollowClients, followSettings } from "./analytics/followContacts";
import { type HashKeyClient, hashKeyOf } from "./analytics/hashKey";
import { logPoison, quarantineAll, type Quarantined } from "./analytics/quarantine";
import { arrivedKeys, type ArrivalEvent } from "./jobs/arrivals";
import { patient } from "./jobs/clients";
import { tellable } from "./jobs/failure";
import { beginningOf, placeOf } from "./jobs/partitions";
import { hashOf, type Replayed, replayObject, type ReplayObjects } from "./jobs/replay";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What the handler asks of AWS. Tests give their own. */
export interface RawRecordClients extends FollowClients {
  objects: ReplayObjects;
  secrets: HashKeyClient;
  /** The clock, epoch milliseconds. */
  now: () => number;
}

const clientsOf = (): RawRecordClients => ({
  objects: new S3(patient()),
  secrets: new SecretsManager(patient()),
  tables: new DynamoDB(patient()),
  topics: new SNS(patient()),
  now: Date.now,
});

/** Bytes of rows of one object, before they are compressed. */
const PART_BYTES = 16_777_216;

/** What an object's records were, besides rows. */
interface Seen {
  poisoned: Quarantined[];
  followed: { sequenceNumber: string; record: Fields }[];
}

/** A reader that remembers what it has read. Records are told apart by their place in the object, which no retry changes. */
const remembering = (read: ContactRecordReader, key: string, { poisoned, followed }: Seen): ContactRecordReader => {
  const origin = { dataset: "contact_records", shard: `direct-${hashOf(key)}` };
  const arrivedAt = beginningOf(placeOf(key)?.arrived ?? "");
  let line = 0;
  return (data) => {
    const reading = read(data);
    const sequenceNumber = String((line += 1));
    if ("poison" in reading) {
      poisoned.push({ ...origin, arrivedAt, sequenceNumber, poison: reading.poison, data: data.toString("base64") });
    } else {
      followed.push({ sequenceNumber, record: reading.record });
    }
    return reading;
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ANALYTICS_BUCKET, CUSTOMER_HASH_SECRET_ARN,
 * KEPT_ATTRIBUTES (names with commas between). With NOTIFICATIONS_TOPIC, SURVEYS_TABLE and SURVEY_SITE_URL the notification hub
 * is asked for what SURVEY_CHANNEL and MISSED_YOU_CHANNEL say.
 *
 * However often an object comes, the same objects are written, and each message is sent once: of what was asked for before the
 * hub keeps a ledger. Whatever could not be done is thrown once all else is, and Lambda comes again with the whole object.
 *
 * @param clients what is asked of AWS; tests give their own
 */
export const processRawRecordsFactory = (
  clients: RawRecordClients = clientsOf(),
): ((event: ArrivalEvent) => Promise<Replayed>) => {
  requireVariables(["ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"]);
  const keptAttributes = keptAttributesOf(process.env.KEPT_ATTRIBUTES ?? "");
  const bucket = process.env.ANALYTICS_BUCKET ?? "";
  const hashKey = hashKeyOf(clients.secrets);
  const follow = process.env.NOTIFICATIONS_TOPIC
    ? contactFollower(clients, followSettings(), clients.now)
    : () => Promise.resolve([]);
  let reader: ContactRecordReader | undefined;

  const processObject = async (key: string): Promise<Replayed> => {
    const { objects } = clients;
    const read = (reader ??= contactRecordReader({ hashKey: await hashKey(), keptAttributes }));
    const seen: Seen = { poisoned: [], followed: [] };
    const readerOf = () => Promise.resolve(remembering(read, key, seen));
    const counts = await replayObject({ objects, bucket, readerOf, partBytes: PART_BYTES }, key);
    const [unkept, unasked] = await Promise.all([quarantineAll(seen.poisoned, objects), follow(seen.followed)]);
    for (const { sequenceNumber, poison } of seen.poisoned) if (!unkept.includes(sequenceNumber)) logPoison(poison);
    if (unkept.length > 0) throw Object.assign(new Error(), { name: "QuarantineFailed" });
    if (unasked.length > 0) throw Object.assign(new Error(), { name: "NotificationFailed" });
    return counts;
  };

  return async (event) => {
    const total = { read: 0, rows: 0, quarantined: 0 };
    const start = clients.now();
    try {
      for (const key of arrivedKeys(event)) {
        const { read, rows, quarantined } = await processObject(key);
        total.read += read;
        total.rows += rows;
        total.quarantined += quarantined;
      }
    } catch (error) {
      const failure = tellable(error);
      logOutcome({ outcome: "retried", failure: failure.name, ...total, ms: clients.now() - start });
      throw failure;
    }
    logOutcome({ outcome: "delivered", ...total, ms: clients.now() - start });
    return total;
  };
};
