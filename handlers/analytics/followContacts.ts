/** What follows contacts besides their rows: the notification hub is asked for surveys and for apologies. */
import { type PutItemInput } from "@aws-sdk/client-dynamodb";
import { afterContact, type AfterContact, type AfterContactSettings } from "../notifications/afterContact";
import { type BatchTopicClient, publishRequests } from "../notifications/publish";
import { OLDEST_REQUEST_MS } from "../notifications/request";
import { newToken } from "../notifications/surveys";
import { type Fields } from "./decode";

/** What is asked of AWS after contacts. Tests give their own. */
export interface FollowClients {
  tables: { putItem(input: PutItemInput): Promise<unknown> };
  topics: BatchTopicClient;
}

/** Contacts whose requests are published together, and fail together. */
const TOGETHER = 10;

const channelOf = (given: string | undefined): "sms" | "email" | undefined =>
  given === "sms" || given === "email" ? given : undefined;

/** What the environment asks for: SURVEY_CHANNEL and MISSED_YOU_CHANNEL, `sms` or `email`; NOTIFICATION_LOCALE, `en` or `es`. */
export const followSettings = (): AfterContactSettings => {
  const [survey, missedYou] = [channelOf(process.env.SURVEY_CHANNEL), channelOf(process.env.MISSED_YOU_CHANNEL)];
  return {
    ...(survey && { survey }),
    ...(missedYou && { missedYou }),
    surveySite: process.env.SURVEY_SITE_URL ?? "",
    locale: process.env.NOTIFICATION_LOCALE === "es" ? "es" : "en",
    newToken,
  };
};

/** What follows a record. A record whose fields are not what they should be is followed by nothing. */
const found = (record: Fields, settings: AfterContactSettings, now: number): AfterContact => {
  try {
    const after = afterContact(record, settings);
    // The hub sends nothing that old; records of contacts are updated for two years.
    return after.requests.some(({ requestedAt }) => requestedAt < now - OLDEST_REQUEST_MS)
      ? { requests: [], tokens: [] }
      : after;
  } catch {
    return { requests: [], tokens: [] };
  }
};

/**
 * Makes what follows a batch of contacts. Records come more than once; the hub sends each message once.
 *
 * @returns the sequence numbers of records whose requests the hub may not have; asking again is harmless
 */
export const contactFollower =
  (clients: FollowClients, settings: AfterContactSettings, now: () => number) =>
  async (records: readonly { sequenceNumber: string; record: Fields }[]): Promise<string[]> => {
    const asked = records
      .map(({ sequenceNumber, record }) => ({ sequenceNumber, ...found(record, settings, now()) }))
      .filter(({ requests }) => requests.length > 0);
    const failed: string[] = [];
    for (let first = 0; first < asked.length; first += TOGETHER) {
      const group = asked.slice(first, first + TOGETHER);
      const together = {
        requests: group.flatMap(({ requests }) => requests),
        tokens: group.flatMap(({ tokens }) => tokens),
      };
      const refused = await publishRequests(together, clients, now()).catch(() => together.requests);
      failed.push(
        ...group
          .filter(({ requests }) => requests.some((one) => refused.includes(one)))
          .map((one) => one.sequenceNumber),
      );
    }
    return failed;
  };
