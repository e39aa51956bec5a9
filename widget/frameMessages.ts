/** What the loader on the customer's page and the chat page in its frame tell each other; no text of a conversation. */

/** From the loader: the frame is seen or not, and whether the customer opened it just now. */
export interface ToChat {
  contactCenterChat: "shown" | "hidden";
  /** The customer opened it, so the text field takes the focus. */
  focus?: boolean;
}

/** From the chat page: it is ready, wants to be closed, or has messages that nobody saw. */
export interface ToPage {
  contactCenterChat: "ready" | "close" | "unread";
  /** How many, with "unread". */
  count?: number;
}

/** What a window message is about, when it is one of ours. */
export function kindOf(data: unknown): string | undefined {
  const kind: unknown =
    typeof data === "object" && data !== null && "contactCenterChat" in data && data.contactCenterChat;
  return typeof kind === "string" ? kind : undefined;
}
