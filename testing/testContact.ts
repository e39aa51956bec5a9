/** What calls, chats and tasks of a test share: where the contact is, what it knows and what is recorded of it. */
import type { ContactRecord, FlowLogLine, TraceEntry, TranscriptEntry } from "../local/connect";
import { type Duration, milliseconds } from "./duration";
import { type Failure, MisuseError, unknownName } from "./expectationError";
import { Hearing, during } from "./hearing";
import { found } from "./match";
import type { Stage } from "./stage";
import type { Step } from "./step";
import { transcriptText } from "./transcriptText";
import { type AnyInteraction, whereItStands } from "./whereItStands";

/** How long an expectation may wait, in virtual time. */
export interface Patience {
  /** Virtual time that may pass until it holds. Default none: only what happens at this moment counts. */
  readonly within?: Duration;
}

/** Attributes as expected: exactly a value, a pattern in it, or undefined for one that is not set. */
export type ExpectedAttributes = Readonly<Record<string, string | RegExp | undefined>>;

/** A block of a flow, and if given the way out of it. */
export interface BlockRun {
  readonly flow: string;
  /** The action's Identifier. */
  readonly block: string;
  /** `NextAction`, a condition such as `Equals 1`, an error type, or how the flow ended. */
  readonly outcome?: string;
}

/** What a kind of contact is called. */
export interface ContactWords {
  /** For example `the call from +12065550100`. */
  readonly title: string;
  /** Word of the test for it: call, chat, task. */
  readonly noun: string;
  readonly verb: string;
  hears(line: TranscriptEntry): boolean;
}

/** One contact of a test, through all its transfers. */
export abstract class TestContact<I extends AnyInteraction = AnyInteraction> {
  protected readonly hearing: Hearing;

  constructor(
    protected readonly stage: Stage,
    /** The engine's own object, for what the kit has no words for. */
    readonly interaction: I,
    protected readonly words: ContactWords,
  ) {
    this.hearing = new Hearing(stage, interaction, words);
  }

  /** User-defined contact attributes as they are now. */
  get attributes(): Record<string, string> {
    return this.interaction.attributes;
  }

  /** Everything said, pressed, written and noted so far. */
  get transcript(): readonly TranscriptEntry[] {
    return this.interaction.transcript;
  }

  /** Every action that ran so far, with resolved parameters. */
  get trace(): readonly TraceEntry[] {
    return this.interaction.trace;
  }

  /** Lines of the flow log of this contact and those it continues. */
  get flowLog(): readonly FlowLogLine[] {
    const ids = new Set<string>();
    let contact: AnyInteraction["contact"] | null = this.interaction.contact;
    for (; contact !== null; contact = contact.previous) ids.add(contact.id);
    return this.stage.connect.flowLogs.filter(({ ContactId }) => ids.has(ContactId));
  }

  /** The transcript as text, for a look while a test is written: `console.log(String(call))`. */
  toString(): string {
    const { interaction, stage, words, transcript } = this;
    const text = transcriptText(transcript, interaction.contact.initial.initiatedAt);
    return `${words.title}: ${whereItStands(interaction, stage.clock.now())}\n${text}`;
  }

  /** The customer leaves. Nothing happens when the contact is over. */
  hangsUp(): Step<void> {
    return this.step("hangsUp()", async () => {
      this.interaction.hangUp();
      await this.stage.settle();
    });
  }

  /** Waits in this queue. @throws MisuseError naming the queues there are */
  isQueuedIn(queue: string, { within = 0 }: Patience = {}): Step<void> {
    return this.step(`isQueuedIn("${queue}")`, async (origin) => {
      const names = [...this.stage.connect.queues.values()].map(({ name }) => name);
      if (!names.includes(queue)) throw unknownName("queue", queue, names);
      const actual = (): string | undefined => {
        const { contact } = this.interaction;
        return contact.waitingInQueue ? contact.queue?.name : undefined;
      };
      await this.expectIs(origin, { what: `to wait in queue "${queue}"`, expected: queue, actual, within });
    });
  }

  /** An agent is on the line: anybody, or the one named. */
  isWithAgent(username?: string, { within = 0 }: Patience = {}): Step<void> {
    return this.step(`isWithAgent(${username === undefined ? "" : `"${username}"`})`, async (origin) => {
      const names = this.stage.connect.agents.map((agent) => agent.username);
      if (username !== undefined && !names.includes(username)) throw unknownName("agent", username, names);
      const actual = (): string | undefined =>
        this.interaction.state === "with-agent" ? this.interaction.contact.agent?.username : undefined;
      const what = `to be with ${username === undefined ? "an agent" : `agent ${username}`}`;
      await this.expectIs(origin, { what, expected: username, actual, within });
    });
  }

  /** The flow waits for the customer: a key, a word, a message or a choice. */
  isAsked({ within = 0 }: Patience = {}): Step<void> {
    return this.step("isAsked()", async (origin) => {
      const actual = (): string => this.interaction.state;
      await this.expectIs(origin, { what: "to be asked for something", expected: "waiting-for-input", actual, within });
    });
  }

