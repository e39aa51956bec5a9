/** What a conversation with the bot is made of, whichever door it came in by. */

/** Where a conversation takes place. Connect's own voice and chat contacts do not come through here. */
export type Door = "web" | "slack";

/** What was said, once. */
export interface Message {
  id: string;
  from: "bot" | "customer";
  /** Plain text, never HTML, at most 1,024 characters. */
  text: string;
  /** Answers to choose from, at most 5. */
  buttons?: { label: string; value: string }[];
}

/** Why a person goes on: the customer asked, the bot gave up, or the bot did not answer (in time, or with sense). */
export type HandoverReason = "asked" | "gaveUp" | "botFailed";

/** What a customer's client needs to go on as the participant of a Connect chat. */
export interface Handover {
  contactId: string;
  participantId: string;
  participantToken: string;
  region: string;
  /** Where the participant service is, when it is not Amazon Connect's own. */
  participantEndpoint?: string;
}

/** What is refused, in a word: the name of the error that is thrown. */
export type RefusalCode =
  | "InvalidRequest"
  | "InvalidToken"
  | "OriginNotAllowed"
  | "UnknownConversation"
  | "TurnUnderWay"
  | "TooLong"
  | "TooManyRequests"
  | "NobodyReachable";

/** An error whose name is a {@link RefusalCode} and whose message is meant for whoever asked. */
export interface Refusal extends Error {
  name: RefusalCode;
  /** Seconds after which asking again makes sense. */
  retryAfter?: number;
}

/** Makes the error with which a request is refused. The message must not repeat what was sent. */
export const refusal = (name: RefusalCode, message: string, retryAfter?: number): Refusal =>
  Object.assign(new Error(message), { name, ...(retryAfter === undefined ? {} : { retryAfter }) });

/** Whether an error is a {@link Refusal}, and not a failure. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error &&
  /^(InvalidRequest|InvalidToken|OriginNotAllowed|UnknownConversation|TurnUnderWay|TooLong|TooManyRequests|NobodyReachable)$/.test(
    error.name,
  );
