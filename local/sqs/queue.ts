/**
 * One queue in memory, by the virtual clock: what was sent is received, hidden while somebody works on it, comes again when
 * it is not deleted, and goes to the dead-letter queue when it came too often. A message leaves in no other way than by a
 * delete, a purge, the dead-letter queue or the end of its retention.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import { ServiceError } from "../services/serviceError";
import { md5, type NewMessage, type StoredMessage } from "./message";
import type { QueueDefinition } from "./queueDefinition";
import { messageOf, newHandle } from "./receiptHandle";

/** Most messages in flight of a standard and of a FIFO queue. */
const MAX_IN_FLIGHT = { standard: 120_000, fifo: 20_000 };
/** How long a FIFO queue remembers a deduplication id. */
const DEDUPLICATION_MS = 5 * 60 * 1000;
/** Longest a message stays hidden after its first receive, in seconds (12 h). */
const MAX_HIDDEN_SECONDS = 43_200;

interface Hidden {
  message: StoredMessage;
  timer: Timer;
  /** False for a message that is delayed and was not received yet. */
  inFlight: boolean;
}

/** What a sender gets back. */
export interface Sent {
  messageId: string;
  /** Of FIFO queues. */
  sequenceNumber?: string;
}

/** A queue; its times are those of the clock. */
export class Queue {
  readonly #waiting = new Map<string, StoredMessage>();
  readonly #hidden = new Map<string, Hidden>();
  readonly #deduplicated = new Map<string, { sent: Sent; until: number }>();
  readonly #listeners = new Set<() => void>();
  #sequence = 0;
  #inFlight = 0;
  /** No message was sent before this time; what keeps looking for old messages rare. */
  #oldest = Infinity;

  /** @param deadLetter Finds the dead-letter queue; it may be made later than this one. */
  constructor(
    readonly definition: QueueDefinition,
    private readonly clock: Clock,
    private readonly deadLetter: () => Queue | undefined,
  ) {}

  /** Tells `listener` whenever a message can be received that could not be before; answers how to end that. */
  onAvailable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Messages that can be received, are in flight, and are delayed. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    this.#expire();
    const inFlight = this.#inFlight;
    return { visible: this.#waiting.size, inFlight, delayed: this.#hidden.size - inFlight };
  }

