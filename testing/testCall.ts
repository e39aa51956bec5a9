/** A caller with a phone. */
import type { Call, TranscriptEntry } from "../local/connect";
import { MisuseError } from "./expectationError";
import { during } from "./hearing";
import type { Match } from "./match";
import type { Stage } from "./stage";
import type { Step } from "./step";
import { type Patience, TestContact } from "./testContact";
import { voiceOf } from "./voiceOf";

/** How something is to be heard. */
export interface HeardAs extends Patience {
  /** The voice that says it, such as "Joanna". */
  readonly voice?: string;
}

/** One call of a test. */
export class TestCall extends TestContact<Call> {
  constructor(stage: Stage, call: Call, from: string) {
    super(stage, call, {
      title: `the call from ${from}`,
      noun: "call",
      verb: "hear",
      hears: ({ who, to }) => who === "system" && to !== "agent",
    });
  }

  /** The caller hears this, after what earlier expectations heard. */
  hears(match: Match, { within = 0, voice }: HeardAs = {}): Step<TranscriptEntry> {
    return this.step("hears()", async (origin) => {
      const line = await this.hearing.expect(origin, match, within);
      const actual = voiceOf(line, this.transcript, this.trace);
      if (voice === undefined || voice === actual) return line;
      const message = `${this.words.title} was to hear ${JSON.stringify(line.text)} in the voice ${voice}, not ${actual}`;
      return this.fail(origin, { message, expected: voice, actual, showDiff: true });
    });
  }

  /** A prompt of the library or a recording is played, by its name or location. */
  hearsPrompt(name: string, { within = 0 }: Patience = {}): Step<TranscriptEntry> {
    return this.step(`hearsPrompt("${name}")`, (origin) => this.hearing.expect(origin, `(${name})`, within));
  }

  /** The caller hears nothing since the last expectation, nor in the time given. */
  hearsNothing({ within = 0 }: Patience = {}): Step<void> {
    return this.step(`hearsNothing()`, (origin) => this.hearing.expectNothing(origin, within));
  }

  /** The caller has not heard this in the whole call, nor does in the time given. */
  neverHears(match: Match, { within = 0 }: Patience = {}): Step<void> {
    return this.step(`neverHears()${during(within)}`, (origin) => this.hearing.expectNever(origin, match, within));
  }

  /**
   * Presses keys (0 to 9, *, #), one after the other.
   * @throws MisuseError when the call is over, or no flow listens
   */
  presses(keys: string): Step<void> {
    return this.step(`presses("${keys}")`, async (origin) => {
      if (!/^[0-9*#]+$/.test(keys)) {
        throw new MisuseError(`"${keys}" cannot be pressed on a phone; keys are 0 to 9, * and #.`, origin);
      }
      await this.stage.settle();
      this.expectAsked(origin, `press ${keys}`);
      this.interaction.press(keys);
      await this.stage.settle();
    });
  }

  /**
   * Says something to a bot, or to the agent.
   * @throws MisuseError when the call is over, or nobody listens
   */
  says(words: string): Step<void> {
    return this.step(`says("${words}")`, async (origin) => {
      await this.stage.settle();
      if (this.interaction.state !== "with-agent") this.expectAsked(origin, `say "${words}"`);
      this.interaction.speak(words);
      await this.stage.settle();
    });
  }
}
