/** What the operations team has set: a queue or the whole centre closed, a special message, the music. */
import { type AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type Item, type TableClient } from "./connectHandler";
import { speakable } from "./speech";
import { within } from "./support/within";

/** What the flow learns. Every key is always there. */
export type SettingsAnswer = {
  state: "open" | "closed";
  /** "true" when there is a message to play. */
  hasMessage: string;
  /** Safe inside SSML, at most 1,000 characters; "" when there is none. */
  message: string;
  /** Name of the music, at most 32 characters; "" for the flow's own. */
  music: string;
  /** `default`: the table did not answer, and nothing is known. */
  source: "table" | "default";
};

const OPEN: SettingsAnswer = { state: "open", hasMessage: "false", message: "", music: "", source: "default" };

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SETTINGS_TABLE.
 *
 * A good answer is kept: for 5 s it spares the read, and for 5 min it stands in for a table that does not answer. After
 * that the answer is `open`, because no fault of the table may turn callers away. Times are judged when the flow asks,
 * not when the table was read; a time that cannot be read has passed.
 *
 * @param client where the tables are; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const readSettingsFactory = (client?: TableClient, now = Date.now): ConnectHandler<SettingsAnswer> => {
  const kept = new Map<string, { item: Item; at: number }>();
  return connectHandler({ variables: ["SETTINGS_TABLE"], safe: OPEN, client }, async (event, tables) => {
    const queue = event?.Details?.Parameters?.queue;
    const scope = queue ? `queue/${queue}` : "center";
    const at = now();
    let last = kept.get(scope);
    if (!last || at - last.at > 5000) {
      try {
        const key = { TableName: process.env.SETTINGS_TABLE, Key: { scope: { S: scope } } };
        const { Item: item = {} } = await within(2000, tables.getItem(key));
        last = { item, at };
        kept.set(scope, last);
      } catch (error) {
        if (!last || at - last.at > 300000) throw error;
      }
    }
    // DynamoDB removes an expired item up to days later.
    const expired = Number(last.item.expiresAt?.N) * 1000 <= at;
    const { closed, closedUntil, message, messageUntil, music } = expired ? ({} as Item) : last.item;
    const ahead = (until: AttributeValue | undefined) => !until || Date.parse(until.S ?? "") > at;
    const spoken = ahead(messageUntil) ? speakable(message?.S) : "";
    return {
      state: closed?.BOOL && ahead(closedUntil) ? "closed" : "open",
      hasMessage: String(spoken !== ""),
      message: spoken,
      music: music?.S?.slice(0, 32) ?? "",
      source: "table",
    };
  });
};