  /** Every message of the queue in the order it was sent, for tests and people. */
  peek(): readonly StoredMessage[] {
    this.#expire();
    const all = [...this.#waiting.values(), ...[...this.#hidden.values()].map(({ message }) => message)];
    return all.sort((one, other) => one.sequence - other.sequence);
  }

  /** Takes a message; a FIFO queue answers a duplicate with what it answered the first time. */
  send(message: NewMessage, senderId: string): Sent {
    const { fifo, delaySeconds } = this.definition;
    const deduplication = fifo ? this.#deduplicationKey(message) : undefined;
    const known = deduplication === undefined ? undefined : this.#deduplicated.get(deduplication);
    if (known && known.until > this.clock.now()) return known.sent;
    const stored: StoredMessage = {
      ...message,
      messageId: randomUUID(),
      senderId,
      sentAt: this.clock.now(),
      sequence: ++this.#sequence,
      receiveCount: 0,
    };
    const sequenceNumber = fifo ? String(stored.sequence).padStart(20, "0") : undefined;
    const sent: Sent = { messageId: stored.messageId, sequenceNumber };
    if (deduplication !== undefined) {
      this.#deduplicated.set(deduplication, { sent, until: this.clock.now() + DEDUPLICATION_MS });
    }
    const delay = message.delaySeconds ?? delaySeconds;
    if (delay > 0) this.#hide(stored, delay, false);
    else this.#show(stored);
    return sent;
  }

  /** Takes a message that failed in another queue: same id and age, as SQS moves it. */
  take(message: StoredMessage, source?: string): void {
    this.#show({
      ...message,
      sequence: ++this.#sequence,
      receipt: undefined,
      deadLetterSource: source ?? message.deadLetterSource,
    });
  }

  /**
   * Receives up to `most` messages and hides them. What has been received `maxReceiveCount` times goes to the dead-letter
   * queue instead.
   */
  receive(most: number, visibilitySeconds = this.definition.visibilityTimeoutSeconds): StoredMessage[] {
    this.#expire();
    const { fifo } = this.definition;
    const limit = fifo ? MAX_IN_FLIGHT.fifo : MAX_IN_FLIGHT.standard;
    if (this.#inFlight >= limit) {
      if (fifo) return [];
      throw new ServiceError("OverLimit", `Too many messages are in flight; the maximum is ${limit}.`, 403);
    }
    const taken: StoredMessage[] = [];
    for (const message of this.#candidates()) {
      if (taken.length >= most) break;
      if (this.#moveIfFailed(message)) continue;
      this.#waiting.delete(message.messageId);
      taken.push(message);
    }
    for (const message of taken) this.#hand(message, visibilitySeconds);
    return taken;
  }

  /** Deletes the message a handle stands for. An older handle of a message that came again deletes nothing. */
  delete(handle: string): void {
    const messageId = messageOf(handle);
    const hidden = this.#hidden.get(messageId);
    const message = hidden?.message ?? this.#waiting.get(messageId);
    if (!message || message.receipt !== handle) return;
    if (this.definition.fifo && !hidden) {
      throw new ServiceError("InvalidParameterValue", `The receipt handle has expired.`);
    }
    this.#uncover(messageId);
    this.#waiting.delete(messageId);
    // The next message of its group can be received now.
    if (this.definition.fifo) this.#tell();
  }

  /** Sets for how long a message in flight stays hidden from now on; 0 shows it at once. */
  changeVisibility(handle: string, seconds: number): void {
    const hidden = this.#hidden.get(messageOf(handle));
    if (!hidden?.inFlight || hidden.message.receipt !== handle) {
      throw new ServiceError("MessageNotInflight", "The specified message isn't in flight.");
    }
    const { message } = hidden;
    const latest = (message.firstReceivedAt ?? 0) + MAX_HIDDEN_SECONDS * 1000;
    if (this.clock.now() + seconds * 1000 > latest) {
      const limit = `Total VisibilityTimeout for the message is beyond the limit [${MAX_HIDDEN_SECONDS} seconds]`;
      throw new ServiceError("InvalidParameterValue", limit);
    }
    this.#uncover(message.messageId);
    if (seconds === 0) this.#show(message);
    else this.#hide(message, seconds, true);
  }

  /** Takes up to `most` messages that can be received out of the queue, for another to have them. */
  takeOut(most: number): StoredMessage[] {
    this.#expire();
    const taken = [...this.#candidates()].slice(0, most);
    for (const { messageId } of taken) this.#waiting.delete(messageId);
    return taken;
  }

  /** Deletes every message. */
  purge(): void {
    for (const messageId of [...this.#hidden.keys()]) this.#uncover(messageId);
    this.#waiting.clear();
  }

  /** What waits, in order; of a FIFO queue's group only what comes before anything of it is in flight. */
  #candidates(): Iterable<StoredMessage> {
    if (!this.definition.fifo) return this.#waiting.values();
    const waiting = [...this.#waiting.values()];
    const locked = new Set([...this.#hidden.values()].map(({ message }) => message.groupId));
    const open = waiting.filter(({ groupId }) => !locked.has(groupId));
    return open.sort((one, other) => one.sequence - other.sequence);
  }

  #hand(message: StoredMessage, visibilitySeconds: number): void {
    message.receiveCount += 1;
    message.firstReceivedAt ??= this.clock.now();
    message.receipt = newHandle(message.messageId);
    if (visibilitySeconds > 0) this.#hide(message, visibilitySeconds, true);
    else this.#show(message);
  }

  #moveIfFailed(message: StoredMessage): boolean {
    const { redrive, arn } = this.definition;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.deadLetter();
    if (!target) return false;
    this.#waiting.delete(message.messageId);
    target.take(message, arn);
    return true;
  }

  #hide(message: StoredMessage, seconds: number, inFlight: boolean): void {
    const timer = this.clock.after(seconds * 1000, () => {
      this.#uncover(message.messageId);
      this.#show(message);
    });
    this.#hidden.set(message.messageId, { message, timer, inFlight });
    if (inFlight) this.#inFlight += 1;
    this.#oldest = Math.min(this.#oldest, message.sentAt);
  }

  #uncover(messageId: string): void {
    const hidden = this.#hidden.get(messageId);
    hidden?.timer.cancel();
    if (hidden?.inFlight) this.#inFlight -= 1;
    this.#hidden.delete(messageId);
  }

  #show(message: StoredMessage): void {
    this.#waiting.set(message.messageId, message);
    this.#oldest = Math.min(this.#oldest, message.sentAt);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Drops what is older than the queue keeps it. */
  #expire(): void {
    const oldest = this.clock.now() - this.definition.retentionSeconds * 1000;
    if (this.#oldest > oldest) return;
    for (const message of this.#waiting.values()) {
      if (message.sentAt <= oldest) this.#waiting.delete(message.messageId);
    }
    // What is hidden may be older: it is looked at once it shows again.
    this.#oldest = Math.min(...[...this.#waiting.values()].map(({ sentAt }) => sentAt), Infinity);
  }

  #deduplicationKey({ body, deduplicationId, groupId }: NewMessage): string {
    const { contentBasedDeduplication, deduplicationScope } = this.definition;
    const content = contentBasedDeduplication ? createHash("sha256").update(body).digest("hex") : undefined;
    const id = deduplicationId ?? content;
    if (id === undefined) {
      const message =
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
      throw new ServiceError("InvalidParameterValue", message);
    }
    return deduplicationScope === "messageGroup" ? `${md5(groupId ?? "")} ${id}` : id;
  }
}
