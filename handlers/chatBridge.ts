/** The web door: an HTTP API that a chat page talks to. It keeps the conversation, asks the bot and starts chats with people. */
import { Connect } from "@aws-sdk/client-connect";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { LexRuntimeV2 } from "@aws-sdk/client-lex-runtime-v2";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { type BotClient } from "./conversation/askBot";
import { type Handover, isRefusal, refusal, type RefusalCode } from "./conversation/conversation";
import { say } from "./conversation/sentences";
import { type ContactClient } from "./conversation/startChat";
import {
  type ConversationTables,
  countStart,
  openConversation,
  readConversation,
  type StoreOptions,
} from "./conversation/store";
import { converse, failureOf, TURN_BUDGET, type TurnBudget, type TurnOptions } from "./conversation/turn";
import { type HttpAnswer, type HttpEvent, jsonAnswer, sourceOf, viewerAddress } from "./http/httpEvent";
import { type OriginSecret, originSecret, type SecretClient } from "./http/originSecret";
import { readRequest, type ChatRequest } from "./http/chatRequest";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";

/** What tests replace. */
export interface BridgeParts {
  tables?: ConversationTables;
  bots?: BotClient;
  contacts?: ContactClient;
  secrets?: SecretClient;
  now?: () => number;
  budget?: TurnBudget;
  pause?: (milliseconds: number) => Promise<void>;
}

/** HTTP status by what is refused. */
const STATUS: Readonly<Record<RefusalCode, number>> = {
  InvalidRequest: 400,
  InvalidToken: 401,
  OriginNotAllowed: 403,
  UnknownConversation: 404,
  TurnUnderWay: 409,
  TooLong: 413,
  TooManyRequests: 429,
  NobodyReachable: 503,
};

