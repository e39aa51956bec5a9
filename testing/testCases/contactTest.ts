/** One test of one contact: sees what happens, decides which observation it meets, and does what that observation says. */
import type { Interaction } from "../../local/connect/interaction";
import type { FlowRun } from "../../local/connect/flowRun";
import type { Monitor } from "../../local/connect/monitor";
import { type Branch, type Step, parameterAt } from "../../local/connect/step";
import { compileValue } from "../../local/connect/template";
import type { TranscriptEntry } from "../../local/connect";
import { OBSERVABLE_ACTIONS, OVERRIDABLE_ACTIONS } from "../../scenarios/language";
import type { Observation, ObservationAction, ObservedEvent, TestCase } from "../../scenarios/language";
import { holds, valueAt } from "./assertions";
import { describeEvent } from "./describe";
import { isMessage, type PromptNames } from "./messages";
import { Overrides } from "./overrides";
import { Progress } from "./progress";
import type { Resources } from "./resources";

/** Why a test failed. */
export interface TestFailure {
  /** Identifier of the observation. */
  readonly observation: string;
  /** Identifier of the action, when it is one that failed. */
  readonly action?: string;
  readonly expected: string;
  readonly seen: string;
}

/** A value a test case logged. */
export interface LoggedValue {
  readonly label: string;
  readonly path: string;
  /** Null when the reference leads to nothing. */
  readonly value: string | null;
}

/** What the customer is to do next. */
export type Instruction = Extract<ObservationAction, { kind: "press" | "say" | "hangUp" | "wait" | "agent" }>;

/** How a test ends. */
export type Ending = "passed" | TestFailure;

/** Follows one contact. */
export class ContactTest implements Monitor {
  readonly progress: Progress;
  readonly overrides: Overrides;
  readonly logged: LoggedValue[] = [];
  /** What the customer does as soon as the contact is ready for it, in order. */
  readonly instructions: Instruction[] = [];
  ending: Ending | undefined = undefined;
  private lines = 0;
  private lastRun: FlowRun | undefined = undefined;
  private begun = false;
  private completing = false;
  private talked = false;

  constructor(
    testCase: TestCase,
    private readonly resources: Resources,
    private readonly names: PromptNames,
  ) {
    this.progress = new Progress(testCase);
    this.overrides = new Overrides(resources);
  }

  /** Stands before every action on the customer's side. Once the test is over the contact is held where it is. */
  play(run: FlowRun, step: Step): Branch | null {
    if (run.forAgent) return step.run(run);
    this.lastRun = run;
    this.begin();
    this.hear(run.contact.journal.transcript());
    const { Type } = step.action;
    const resource = this.resourceOf(run, step);
    if (this.ending === undefined) this.start(Type, resource);
    if (this.ending !== undefined) return run.wait({ waits: "hold" });
    const override = resource === undefined ? undefined : this.overrides.take(Type, resource);
    return override === undefined ? step.run(run) : this.overrides.play(override, run, step);
  }

  /** Takes in what was said since, and how the contact is now. */
  look(interaction: Interaction): void {
    if (this.ending !== undefined || this.lastRun === undefined) return;
    this.hear(interaction.transcript);
    if (interaction.state === "with-agent" && !this.talked) {
      this.talked = true;
      const { agent } = interaction.contact;
      this.happen((event) => event.type === "AgentConnected" && event.agent === agent?.username);
    }
  }

  /** The contact is over without the test having ended it. */
  over(): void {
    this.happen(({ type }) => type === "Disconnected");
    this.end("the contact ended");
  }

  /** Ends the test: it has passed when every observation that has to be met is. */
  end(seen: string): void {
    if (this.ending !== undefined || this.completing) return;
    this.completing = true;
    this.once("TestCompleted");
    if (this.ending !== undefined) return;
    const [missing] = this.progress.missing;
    const last = this.lastHeard === "" ? "" : `; the last thing heard was "${this.lastHeard}"`;
    const heard = this.lastNote === "" ? last : `${last}; note: ${this.lastNote}`;
    this.ending =
      missing === undefined
        ? "passed"
        : { observation: missing.id, expected: describeEvent(missing.event), seen: `${seen}${heard}` };
  }

