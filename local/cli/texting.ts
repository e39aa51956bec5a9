/**
 * What is written while somebody sits at the phone: chats of the page, messages in Slack, the tasks that come of them, and
 * what leaves the centre.
 */
import type { LocalCenter } from "../center";
import { type Agent, Chat, Task } from "../connect";
import { renderEntry, renderOutbox } from "../outbox/renderOutbox";
import { asksForPin, Conversation, withoutDigits } from "./conversation";
import type { Terminal } from "./terminal";

/** Who writes in Slack. */
const COLLEAGUE = "Robin";

/** A line of a message after its first stands below it. */
const INDENTED = `\n${" ".repeat(19)}`;

/** What of a centre is written and read; a centre without chats, Slack or messages lacks them. */
export type TextingCenter = Pick<LocalCenter, "clock" | "connect"> & Partial<Pick<LocalCenter, "slack" | "outbox">>;

/** Shows what is written, as it comes, and lets the person write. */
export class Texting {
  readonly #chats = new Map<Chat, Conversation>();
  readonly #tasks = new Set<Task>();
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
    for (const { task } of this.#tasksWithAgents()) this.#tasks.add(task);
  }

  /** Whether something came since the last time. */
  get pending(): boolean {
    const { slack, outbox } = this.center;
    return (
      (slack?.workspace.messages.length ?? 0) > this.#slackShown ||
      (outbox?.entries.length ?? 0) > this.#outboxShown ||
      this.#all().some((chat) => this.#chats.get(chat)?.pending ?? true) ||
      this.#tasksWithAgents().some(({ task }) => !this.#tasks.has(task))
    );
  }

  /** Prints what came since the last time. */
  show(): void {
    for (const chat of this.#all()) {
      if (!this.#chats.has(chat)) {
        this.out.line("  A chat:");
        this.#chats.set(chat, new Conversation(this.out, chat, chat.contact.initiatedAt));
      }
      this.#chats.get(chat)?.show();
    }
    const messages = this.center.slack?.workspace.messages ?? [];
    for (const [index, { from, text }] of messages.entries()) {
      if (index < this.#slackShown) continue;
      const isAnswer = from !== "bot" && asksForPin(messages[index - 1]?.text ?? "");
      const words = (isAnswer ? withoutDigits(text) : text).replace(/\n/g, INDENTED);
      this.out.line(`  Slack  ${this.out.paint("cyan", (from === "bot" ? "bot" : COLLEAGUE).padEnd(8))}  ${words}`);
    }
    this.#slackShown = messages.length;
    const entries = this.center.outbox?.entries ?? [];
    for (const entry of entries.slice(this.#outboxShown)) this.out.line(renderEntry(entry));
    this.#outboxShown = entries.length;
    for (const { task, agent } of this.#tasksWithAgents()) {
      if (!this.#tasks.has(task)) this.#showTask(task, agent);
    }
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
    const agent = chat && this.#agentIn(chat);
    if (agent === undefined) this.out.line(this.#whyNoChat());
    else if (text === "") this.out.line("Type answer and what the agent writes.");
    else agent.send(text, chat);
  }

  /** Lets an agent complete the newest task, or leave the newest chat. */
  done(): void {
    const [work] = [...this.#tasksWithAgents().map(({ task }) => task), ...this.#all()]
      .filter((one) => one.state === "with-agent")
      .sort((one, other) => other.contact.initiatedAt - one.contact.initiatedAt);
    const agent = work && this.#agentIn(work);
    if (agent === undefined) {
      this.out.line("No agent has a task or a chat.");
      return;
    }
    agent.complete(work);
    this.out.line(`  ${agent.username} is done with the ${work instanceof Task ? "task" : "chat"}.`);
  }

  /** Prints everything that would have left the centre. */
  showOutbox(): void {
    const { outbox } = this.center;
    this.out.line(outbox === undefined ? "This centre sends no messages." : renderOutbox(outbox));
  }

  /** An agent at a task gets neither calls nor chats, as in Amazon Connect. */
  #whyNoChat(): string {
    const atTask = this.#tasksWithAgents()[0]?.agent;
    return atTask === undefined
      ? "No agent is in a chat. Send them on line with agent on."
      : `No agent is in a chat: ${atTask.username} is at a task. Type done when it is done.`;
  }

  #showTask(task: Task, { username }: Agent): void {
    const { Name = "", Description = "" } = task.contact.data;
    this.out.line(`  A task for ${username}: ${Name}`);
    if (Description !== "") this.out.line(`    ${Description.replace(/\n/g, "\n    ")}`);
    this.out.line("  Type done when it is done; until then nothing else reaches the agent.");
    this.#tasks.add(task);
  }

  #tasksWithAgents(): { task: Task; agent: Agent }[] {
    return this.center.connect.interactions.flatMap((task) => {
      const agent = task instanceof Task && task.state === "with-agent" ? this.#agentIn(task) : undefined;
      return task instanceof Task && agent !== undefined ? [{ task, agent }] : [];
    });
  }

  #agentIn({ contact }: Chat | Task): Agent | undefined {
    return this.center.connect.agents.find(({ contacts }) => contacts.includes(contact));
  }

  #all(): Chat[] {
    return this.center.connect.interactions.filter((one): one is Chat => one instanceof Chat);
  }

  #conversationOf(chat: Chat): Conversation {
    const conversation = new Conversation(this.out, chat, chat.contact.initiatedAt);
    conversation.skip();
    return conversation;
  }
}
