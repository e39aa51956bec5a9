/** What people say to the bot in Slack, one job of the queue after the other: asks the bot and answers in Slack. */
import { randomUUID } from "node:crypto";
import { Connect } from "@aws-sdk/client-connect";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { LexRuntimeV2 } from "@aws-sdk/client-lex-runtime-v2";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { askBot, type BotAnswer, type BotClient } from "./conversation/askBot";
import { isRefusal } from "./conversation/conversation";
import { keepable, type Said } from "./conversation/messages";
import {
  type ConversationTables,
  endTurn,
  openConversation,
  type StoreOptions,
  type Taken,
  takeTurn,
  type Turn,
} from "./conversation/store";
import { claimPost, settlePost } from "./slack/claimPost";
import { messageOf, post } from "./slack/post";
import { type SlackJob } from "./slack/readRequest";
import { type SecretClient, vaultOf } from "./slack/secrets";
import { sentence } from "./slack/sentences";
import { startTask, type TaskClient } from "./slack/startTask";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** The parts of an SQS event that are read. */
export interface SlackJobsEvent {
  Records: { messageId: string; body: string }[];
}

/** The messages that come again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** What the handler asks of AWS. Tests give their own. */
export interface SlackJobClients {
  bots: BotClient;
  tables: ConversationTables;
  secrets: SecretClient;
  contacts: TaskClient;
}

/** The hash no token has: Slack's conversations cannot be reached from the web. */
const NO_TOKEN = "slack";

/** Turns of a person in a channel, a day and a minute. */
const QUOTAS = { turns: 300, turnsPerMinute: 20, startsPerHour: 0 };

/** Milliseconds for the bot, and for starting a task: with the pause for a turn under way all is over within 20 s. */
export const SLACK_BUDGET = { bot: 2_600, task: 1_500 } as const;

/** A turn that is under way is waited for, so that two messages in a row are both answered. */
const WAITS = 30;
const WAIT_MILLISECONDS = 300;

/** Slots nobody should write where others read. */
const PERSONAL_SLOTS = ["phoneNumber", "pin"];

const clientsOf = (): SlackJobClients => {
  const timeouts = { connectionTimeout: 500, requestTimeout: 2_000, socketTimeout: 2_000, throwOnRequestTimeout: true };
  const options = { maxAttempts: 2, requestHandler: timeouts };
  const patient = { ...timeouts, requestTimeout: SLACK_BUDGET.bot, socketTimeout: SLACK_BUDGET.bot };
  // Lex's client speaks HTTP/2 by itself, for conversations by voice, and knows none of these timeouts then.
  const { requestHandler } = new DynamoDB({ requestHandler: patient }).config;
  return {
    // A turn that may have been taken is not sent again by the SDK; askBot knows which can be.
    bots: new LexRuntimeV2({ maxAttempts: 1, requestHandler }),
    tables: new DynamoDB(options),
    secrets: new SecretsManager(options),
    contacts: new Connect(options),
  };
};

