/** Contacts that wait in one queue, in the order in which they are due. */
import type { Contact } from "./contact";
import { SortedList } from "./sortedList";
import type { Channel } from "./types";

/** Higher priority (a lower number) first, then who waits longest, then who came first. */
export function byUrgency(a: Contact, b: Contact): number {
  return a.priority - b.priority || a.effectiveEnqueuedAt - b.effectiveEnqueuedAt || a.number - b.number;
}

const NOBODY = new SortedList<Contact>(byUrgency);

/** Waiting contacts by channel: an agent who takes chats only need not look past calls. */
export class WaitingContacts {
  private readonly byChannel = new Map<Channel, SortedList<Contact>>();
  private readonly lists: SortedList<Contact>[] = [];

  /** How many wait, on all channels. */
  get size(): number {
    return this.lists.length === 1 ? (this.lists[0]?.size ?? 0) : this.lists.reduce((sum, { size }) => sum + size, 0);
  }

  /** Those of one channel, most urgent first. */
  on(channel: Channel): SortedList<Contact> {
    return this.byChannel.get(channel) ?? NOBODY;
  }

  /** All of them, channel by channel. */
  *[Symbol.iterator](): Iterator<Contact> {
    for (const list of this.byChannel.values()) yield* list;
  }

  add(contact: Contact): void {
    const list = this.byChannel.get(contact.channel);
    if (list !== undefined) return list.add(contact);
    const first = new SortedList<Contact>(byUrgency);
    first.add(contact);
    this.byChannel.set(contact.channel, first);
    this.lists.push(first);
  }

  /** Harmless when the contact does not wait here. */
  remove(contact: Contact): void {
    this.byChannel.get(contact.channel)?.remove(contact);
  }
}
