/** The web API of a conversation, as the chat page sees it, with a bot that a test writes. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Reply } from "./fakeParticipants";

/** A message as the API gives it. */
export interface BridgeMessage {
  id: string;
  from: "bot" | "customer";
  text: string;
  buttons?: { label: string; value: string }[];
}

/** What the bot says to something. */
export type Said = Pick<BridgeMessage, "text" | "buttons">;

/** A request that goes wrong: before it does anything, or after it has done all. */
export interface Trouble {
  status: number;
  code: string;
  message?: string;
  retryAfter?: number;
  after?: boolean;
}

/** An answer with its waiting time. */
export interface BridgeReply extends Reply {
  retryAfter?: number;
}

/** One conversation, which begins anew whenever a page asks for it. */
export class ScriptedBridge {
  conversationId = "";
  token = "";
  locale = "";
  transcript: BridgeMessage[] = [];
  turnsLeft = 40;
  /** Everything the customer said, in the order it was taken, each once. */
  readonly taken: { messageId: string; text: string }[] = [];
  /** Requests that reached the API, such as "POST messages". */
  readonly requests: string[] = [];
  readonly troubles: Trouble[] = [];
  greeting: Said = { text: "Hello. How can I help?" };
  bot: (text: string) => Said[] = (text) => [{ text: `You said: ${text}` }];
  /** A text after which a person goes on. */
  handoverAt: string | undefined;
  /** Holds answers back until it resolves. */
  gate: Promise<void> = Promise.resolve();
  private readonly answers = new Map<string, BridgeMessage[]>();
  private handedOver = false;

  constructor(private readonly handover: () => object) {}

  /** Answers a request below /api/. */
  async call({ method, url = "", headers }: IncomingMessage, body: Record<string, unknown>): Promise<BridgeReply> {
    const [id, action = ""] = url.split("/").slice(3);
    this.requests.push(`${method} ${action || (id === undefined ? "begin" : "restore")}`);
    const trouble = this.troubles.shift();
    if (trouble !== undefined && !trouble.after) {
      return refused(trouble);
    }
    const reply = await this.answer(id, action, headers.authorization, body);
    await this.gate;
    return trouble !== undefined ? refused(trouble) : reply;
  }

  private async answer(
    id: string | undefined,
    action: string,
    authorization: string | undefined,
    body: Record<string, unknown>,
  ): Promise<BridgeReply> {
    if (id === undefined) {
      return this.begin(String(body.locale));
    }
    if (id !== this.conversationId) {
      return refused({ status: 404, code: "UnknownConversation" });
    }
    if (authorization !== `Bearer ${this.token}`) {
      return refused({ status: 401, code: "InvalidToken" });
    }
    switch (action) {
      case "":
        return this.turn(this.transcript);
      case "messages":
        return this.turn(this.say(String(body.messageId), String(body.text)));
      default:
        this.handedOver = true;
        return this.turn([this.keep("bot", { text: "One moment, please." })]);
    }
  }

  private begin(locale: string): BridgeReply {
    this.conversationId = randomUUID();
    this.token = randomUUID();
    this.locale = locale;
    this.transcript = [];
    this.handedOver = false;
    const messages = [this.keep("bot", this.greeting)];
    const { conversationId, token, turnsLeft } = this;
    return { status: 201, body: { conversationId, token, locale, messages, turnsLeft } };
  }

  private say(messageId: string, text: string): BridgeMessage[] {
    const known = this.answers.get(messageId);
    if (known !== undefined) {
      return known;
    }
    this.taken.push({ messageId, text });
    this.turnsLeft--;
    this.transcript.push({ id: messageId, from: "customer", text });
    const messages = this.bot(text).map((said) => this.keep("bot", said));
    this.answers.set(messageId, messages);
    this.handedOver ||= text === this.handoverAt;
    return messages;
  }

  private keep(from: BridgeMessage["from"], said: Said): BridgeMessage {
    const message = { id: randomUUID(), from, ...said };
    this.transcript.push(message);
    return message;
  }

  private turn(messages: BridgeMessage[]): BridgeReply {
    const { turnsLeft } = this;
    return { status: 200, body: { messages, turnsLeft, ...(this.handedOver && { handover: this.handover() }) } };
  }
}

function refused({ status, code, message = "No.", retryAfter }: Trouble): BridgeReply {
  return { status, body: { error: { code, message } }, ...(retryAfter !== undefined && { retryAfter }) };
}
