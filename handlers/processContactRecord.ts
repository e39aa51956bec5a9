/** Contact records from their stream: each becomes a row of the warehouse, and is followed by what the customer is sent. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SNS } from "@aws-sdk/client-sns";
import { limits, streamTools } from "./analytics/clients";
import { type ContactRecordReader, contactRecordReader, keptAttributesOf } from "./analytics/contactRecord";
import { contactFollower, type FollowClients, followSettings } from "./analytics/followContacts";
import { type HashKeyClient, hashKeyOf } from "./analytics/hashKey";
import { type KinesisEvent, recordsOfKinesis } from "./analytics/kinesisEvent";
import { type StreamAnswer, streamBatch, type StreamContext, type StreamTools } from "./analytics/streamBatch";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What the handler asks of AWS. Tests give their own. */
export interface ContactRecordClients extends StreamTools, FollowClients {
  secrets: HashKeyClient;
}

const clientsOf = (): ContactRecordClients => {
  const options = { maxAttempts: 3, requestHandler: limits(2000) };
  return {
    ...streamTools(),
    tables: new DynamoDB(options),
    topics: new SNS(options),
    secrets: new SecretsManager(options),
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ROWS_STREAM, ANALYTICS_BUCKET,
 * CUSTOMER_HASH_SECRET_ARN, KEPT_ATTRIBUTES (names with commas between). With NOTIFICATIONS_TOPIC, SURVEYS_TABLE and
 * SURVEY_SITE_URL the notification hub is asked for what SURVEY_CHANNEL and MISSED_YOU_CHANNEL say.
 *
 * @throws what Secrets Manager throws: the whole batch comes again, for nothing of it has been done
 */
export const processContactRecordFactory = (
  clients: ContactRecordClients = clientsOf(),
): ((event: KinesisEvent, context?: StreamContext) => Promise<StreamAnswer>) => {
  requireVariables(["ROWS_STREAM", "ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"]);
  const keptAttributes = keptAttributesOf(process.env.KEPT_ATTRIBUTES ?? "");
  const hashKey = hashKeyOf(clients.secrets);
  const settings = followSettings();
  const follow = process.env.NOTIFICATIONS_TOPIC ? contactFollower(clients, settings, clients.now) : undefined;
  let reader: ContactRecordReader | undefined;

  const readerNow = async (): Promise<ContactRecordReader> => {
    try {
      return (reader ??= contactRecordReader({ hashKey: await hashKey(), keptAttributes }));
    } catch (error) {
      logOutcome({ outcome: "retried", failure: (error as Error | undefined)?.name || "Error" });
      throw error;
    }
  };

  return async (event, context) => {
    const read = await readerNow();
    const work = {
      dataset: "contact_records",
      read: ({ data }: { data: Buffer }) => read(data),
      ...(follow && { follow }),
    };
    return streamBatch(recordsOfKinesis(event), work, clients, context);
  };
};
