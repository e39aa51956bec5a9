/** One turn of a conversation from end to end: take it, ask the bot, hand over if need be, write down what was said. */
import { within } from "../support/within";
import { askBot, type BotAnswer, type BotClient } from "./askBot";
import { type Door, type Handover, type HandoverReason, isRefusal, type Message, refusal } from "./conversation";
import { keepable, type Said } from "./messages";
import { say } from "./sentences";
import { type ContactClient, startChat } from "./startChat";
import { type Conversation, endTurn, type StoreOptions, takeTurn, type Turn } from "./store";

/** When each step has to be over, in milliseconds since the request came in. All of it is over within 5 s. */
export interface TurnBudget {
  /** The turn is taken: two attempts of the SDK at the table, on a container's first request after the origin's secret. */
  taken: number;
  /** The bot has answered, second attempt included. Its own calls of the tables give up after 2.2 s. */
  asked: number;
  /** The chat with a person is started. */
  handedOver: number;
  /** What was said is written. A write that is late is given up: the answer matters more. */
  written: number;
}

/** The budget of a web request. */
export const TURN_BUDGET: TurnBudget = { taken: 1_000, asked: 2_900, handedOver: 4_400, written: 4_900 };

/** What turns are made with. */
export interface TurnOptions {
  store: StoreOptions;
  bots: BotClient;
  contacts: ContactClient;
  /** `arn:aws:lex:<Region>:<account>:bot-alias/<bot>/<alias>` */
  aliasArn: string;
  /** `arn:aws:connect:<Region>:<account>:instance/<instance>/contact-flow/<flow>`: where chats with a person start. */
  flowArn: string;
  budget: TurnBudget;
  /** A new unique name. */
  unique: () => string;
  /** Waits before the bot's second attempt; tests give their own. */
  pause?: (milliseconds: number) => Promise<void>;
}

/** Whose turn it is, and what was said. */
export interface TurnRequest {
  conversationId: string;
  /** Hash of the token the conversation was started with. */
  token: string;
  door: Door;
  /** Epoch milliseconds at which the request came in. */
  arrived: number;
  /** What the customer said and the id of that message; left out to ask for a person. */
  said?: { messageId: string; text: string };
}

/** What the door passes on. */
export interface TurnResult {
  messages: Message[];
  turnsLeft: number;
  /** The chat a person goes on in. */
  handover?: Handover;
  /** Name of the error that kept the bot from answering: to be logged. */
  failure?: string;
}

/** Said when a person is asked for without words: the answer's id, so that it is there once. */
const PERSON = "person";

const messagesOf = (said: readonly Said[], messageId: string): Message[] =>
  said.map(({ text, buttons }, index) => ({
    id: `${messageId}/${index + 1}`,
    from: "bot",
    text,
    ...(buttons ? { buttons } : {}),
  }));

const resultOf = ({ turnsLeft, handover }: Conversation, messages: Message[], failure?: string): TurnResult => ({
  messages,
  turnsLeft,
  ...(handover ? { handover } : {}),
  ...(failure ? { failure } : {}),
});

/** What the bot answers, or what stands for its answer when only a person was asked for. */
const answerOf = async (options: TurnOptions, request: TurnRequest, turn: Turn): Promise<BotAnswer> => {
  const { attributes, locale, conversationId } = turn;
  if (!request.said) return { messages: [], handover: "asked", slots: {}, attributes, hidden: [] };
  const { now } = options.store;
  const asked: Parameters<typeof askBot>[3] = { milliseconds: request.arrived + options.budget.asked - now(), now };
  if (options.pause) asked.pause = options.pause;
  const { text } = request.said;
  return askBot(
    options.bots,
    options.aliasArn,
    { conversationId, door: request.door, locale, text, attributes },
    asked,
  );
};

const handOver = (
  { contacts, flowArn, store, budget }: TurnOptions,
  { conversationId, door, arrived }: TurnRequest,
  { locale }: Turn,
  { intent, slots, attributes }: BotAnswer,
  reason: HandoverReason,
  transcript: Message[],
): Promise<Handover> => {
  const known = { conversationId, door, locale, reason, slots, attributes, transcript, ...(intent ? { intent } : {}) };
  return startChat(contacts, flowArn, known, arrived + budget.handedOver - store.now());
};

/**
 * Takes a turn and answers it.
 *
 * When the bot does not answer, a person goes on; when no chat can be started either, NobodyReachable says so, and the
 * conversation can go on with the bot, the same message included.
 *
 * @throws Refusal UnknownConversation, InvalidToken, TurnUnderWay, TooManyRequests or NobodyReachable
 * @throws Error of the SDK, or `Deadline`, when the table does not answer: nothing has happened then
 */
export const converse = async (options: TurnOptions, request: TurnRequest): Promise<TurnResult> => {
  const { store, budget } = options;
  const { conversationId, token, arrived, said } = request;
  const { messageId, text } = said ?? { messageId: PERSON, text: "" };
  const claim = { conversationId, token, messageId, holder: options.unique(), cost: said ? 1 : 0 } as const;
  const taken = await within(arrived + budget.taken - store.now(), takeTurn(store, claim));
  if (taken.kind === "answered") return resultOf(taken.conversation, taken.messages);
  if (taken.kind === "handedOver") return resultOf(taken.conversation, []);
  const { turn } = taken;

  const answer = await answerOf(options, request, turn);
  // A message whose chat could not be started is sent again under its own id: it is written down once.
  const before = turn.transcript.filter(({ id }) => id !== messageId);
  const kept = said
    ? [{ id: messageId, from: "customer" as const, text: keepable(text, turn.elicits, answer.hidden) }]
    : [];
  const reason = answer.handover;
  let handover: Handover | undefined;
  let failure = answer.failure;
  if (reason) {
    const transcript = [...before, ...kept, ...messagesOf(answer.messages, messageId)];
    handover = await handOver(options, request, turn, answer, reason, transcript).catch((error): undefined => {
      failure = error?.name || "Error";
    });
  }
  const nobody = reason !== undefined && !handover;
  const words = handover && !answer.messages.length ? [{ text: say(turn.locale, "connecting") }] : answer.messages;
  const messages = nobody ? [] : messagesOf(words, messageId);
  const ended = {
    transcript: [...before, ...kept, ...messages],
    attributes: answer.attributes,
    elicits: answer.elicits ?? "",
    ...(handover ? { handover } : {}),
    ...(nobody ? {} : { answered: messageId }),
  };
  await within(arrived + budget.written - store.now(), endTurn(store, turn, ended)).catch((error) => {
    failure = error?.name || "Error";
  });
  if (nobody) throw Object.assign(refusal("NobodyReachable", say(turn.locale, "nobody")), { failure });
  return resultOf({ ...turn, ...(handover ? { handover } : {}) }, messages, failure);
};

/** The failure behind an error, for the log: its own name, or what made nobody reachable. */
export const failureOf = (error: unknown): string | undefined => {
  const { name, failure } = error as { name?: string; failure?: string };
  return isRefusal(error) ? failure : name || "Error";
};
