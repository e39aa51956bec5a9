/**
 * The ledger: one row an event, kind and channel, written before anything is sent, in one transaction with the counters
 * that cap text messages.
 *
 * ```text
 * (none) ──claim──▶ claimed ──accepted──▶ sent
 *   ▲                 │ │ └──refused for good──▶ refused
 *   │                 │ └──not accepted, may be tried again──▶ released ──claim──▶ claimed
 *   │                 └──no answer, or the sender died──▶ SMS: uncertain, never sent again
 *   └──row expires                                        e-mail, push: claimed by the next sender, sent again
 * ```
 *
 * Every change is conditional on the state and on the claim's owner, so a sender that was thought dead changes nothing.
 */
import { randomInt } from "node:crypto";
import { type AttributeValue, type GetItemInput, type GetItemOutput } from "@aws-sdk/client-dynamodb";
import { type TransactWriteItem, type TransactWriteItemsInput, type UpdateItemInput } from "@aws-sdk/client-dynamodb";

/** The part of the DynamoDB client the ledger uses. Tests give their own. */
export interface LedgerClient {
  getItem(input: GetItemInput): Promise<GetItemOutput>;
  updateItem(input: UpdateItemInput): Promise<unknown>;
  transactWriteItems(input: TransactWriteItemsInput): Promise<unknown>;
}

/** Where an event stands. */
export type LedgerState = "claimed" | "sent" | "refused" | "released" | "uncertain";

/** A row of an event, as it was read. */
export interface LedgerRow {
  state: LedgerState;
  /** Who claimed it last. */
  owner: string;
  /** When, epoch milliseconds. */
  at: number;
}

/** Counters a claim takes part of: text messages only. */
export interface Caps {
  number: string;
  country: string;
  /** Most messages to the number in any hour. */
  perHour: number;
  /** Most messages to the country on a day, UTC. */
  perDay: number;
}

/** A claim that succeeded: what is needed to give it back. */
export interface Claim {
  id: string;
  owner: string;
  at: number;
  caps?: Caps;
}

/** Why there is no claim. `busy`: somebody else changed the same rows; the next delivery sees what became of it. */
export type NoClaim = "busy" | "hourCap" | "dayCap" | "optedOut";

/** Milliseconds a row is kept: far longer than a request may be sent (OLDEST_REQUEST_MS) and a queue can keep it. */
const KEPT_MS = 60 * 86400000;
const HOUR_MS = 3600000;

/** Times a claim is tried when others count at the same moment. */
const ATTEMPTS = 6;

/** Key of the row that keeps a number from being sent anything; any attribute will do. */
export const optOutKey = (number: string): string => `optOut#${number}`;

/** An expiry as DynamoDB takes it: epoch seconds. */
const expiry = (at: number): AttributeValue => ({ N: `${Math.ceil((at + KEPT_MS) / 1000)}` });

/** One row of the table, read consistently. */
const readRow = async (tables: LedgerClient, id: string): Promise<Record<string, AttributeValue> | undefined> => {
  const input = { TableName: process.env.NOTIFICATIONS_TABLE, Key: { id: { S: id } }, ConsistentRead: true };
  return (await tables.getItem(input)).Item;
};

/** An event's row; undefined when nothing has happened yet. */
export const readLedger = async (tables: LedgerClient, id: string): Promise<LedgerRow | undefined> => {
  const row = await readRow(tables, id);
  if (!row) return undefined;
  return { state: (row.state?.S ?? "uncertain") as LedgerState, owner: row.owner?.S ?? "", at: Number(row.at?.N ?? 0) };
};

/** The condition under which a row may be claimed: there is none, or it is exactly as it was read. */
const claimable = (found: LedgerRow | undefined) =>
  found
    ? {
        ConditionExpression: "#state = :state AND #owner = :owner",
        ExpressionAttributeNames: { "#state": "state", "#owner": "owner" },
        ExpressionAttributeValues: { ":state": { S: found.state }, ":owner": { S: found.owner } },
      }
    : { ConditionExpression: "attribute_not_exists(id)" };

/** When messages went to a number lately: the row's text, and the times in it that still count. */
interface Window {
  text: string | undefined;
  times: number[];
  at: number;
}

/** Reads a number's window. The time of the claim never lies before the last one: clocks that go back do not help. */
const readWindow = async (tables: LedgerClient, number: string, now: number): Promise<Window> => {
  const text = (await readRow(tables, `number#${number}`))?.times?.S;
  const all = (text ?? "").split(" ").filter(Boolean).map(Number);
  const at = Math.max(now, ...all);
  return { text, times: all.filter((time) => time > at - HOUR_MS), at };
};

/** Writes a number's window, unless it has changed since it was read. */
const windowUpdate = (number: string, text: string | undefined, times: number[], at: number): TransactWriteItem => ({
  Update: {
    TableName: process.env.NOTIFICATIONS_TABLE,
    Key: { id: { S: `number#${number}` } },
    UpdateExpression: "SET #times = :times, expiresAt = :expiry",
    ConditionExpression: text === undefined ? "attribute_not_exists(id)" : "#times = :before",
    ExpressionAttributeNames: { "#times": "times" },
    ExpressionAttributeValues: {
      ":times": { S: times.join(" ") },
      ":expiry": expiry(at),
      ...(text === undefined ? {} : { ":before": { S: text } }),
    },
  },
});

/** Counts one message more, or one less, to a country on the day of `at`. */
const dayUpdate = (country: string, at: number, step: 1 | -1, most: number): TransactWriteItem => ({
  Update: {
    TableName: process.env.NOTIFICATIONS_TABLE,
    Key: { id: { S: `country#${country}#${new Date(at).toISOString().slice(0, 10)}` } },
    UpdateExpression: "SET expiresAt = :expiry ADD #count :step",
    ConditionExpression: step === 1 ? "attribute_not_exists(#count) OR #count < :bound" : "#count > :bound",
    ExpressionAttributeNames: { "#count": "count" },
    ExpressionAttributeValues: {
      ":step": { N: `${step}` },
      ":bound": { N: `${step === 1 ? most : 0}` },
      ":expiry": expiry(at),
    },
  },
});

