/** What the operations team has set: a queue or the whole centre closed, another queue, a special message, the music. */
import { type TimedChange, valuesAt } from "../administration/changes";
import { readChanges } from "../administration/readChanges";
import { CENTER, queueScope } from "../administration/scopes";
import { languageOf, spokenMessage, textFor } from "../administration/spoken";
import { type ConnectEvent, type ConnectHandler } from "./connectEvent";
import { connectHandler, type TableClient } from "./connectHandler";
import { fromAttribute } from "./portal/attributes";
import { within } from "./support/within";

/** What the flow learns. Every key is always there. */
export type SettingsAnswer = {
  state: "open" | "closed";
  /** "true" when there is a message to play. */
  hasMessage: string;
  /** The message as SSML, to be spoken inside `<speak>`, at most 3,100 characters; "" when there is none. */
  message: string;
  /** The same as plain text, for chats, at most 1,000 characters. */
  plain: string;
  /** jazz, pop, rock, or "" for the flow's own. */
  music: string;
  /** "true" when another queue takes over. */
  redirect: string;
  /** Its name; "" when there is none. */
  redirectQueue: string;
  redirectArn: string;
  /** Whether a call back is offered: "on" or "off". */
  callback: string;
  priority: "normal" | "high" | "highest" | "low";
  /** `default`: the table did not answer, and nothing is known. */
  source: "table" | "default";
};

/** The sound part of an item. */
interface Kept {
  changes: readonly TimedChange[];
  /** Locale of the centre, for a contact that has none. */
  locale: string;
  /** When the table was asked last, epoch milliseconds. */
  askedAt: number;
}

/** Milliseconds a good answer spares the next read. */
const FRESH_MS = 5_000;

/** Milliseconds a read may take. */
const READ_MS = 2_000;

/** The answer of what is kept, at a time. A text in another language than the contact's is pronounced as what it is. */
const answerOf = ({ changes, locale }: Kept, event: ConnectEvent, now: number): SettingsAnswer => {
  const values = valuesAt(changes, now);
  const asked = `${event?.Details?.Parameters?.language || event?.Details?.ContactData?.LanguageCode || locale}`;
  const chosen = textFor(values.message, asked, locale) ?? { locale: asked, text: "" };
  const { ssml, plain } = spokenMessage(chosen.text);
  const foreign = languageOf(chosen.locale) !== languageOf(asked) && /^[a-z]{2,3}-[A-Z]{2}$/.test(chosen.locale);
  const { queue, arn } = values.redirect || { queue: "", arn: "" };
  return {
    state: values.state,
    hasMessage: String(ssml !== ""),
    message: foreign && asked && ssml ? `<lang xml:lang="${chosen.locale}">${ssml}</lang>` : ssml,
    plain,
    music: values.music,
    redirect: String(arn !== ""),
    redirectQueue: queue,
    redirectArn: arn,
    callback: values.callback,
    priority: values.priority,
    source: "table",
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SETTINGS_TABLE.
 *
 * A good answer is kept: for 5 s it spares the read, and it stands in for a table that does not answer for as long as
 * the container lives, because every closure in it carries its own end. Without one the answer is what is declared:
 * open. No fault of the table turns callers away, and one caller in 5 s at most waits for a table that hangs. What of an item is not sound counts as not there.
 *
 * @param client where the tables are; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const readSettingsFactory = (client?: TableClient, now = Date.now): ConnectHandler<SettingsAnswer> => {
  const kept = new Map<string, Kept>();
  const safe: SettingsAnswer = { ...answerOf({ changes: [], locale: "", askedAt: 0 }, {}, 0), source: "default" };
  return connectHandler({ variables: ["SETTINGS_TABLE"], safe, client }, async (event, tables) => {
    const queue = event?.Details?.Parameters?.queue;
    const scope = queue ? queueScope(queue) : CENTER;
    const at = now();
    const last = kept.get(scope);
    if (last && at - last.askedAt < FRESH_MS) return answerOf(last, event, at);
    const key = { TableName: process.env.SETTINGS_TABLE, Key: { scope: { S: scope } } };
    const read = within(READ_MS, tables.getItem(key)).then(({ Item = {} }): Kept => {
      const changes = readChanges(scope, fromAttribute(Item.changes));
      return { changes, locale: Item.language?.S ?? "", askedAt: at };
    });
    const found = await read.catch((error): Kept | Promise<Kept> =>
      last ? { ...last, askedAt: at } : Promise.reject(error),
    );
    kept.set(scope, found);
    return answerOf(found, event, at);
  });
};
