/** A customer in a chat window, and a task somebody has created. */
import type { Chat, Task, TranscriptEntry } from "../local/connect";
import type { Match } from "./match";
import type { Stage } from "./stage";
import type { Step } from "./step";
import { type Patience, TestContact } from "./testContact";

/** One chat of a test. */
export class TestChat extends TestContact<Chat> {
  constructor(stage: Stage, chat: Chat) {
    super(stage, chat, {
      title: `the chat of ${chat.customerName}`,
      noun: "chat",
      verb: "receive",
      // The chat window also shows what the agent does: joins, writes, leaves.
      hears: ({ who, to }) => (who === "system" || who === "agent") && to !== "agent",
    });
  }

  /** The customer receives this, after what earlier expectations received. */
  receives(match: Match, { within = 0 }: Patience = {}): Step<TranscriptEntry> {
    return this.step("receives()", (origin) => this.hearing.expect(origin, match, within));
  }

  /** The customer receives nothing since the last expectation, nor in the time given. */
  receivesNothing({ within = 0 }: Patience = {}): Step<void> {
    return this.step("receivesNothing()", (origin) => this.hearing.expectNothing(origin, within));
  }

  /** The customer has not received this in the whole chat, nor does in the time given. */
  neverReceives(match: Match, { within = 0 }: Patience = {}): Step<void> {
    return this.step("neverReceives()", (origin) => this.hearing.expectNever(origin, match, within));
  }

  /** Writes a message; it waits where nobody reads it yet. @throws MisuseError when the chat is over */
  sends(text: string): Step<void> {
    return this.step(`sends("${text}")`, async (origin) => {
      await this.stage.settle();
      this.expectAlive(origin, `send "${text}"`);
      this.interaction.send(text);
      await this.stage.settle();
    });
  }

  /** Answers the view that is shown (ShowView). @throws MisuseError when none is */
  chooses(action: string, data: Record<string, unknown> = {}): Step<void> {
    return this.step(`chooses("${action}")`, async (origin) => {
      await this.stage.settle();
      this.expectAsked(origin, `choose "${action}"`);
      this.interaction.choose(action, data);
      await this.stage.settle();
    });
  }
}

/** One task of a test. */
export class TestTask extends TestContact<Task> {
  constructor(stage: Stage, task: Task) {
    super(stage, task, {
      title: `the task "${task.contact.data.Name ?? ""}"`,
      noun: "task",
      verb: "say",
      hears: ({ who, to }) => who === "system" && to !== "agent",
    });
  }
}
