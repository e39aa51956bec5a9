/** One chat as its participants see it: the transcript so far, and whoever listens to what comes. */
import type { Clock, Timer } from "../clock";
import type { Agent, Author, Chat, CustomerView } from "../connect";
import type { Contact } from "../connect/contact";
import { uuidOf } from "../engine/identity";
import { type ChatItem, EVENTS } from "./chatItem";

/** A customer who has not connected by then is taken to have left, minutes. */
const CONNECT_WITHIN_MINUTES = 5;

/** Told of each new item. */
export type ChatListener = (item: ChatItem) => void;

/** One room. It is made before the chat begins, so that it misses nothing. */
export class ChatRoom implements CustomerView {
  /** Everything that a transcript keeps, oldest first. */
  readonly transcript: ChatItem[] = [];
  /** True once the contact is over. */
  over = false;
  private readonly listeners = new Set<ChatListener>();
  private readonly clients = new Map<string, { Id: string; AbsoluteTime: string }>();
  private initial: string | undefined;
  private connected = false;
  private waiting: Timer | undefined;
  private count = 0;

  constructor(
    private readonly clock: Clock,
    /** Content types the customer's window can show (`SupportedMessagingContentTypes`). */
    readonly contentTypes: readonly string[],
  ) {}

  /** Waits for the customer to connect. */
  open(chat: Chat): void {
    if (this.over) return;
    this.waiting = this.clock.after(CONNECT_WITHIN_MINUTES * 60_000, () => chat.hangUp());
  }

  /** Id of the contact the chat began with. */
  initialContactId(contact: Contact): string {
    return (this.initial ??= contact.initial.id);
  }

  /** Id of a participant: the customer, an agent by id, or a name of the system's. */
  participantId(contact: Contact, role: "CUSTOMER" | "AGENT" | "SYSTEM", who = ""): string {
    return uuidOf(`${this.initialContactId(contact)}/${role}/${who}`);
  }

  /** Tells a listener of everything from now on; answers with what ends that. */
  listen(listener: ChatListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The customer has connected, for the first time or again. */
  customerConnects(chat: Chat): void {
    this.waiting?.cancel();
    if (this.connected) return;
    this.connected = true;
    this.customerEvent(chat, EVENTS.joined);
  }

  /** The customer writes. The same client token writes once. @throws Error when the chat takes no such message */
  customerWrites(chat: Chat, text: string, clientToken?: string): { Id: string; AbsoluteTime: string } {
    const known = clientToken === undefined ? undefined : this.clients.get(clientToken);
    if (known !== undefined) return known;
    const receipt = { Id: this.nextId(chat.contact), AbsoluteTime: this.time() };
    if (clientToken !== undefined) this.clients.set(clientToken, receipt);
    chat.send(text, receipt.Id);
    return receipt;
  }

  /** The customer tells of something; `kept` decides whether the transcript shows it. */
  customerEvent(chat: Chat, contentType: string, kept = true): ChatItem {
    const { contact } = chat;
    const customer = this.participantId(contact, "CUSTOMER");
    return this.event(contact, contentType, { role: "CUSTOMER", id: customer, name: chat.customerName }, kept);
  }

  /** The customer tells that a message has arrived, or was read; nobody is shown that here. */
  receipt(chat: Chat): { Id: string; AbsoluteTime: string } {
    return { Id: this.nextId(chat.contact), AbsoluteTime: this.time() };
  }

  /** The customer leaves the chat for good. */
  customerLeaves(chat: Chat): void {
    this.customerEvent(chat, EVENTS.left);
    chat.hangUp();
  }

  message(contact: Contact, author: Author, content: string): void {
    const { participantRole: role, displayName, messageId } = author;
    const who = role === "AGENT" ? contact.agent?.id : role === "SYSTEM" ? displayName : "";
    this.add({
      ...this.head(contact, messageId),
      Content: content,
      ContentType: "text/plain",
      Type: "MESSAGE",
      ParticipantId: this.participantId(contact, role, who),
      DisplayName: displayName,
      ParticipantRole: role,
    });
  }

  agentJoined(contact: Contact, agent: Agent): void {
    this.agentEvent(contact, agent, EVENTS.joined);
  }

  agentLeft(contact: Contact, agent: Agent): void {
    if (contact.next !== null) this.agentEvent(contact, agent, EVENTS.transferred);
    this.agentEvent(contact, agent, EVENTS.left);
  }

  ended(contact: Contact): void {
    this.waiting?.cancel();
    this.add({ ...this.head(contact), ContentType: EVENTS.ended, Type: "EVENT" });
    this.over = true;
    this.listeners.clear();
  }

  private agentEvent(contact: Contact, agent: Agent, contentType: string): void {
    const id = this.participantId(contact, "AGENT", agent.id);
    this.event(contact, contentType, { role: "AGENT", id, name: agent.firstName }, true);
  }

  private event(
    contact: Contact,
    contentType: string,
    who: { role: "CUSTOMER" | "AGENT"; id: string; name: string },
    kept: boolean,
  ): ChatItem {
    const item: ChatItem = {
      ...this.head(contact),
      ContentType: contentType,
      Type: "EVENT",
      ParticipantId: who.id,
      DisplayName: who.name,
      ParticipantRole: who.role,
    };
    this.add(item, kept);
    return item;
  }

  private add(item: ChatItem, kept = true): void {
    if (this.over) return;
    if (kept) this.transcript.push(item);
    for (const listener of [...this.listeners]) listener(item);
  }

  private head(contact: Contact, id = this.nextId(contact)) {
    const InitialContactId = this.initialContactId(contact);
    return { AbsoluteTime: this.time(), Id: id, InitialContactId, ContactId: contact.id };
  }

  private nextId(contact: Contact): string {
    return uuidOf(`${this.initialContactId(contact)}/item/${this.count++}`);
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
