/**
 * Joins a chat in Amazon Connect with the official amazon-connect-chatjs. Bundled as the ES module chat-connect.js, which
 * is loaded when a person is asked for and not before: it is eight times as large as all the rest.
 */
import "amazon-connect-chatjs";
import type { LiveChat, LiveListener } from "./liveChat";
import { LiveTranscript } from "./liveTranscript";
import { type Handover, Refusal } from "./webApi";

/** Pages of the transcript that are fetched after joining: GetTranscript gives at most 100 items a page. */
const PAGES = 10;
const PAGE = 100;

/** What was told already of each contact's chat, for when it is joined again. */
const transcripts = new Map<string, LiveTranscript>();

/** Joins the chat of a contact. @throws Refusal "ChatEnded" when it is over, "Offline" when it cannot be reached */
export async function joinChat(handover: Handover, listener: LiveListener): Promise<LiveChat> {
  const { contactId, participantId, participantToken, region, participantEndpoint } = handover;
  const config = {
    region,
    // Read receipts would tell when the customer looked; nobody asked them.
    features: { messageReceipts: { shouldSendMessageReceipts: false } },
    // Not in the published types, but what the library itself reads: where the participant service answers.
    ...(participantEndpoint !== undefined && { endpoint: participantEndpoint }),
  };
  connect.ChatSession.setGlobalConfig(config);
  const session = connect.ChatSession.create({
    chatDetails: { contactId, participantId, participantToken },
    options: { region },
    type: "CUSTOMER",
    // Client-side metrics would load a script from elsewhere.
    disableCSM: true,
  });
  const transcript = transcripts.get(contactId) ?? new LiveTranscript(participantId, listener);
  transcripts.set(contactId, transcript);
  listen(session, transcript, listener);
  try {
    await session.connect();
  } catch (error) {
    throw new Refusal(isForbidden(error) ? "ChatEnded" : "Offline");
  }
  return {
    send: async (messageId, text) => {
      transcript.sending(messageId, text);
      const { data } = await session
        .sendMessage({ contentType: "text/plain", message: text, clientToken: messageId })
        .catch((error: unknown) => {
          throw new Refusal(isForbidden(error) ? "ChatEnded" : isThrottled(error) ? "TooManyRequests" : "Offline");
        });
      transcript.sent(messageId, data?.Id);
    },
    typing: () => {
      const contentType = "application/vnd.amazonaws.connect.event.typing";
      session.sendEvent({ contentType }).catch(() => undefined);
    },
    leave: async () => {
      await session.disconnectParticipant().catch((error: unknown) => {
        if (!isForbidden(error)) {
          throw new Refusal("Offline");
        }
      });
    },
  };
}

function listen(session: connect.CustomerChatSession, transcript: LiveTranscript, listener: LiveListener): void {
  let fetching = Promise.resolve();
  session.onMessage(({ data }) => transcript.arrived(data));
  session.onTyping(({ data }) => {
    if (data.ParticipantRole !== "CUSTOMER") {
      listener.typing(data.DisplayName);
    }
  });
  session.onConnectionLost(() => listener.connection("reconnecting"));
  session.onConnectionBroken(() => listener.connection("broken"));
  session.onConnectionEstablished(() => {
    listener.connection("connected");
    // What was said before joining, or while the connection was away.
    fetching = fetching
      .then(() => wholeTranscript(session))
      .then(
        (items) => transcript.fetched(items),
        () => transcript.fetched([]),
      );
  });
  session.onEnded(() => listener.ended());
}

/** All items, oldest first. */
async function wholeTranscript(session: connect.CustomerChatSession): Promise<connect.ChatTranscriptItem[]> {
  const items: connect.ChatTranscriptItem[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { data } = await session.getTranscript({
      scanDirection: "BACKWARD",
      sortOrder: "ASCENDING",
      maxResults: PAGE,
      ...(nextToken !== undefined && { nextToken }),
    });
    if (!data) {
      break;
    }
    items.unshift(...data.Transcript);
    nextToken = data.NextToken;
    if (!nextToken) {
      break;
    }
  }
  return items;
}

/** The service's status code, in the library's wrapping or without it. */
function statusOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null) {
    return undefined;
  }
  return "statusCode" in error ? error.statusCode : "_debug" in error ? statusOf(error._debug) : undefined;
}

/** AccessDeniedException: the participant's token is good for as long as the chat goes on. */
function isForbidden(error: unknown): boolean {
  return statusOf(error) === 403;
}

function isThrottled(error: unknown): boolean {
  return statusOf(error) === 429;
}