  private lastHeard = "";
  private lastNote = "";

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.once("TestInitiated");
  }

  /** Meets every observation of something that happens once in a test, each once, however often it is wanted. */
  private once(type: "TestInitiated" | "TestCompleted"): void {
    const met = new Set<ObservedEvent>();
    const isNext = (event: ObservedEvent): boolean => event.type === type && !met.has(event);
    while (this.happen((event) => isNext(event) && met.add(event).size > 0)) continue;
  }

  private hear(transcript: readonly TranscriptEntry[]): void {
    for (const line of transcript.slice(this.lines)) {
      this.lines++;
      if (line.who === "diagnostic") this.lastNote = line.text;
      if (line.who !== "system" || line.to === "agent" || this.ending !== undefined) continue;
      this.lastHeard = line.text;
      this.happen((event) => event.type === "MessageReceived" && isMessage(event, line, this.names));
    }
  }

  private start(actionType: string, resource: string | undefined): void {
    this.happen(
      (event) =>
        event.type === "FlowActionStarted" &&
        event.actionType === actionType &&
        (event.resource === undefined || (resource !== undefined && this.resources.same(event.resource, resource))),
    );
  }

  /** Something happened; true when an observation was waiting for it. */
  private happen(isExpected: (event: ObservedEvent) => boolean): boolean {
    if (this.ending !== undefined) return false;
    const met = this.progress.take(({ event }) => isExpected(event));
    if (met === undefined) return false;
    const { exceeded } = this.progress;
    if (exceeded !== undefined) {
      const expected = `${describeEvent(exceeded.event)} at most ${exceeded.usage.times} times`;
      this.ending = { observation: exceeded.id, expected, seen: "it happened again" };
    }
    for (const action of met.actions) {
      if (this.ending !== undefined) break;
      this.act(met, action);
    }
    if (this.ending === undefined && this.progress.settled && met.event.type !== "TestCompleted") this.finish();
    return true;
  }

  /** All is met. What the customer was still told to do is done first. */
  private finish(): void {
    if (this.instructions.length === 0) this.end("the test was over");
  }

  private act(observation: Observation, action: ObservationAction): void {
    switch (action.kind) {
      case "assert":
        return this.assert(observation, action);
      case "override":
        return this.overrides.add(action.override);
      case "log":
        for (const [label, path] of Object.entries(action.expressions)) {
          this.logged.push({ label, path, value: this.value(path) ?? null });
        }
        return;
      case "endTest":
        return this.end("the test case ended the test");
      default:
        this.instructions.push(action);
    }
  }

  private assert({ id }: Observation, action: Extract<ObservationAction, { kind: "assert" }>): void {
    const value = this.value(action.path);
    if (holds(action.operator, value, action.operand)) return;
    this.ending = {
      observation: id,
      action: action.id,
      expected: `${action.path} ${action.operator}${action.operator === "Exists" ? "" : ` "${action.operand}"`}`,
      seen: value === undefined ? "nothing" : `"${value}"`,
    };
  }

  private value(path: string): string | undefined {
    return this.lastRun === undefined ? undefined : valueAt(path, this.lastRun);
  }

  /** The resource an action is about to use. */
  private resourceOf(run: FlowRun, { action }: Step): string | undefined {
    const path = OVERRIDABLE_ACTIONS.get(action.Type) ?? OBSERVABLE_ACTIONS.get(action.Type);
    if (path === undefined) return undefined;
    if (action.Type === "TransferContactToQueue") return run.contact.targetQueue?.arn;
    const written = parameterAt(action.Parameters ?? {}, path);
    if (typeof written === "string") return compileValue(written, () => undefined).resolve(run);
    // Without hours of its own the block checks those of the queue.
    return action.Type === "CheckHoursOfOperation" ? run.contact.targetQueue?.hours?.arn : undefined;
  }
}
