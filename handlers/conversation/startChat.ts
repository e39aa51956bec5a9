/** Hands a conversation to a person: starts a Connect chat that knows what was understood and said so far. */
import { type StartChatContactRequest, type StartChatContactResponse } from "@aws-sdk/client-connect";
import { within } from "../support/within";
import { type Door, type Handover, type HandoverReason, type Message } from "./conversation";

/** The part of the Connect client that is used. Tests give their own. */
export interface ContactClient {
  startChatContact(input: StartChatContactRequest): Promise<StartChatContactResponse>;
}

/** What the person has to know. */
export interface ChatRequest {
  /** Also the client token: however often it is asked, one chat is started. */
  conversationId: string;
  door: Door;
  locale: string;
  reason: HandoverReason;
  intent?: string;
  /** Filled slots, without secret ones. */
  slots: Record<string, string>;
  /** Session attributes of the bot: who the customer is, as far as it is known. */
  attributes: Record<string, string>;
  /** What was said, as it may be kept. */
  transcript: readonly Message[];
}

/** Bytes of the transcript as a contact attribute: half of the 32,768 a contact has for all, so that flows can add theirs. */
const TRANSCRIPT_BYTES = 16_384;

/** Characters of any other attribute, and how many slots become one. */
const LONGEST_VALUE = 256;
const MOST_SLOTS = 20;

/** Characters of a chat message; Amazon Connect's limit. */
const LONGEST_MESSAGE = 1024;

/** Minutes a chat lasts; as long as the conversation is kept. Amazon Connect allows 60 to 10,080. */
const CHAT_MINUTES = 1440;

/** The newest lines that fit into `bytes`, oldest first. */
export const transcriptOf = (transcript: readonly Message[], bytes = TRANSCRIPT_BYTES): string => {
  const lines: string[] = [];
  let left = bytes;
  for (const { from, text } of [...transcript].reverse()) {
    const line = `${from === "bot" ? "Bot" : "Customer"}: ${text}`;
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    lines.unshift(line);
  }
  return lines.join("\n");
};

/** What the person reads first, in the name of the customer. */
const summaryOf = ({ intent, transcript }: ChatRequest): string => {
  const last = [...transcript].reverse().find(({ from }) => from === "customer")?.text ?? "";
  const text = [intent, last].filter(Boolean).join(": ") || "Chat";
  return text.slice(0, LONGEST_MESSAGE);
};

/** Contact attributes: names of letters, digits, dash and underscore only; no secret; less than 32 KB together. */
export const contactAttributesOf = (chat: ChatRequest): Record<string, string> => {
  const { door, locale, reason, intent = "", slots, attributes, transcript } = chat;
  const filled = Object.entries(slots).filter(([name]) => /^\w{1,64}$/.test(name));
  const { customerId = "", verified = "" } = attributes;
  const short = {
    ...Object.fromEntries(filled.slice(0, MOST_SLOTS)),
    customerId,
    verified,
    door,
    locale,
    intent,
    handoverReason: reason,
  };
  const known = Object.entries(short).filter(([, value]) => value);
  return {
    ...Object.fromEntries(known.map(([name, value]) => [name, value.slice(0, LONGEST_VALUE)])),
    botTranscript: transcriptOf(transcript),
  };
};

/**
 * Starts the chat, or finds the one already started for this conversation.
 *
 * @param flowArn `arn:aws:connect:<Region>:<account>:instance/<instance>/contact-flow/<flow>`
 * @param milliseconds how long it may take
 * @throws Error of the SDK, `Deadline`, or TypeError when the answer lacks what a participant needs
 */
export const startChat = async (
  contacts: ContactClient,
  flowArn: string,
  chat: ChatRequest,
  milliseconds: number,
): Promise<Handover> => {
  const [, , , region = ""] = flowArn.split(":");
  const [, InstanceId, , ContactFlowId] = flowArn.split("/");
  const started = await within(
    milliseconds,
    contacts.startChatContact({
      InstanceId,
      ContactFlowId,
      ClientToken: chat.conversationId,
      Attributes: contactAttributesOf(chat),
      ParticipantDetails: { DisplayName: chat.locale.startsWith("es") ? "Cliente" : "Customer" },
      InitialMessage: { ContentType: "text/plain", Content: summaryOf(chat) },
      ChatDurationInMinutes: CHAT_MINUTES,
      SupportedMessagingContentTypes: ["text/plain"],
    }),
  );
  const { ContactId: contactId, ParticipantId: participantId, ParticipantToken: participantToken } = started;
  if (!contactId || !participantId || !participantToken) throw new TypeError("The chat has no participant.");
  return { contactId, participantId, participantToken, region };
};
