/** Sends push messages to telephones from their queue; each message at least once. */
import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SNS, type PublishCommandInput } from "@aws-sdk/client-sns";
import { again, once } from "./notifications/clients";
import { type Written } from "./notifications/catalogue";
import { type Addressed, type Sender } from "./notifications/deliver";
import { type LedgerClient } from "./notifications/ledger";
import { pushTexts } from "./notifications/pushTexts";
import { customerFinder, type QueueHandler, sendBatch } from "./notifications/sendBatch";
import { requireVariables } from "./support/requireVariables";

/** The part of the SNS client push messages need. Tests give their own. */
export interface PushClient {
  publish(input: PublishCommandInput): Promise<unknown>;
}

/** What a telephone shows. */
export const pushOf = ({ kind, locale, slots }: Addressed): Written["push"] | undefined => {
  const texts: Record<string, Record<string, (slots: never) => Written["push"]>> = pushTexts;
  return texts[kind]?.[locale]?.(slots as never);
};

/** A message in the words of each push service; SNS takes the one of the endpoint's. */
const payload = ({ title, body }: Written["push"]): string => {
  const apple = JSON.stringify({ aps: { alert: { title, body }, sound: "default" } });
  const google = JSON.stringify({ fcmV1Message: { message: { notification: { title, body } } } });
  return JSON.stringify({ default: body, APNS: apple, APNS_SANDBOX: apple, GCM: google });
};

/** The sender of push messages through SNS. A disabled endpoint refuses for good: its app is gone, or has a new token. */
const pushSender = (topics: PushClient): Sender => ({
  channel: "push",
  check: (request) => Promise.resolve(pushOf(request) ? undefined : "dropped"),
  send: async (request) => {
    const written = pushOf(request) ?? { title: "", body: "" };
    await topics.publish({ TargetArn: request.to, MessageStructure: "json", Message: payload(written) });
  },
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: NOTIFICATIONS_TABLE; CUSTOMERS_TABLE if
 * endpoints are to be found by number.
 *
 * @param client where the tables are; tests give their own
 * @param sns where messages leave
 * @param now the clock, epoch milliseconds
 */
export const sendPushFactory = (client?: LedgerClient, sns?: PushClient, now = Date.now): QueueHandler => {
  requireVariables(["NOTIFICATIONS_TABLE"]);
  const tables = client ?? new DynamoDB(again());
  const tools = {
    tables,
    sender: pushSender(sns ?? new SNS(once())),
    now,
    newOwner: () => randomUUID(),
    surveySite: "",
    ...(process.env.CUSTOMERS_TABLE ? { findCustomer: customerFinder(tables) } : {}),
  };
  return (event) => sendBatch(event, tools);
};
