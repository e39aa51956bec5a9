/** What is written while somebody sits at the phone: chats of the page, messages in Slack, and what leaves the centre. */
import type { LocalCenter } from "../center";
import { Chat } from "../connect";
import { renderEntry, renderOutbox } from "../outbox/renderOutbox";
import { Conversation } from "./conversation";
import type { Terminal } from "./terminal";

/** Who writes in Slack. */
const COLLEAGUE = "Robin";

/** What of a centre is written and read; a centre without chats, Slack or messages lacks them. */
export type TextingCenter = Pick<LocalCenter, "clock" | "connect"> & Partial<Pick<LocalCenter, "slack" | "outbox">>;

/** Shows what is written, as it comes, and lets the person write. */
export class Texting {
  readonly #chats = new Map<Chat, Conversation>();
  #slackShown: number;
  #outboxShown: number;

  constructor(
    private readonly center: TextingCenter,
    private readonly out: Terminal,
  ) {
    this.#slackShown = center.slack?.workspace.messages.length ?? 0;
    this.#outboxShown = center.outbox?.entries.length ?? 0;
    // What the demonstration has shown is not shown again.
    for (const chat of this.#all()) this.#chats.set(chat, this.#conversationOf(chat));
  }

  /** Whether something came since the last time. */
  get pending(): boolean {
    const { slack, outbox } = this.center;
    return (
      (slack?.workspace.messages.length ?? 0) > this.#slackShown ||
      (outbox?.entries.length ?? 0) > this.#outboxShown ||
      this.#all().some((chat) => this.#chats.get(chat)?.pending ?? true)
    );
  }

  /** Prints what came since the last time. */
  show(): void {
    for (const chat of this.#all()) {
      if (!this.#chats.has(chat)) {
        this.out.line("  A chat:");
        this.#chats.set(chat, new Conversation(this.out, chat, this.center.clock.now()));
      }
      this.#chats.get(chat)?.show();
    }
    const messages = this.center.slack?.workspace.messages ?? [];
    for (const { from, text } of messages.slice(this.#slackShown)) {
      this.out.line(`  Slack  ${this.out.paint("cyan", (from === "bot" ? "bot" : COLLEAGUE).padEnd(8))}  ${text}`);
    }
    this.#slackShown = messages.length;
    const entries = this.center.outbox?.entries ?? [];
    for (const entry of entries.slice(this.#outboxShown)) this.out.line(renderEntry(entry));
    this.#outboxShown = entries.length;
  }

  /** Writes to the bot in Slack. */
  async slack(text: string): Promise<void> {
    const { slack } = this.center;
    if (slack === undefined) {
      this.out.line("This centre has no Slack app; the setting slack of the architecture advanced adds one.");
    } else if (text === "") {
      this.out.line("Type slack and what to write, such as slack when are you open.");
    } else {
      const { status } = await slack.say(COLLEAGUE, text);
      if (status !== 200) this.out.line(`  The app answered Slack with ${status}.`);
    }
  }

  /** Lets an agent answer the newest chat an agent is in. */
  answer(text: string): void {
    const chat = this.#all()
      .reverse()
      .find(({ state }) => state === "with-agent");
    const agent = chat && this.center.connect.agents.find(({ contacts }) => contacts.includes(chat.contact));
    if (agent === undefined) this.out.line("No agent is in a chat. Send them on line with agent on.");
    else if (text === "") this.out.line("Type answer and what the agent writes.");
    else agent.send(text, chat);
  }

  /** Prints everything that would have left the centre. */
  showOutbox(): void {
    const { outbox } = this.center;
    this.out.line(outbox === undefined ? "This centre sends no messages." : renderOutbox(outbox));
  }

  #all(): Chat[] {
    return this.center.connect.interactions.filter((one): one is Chat => one instanceof Chat);
  }

  #conversationOf(chat: Chat): Conversation {
    const conversation = new Conversation(this.out, chat, this.center.clock.now());
    conversation.skip();
    return conversation;
  }
}
