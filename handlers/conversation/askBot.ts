/** One turn with the bot: what was said to it, what it answers, and whether a person has to go on. */
import {
  type RecognizeTextRequest,
  type RecognizeTextResponse,
  type SessionState,
} from "@aws-sdk/client-lex-runtime-v2";
import { within } from "../support/within";
import { type Door, type HandoverReason } from "./conversation";
import { openSlots, type Said, saidBy, secretValues } from "./messages";

/** The part of the Lex client that is used. Tests give their own. */
export interface BotClient {
  recognizeText(input: RecognizeTextRequest): Promise<RecognizeTextResponse>;
}

/** What is said to the bot. */
export interface BotTurn {
  /** Lex's session id: 2 to 100 characters of `[0-9a-zA-Z._:-]`. */
  conversationId: string;
  door: Door;
  /** A locale of the bot, e.g. `en_US`. */
  locale: string;
  /** 1 to 1,024 characters; Lex's limit. */
  text: string;
  /** Session attributes of the answer before, kept by the server. Never anything a client sent. */
  attributes?: Record<string, string>;
}

/** What the bot answers. */
export interface BotAnswer {
  messages: Said[];
  /** Why a person has to go on; undefined while the bot does. */
  handover?: HandoverReason;
  intent?: string;
  /** Slots that are filled, without secret ones. */
  slots: Record<string, string>;
  /** Session attributes to give back with the next turn. */
  attributes: Record<string, string>;
  /** The slot the bot asks for. */
  elicits?: string;
  /** What was said for secret slots: to be taken out of what is kept. */
  hidden: string[];
  /** Name of the error that kept the bot from answering. */
  failure?: string;
}

/** How long the bot may take, and the clocks; tests give their own. */
export interface BotBudget {
  /** Milliseconds for both attempts. */
  milliseconds: number;
  now?: () => number;
  pause?: (milliseconds: number) => Promise<void>;
}

/** Milliseconds before the second attempt: a turn of the same session that is under way is over by then, mostly. */
const PAUSE = 200;

/** Milliseconds that must be left for a second attempt to be worth while. */
const LEAST = 600;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Failures after which Lex has not taken the turn, so that it can be sent again. A turn that timed out or whose answer
 * makes no sense may have been taken: sent again, a PIN would be counted as a second try, or a number be taken for one.
 */
const canBeSentAgain = (error: { name?: string; code?: string }): boolean =>
  /^(Throttling|Conflict|InternalServer|BadGateway|DependencyFailed|ServiceUnavailable)/.test(error?.name ?? "") ||
  /^(ECONNRESET|ECONNREFUSED|EPIPE|ENOTFOUND|EAI_AGAIN)$/.test(error?.code ?? "");

const handoverOf = ({ intent, dialogAction, sessionAttributes }: SessionState): HandoverReason | undefined => {
  if (intent?.name === "TalkToPerson") return "asked";
  const closed = dialogAction?.type === "Close" || dialogAction === undefined;
  return sessionAttributes?.handover === "true" || (closed && intent?.state === "Failed") ? "gaveUp" : undefined;
};

/** Reads Lex's answer. @throws TypeError when it has not the form Lex documents */
const readAnswer = ({ messages = [], sessionState }: RecognizeTextResponse): BotAnswer => {
  if (!sessionState || typeof sessionState !== "object" || !Array.isArray(messages)) {
    throw new TypeError("The bot's answer has no session state, or messages that are no list.");
  }
  const { intent, dialogAction, sessionAttributes } = sessionState;
  // Kept as it is, it would hand the next turn over, too: when nobody is reachable the bot goes on.
  const attributes = { ...sessionAttributes, ...(sessionAttributes?.handover ? { handover: "false" } : {}) };
  const answer: BotAnswer = {
    messages: saidBy(messages),
    slots: openSlots(intent?.slots),
    attributes,
    hidden: secretValues(intent?.slots),
  };
  const reason = handoverOf(sessionState);
  if (reason) answer.handover = reason;
  if (intent?.name) answer.intent = intent.name;
  if (dialogAction?.slotToElicit) answer.elicits = dialogAction.slotToElicit;
  if (!answer.messages.length && !reason && intent?.state !== "Fulfilled") {
    throw new TypeError("The bot asks for something and says nothing.");
  }
  return answer;
};

/**
 * Says `turn` to the bot. Always answers, within the budget: when the bot does not, the answer is a handover.
 *
 * The session attributes sent are those of the answer before and the door: with them Lex goes on where it was, and
 * nothing a client sent gets into its session state.
 *
 * @param aliasArn `arn:aws:lex:<Region>:<account>:bot-alias/<bot>/<alias>`
 */
export const askBot = async (
  bots: BotClient,
  aliasArn: string,
  turn: BotTurn,
  { milliseconds, now = Date.now, pause = sleep }: BotBudget,
): Promise<BotAnswer> => {
  const { conversationId, door, locale, text, attributes = {} } = turn;
  const [, botId, botAliasId] = aliasArn.split("/");
  const sessionState = { sessionAttributes: { ...attributes, door } };
  const request = { botId, botAliasId, localeId: locale, sessionId: conversationId, text, sessionState };
  const until = now() + milliseconds;
  const send = async () => readAnswer(await within(until - now(), bots.recognizeText(request)));
  const giveUp = (error: { name?: string }): BotAnswer => {
    const failure = error?.name || "Error";
    return { messages: [], handover: "botFailed", slots: {}, attributes, hidden: [], failure };
  };
  try {
    return await send();
  } catch (error) {
    const failed = error as { name?: string; code?: string };
    if (!canBeSentAgain(failed) || until - now() < LEAST + PAUSE) return giveUp(failed);
  }
  await pause(PAUSE);
  return send().catch(giveUp);
};
