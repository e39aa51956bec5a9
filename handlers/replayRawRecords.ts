/** Makes the rows of raw records anew: of one object of the raw copy, or of a record in quarantine, or of several. */
import { S3 } from "@aws-sdk/client-s3";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { agentEventReader } from "./analytics/agentEvent";
import { contactRecordReader, keptAttributesOf } from "./analytics/contactRecord";
import { type HashKeyClient, hashKeyOf } from "./analytics/hashKey";
import { surveyAnswerReader } from "./analytics/surveyAnswer";
import { patient } from "./jobs/clients";
import { tellable } from "./jobs/failure";
import { type RecordReader, type Replayed, replayObject, type ReplayObjects, type ReplayTools } from "./jobs/replay";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What is to be replayed: keys in the bucket, of `raw/` or `quarantine/`. */
export interface ReplayEvent {
  key?: string;
  keys?: readonly string[];
}

/** What the handler asks of AWS. Tests give their own. */
export interface ReplayClients {
  objects: ReplayObjects;
  secrets: HashKeyClient;
}

/** Reads survey answers, of which there is no raw copy but their table: in quarantine is what has changed there, as JSON. */
const answerReader = (): RecordReader => {
  const read = surveyAnswerReader();
  return (data) => {
    const reading = read(JSON.parse(data.toString()));
    return reading === "ignored" ? { poison: "ignored" } : reading;
  };
};

/** Bytes of rows of one object, before they are compressed. */
const PART_BYTES = 16_777_216;

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ANALYTICS_BUCKET, CUSTOMER_HASH_SECRET_ARN,
 * KEPT_ATTRIBUTES (names with commas between).
 *
 * Reads with the same code as the stream's handler and notifies nobody. Replaying twice writes the same objects twice. Killed
 * in the middle, it is to be replayed again: what it has written is part of what will be written.
 *
 * @param clients what is asked of AWS; tests give their own
 */
export const replayRawRecordsFactory = (
  clients: ReplayClients = { objects: new S3(patient()), secrets: new SecretsManager(patient()) },
  partBytes = PART_BYTES,
): ((event: ReplayEvent) => Promise<Replayed>) => {
  requireVariables(["ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"]);
  const keptAttributes = keptAttributesOf(process.env.KEPT_ATTRIBUTES ?? "");
  const hashKey = hashKeyOf(clients.secrets);
  let contacts: RecordReader | undefined;
  let events: RecordReader | undefined;
  let answers: RecordReader | undefined;
  const readerOf: ReplayTools["readerOf"] = async (dataset) => {
    if (dataset === "contact_records") {
      return (contacts ??= contactRecordReader({ hashKey: await hashKey(), keptAttributes }));
    }
    return dataset === "agent_events" ? (events ??= agentEventReader()) : (answers ??= answerReader());
  };
  const tools = { objects: clients.objects, bucket: process.env.ANALYTICS_BUCKET ?? "", readerOf, partBytes };

  return async (event) => {
    const total = { read: 0, rows: 0, quarantined: 0 };
    try {
      for (const key of [event.key ?? [], event.keys ?? []].flat()) {
        const { read, rows, quarantined } = await replayObject(tools, key);
        total.read += read;
        total.rows += rows;
        total.quarantined += quarantined;
      }
    } catch (error) {
      const failure = tellable(error);
      logOutcome({ outcome: "failed", failure: failure.name, ...total });
      throw failure;
    }
    logOutcome({ outcome: "replayed", ...total });
    return total;
  };
};
