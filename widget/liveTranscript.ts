/**
 * Puts the items of a Connect chat in order and tells each once. They come by two ways, the WebSocket and GetTranscript,
 * and what the customer wrote comes back by both.
 */
import type { LiveListener } from "./liveChat";

/** The parts of a transcript item that are read; everything in it comes from outside. */
export interface Item {
  readonly Id?: string;
  readonly Type?: string;
  readonly ContentType?: string;
  readonly Content?: string;
  readonly DisplayName?: string;
  readonly ParticipantId?: string;
  readonly ParticipantRole?: string;
}

const EVENT = "application/vnd.amazonaws.connect.event.";

/** The items of one chat. */
export class LiveTranscript {
  private readonly told = new Set<string>();
  /** Ours that have not come back yet: text by message id, in the order they were sent. */
  private readonly expected = new Map<string, string>();
  /** What the WebSocket brings before the transcript is there waits for it, to keep the order. */
  private early: Item[] | undefined = [];

  constructor(
    private readonly ownId: string,
    private readonly listener: LiveListener,
  ) {}

  /** A message of ours goes out. */
  sending(messageId: string, text: string): void {
    this.expected.set(messageId, text);
  }

  /** A message of ours has arrived and got an id of the service. */
  sent(messageId: string, id: string | undefined): void {
    this.expected.delete(messageId);
    if (id !== undefined) {
      this.told.add(id);
    }
  }

  /** An item by the WebSocket. */
  arrived(item: Item): void {
    if (this.early !== undefined) {
      this.early.push(item);
    } else {
      this.tell(item);
    }
  }

  /** Items by GetTranscript. */
  fetched(items: readonly Item[]): void {
    if (this.early !== undefined) {
      this.leaveOutSummary(items);
    }
    const early = this.early ?? [];
    this.early = undefined;
    [...items, ...early].forEach((item) => this.tell(item));
  }

  /** The chat begins with a summary for the agent, in the customer's name; the customer never wrote it. */
  private leaveOutSummary(items: readonly Item[]): void {
    const first = items.find(({ Type }) => Type === "MESSAGE");
    if (first?.ParticipantId === this.ownId && first.Id !== undefined) {
      this.told.add(first.Id);
    }
  }

  private tell(item: Item): void {
    const { Id: id, Content: text, ParticipantRole: role, DisplayName: name } = item;
    if (typeof id !== "string" || this.told.has(id)) {
      return;
    }
    this.told.add(id);
    if (item.Type === "EVENT") {
      this.tellEvent(item);
    } else if (item.Type === "MESSAGE" && item.ContentType === "text/plain" && typeof text === "string") {
      if (!this.isEcho(item, text)) {
        const from = role === "CUSTOMER" ? "customer" : role === "AGENT" ? "agent" : "assistant";
        this.listener.message({ id, from, text, ...(from === "agent" && typeof name === "string" && { name }) });
      }
    } else if (role !== "CUSTOMER" && (item.Type === "MESSAGE" || item.Type === "ATTACHMENT")) {
      this.listener.happened("unsupported");
    }
  }

  private isEcho(item: Item, text: string): boolean {
    if (item.ParticipantId !== this.ownId) {
      return false;
    }
    const [messageId] = [...this.expected].find(([, sent]) => sent === text) ?? [];
    if (messageId === undefined) {
      return false;
    }
    this.expected.delete(messageId);
    this.listener.delivered(messageId);
    return true;
  }

  private tellEvent({ ContentType, ParticipantRole, DisplayName }: Item): void {
    const event = ContentType?.startsWith(EVENT) === true ? ContentType.slice(EVENT.length) : undefined;
    if (event === "transfer.succeeded") {
      this.listener.happened("transferred");
    } else if (ParticipantRole === "AGENT" && (event === "participant.joined" || event === "participant.left")) {
      this.listener.happened(event === "participant.joined" ? "joined" : "left", DisplayName);
    }
  }
}
