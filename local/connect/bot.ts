/** What a local Amazon Connect exchanges with a bot: one turn of a conversation at a time, as with Amazon Lex. */
import type { Channel } from "./types";

/** One turn of the customer. */
export interface BotRequest {
  /** ARN of the bot alias: `arn:aws:lex:<region>:<account>:bot-alias/<bot id>/<alias id>`. */
  readonly aliasArn: string;
  /** One session a contact and block: the bot remembers what it has asked. */
  readonly sessionId: string;
  /** Locale of the bot, such as `en_US`. */
  readonly localeId: string;
  readonly channel: Channel;
  /** What the customer said, wrote or pressed; null is the opening turn, on which the bot only says what it begins with. */
  readonly input: { readonly text: string } | { readonly dtmf: string } | null;
  readonly sessionAttributes: Record<string, string>;
}

/** One message of a bot. */
export interface BotMessage {
  readonly content: string;
  readonly contentType: "PlainText" | "SSML";
}

/** What the bot makes of a turn. */
export interface BotAnswer {
  readonly messages: readonly BotMessage[];
  /** The block ends on Fulfilled, Failed, ReadyForFulfillment and Close; otherwise the bot listens again. */
  readonly dialogState:
    "ElicitIntent" | "ElicitSlot" | "ConfirmIntent" | "ReadyForFulfillment" | "Fulfilled" | "Failed" | "Close";
  readonly intentName?: string;
  readonly slots?: Record<string, string | null>;
  /** Replaces those of the request, when given. */
  readonly sessionAttributes?: Record<string, string>;
  /** 0 to 1. */
  readonly intentConfidence?: number;
  readonly sentiment?: { readonly label: string; readonly scores: Record<string, number> };
  /** Virtual time the answer takes; default 0. In a chat at most 6 s count as an answer. */
  readonly durationMs?: number;
}

/** Why a bot did not answer. */
export class BotFailure extends Error {
  constructor(
    message: string,
    /** Virtual time the flow waits before it knows; default 0. */
    readonly durationMs = 0,
  ) {
    super(message);
    this.name = "BotFailure";
  }
}

/** Answers for every bot of an instance. A promise suspends the contact and stops virtual time. */
export interface BotInvoker {
  recognize(request: BotRequest): BotAnswer | Promise<BotAnswer>;
}

/** States in which a bot has done what it was asked. */
const LAST_STATES: ReadonlySet<string> = new Set(["Fulfilled", "Failed", "ReadyForFulfillment", "Close"]);

/** Whether the block ends with this answer. */
export function isLast({ dialogState }: BotAnswer): boolean {
  return LAST_STATES.has(dialogState);
}
