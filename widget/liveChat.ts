/** The chat with a person, as the page sees it; connectChat.ts makes it from amazon-connect-chatjs. */
import type { Handover } from "./webApi";

/** A message of the chat with a person. */
export interface LiveMessage {
  id: string;
  from: "agent" | "assistant" | "customer";
  /** The display name of who wrote it, if any. */
  name?: string;
  text: string;
}

/** What happened beside messages. */
export type LiveEvent = "joined" | "left" | "transferred" | "unsupported";

/** Hears what happens in the chat. */
export interface LiveListener {
  message(message: LiveMessage): void;
  happened(event: LiveEvent, name?: string): void;
  typing(name?: string): void;
  /** A message of ours did arrive, though sending it may have failed. */
  delivered(messageId: string): void;
  connection(state: "connected" | "reconnecting" | "broken"): void;
  ended(): void;
}

/** A chat that was joined. */
export interface LiveChat {
  /** Resolves once it arrived. `messageId` makes a repetition harmless. */
  send(messageId: string, text: string): Promise<void>;
  /** Tells the other side that the customer is writing. */
  typing(): void;
  /** Ends the chat. */
  leave(): Promise<void>;
}

/** Joins the chat of a contact. Rejects with a Refusal: "ChatEnded" when it is over, "Offline" when it is out of reach. */
export type JoinChat = (handover: Handover, listener: LiveListener) => Promise<LiveChat>;