/** Bits of a token, in bytes: it cannot be guessed, so its plain hash is enough to keep. */
const TOKEN_BYTES = 32;

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** A request that cannot be answered now, as an answer. What broke is for the log alone. */
const refused = (error: unknown): HttpAnswer => {
  const said = isRefusal(error) ? error : refusal("NobodyReachable", say("en", "nobody"));
  const body = { error: { code: said.name, message: said.message } };
  return jsonAnswer(STATUS[said.name], body, said.retryAfter ? { "retry-after": `${said.retryAfter}` } : {});
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: CONVERSATIONS_TABLE; BOT_ALIAS_ARN;
 * CHAT_FLOW_ARN (where chats with a person start); ORIGIN_SECRET_ARN ({@link OriginSecret}); ALLOWED_ORIGINS (exact,
 * separated by commas); LOCALES (JSON: greeting by locale, the first is the default); TURNS_PER_CONVERSATION,
 * TURNS_PER_MINUTE and STARTS_PER_HOUR ({@link Quotas}). AWS_ENDPOINT_URL_CONNECTPARTICIPANT, if set, is passed on.
 *
 * Logs what became of a request and how long it took: never an address, an id, or what was said.
 *
 * @param parts what tests replace
 */
export const chatBridgeFactory = (parts: BridgeParts = {}): ((event: HttpEvent) => Promise<HttpAnswer>) => {
  requireVariables([
    "CONVERSATIONS_TABLE",
    "BOT_ALIAS_ARN",
    "CHAT_FLOW_ARN",
    "ORIGIN_SECRET_ARN",
    "ALLOWED_ORIGINS",
    "LOCALES",
    "TURNS_PER_CONVERSATION",
    "TURNS_PER_MINUTE",
    "STARTS_PER_HOUR",
  ]);
  const { now = Date.now, budget = TURN_BUDGET } = parts;
  const timeouts = { connectionTimeout: 300, throwOnRequestTimeout: true };
  const short = { ...timeouts, requestTimeout: 700, socketTimeout: 700 };
  const secrets = parts.secrets ?? new SecretsManager({ maxAttempts: 2, requestHandler: short });
  const greetings = JSON.parse(process.env.LOCALES ?? "{}") as Record<string, string>;
  const rules = { origins: (process.env.ALLOWED_ORIGINS ?? "").split(","), locales: Object.keys(greetings) };
  const store: StoreOptions = {
    tables: parts.tables ?? new DynamoDB({ maxAttempts: 2, requestHandler: short }),
    table: process.env.CONVERSATIONS_TABLE ?? "",
    quotas: {
      turns: Number(process.env.TURNS_PER_CONVERSATION),
      turnsPerMinute: Number(process.env.TURNS_PER_MINUTE),
      startsPerHour: Number(process.env.STARTS_PER_HOUR),
    },
    now,
  };
  const patient = { ...timeouts, requestTimeout: budget.asked, socketTimeout: budget.asked };
  // Lex's client speaks HTTP/2 by itself, for conversations by voice, and knows none of these timeouts then.
  const { requestHandler } = new DynamoDB({ requestHandler: patient }).config;
  const options: TurnOptions = {
    store,
    // A turn that may have been taken is not sent again by the SDK; askBot knows which can be.
    bots: parts.bots ?? new LexRuntimeV2({ maxAttempts: 1, requestHandler }),
    contacts:
      parts.contacts ??
      new Connect({ maxAttempts: 2, requestHandler: { ...timeouts, requestTimeout: 1_400, socketTimeout: 1_400 } }),
    aliasArn: process.env.BOT_ALIAS_ARN ?? "",
    flowArn: process.env.CHAT_FLOW_ARN ?? "",
    budget,
    unique: randomUUID,
    ...(parts.pause ? { pause: parts.pause } : {}),
  };
  const secretOf = originSecret(secrets, process.env.ORIGIN_SECRET_ARN, now);

  const withEndpoint = (handover: Handover | undefined): { handover?: Handover } => {
    const participantEndpoint = process.env.AWS_ENDPOINT_URL_CONNECTPARTICIPANT;
    if (!handover) return {};
    return { handover: participantEndpoint ? { ...handover, participantEndpoint } : handover };
  };

  const start = async (event: HttpEvent, { salt }: OriginSecret, locale: string): Promise<HttpAnswer> => {
    const source = createHmac("sha256", salt)
      .update(sourceOf(viewerAddress(event)))
      .digest("base64url");
    await countStart(store, source);
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const conversationId = randomUUID();
    const transcript = [{ id: "greeting", from: "bot" as const, text: greetings[locale] ?? "" }];
    const hash = hashOf(token);
    const { turnsLeft } = await openConversation(store, {
      conversationId,
      token: hash,
      door: "web",
      locale,
      transcript,
    });
    return jsonAnswer(201, { conversationId, token, locale, messages: transcript, turnsLeft });
  };

  const answer = async (event: HttpEvent, arrived: number, log: { failure?: string }): Promise<HttpAnswer> => {
    const secret = await secretOf(event.headers["x-origin-verify"]);
    if (!secret) throw refusal("OriginNotAllowed", "This address answers its own site only. Use the site's address.");
    const request: ChatRequest = readRequest(event, rules);
    if (request.kind === "start") {
      return within(budget.written - (now() - arrived), start(event, secret, request.locale));
    }
    const { conversationId } = request;
    const token = hashOf(request.token);
    if (request.kind === "read") {
      const read = readConversation(store, { conversationId, token });
      const { transcript, turnsLeft, handover } = await within(budget.written - (now() - arrived), read);
      return jsonAnswer(200, { messages: transcript, turnsLeft, ...withEndpoint(handover) });
    }
    const said = request.kind === "say" ? { said: { messageId: request.messageId, text: request.text } } : {};
    const result = await converse(options, { conversationId, token, door: "web", arrived, ...said });
    const { messages, turnsLeft, handover, failure } = result;
    if (failure) log.failure = failure;
    return jsonAnswer(200, { messages, turnsLeft, ...withEndpoint(handover) });
  };

  return async (event) => {
    const arrived = now();
    const log: { failure?: string } = {};
    let outcome = "answered";
    const given = await answer(event, arrived, log).catch((error: unknown) => {
      const failure = failureOf(error);
      if (failure) log.failure = failure;
      outcome = isRefusal(error) ? error.name : "NobodyReachable";
      return refused(error);
    });
    logOutcome({ outcome, ...log, ms: now() - arrived, status: given.statusCode });
    return given;
  };
};
