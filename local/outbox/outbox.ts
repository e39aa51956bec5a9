/** What would have left the account: every SMS, e-mail and push message, in order, and what was held back. */

/** What every message has. */
interface Entry {
  /** Epoch milliseconds by the virtual clock. */
  readonly at: number;
  readonly messageId: string;
  /** Who gets it: a number in E.164, an e-mail address, or the ARN of a platform endpoint. */
  readonly to: string;
  /** Who it is from: an origination number, a sender id or an e-mail address; undefined when AWS would choose. */
  readonly from?: string;
  readonly text: string;
  /** ARN of the topic it was published to, if any. */
  readonly topicArn?: string;
}

/** A text message. */
export interface SmsEntry extends Entry {
  readonly channel: "sms";
  /** Parts it is sent and paid as. */
  readonly segments: number;
  readonly encoding: "GSM-7" | "UCS-2";
  readonly type: "Promotional" | "Transactional";
}

/** An e-mail. */
export interface EmailEntry extends Entry {
  readonly channel: "email";
  readonly subject: string;
  /** The HTML part, when there is one beside the text. */
  readonly html?: string;
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly configurationSet?: string;
}

/** A push message to one device. */
export interface PushEntry extends Entry {
  readonly channel: "push";
  /** `APNS`, `GCM`, … */
  readonly platform: string;
  readonly title?: string;
  /** What the device gets: the platform's JSON, or a bare text. */
  readonly payload: string;
}

/** One message that left. */
export type OutboxEntry = SmsEntry | EmailEntry | PushEntry;

/** A message AWS accepts and then does not send. */
export interface WithheldMessage {
  readonly at: number;
  readonly messageId: string;
  readonly channel: OutboxEntry["channel"];
  readonly to: string;
  /** `optedOut`: the number answered STOP. `spendLimit`: the account's limit of the month is used up. */
  readonly reason: "optedOut" | "spendLimit";
}

/** The messages of a run, oldest first. */
export class Outbox {
  readonly #entries: OutboxEntry[] = [];
  readonly #withheld: WithheldMessage[] = [];
  readonly #listeners = new Set<(entry: OutboxEntry) => void>();

  /** What left, oldest first. */
  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /** What was accepted and not sent, oldest first. */
  get withheld(): readonly WithheldMessage[] {
    return this.#withheld;
  }

  /** What left for one receiver. */
  to(receiver: string): OutboxEntry[] {
    return this.#entries.filter(({ to }) => to === receiver);
  }

  /** Takes a message that leaves. */
  add(entry: OutboxEntry): void {
    this.#entries.push(entry);
    for (const listener of [...this.#listeners]) listener(entry);
  }

  /** Notes a message that does not leave. */
  withhold(message: WithheldMessage): void {
    this.#withheld.push(message);
  }

  /** Tells `listener` of every message from now on; answers how to end that. */
  onEntry(listener: (entry: OutboxEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The first message that satisfies `wanted`, of those that left or as soon as it leaves. */
  first(wanted: (entry: OutboxEntry) => boolean): Promise<OutboxEntry> {
    const known = this.#entries.find(wanted);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const end = this.onEntry((entry) => {
        if (!wanted(entry)) return;
        end();
        resolve(entry);
      });
    });
  }
}
