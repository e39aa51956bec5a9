/** A Slack workspace: its people, conversations, and everything that was written in them. */

/** One message as people in the workspace see it. */
export interface SlackMessage {
  /** Slack's id of a message: epoch seconds with six decimals, unique in its conversation. */
  readonly ts: string;
  readonly channel: string;
  /** Who wrote it: a person's id, or `bot`. */
  readonly from: string;
  readonly text: string;
  /** The only person who sees it; undefined when everybody in the conversation does. */
  readonly onlyFor?: string;
  readonly threadTs?: string;
  /** Values of its buttons by label. */
  readonly buttons: ReadonlyMap<string, string>;
}

/** What is written, before the workspace has given it its id. */
export type Writing = Omit<SlackMessage, "ts" | "buttons"> & { readonly blocks?: unknown };

/** A channel everybody reads, which every workspace has. */
export const GENERAL = "C0GENERAL";

const TEAM = "T0LOCAL";
const BOT = "U0BOT";

/** People and conversations are made when first used. */
export class Workspace {
  readonly teamId = TEAM;
  readonly botId = BOT;
  private readonly all: SlackMessage[] = [];
  private readonly watchers = new Set<() => void>();
  private count = 0;

  /** @param now epoch milliseconds */
  constructor(private readonly now: () => number) {}

  /** Everything written so far, in order. */
  get messages(): readonly SlackMessage[] {
    return this.all;
  }

  /** Id of a person by name: capital letters and digits, as Slack's are. */
  person(name: string): string {
    return `U0${name.toUpperCase().replace(/[^A-Z0-9]/g, "")}`;
  }

  /** Id of a person's conversation with the bot. */
  direct(name: string): string {
    return `D0${this.person(name).slice(2)}`;
  }

  /** Whether a conversation is there to be written to. */
  has(channel: string): boolean {
    return channel === GENERAL || /^D0[A-Z0-9]+$/.test(channel);
  }

  write({ blocks, ...message }: Writing): SlackMessage {
    const seconds = Math.floor(this.now() / 1_000);
    const written = {
      ...message,
      ts: `${seconds}.${String(++this.count).padStart(6, "0")}`,
      buttons: buttonsOf(blocks),
    };
    this.all.push(written);
    for (const watcher of this.watchers) watcher();
    return written;
  }

  /**
   * Waits until a message is there that is wanted, among those there already or to come.
   * @throws Error when it does not come in `milliseconds` of real time
   */
  waitFor(wanted: (message: SlackMessage, index: number) => boolean, milliseconds = 10_000): Promise<SlackMessage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.all.find(wanted);
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`No such message came in ${milliseconds} ms. ${this.all.length} messages are there.`));
      }, milliseconds);
      const stop = (): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
      };
      this.watchers.add(look);
      look();
    });
  }
}

/** The buttons among blocks of Slack's Block Kit. */
function buttonsOf(blocks: unknown): ReadonlyMap<string, string> {
  const elements = listOf(blocks).flatMap((block) => listOf(fieldsOf(block).elements).map(fieldsOf));
  return new Map(
    elements
      .filter(({ type }) => type === "button")
      .map(({ text, value }) => [String(fieldsOf(text).text ?? ""), String(value ?? "")]),
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
