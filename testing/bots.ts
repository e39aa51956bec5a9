/** Bots for tests: one that looks for key words, and one that follows a script. */
import type { BotAnswer, BotInvoker, BotRequest } from "../local/connect/bot";
import { MisuseError } from "./expectationError";

/** What a key word bot makes of one intent. */
export interface KeywordIntent {
  /** A word anywhere in what is said, whatever its case, or a pattern. */
  readonly when: string | RegExp;
  /** Said when the intent is understood. */
  readonly says?: string;
  readonly slots?: Record<string, string | null>;
}

/** How a key word bot talks. */
export interface KeywordBot {
  /** Said at the beginning, when the block has no words of its own. */
  readonly opens?: string;
  /** Said when nothing is understood. Default "Sorry, I did not get that." */
  readonly asksAgain?: string;
  /** Turns in which nothing is understood before the bot gives up with FallbackIntent. Default 2. */
  readonly tries?: number;
  /** Intents by name; the first whose words are found is taken. */
  readonly intents: Readonly<Record<string, string | RegExp | KeywordIntent>>;
}

function said(text: string | undefined): BotAnswer["messages"] {
  return text === undefined ? [] : [{ content: text, contentType: "PlainText" }];
}

function finds(when: string | RegExp, words: string): boolean {
  return typeof when === "string" ? words.toLowerCase().includes(when.toLowerCase()) : words.search(when) >= 0;
}

/** A bot that takes the first intent whose words it finds, and gives up after some tries. */
export function keywordBot({ opens, asksAgain, tries = 2, intents }: KeywordBot): BotInvoker {
  const misses = new Map<string, number>();
  return {
    recognize({ sessionId, input }: BotRequest): BotAnswer {
      if (input === null) return { messages: said(opens), dialogState: "ElicitIntent" };
      const words = "text" in input ? input.text : input.dtmf;
      for (const [intentName, intent] of Object.entries(intents)) {
        const known: KeywordIntent = typeof intent === "string" || intent instanceof RegExp ? { when: intent } : intent;
        if (!finds(known.when, words)) continue;
        misses.delete(sessionId);
        const { says, slots = {} } = known;
        return { messages: said(says), dialogState: "Fulfilled", intentName, slots, intentConfidence: 1 };
      }
      const missed = (misses.get(sessionId) ?? 0) + 1;
      misses.set(sessionId, missed);
      if (missed < tries) {
        return { messages: said(asksAgain ?? "Sorry, I did not get that."), dialogState: "ElicitIntent" };
      }
      misses.delete(sessionId);
      return { messages: [], dialogState: "Failed", intentName: "FallbackIntent" };
    },
  };
}

/** A bot that answers its turns one after the other; text is said, and the bot listens on. */
export function scriptedBot(...turns: readonly (string | BotAnswer)[]): BotInvoker {
  let next = 0;
  return {
    recognize(): BotAnswer {
      const turn = turns[next++];
      if (turn === undefined) {
        throw new MisuseError(`The script of the bot has ${turns.length} turn(s), and the customer took one more.`);
      }
      return typeof turn === "string" ? { messages: said(turn), dialogState: "ElicitIntent" } : turn;
    },
  };
}

/** Several bots, each found by a part of the ARN of its alias; "*" is every other bot. */
export function botsByName(bots: Readonly<Record<string, BotInvoker>>): BotInvoker {
  return {
    recognize(request) {
      const name = Object.keys(bots).find((part) => request.aliasArn.includes(part)) ?? "*";
      const bot = bots[name];
      if (bot !== undefined) return bot.recognize(request);
      const names = Object.keys(bots).join(", ") || "none";
      throw new MisuseError(`No bot stands in for ${request.aliasArn}; bots are given for: ${names}.`);
    },
  };
}
