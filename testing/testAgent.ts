/** An agent at work: signs in, answers, listens, hangs up, all when the test says so. */
import type { Agent, AgentState, TranscriptEntry } from "../local/connect";
import { type Duration, milliseconds } from "./duration";
import { ExpectationError, MisuseError } from "./expectationError";
import { Hearing, during } from "./hearing";
import type { Match } from "./match";
import type { Stage } from "./stage";
import type { Step } from "./step";
import type { Patience, TestContact } from "./testContact";
import { type AnyInteraction, whereItStands } from "./whereItStands";

/** How an agent of a test works. */
export interface SignIn {
  /** After-contact work; the agent is free again afterwards. Default none. */
  readonly afterContactWork?: Duration;
  /** Answers by itself when an offered contact has rung so long; default never: `answers()` does. */
  readonly answersAfter?: Duration;
}

/** How long an offered contact rings before it counts as missed. */
const RINGING: Duration = "20 seconds";

/** One agent of a test. */
export class TestAgent {
  private readonly hearings = new Map<AnyInteraction, Hearing>();
  private talksTo: AnyInteraction | undefined;

  constructor(
    private readonly stage: Stage,
    /** The engine's own object, for what the kit has no words for. */
    readonly agent: Agent,
  ) {}

  get username(): string {
    return this.agent.username;
  }

  get state(): AgentState {
    return this.agent.state;
  }

  /** Is available from now on. What is offered rings until the test lets the agent answer, 20 seconds at most. */
  signsIn({ afterContactWork = 0, answersAfter }: SignIn = {}): Step<this> {
    return this.step("signsIn()", async () => {
      const { behaviour } = this.agent;
      behaviour.answers = answersAfter !== undefined;
      behaviour.answerAfterSeconds = milliseconds(answersAfter ?? 0) / 1_000;
      behaviour.talkSeconds = Number.POSITIVE_INFINITY;
      behaviour.afterContactWorkSeconds = milliseconds(afterContactWork) / 1_000;
      this.agent.goOnline();
      await this.stage.settle();
      return this;
    });
  }

  /** Takes a status: Available, Offline, or one the program declares. */
  takesStatus(name: string): Step<void> {
    return this.step(`takesStatus("${name}")`, async () => {
      this.agent.setStatus(name);
      await this.stage.settle();
    });
  }

  /** Goes offline, after the contact if there is one. */
  signsOut(): Step<void> {
    return this.takesStatus("Offline");
  }

  /** Answers this contact, which rings or does so in the time given; then the whispers have been played. */
  answers(contact: TestContact, { within = 0 }: Patience = {}): Step<void> {
    const { interaction } = contact;
    return this.step("answers()", async (origin) => {
      const rings = (): boolean => interaction.contact.offeredTo === this.agent;
      const talks = (): boolean => interaction.contact.agent === this.agent;
      await this.stage.becomes(() => rings() || talks(), milliseconds(within));
      if (rings()) this.agent.pickUp(interaction);
      if (!talks()) {
        const message = `agent ${this.username} was to answer${during(within)}, and it does not ring; the agent is ${this.state}`;
        this.hearing(interaction).fail(origin, { message });
      }
      this.talksTo = interaction;
      await this.stage.settle();
    });
  }

  /** Lets this contact ring until it is missed. */
  misses(contact: TestContact): Step<void> {
    const { interaction } = contact;
    return this.step("misses()", async (origin) => {
      const { missedCalls } = this.agent;
      if (await this.stage.becomes(() => this.agent.missedCalls > missedCalls, milliseconds(RINGING))) return;
      const message = `agent ${this.username} was to miss a contact, and none rang out; the agent is ${this.state}`;
      this.hearing(interaction).fail(origin, { message });
    });
  }

  /** Hears this: the whisper, or what the customer says and writes, after what earlier expectations heard. */
  hears(match: Match, { within = 0 }: Patience = {}): Step<TranscriptEntry> {
    return this.step("hears()", (origin) => this.current(origin).expect(origin, match, within));
  }

  /** Hears nothing since the last expectation, nor in the time given. */
  hearsNothing({ within = 0 }: Patience = {}): Step<void> {
    return this.step("hearsNothing()", (origin) => this.current(origin).expectNothing(origin, within));
  }

  /** Writes to the customer of a chat. */
  sends(text: string): Step<void> {
    return this.does(`sends("${text}")`, (on) => this.agent.send(text, on));
  }

  /** Puts the customer on hold. */
  holds(): Step<void> {
    return this.does("holds()", (on) => this.agent.hold(on));
  }

  /** Takes the customer off hold. */
  resumes(): Step<void> {
    return this.does("resumes()", (on) => this.agent.resume(on));
  }

  /** Hands the conversation to a quick connect, by its name, and leaves. */
  transfersTo(quickConnect: string): Step<void> {
    return this.does(`transfersTo("${quickConnect}")`, (on) => this.agent.transferTo(quickConnect, on));
  }

  /** Ends the conversation; a task is completed so. */
  hangsUp(): Step<void> {
    return this.does("hangsUp()", (on) => this.agent.hangUp(on));
  }

  /** The agent is in this state, or comes into it in the time given. */
  is(state: AgentState, { within = 0 }: Patience = {}): Step<void> {
    return this.step(`is("${state}")`, async (origin) => {
      if (await this.stage.becomes(() => this.state === state, milliseconds(within))) return;
      const { clock } = this.stage;
      const [interaction] = this.talksTo === undefined ? [] : [this.talksTo];
      const contact = interaction === undefined ? "" : `\n  last contact: ${whereItStands(interaction, clock.now())}`;
      const message = `agent ${this.username} was to be ${state}${during(within)}, not ${this.state}${contact}`;
      throw new ExpectationError({ message, expected: state, actual: this.state, showDiff: true }, origin);
    });
  }

  private does(title: string, act: (on: AnyInteraction) => void): Step<void> {
    return this.step(title, async (origin) => {
      if (this.talksTo === undefined) throw this.withoutContact(title, origin);
      try {
        act(this.talksTo);
      } catch (error) {
        throw new MisuseError(error instanceof Error ? error.message : String(error), origin);
      }
      await this.stage.settle();
    });
  }

  private current(origin: Error): Hearing {
    if (this.talksTo === undefined) throw this.withoutContact("hear anything", origin);
    return this.hearing(this.talksTo);
  }

  private withoutContact(title: string, origin: Error): MisuseError {
    const remedy = "let the agent answer a contact first: await agent.answers(call)";
    return new MisuseError(`Agent ${this.username} has answered nothing, and so cannot ${title}; ${remedy}.`, origin);
  }

  private hearing(interaction: AnyInteraction): Hearing {
    const { agent, hearings, stage } = this;
    const known = hearings.get(interaction);
    if (known !== undefined) return known;
    const hears = ({ who, to, at }: TranscriptEntry): boolean => {
      const { connectedToAgentAt } = interaction.contact;
      return to === "agent" || (who === "caller" && connectedToAgentAt !== null && at >= connectedToAgentAt);
    };
    const hearing = new Hearing(stage, interaction, { title: `agent ${agent.username}`, verb: "hear", hears });
    hearings.set(interaction, hearing);
    return hearing;
  }

  private step<T>(title: string, work: (origin: Error) => T | Promise<T>): Step<T> {
    return this.stage.steps.add(`agent.${title}`, (origin) => {
      this.stage.use(`agent ${this.username}`, origin);
      return work(origin);
    });
  }
}
