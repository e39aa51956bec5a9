/** Asking for messages: requests go to the notification topic, which hands each to the queue of its channel. */
import { type PublishBatchCommandInput, type PublishCommandInput } from "@aws-sdk/client-sns";
import { type NotificationRequest } from "./request";
import { saveToken } from "./surveys";
import { type AfterContact } from "./afterContact";
import { type PutItemInput } from "@aws-sdk/client-dynamodb";

/** The part of the SNS client that publishes. Tests give their own. */
export interface TopicClient {
  publish(input: PublishCommandInput): Promise<unknown>;
}

/** A request as the topic takes it: the attributes are what the queues' filters read. */
const entry = (request: Pick<NotificationRequest, "kind" | "channel">) => ({
  Message: JSON.stringify(request),
  MessageAttributes: {
    kind: { DataType: "String", StringValue: request.kind },
    channel: { DataType: "String", StringValue: request.channel },
  },
});

/**
 * Asks for one message. Asking twice for the same event is harmless. Environment: NOTIFICATIONS_TOPIC.
 *
 * The promise is SNS's; whoever has a caller waiting puts a deadline around it (`support/within`).
 *
 * @throws what SNS throws; it may have taken the request all the same
 */
export const requestNotification = (
  topics: TopicClient,
  request: Pick<NotificationRequest, "kind" | "channel">,
): Promise<unknown> => topics.publish({ TopicArn: process.env.NOTIFICATIONS_TOPIC, ...entry(request) });

/** The part of the SNS client that publishes many. Tests give their own. */
export interface BatchTopicClient {
  publishBatch(input: PublishBatchCommandInput): Promise<{ Failed?: { Id?: string | undefined }[] | undefined }>;
}

/** Most entries SNS takes at once. */
const BATCH = 10;

/**
 * Publishes what {@link AfterContact} found: the survey tokens are stored first, so that no link leaves that does not work.
 * Environment: NOTIFICATIONS_TOPIC, SURVEYS_TABLE.
 *
 * @returns the requests SNS did not take; publishing them again is harmless
 * @throws what DynamoDB or SNS throws; publishing everything again is harmless
 */
export const publishRequests = async (
  { requests, tokens }: AfterContact,
  clients: { tables: { putItem(input: PutItemInput): Promise<unknown> }; topics: BatchTopicClient },
  now: number,
): Promise<NotificationRequest[]> => {
  const { tables, topics } = clients;
  await Promise.all(tokens.map(({ token, contactId }) => saveToken(tables, { token, contactId, now })));
  const refused: NotificationRequest[] = [];
  for (let first = 0; first < requests.length; first += BATCH) {
    const batch = requests.slice(first, first + BATCH);
    const { Failed = [] } = await topics.publishBatch({
      TopicArn: process.env.NOTIFICATIONS_TOPIC,
      PublishBatchRequestEntries: batch.map((request, index) => ({ Id: `${index}`, ...entry(request) })),
    });
    refused.push(...batch.filter((_, index) => Failed.some(({ Id }) => Id === `${index}`)));
  }
  return refused;
};
