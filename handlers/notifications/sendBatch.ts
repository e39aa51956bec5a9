/** A batch of requests from a channel's queue: each is examined, addressed and delivered by itself. */
import { type GetItemInput, type GetItemOutput } from "@aws-sdk/client-dynamodb";
import { logOutcome } from "../support/logOutcome";
import { deliver, type Delivery, type DeliveryTools } from "./deliver";
import { type CheckedRequest, examine, isAddress, type Refusal } from "./request";

/** What Lambda brings from SQS. The topic delivers raw: the body is the request itself. */
export interface QueueEvent {
  Records: readonly { messageId: string; body: string }[];
}

/** What Lambda takes back: the messages that come again. */
export interface QueueAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** What sends the messages of a queue. */
export type QueueHandler = (event: QueueEvent) => Promise<QueueAnswer>;

/** What a batch works with, besides what a delivery does. */
export interface BatchTools extends DeliveryTools {
  /** Address of the survey page; "" when there is none. */
  surveySite: string;
  /** The customer of a number, from the customers table; undefined when there is no such table here. */
  findCustomer?: (number: string) => Promise<GetItemOutput["Item"]>;
}

/** A look into the customers table of the environment. */
export const customerFinder =
  (tables: { getItem(input: GetItemInput): Promise<GetItemOutput> }): NonNullable<BatchTools["findCustomer"]> =>
  async (number) =>
    (await tables.getItem({ TableName: process.env.CUSTOMERS_TABLE, Key: { phoneNumber: { S: number } } })).Item;

/** Where a request goes; undefined when the customer has no such address. */
const addressOf = async (request: CheckedRequest, { findCustomer }: BatchTools): Promise<string | undefined> => {
  if (request.to !== undefined || request.customer === undefined) return request.to;
  if (request.channel === "sms") return request.customer;
  const row = await findCustomer?.(request.customer);
  const found = (request.channel === "email" ? row?.email?.S : row?.pushEndpoint?.S) ?? "";
  return isAddress(request.channel, found) ? found : undefined;
};

/** JSON, or undefined when it is none. */
const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** One message of the queue. */
const handle = async (body: string, tools: BatchTools): Promise<Delivery | Refusal> => {
  const examined = examine(parsed(body), { now: tools.now(), surveySite: tools.surveySite });
  if ("refusal" in examined) return examined.refusal;
  // A queue takes what its filter lets through; another channel's request is in the wrong place.
  if (examined.request.channel !== tools.sender.channel) return "wrongChannel";
  const to = await addressOf(examined.request, tools);
  return to === undefined ? "noAddress" : deliver({ ...examined.request, to }, tools);
};

/**
 * Handles every message of a batch at the same time. Those that could not be dealt with come again; a request that is not in
 * order never will be and is dropped, with a log line that counts as a failure.
 *
 * Logs a line a message: what became of it, and nothing of it.
 */
export const sendBatch = async ({ Records }: QueueEvent, tools: BatchTools): Promise<QueueAnswer> => {
  const done: readonly string[] =
    "sent skipped uncertain dropped hourCap dayCap countryNotAllowed optedOut noAddress tooLong".split(" ");
  const failed = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      const start = Date.now();
      const line = (outcome: string, failure?: string) => logOutcome({ outcome, failure, ms: Date.now() - start });
      try {
        const outcome = await handle(body, tools);
        if (outcome === "later" || done.includes(outcome)) line(outcome);
        else line(outcome, "RefusedRequest");
        return outcome === "later" ? [{ itemIdentifier: messageId }] : [];
      } catch (error) {
        line("later", (error as Error | undefined)?.name ?? "Error");
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failed.flat() };
};
