/** One listener of a contact: compares what was said with what the test expects, from one expectation to the next. */
import type { TranscriptEntry } from "../local/connect";
import { type Duration, milliseconds } from "./duration";
import { ExpectationError, type Failure } from "./expectationError";
import { describeMatch, type Match, matches } from "./match";
import type { Stage } from "./stage";
import { transcriptText } from "./transcriptText";
import { type AnyInteraction, whereItStands } from "./whereItStands";

/** Who listens, to what. */
export interface Listener {
  /** For example `the call from +12065550100` or `agent alice`. */
  readonly title: string;
  /** What the listener does with words: `hear`, `receive`. */
  readonly verb: string;
  /** Whether a line reaches this listener. */
  hears(line: TranscriptEntry): boolean;
}

/** The ears of one listener on one contact. */
export class Hearing {
  /** Lines of the transcript that earlier expectations have passed. */
  private passed = 0;

  constructor(
    private readonly stage: Stage,
    private readonly interaction: AnyInteraction,
    private readonly listener: Listener,
  ) {}

  /** Something said since the last expectation, or said within virtual time; what lies before it is passed over. */
  async expect(origin: Error, match: Match, within: Duration): Promise<TranscriptEntry> {
    const find = (): number => this.lines.findIndex((line, index) => this.isNew(line, index) && matches(match, line));
    await this.stage.becomes(() => find() >= 0 || this.interaction.state === "ended", milliseconds(within));
    const index = find();
    const line = this.lines[index];
    if (line === undefined) return this.failToHear(origin, match, within);
    this.passed = index + 1;
    return line;
  }

  /** Nothing was said since the last expectation, nor is within virtual time. */
  async expectNothing(origin: Error, within: Duration): Promise<void> {
    const { title, verb } = this.listener;
    if (!(await this.stage.becomes(() => this.unheard.length > 0, milliseconds(within)))) return;
    const actual = this.unheard.map(({ text }) => text);
    this.fail(origin, { message: `${title} was to ${verb} nothing${during(within)}, not ${listed(actual)}`, actual });
  }

  /** Something that was not said from the beginning on, nor is within virtual time. */
  async expectNever(origin: Error, match: Match, within: Duration): Promise<void> {
    const { title, verb } = this.listener;
    const find = (): TranscriptEntry | undefined =>
      this.lines.find((line) => this.listener.hears(line) && matches(match, line));
    if (!(await this.stage.becomes(() => find() !== undefined, milliseconds(within)))) return;
    const actual = find()?.text;
    this.fail(origin, {
      message: `${title} was never to ${verb} ${describeMatch(match)}, not ${listed([actual])}`,
      actual,
    });
  }

  /** Fails an expectation, saying where the contact stands and what was said. */
  fail(origin: Error, failure: Failure): never {
    throw new ExpectationError({ ...failure, message: `${failure.message}${this.appendix()}` }, origin);
  }

  /** Where the contact stands, and its transcript. */
  appendix(): string {
    const { interaction, stage } = this;
    const text = transcriptText(this.lines, interaction.contact.initial.initiatedAt, (line, index) =>
      this.isNew(line, index),
    );
    const mark = this.unheard.length > 0 ? " (> since the last expectation)" : "";
    return `\n  now: ${whereItStands(interaction, stage.clock.now())}\n  transcript${mark}:\n${text}`;
  }

  private get lines(): readonly TranscriptEntry[] {
    return this.interaction.transcript;
  }

  private get unheard(): TranscriptEntry[] {
    return this.lines.filter((line, index) => this.isNew(line, index));
  }

  private isNew(line: TranscriptEntry, index: number): boolean {
    return index >= this.passed && this.listener.hears(line);
  }

  private failToHear(origin: Error, match: Match, within: Duration): never {
    const { title, verb } = this.listener;
    const said = this.unheard.map(({ text }) => text);
    const earlier = this.lines.slice(0, this.passed).some((line) => this.listener.hears(line) && matches(match, line));
    const hint = earlier
      ? "\n  It was said before the last expectation; expectations look forward, so state them in the order things happen."
      : "";
    return this.fail(origin, {
      message:
        `${title} was to ${verb} ${describeMatch(match)}${during(within)}\n` +
        `  since the last expectation: ${listed(said)}${hint}`,
      expected: typeof match === "string" ? match : describeMatch(match),
      actual: said.join("\n"),
      showDiff: typeof match === "string" && said.length > 0,
    });
  }
}

/** `within` in words; nothing when no time may pass. */
export function during(within: Duration): string {
  return milliseconds(within) === 0 ? "" : ` within ${String(within)}${typeof within === "number" ? " seconds" : ""}`;
}

function listed(texts: readonly (string | undefined)[]): string {
  return texts.length === 0 ? "nothing" : texts.map((text) => JSON.stringify(text)).join(", ");
}
