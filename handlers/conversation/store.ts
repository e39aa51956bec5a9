/** Conversations in DynamoDB: who may go on, whose turn it is, and what was said. Two writes a turn. */
import {
  type AttributeValue,
  type GetItemInput,
  type GetItemOutput,
  type UpdateItemInput,
  type UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import { type Door, type Handover, type Message, refusal } from "./conversation";

/** An item of the table. */
type Item = Record<string, AttributeValue>;

/** The part of the DynamoDB client that is used. Tests give their own. */
export interface ConversationTables {
  getItem(input: GetItemInput): Promise<GetItemOutput>;
  updateItem(input: UpdateItemInput): Promise<UpdateItemOutput>;
}

/** How much one conversation and one address may ask. */
export interface Quotas {
  /** Turns with the bot, of a conversation. */
  turns: number;
  /** Turns a minute, of a conversation; counted by the minute of the clock. */
  turnsPerMinute: number;
  /** Conversations an hour, of a source address; counted by the hour of the clock. */
  startsPerHour: number;
}

/** Where conversations are kept. */
export interface StoreOptions {
  tables: ConversationTables;
  /** Table name: partition key `conversationId`, time to live `expiresAt`. */
  table: string;
  quotas: Quotas;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A conversation as it is kept. */
export interface Conversation {
  conversationId: string;
  locale: string;
  turnsLeft: number;
  transcript: Message[];
  /** Session attributes of the bot's last answer. */
  attributes: Record<string, string>;
  /** The slot the bot asked for last; "" for none. */
  elicits: string;
  /** The chat a person goes on in. */
  handover?: Handover;
}

/** A turn that was taken: nobody else has one in this conversation until it ends or its lock runs out. */
export interface Turn extends Conversation {
  /** Who holds the lock. */
  holder: string;
  /** Attributes that counted the turns of minutes that are over. */
  staleWindows: string[];
}

/** What taking a turn gives: a turn, or the answer this message already had, or the chat the conversation went on in. */
export type Taken =
  | { kind: "turn"; turn: Turn }
  | { kind: "answered"; conversation: Conversation; messages: Message[] }
  | { kind: "handedOver"; conversation: Conversation };

/** Seconds a conversation is kept after its last turn; a Connect chat it went on in lasts as long. */
const KEPT_SECONDS = 86_400;

/** Milliseconds a turn is locked; longer than the function that holds it may run. */
export const LOCK_MILLISECONDS = 8_000;

/** Characters of the transcript that are kept, newest first: a write stays cheap, the item far from DynamoDB's 400 KB. */
const TRANSCRIPT_CHARACTERS = 32_768;

const parsed = <T>(value: AttributeValue | undefined, otherwise: T): T => (value?.S ? JSON.parse(value.S) : otherwise);

const conversationOf = (item: Item): Conversation => ({
  conversationId: item.conversationId?.S ?? "",
  locale: item.locale?.S ?? "",
  turnsLeft: Number(item.turnsLeft?.N ?? 0),
  transcript: parsed<Message[]>(item.transcript, []),
  attributes: parsed<Record<string, string>>(item.attributes, {}),
  elicits: item.elicits?.S ?? "",
  ...(item.handover ? { handover: parsed(item.handover, {} as Handover) } : {}),
});

/** The newest messages whose JSON fits, oldest first. */
const bounded = (transcript: readonly Message[]): Message[] => {
  let left = TRANSCRIPT_CHARACTERS;
  const first = [...transcript].reverse().findIndex((message) => (left -= JSON.stringify(message).length + 1) < 0);
  return first < 0 ? [...transcript] : transcript.slice(transcript.length - first);
};

/** What the bot said to a message: everything between it and the next thing the customer said. */
const answerTo = (transcript: readonly Message[], messageId: string): Message[] => {
  const asked = transcript.findIndex(({ id, from }) => id === messageId && from === "customer");
  if (asked < 0) return [];
  const rest = transcript.slice(asked + 1);
  const next = rest.findIndex(({ from }) => from === "customer");
  return next < 0 ? rest : rest.slice(0, next);
};

const whenConditionFails = (error: { name?: string; Item?: Item }): Item => {
  if (error?.name !== "ConditionalCheckFailedException") throw error;
  return error.Item ?? {};
};

/** Why a turn was not given, as the answer or the refusal. */
const judge = (item: Item, key: { token: string; messageId: string }, options: StoreOptions): Taken => {
  const at = options.now();
  const seconds = Math.floor(at / 1000);
  if (!item.conversationId || !(Number(item.expiresAt?.N) > seconds)) {
    throw refusal("UnknownConversation", "There is no such conversation, or it is over. Start a new one.");
  }
  if (item.tokenHash?.S !== key.token) {
    throw refusal("InvalidToken", "The token is not this conversation's. Start a new conversation.");
  }
  const conversation = conversationOf(item);
  if (item.answered?.SS?.includes(key.messageId)) {
    return { kind: "answered", conversation, messages: answerTo(conversation.transcript, key.messageId) };
  }
  if (conversation.handover) return { kind: "handedOver", conversation };
  if (Number(item.lockedUntil?.N) >= at) {
    throw refusal("TurnUnderWay", "The message before is still being answered. Send this one again afterwards.", 1);
  }
  if (Number(item[windowOf(at)]?.N) >= options.quotas.turnsPerMinute) {
    const allowed = `At most ${options.quotas.turnsPerMinute} messages a minute are allowed. Wait a moment.`;
    throw refusal("TooManyRequests", allowed, 60 - (seconds % 60));
  }
  const allowed = `A conversation has ${options.quotas.turns} messages. Ask for a person, or start a new conversation.`;
  throw refusal("TooManyRequests", allowed, Math.max(1, Number(item.expiresAt?.N) - seconds));
};

/** The attribute that counts the turns of a minute. A name of its own makes the count one unconditional expression. */
const windowOf = (at: number): string => `minute${Math.floor(at / 60_000)}`;

/** Starts a conversation under an id nobody has. */
export const openConversation = async (
  { tables, table, quotas, now }: StoreOptions,
  start: { conversationId: string; token: string; door: Door; locale: string; transcript: Message[] },
): Promise<Conversation> => {
  const { conversationId, token, door, locale, transcript } = start;
  const seconds = Math.floor(now() / 1000);
  await tables.updateItem({
    TableName: table,
    Key: { conversationId: { S: conversationId } },
    ConditionExpression: "attribute_not_exists(conversationId)",
    UpdateExpression:
      "SET tokenHash = :token, door = :door, locale = :locale, turnsLeft = :turns, transcript = :transcript, startedAt = :now, expiresAt = :end",
    ExpressionAttributeValues: {
      ":token": { S: token },
      ":door": { S: door },
      ":locale": { S: locale },
      ":turns": { N: `${quotas.turns}` },
      ":transcript": { S: JSON.stringify(transcript) },
      ":now": { N: `${seconds}` },
      ":end": { N: `${seconds + KEPT_SECONDS}` },
    },
  });
  return { conversationId, locale, turnsLeft: quotas.turns, transcript, attributes: {}, elicits: "" };
};

/**
 * Counts a start of an address. One write, which is refused once the hour's share is used up.
 *
 * @param address the address as a keyed hash: the address itself is never written
 * @throws Refusal TooManyRequests
 */
export const countStart = async ({ tables, table, quotas, now }: StoreOptions, address: string): Promise<void> => {
  const seconds = Math.floor(now() / 1000);
  const hour = Math.floor(seconds / 3600);
  const refused = (error: { name?: string }): never => {
    whenConditionFails(error);
    const allowed = `At most ${quotas.startsPerHour} conversations an hour are allowed from one place. Try again later.`;
    throw refusal("TooManyRequests", allowed, (hour + 1) * 3600 - seconds);
  };
  const update: UpdateItemInput = {
    TableName: table,
    // No conversation has such an id: those are UUIDs.
    Key: { conversationId: { S: `starts/${hour}/${address}` } },
    ConditionExpression: "attribute_not_exists(starts) OR starts < :most",
    UpdateExpression: "SET starts = if_not_exists(starts, :none) + :one, expiresAt = :end",
    ExpressionAttributeValues: {
      ":most": { N: `${quotas.startsPerHour}` },
      ":none": { N: "0" },
      ":one": { N: "1" },
      ":end": { N: `${(hour + 2) * 3600}` },
    },
  };
  await tables.updateItem(update).catch(refused);
};

/**
 * Takes a turn: one conditional write checks token, quota, the minute's share, whether this message was already answered
 * and whether another turn is under way.
 *
 * @param claim `token`: hash of the token (of 256 random bits, so how long comparing it takes tells nothing);
 *   `messageId`: the message that is to be answered; `holder`: unique to this attempt; `cost`: turns it takes, 0 or 1
 * @throws Refusal UnknownConversation, InvalidToken, TurnUnderWay or TooManyRequests
 */
export const takeTurn = async (
  options: StoreOptions,
  claim: { conversationId: string; token: string; messageId: string; holder: string; cost: 0 | 1 },
): Promise<Taken> => {
  const { conversationId, token, messageId, holder, cost } = claim;
  const at = options.now();
  const window = windowOf(at);
  const update: UpdateItemInput = {
    TableName: options.table,
    Key: { conversationId: { S: conversationId } },
    ConditionExpression: [
      "tokenHash = :token",
      "expiresAt > :seconds",
      "attribute_not_exists(handover)",
      "NOT contains(answered, :message)",
      "(attribute_not_exists(lockedUntil) OR lockedUntil < :now)",
      "(attribute_not_exists(#window) OR #window < :most)",
      "turnsLeft >= :cost",
    ].join(" AND "),
    UpdateExpression:
      "SET lockedUntil = :until, holder = :holder, #window = if_not_exists(#window, :none) + :one, turnsLeft = turnsLeft - :cost",
    ExpressionAttributeNames: { "#window": window },
    ExpressionAttributeValues: {
      ":token": { S: token },
      ":seconds": { N: `${Math.floor(at / 1000)}` },
      ":message": { S: messageId },
      ":now": { N: `${at}` },
      ":until": { N: `${at + LOCK_MILLISECONDS}` },
      ":most": { N: `${options.quotas.turnsPerMinute}` },
      ":cost": { N: `${cost}` },
      ":holder": { S: holder },
      ":none": { N: "0" },
      ":one": { N: "1" },
    },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  const taken = await options.tables.updateItem(update).catch((error): Taken | UpdateItemOutput => {
    const item = whenConditionFails(error);
    // The SDK may have sent the write twice: what this very attempt holds is its own.
    return item.holder?.S === holder ? { Attributes: item } : judge(item, { token, messageId }, options);
  });
  if ("kind" in taken) return taken;
  const item = taken.Attributes ?? {};
  const staleWindows = Object.keys(item).filter((name) => name.startsWith("minute") && name !== window);
  return { kind: "turn", turn: { ...conversationOf(item), holder, staleWindows } };
};

/**
 * Ends a turn: writes what was said and gives the lock back. A turn whose lock ran out meanwhile changes nothing.
 *
 * @param result `answered`: the message that now has its answer, and gets the same again
 */
export const endTurn = async (
  { tables, table, now }: StoreOptions,
  turn: Turn,
  result: Pick<Conversation, "transcript" | "attributes" | "elicits" | "handover"> & { answered?: string },
): Promise<void> => {
  const { transcript, attributes, elicits, handover, answered } = result;
  const stale = turn.staleWindows.map((name, index) => [`#stale${index}`, name] as const);
  const update: UpdateItemInput = {
    TableName: table,
    Key: { conversationId: { S: turn.conversationId } },
    ConditionExpression: "holder = :holder",
    UpdateExpression: [
      "SET transcript = :transcript, attributes = :attributes, elicits = :elicits, expiresAt = :end",
      handover ? ", handover = :handover" : "",
      answered ? " ADD answered :answered" : "",
      ` REMOVE lockedUntil, holder${stale.map(([alias]) => `, ${alias}`).join("")}`,
    ].join(""),
    ...(stale.length ? { ExpressionAttributeNames: Object.fromEntries(stale) } : {}),
    ExpressionAttributeValues: {
      ":holder": { S: turn.holder },
      ":transcript": { S: JSON.stringify(bounded(transcript)) },
      ":attributes": { S: JSON.stringify(attributes) },
      ":elicits": { S: elicits },
      ":end": { N: `${Math.floor(now() / 1000) + KEPT_SECONDS}` },
      ...(handover ? { ":handover": { S: JSON.stringify(handover) } } : {}),
      ...(answered ? { ":answered": { SS: [answered] } } : {}),
    },
  };
  await tables.updateItem(update).catch(whenConditionFails);
};

/** Reads a conversation. @throws Refusal UnknownConversation or InvalidToken */
export const readConversation = async (
  options: StoreOptions,
  { conversationId, token }: { conversationId: string; token: string },
): Promise<Conversation> => {
  const { Item: item = {} } = await options.tables.getItem({
    TableName: options.table,
    Key: { conversationId: { S: conversationId } },
    ConsistentRead: true,
  });
  if (item.tokenHash?.S !== token || !(Number(item.expiresAt?.N) > options.now() / 1000)) {
    judge(item, { token, messageId: "" }, options);
  }
  return conversationOf(item);
};