/** Which of a transaction's conditions failed; undefined when it failed otherwise. */
const failedCondition = (error: unknown): number | undefined => {
  const { name, CancellationReasons: reasons } = error as { name?: string; CancellationReasons?: { Code?: string }[] };
  if (name !== "TransactionCanceledException") return undefined;
  return reasons?.findIndex(({ Code }) => Code === "ConditionalCheckFailed") ?? -1;
};

/** Waits a little, longer with every attempt, and never as long as somebody else. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, randomInt(25 * 2 ** attempt)));

/** The transaction of a claim. Its items' order is what {@link claim} reads the failed condition by. */
const claimItems = (claimed: Claim, found: LedgerRow | undefined, window: Window | undefined): TransactWriteItem[] => {
  const { id, owner, at, caps } = claimed;
  const TableName = process.env.NOTIFICATIONS_TABLE;
  const row = {
    id: { S: id },
    state: { S: "claimed" },
    owner: { S: owner },
    at: { N: `${at}` },
    expiresAt: expiry(at),
  };
  const put: TransactWriteItem = { Put: { TableName, Item: row, ...claimable(found) } };
  if (!caps || !window) return [put];
  const optedOut = { id: { S: optOutKey(caps.number) } };
  return [
    put,
    { ConditionCheck: { TableName, Key: optedOut, ConditionExpression: "attribute_not_exists(id)" } },
    dayUpdate(caps.country, at, 1, caps.perDay),
    windowUpdate(caps.number, window.text, [...window.times, at], at),
  ];
};

/**
 * Claims an event for this sender and, with caps, takes its part of them: all or nothing.
 *
 * The SDK sends a transaction with a token of its own, so a retry after a lost answer counts once.
 *
 * @param found the row as it was read; the claim fails when it is no longer so
 * @throws what DynamoDB throws when it does not answer: then nothing is known, and nothing may be sent
 */
export const claim = async (
  tables: LedgerClient,
  event: { id: string; owner: string; now: number; caps?: Caps },
  found: LedgerRow | undefined,
): Promise<Claim | NoClaim> => {
  const { id, owner, now, caps } = event;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const window = caps && (await readWindow(tables, caps.number, now));
    if (caps && window && window.times.length >= caps.perHour) return "hourCap";
    const claimed = { id, owner, at: window?.at ?? now, ...(caps ? { caps } : {}) };
    try {
      await tables.transactWriteItems({ TransactItems: claimItems(claimed, found, window) });
      return claimed;
    } catch (error) {
      const failed = failedCondition(error);
      if (failed === undefined) {
        // The answer may have been lost, not the transaction: then the row is ours already.
        if ((await readLedger(tables, id))?.owner === owner) return claimed;
        throw error;
      }
      if (failed === 0) return "busy";
      if (failed === 1) return "optedOut";
      if (failed === 2) return "dayCap";
      await pause(attempt);
    }
  }
  return "busy";
};

/** Changes the state of a claim that is still this owner's. @returns whether it was */
export const settle = async (
  tables: LedgerClient,
  { id, owner }: LedgerOwner,
  state: LedgerState,
): Promise<boolean> => {
  const input: UpdateItemInput = {
    TableName: process.env.NOTIFICATIONS_TABLE,
    Key: { id: { S: id } },
    UpdateExpression: "SET #state = :state",
    ConditionExpression: "#state = :claimed AND #owner = :owner",
    ExpressionAttributeNames: { "#state": "state", "#owner": "owner" },
    ExpressionAttributeValues: { ":state": { S: state }, ":claimed": { S: "claimed" }, ":owner": { S: owner } },
  };
  try {
    await tables.updateItem(input);
    return true;
  } catch (error) {
    if ((error as { name?: string }).name === "ConditionalCheckFailedException") return false;
    throw error;
  }
};

/** Whose claim is to be settled. */
export interface LedgerOwner {
  id: string;
  owner: string;
}

/**
 * Gives a claim back that was definitely not sent, with its part of the caps. When that cannot be done the claim stays, and
 * the event counts as uncertain later: a cap is never given back twice.
 *
 * @returns whether it was given back
 */
export const release = async (tables: LedgerClient, claimed: Claim, now: number): Promise<boolean> => {
  const { id, owner, at, caps } = claimed;
  if (!caps) return settle(tables, claimed, "released");
  const update: TransactWriteItem = {
    Update: {
      TableName: process.env.NOTIFICATIONS_TABLE,
      Key: { id: { S: id } },
      UpdateExpression: "SET #state = :released",
      ConditionExpression: "#state = :claimed AND #owner = :owner",
      ExpressionAttributeNames: { "#state": "state", "#owner": "owner" },
      ExpressionAttributeValues: {
        ":released": { S: "released" },
        ":claimed": { S: "claimed" },
        ":owner": { S: owner },
      },
    },
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { text, times } = await readWindow(tables, caps.number, now);
    const left = times.filter((time, index) => time !== at || index !== times.indexOf(at));
    const items = [update, dayUpdate(caps.country, at, -1, 0), windowUpdate(caps.number, text, left, at)];
    try {
      await tables.transactWriteItems({ TransactItems: items });
      return true;
    } catch (error) {
      const failed = failedCondition(error);
      if (failed === undefined) throw error;
      if (failed === 0 || failed === 1) return false;
      await pause(attempt);
    }
  }
  return false;
};