/** A person's conversation in a channel, for a day: Lex's session id, of letters, digits and hyphens. */
const conversationOf = ({ teamId, channelId, userId }: SlackJob, at: number): string =>
  ["slack", teamId, channelId, userId, new Date(at).toISOString().slice(0, 10)].join("-").slice(0, 100);

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: BOT_ALIAS_ARN, BOT_LOCALE,
 * CONVERSATIONS_TABLE, SLACK_SECRET_ARN, TASK_FLOW_ARN; SLACK_API_URL only where Slack is not Slack.
 *
 * A job that fails comes again, and goes on where it failed: what the bot has answered already is only posted. A bot
 * that does not answer makes it a task for a person.
 *
 * @param clients what is asked of AWS; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const slackJobsFactory = (
  clients: SlackJobClients = clientsOf(),
  now = Date.now,
  pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds)),
): ((event: SlackJobsEvent) => Promise<BatchAnswer>) => {
  requireVariables(["BOT_ALIAS_ARN", "BOT_LOCALE", "CONVERSATIONS_TABLE", "SLACK_SECRET_ARN", "TASK_FLOW_ARN"]);
  const aliasArn = process.env.BOT_ALIAS_ARN ?? "";
  const locale = process.env.BOT_LOCALE ?? "";
  const store: StoreOptions = {
    tables: clients.tables,
    table: process.env.CONVERSATIONS_TABLE ?? "",
    quotas: QUOTAS,
    now,
  };
  const vault = vaultOf(clients.secrets, process.env.SLACK_SECRET_ARN, now);

  const take = async (job: SlackJob, waits = WAITS): Promise<Taken> => {
    const conversationId = conversationOf(job, now());
    const claim = { conversationId, token: NO_TOKEN, messageId: job.id, holder: randomUUID(), cost: 1 } as const;
    try {
      return await takeTurn(store, claim);
    } catch (error) {
      if (!isRefusal(error) || waits <= 0) throw error;
      if (error.name === "UnknownConversation") {
        // Two first messages at once: one of them opens it.
        await openConversation(store, { conversationId, token: NO_TOKEN, door: "slack", locale, transcript: [] }).catch(
          (failed) => {
            if (failed?.name !== "ConditionalCheckFailedException") throw failed;
          },
        );
      } else if (error.name === "TurnUnderWay") {
        await pause(WAIT_MILLISECONDS);
      } else {
        throw error;
      }
      return take(job, waits - 1);
    }
  };

  /** Makes it a task when a person has to go on; what is said of that. */
  const handOver = async (job: SlackJob, turn: Turn, answer: BotAnswer, text: string): Promise<Said[]> => {
    const { intent, slots, attributes, handover } = answer;
    if (!handover) return [];
    const transcript = [...turn.transcript, { id: job.id, from: "customer" as const, text }];
    const known = { conversationId: turn.conversationId, door: "slack", locale, reason: handover } as const;
    const request = { ...known, slots, attributes, transcript, ...(intent ? { intent } : {}) };
    return startTask(clients.contacts, process.env.TASK_FLOW_ARN ?? "", { job, request }, SLACK_BUDGET.task).then(
      () => [{ text: sentence(locale, "person") }],
      () => [{ text: sentence(locale, "nobody") }],
    );
  };

  /** Asks the bot, and writes down what it answers. */
  const answer = async (job: SlackJob, turn: Turn): Promise<Said[]> => {
    const { conversationId, attributes } = turn;
    const asked = { conversationId, door: "slack", locale, text: job.text, attributes } as const;
    const given = await askBot(clients.bots, aliasArn, asked, { milliseconds: SLACK_BUDGET.bot, now });
    const text = keepable(job.text, turn.elicits, given.hidden);
    const isTooPublic = job.isPublic && PERSONAL_SLOTS.includes(given.elicits ?? "");
    const said = isTooPublic
      ? [{ text: sentence(locale, "direct") }]
      : [...given.messages, ...(await handOver(job, turn, given, text))];
    const messages = said.map((one, index) => ({ id: `${job.id}/${index + 1}`, from: "bot" as const, ...one }));
    const transcript = [...turn.transcript, { id: job.id, from: "customer" as const, text }, ...messages];
    const { attributes: kept, elicits = "" } = given;
    await endTurn(store, turn, { transcript, attributes: kept, elicits, answered: job.id });
    return said;
  };

  const answerTo = async (job: SlackJob): Promise<Said[]> => {
    try {
      const taken = await take(job);
      if (taken.kind === "answered") return taken.messages;
      return taken.kind === "turn" ? await answer(job, taken.turn) : [];
    } catch (error) {
      if (isRefusal(error) && error.name === "TooManyRequests") return [{ text: sentence(locale, "slower") }];
      throw error;
    }
  };

  const handle = async (body: string): Promise<string> => {
    const job: SlackJob = JSON.parse(body);
    const said = await answerTo(job);
    if (!said.length) return "silent";
    if (!(await claimPost(store, job.id))) return "postedBefore";
    const { botToken } = await vault.current();
    try {
      await post(job, botToken, messageOf(said));
    } catch (error) {
      await settlePost(store, job.id, false);
      throw error;
    }
    await settlePost(store, job.id, true);
    return "posted";
  };

  return async ({ Records }) => {
    const batchItemFailures: BatchAnswer["batchItemFailures"] = [];
    for (const { messageId, body } of Records) {
      const start = now();
      await handle(body).then(
        (outcome) => logOutcome({ outcome, ms: now() - start }),
        (error) => {
          batchItemFailures.push({ itemIdentifier: messageId });
          logOutcome({ outcome: "failed", failure: error?.name || "Error", ms: now() - start });
        },
      );
    }
    return { batchItemFailures };
  };
};
