/** Keeps the way back into a conversation for as long as the browser's tab is open: its id and token, nothing else. */
import type { Ticket } from "./webApi";

const KEY = "contact-center-chat";

/** Where a ticket is kept. */
export interface TicketStore {
  read(): Ticket | undefined;
  keep(ticket: Ticket): void;
  forget(): void;
}

/** A ticket in sessionStorage; without it (a browser may refuse), one in memory, and a reload starts anew. */
export function ticketStore(): TicketStore {
  let inMemory: string | null = null;
  return {
    read: () => parsed(attempt(() => sessionStorage.getItem(KEY)) ?? inMemory),
    keep: ({ conversationId, token }) => {
      inMemory = JSON.stringify({ conversationId, token });
      attempt(() => sessionStorage.setItem(KEY, inMemory ?? ""));
    },
    forget: () => {
      inMemory = null;
      attempt(() => sessionStorage.removeItem(KEY));
    },
  };
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}

function parsed(kept: string | null): Ticket | undefined {
  const ticket: unknown = attempt(() => JSON.parse(kept ?? "null"));
  if (typeof ticket !== "object" || ticket === null || !("conversationId" in ticket) || !("token" in ticket)) {
    return undefined;
  }
  const { conversationId, token } = ticket;
  return typeof conversationId === "string" && typeof token === "string" ? { conversationId, token } : undefined;
}