  /** The contact is over; `reason` is a DisconnectReason of the contact record, such as "CONTACT_FLOW_DISCONNECT". */
  isOver({ within = 0, reason }: Patience & { readonly reason?: string } = {}): Step<void> {
    return this.step("isOver()", async (origin) => {
      const actual = (): string | undefined =>
        this.isEnded ? (this.interaction.contact.disconnectReason ?? "no reason") : undefined;
      const what = `to be over${reason === undefined ? "" : ` for the reason ${reason}`}`;
      await this.expectIs(origin, { what, expected: reason, actual, within });
    });
  }

  /** These contact attributes are set so; others may be set too. */
  hasAttributes(expected: ExpectedAttributes): Step<void> {
    return this.step("hasAttributes()", async (origin) => {
      await this.stage.settle();
      const { attributes } = this;
      // An attribute that is not set matches no pattern, not even one that would match nothing.
      const holds = ([name, value]: [string, string | RegExp | undefined]): boolean =>
        value instanceof RegExp
          ? Object.keys(attributes).includes(name) && found(value, attributes[name] ?? "")
          : attributes[name] === value;
      const wrong = Object.entries(expected).flatMap((entry) => (holds(entry) ? [] : [entry[0]]));
      if (wrong.length === 0) return;
      const names = Object.keys(expected);
      const readable = (value: string | RegExp | undefined) => (value instanceof RegExp ? String(value) : value);
      this.fail(origin, {
        message: `${this.words.title} has other attributes than expected: ${wrong.join(", ")}`,
        expected: Object.fromEntries(names.map((name) => [name, readable(expected[name])])),
        actual: Object.fromEntries(names.map((name) => [name, attributes[name]])),
        showDiff: true,
      });
    });
  }

  /** A block of a flow has run, and if given was left by this way out. @throws MisuseError when there is no such block */
  ran({ flow, block, outcome }: BlockRun): Step<void> {
    return this.step(`ran(${flow}/${block})`, async (origin) => {
      await this.stage.settle();
      const { Identifier } = this.stage.block(flow, block).action;
      const runs = this.trace.filter((entry) => entry.flow === flow && entry.action === Identifier);
      const actual = runs.map(({ branch }) => branch.label);
      if (outcome === undefined ? runs.length > 0 : actual.includes(outcome)) return;
      const how = outcome === undefined ? "" : ` and leave it by "${outcome}"`;
      const did = runs.length === 0 ? "it did not run" : `it was left by ${actual.join(", ")}`;
      this.fail(origin, {
        message: `${this.words.title} was to run ${flow}/${block}${how}; ${did}`,
        expected: outcome,
        actual,
      });
    });
  }

  /** The contact record of the last contact of the chain, once it is written: when agent and customer have finished. */
  record({ within = 0 }: Patience = {}): Step<ContactRecord> {
    return this.step("record()", async (origin) => {
      const find = (): ContactRecord | undefined =>
        this.stage.connect.records.find(({ ContactId }) => ContactId === this.interaction.contactId);
      await this.stage.becomes(() => find() !== undefined, milliseconds(within));
      const message = `${this.words.title} was to have a contact record${during(within)}; none is written yet`;
      return find() ?? this.fail(origin, { message });
    });
  }

  /** Writes down something the test does with this contact. */
  protected step<T>(title: string, work: (origin: Error) => T | Promise<T>): Step<T> {
    const { noun, title: who } = this.words;
    return this.stage.steps.add(`${noun}.${title}`, (origin) => {
      this.stage.use(who, origin);
      return work(origin);
    });
  }

  /** @throws MisuseError when the contact is over, or nobody asks the customer for anything now */
  protected expectAsked(origin: Error, doing: string): void {
    this.expectAlive(origin, doing);
    if (this.interaction.state === "waiting-for-input") return;
    throw new MisuseError(`The customer cannot ${doing}: nobody asks for it now.${this.hearing.appendix()}`, origin);
  }

  /** @throws MisuseError when the contact is over */
  protected expectAlive(origin: Error, doing: string): void {
    if (!this.isEnded) return;
    throw new MisuseError(
      `The customer cannot ${doing}: ${this.words.title} is over.${this.hearing.appendix()}`,
      origin,
    );
  }

  protected fail(origin: Error, failure: Failure): never {
    return this.hearing.fail(origin, failure);
  }

  private get isEnded(): boolean {
    return this.interaction.state === "ended";
  }

  /** Something becomes as expected, or, with nothing expected in particular, something at all. */
  private async expectIs(origin: Error, { what, expected, actual, within }: Expected): Promise<void> {
    const holds = (): boolean => (expected === undefined ? actual() !== undefined : actual() === expected);
    if (await this.stage.becomes(holds, milliseconds(within))) return;
    const is = actual();
    const instead = is === undefined ? "" : `, not ${JSON.stringify(is)}`;
    const message = `${this.words.title} was ${what}${during(within)}${instead}`;
    this.fail(origin, { message, expected, actual: is, showDiff: expected !== undefined && is !== undefined });
  }
}

interface Expected {
  readonly what: string;
  readonly expected: string | undefined;
  readonly within: Duration;
  actual(): string | undefined;
}
