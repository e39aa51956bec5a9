/** Plays native test cases against a centre on this machine, in virtual time. */
import type { ConnectService, TranscriptEntry } from "../../local/connect";
import type { Interaction } from "../../local/connect/interaction";
import { Chat } from "../../local/connect/chat";
import { Call } from "../../local/connect/call";
import type { ResourceGraph } from "../../local/engine/graph";
import {
  MAX_TEST_SECONDS,
  type ObservationAction,
  readTestCase,
  type TestCase,
  type TestEntryPoint,
  TestCaseError,
} from "../../scenarios/language";
import { ContactTest, type Instruction, type LoggedValue, type TestFailure } from "./contactTest";
import type { ObservationResult } from "./progress";
import { Resources } from "./resources";

/** What a test case is played against: a centre, or its Amazon Connect alone. */
export type TestTarget = ConnectService | { readonly connect: ConnectService; readonly graph?: ResourceGraph };

/** How a test case is played. */
export interface RunOptions {
  /** Where the contact comes in. Default: what the document's Metadata says, else a call to the first number. */
  readonly entryPoint?: TestEntryPoint;
  /** Contact attributes, as the text Connect takes (`{"Attributes":{…}}`) or by name. */
  readonly initializationData?: string | Readonly<Record<string, string>>;
  /** ARNs of what placeholders stand for, by token such as `function:lookupCaller`. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Virtual seconds after which the test has failed; default Connect's 300. */
  readonly limitSeconds?: number;
}

/** How a test went. */
export interface TestCaseResult {
  /** `error`: it could not be played, which says nothing about the flows. */
  readonly status: "passed" | "failed" | "error";
  /** One sentence, also when it passed. */
  readonly message: string;
  /** What failed. */
  readonly failure?: TestFailure;
  readonly observations: readonly ObservationResult[];
  /** What LogData wrote. */
  readonly logged: readonly LoggedValue[];
  /** What was said, pressed and diagnosed. */
  readonly transcript: readonly TranscriptEntry[];
  /** Virtual seconds. */
  readonly seconds: number;
}

/** The caller's number when an entry point names none. */
const SOME_CALLER = "+12065550100";

/** Turns of the clock after which a test counts as one that never ends. */
const MAX_TURNS = 20_000;

/**
 * Plays a test case, given as its JSON text or as the document. Never throws for what the document says, and never waits
 * for real time: a test that does not end fails when its virtual time is over.
 */
export async function runTestCase(
  target: TestTarget,
  document: unknown,
  options: RunOptions = {},
): Promise<TestCaseResult> {
  try {
    const testCase = readTestCase(document);
    const entryPoint = options.entryPoint ?? entryPointIn(document);
    return await play(target, testCase, { ...options, ...entry(entryPoint), attributes: attributesOf(options) });
  } catch (error) {
    if (error instanceof TestCaseError) return failedToRun(error.message);
    throw error;
  }
}

/** Where and how a contact comes in. */
export interface Entry {
  readonly channel: "VOICE" | "CHAT";
  readonly flow?: string;
  readonly from?: string;
  readonly to?: string;
}

/** How a test case that has been read is played. */
export interface PlayOptions extends Entry {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly bindings?: Readonly<Record<string, string>>;
  readonly limitSeconds?: number;
}

/** Plays a test case that has been read. */
export async function play(target: TestTarget, testCase: TestCase, options: PlayOptions): Promise<TestCaseResult> {
  if (options.channel === "CHAT" && testCase.observations.some(({ actions }) => actions.some(presses))) {
    return failedToRun("The test case presses keys in a chat, which Amazon Connect refuses; let the customer write.");
  }
  const service = "connect" in target ? target.connect : target;
  const graph = "connect" in target ? target.graph : undefined;
  const resources = new Resources(service, graph, options.bindings);
  const test = new ContactTest(testCase, resources, (reference) => service.promptName(resources.resolve(reference)));
  const began = service.clock.now();
  let interaction: Interaction;
  try {
    interaction = open(service, resources, options, test);
  } catch (error) {
    return failedToRun(error instanceof Error ? error.message : String(error));
  }
  try {
    await new Driver(service, interaction, test, began + (options.limitSeconds ?? MAX_TEST_SECONDS) * 1_000).run();
  } catch (error) {
    return failedToRun(error instanceof Error ? error.message : String(error));
  } finally {
    interaction.hangUp();
    await service.clock.idle();
  }
  return result(test, interaction, (service.clock.now() - began) / 1_000);
}

function presses({ kind }: ObservationAction): boolean {
  return kind === "press";
}

function open(service: ConnectService, resources: Resources, options: PlayOptions, monitor: ContactTest): Interaction {
  const { channel, attributes = {}, from = SOME_CALLER, to } = options;
  const flow = options.flow === undefined ? undefined : resources.resolve(options.flow);
  if (channel === "CHAT") return service.chat({ flow: flow ?? "", attributes: { ...attributes }, monitor });
  return service.dial({
    from,
    ...(to !== undefined && { to }),
    ...(flow !== undefined && { flow }),
    attributes,
    monitor,
  });
}

/** Turns the clock until the test is over. */
class Driver {
  private quietUntil = 0;

  constructor(
    private readonly service: ConnectService,
    private readonly interaction: Interaction,
    private readonly test: ContactTest,
    private readonly deadline: number,
  ) {}

  async run(): Promise<void> {
    const { clock } = this.service;
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      await clock.idle();
      this.test.look(this.interaction);
      if (this.test.ending !== undefined) return;
      if (this.interaction.state === "ended") return this.test.over();
      const instruction = this.ready();
      if (instruction !== undefined) this.follow(instruction);
      else if (this.test.progress.settled && this.test.instructions.length === 0) return this.test.end("all was met");
      else if (!(await this.turn())) return this.test.end(`nothing more happened within ${this.seconds} s`);
    }
    this.test.end(`the contact went on for ever without getting any further`);
  }

  private get seconds(): number {
    return Math.round((this.deadline - this.interaction.contact.initial.initiatedAt) / 1_000);
  }

  /** The next instruction, once the customer has somebody to say it to. */
  private ready(): Instruction | undefined {
    const [next] = this.test.instructions;
    if (next === undefined || this.service.clock.now() < this.quietUntil) return undefined;
    const anywhere = next.kind === "wait" || next.kind === "agent" || next.kind === "hangUp";
    return anywhere || this.interaction.state !== "flow" ? this.test.instructions.shift() : undefined;
  }

  private follow(instruction: Instruction): void {
    switch (instruction.kind) {
      case "press":
        if (this.interaction instanceof Call) this.interaction.press(instruction.keys);
        return;
      case "say":
        if (this.interaction instanceof Chat) this.interaction.send(instruction.text);
        else if (this.interaction instanceof Call) this.interaction.speak(instruction.text);
        return;
      case "hangUp":
        return this.interaction.hangUp();
      case "wait":
        this.quietUntil = this.service.clock.now() + instruction.seconds * 1_000;
        return;
      case "agent":
        this.service.agent(instruction.username).goOnline();
    }
  }

  /** Lets time pass to whatever comes next; false when that is after the end of the test. */
  private async turn(): Promise<boolean> {
    const { clock } = this.service;
    const now = clock.now();
    const next = Math.min(
      clock.nextAt() ?? Number.POSITIVE_INFINITY,
      this.quietUntil > now ? this.quietUntil : Infinity,
    );
    if (next > this.deadline) {
      await clock.runUntil(this.deadline);
      return false;
    }
    await clock.runUntil(next);
    return true;
  }
}

function result(test: ContactTest, interaction: Interaction, seconds: number): TestCaseResult {
  const { ending, logged, progress } = test;
  const failure = ending === "passed" ? undefined : ending;
  const { results } = progress;
  const common = { observations: results, logged, transcript: interaction.transcript, seconds };
  if (ending === undefined) return { ...failedToRun("The contact never reached a flow."), ...common };
  if (failure === undefined) {
    return { status: "passed", message: `All ${results.length} observations were met.`, ...common };
  }
  const where = failure.action === undefined ? failure.observation : `${failure.observation}, ${failure.action}`;
  const message = `${where}: expected ${failure.expected}; seen: ${failure.seen}.`;
  return { status: "failed", message, failure, ...common };
}

function failedToRun(message: string): TestCaseResult {
  return { status: "error", message, observations: [], logged: [], transcript: [], seconds: 0 };
}

/** Documents the console exports say in their Metadata where the contact comes in. */
function entryPointIn(document: unknown): TestEntryPoint | undefined {
  const parsed: unknown = typeof document === "string" ? JSON.parse(document) : document;
  const { Metadata } = parsed as { Metadata?: { entryPoint?: TestEntryPoint } };
  const given = Metadata?.entryPoint;
  return typeof given === "object" && given !== null ? given : undefined;
}

function entry(point: TestEntryPoint | undefined): Entry {
  if (point?.Type === "CHAT") return { channel: "CHAT", ...flowIn(point.ChatEntryPointParameters) };
  const voice = point?.VoiceCallEntryPointParameters;
  const { SourcePhoneNumber: from, DestinationPhoneNumber: to } = voice ?? {};
  return { channel: "VOICE", ...flowIn(voice), ...(from && { from }), ...(to && { to }) };
}

function flowIn(parameters: { readonly FlowId?: string } | undefined): { flow?: string } {
  return parameters?.FlowId ? { flow: parameters.FlowId } : {};
}

/** Of the forms Connect stores only one is known to give values back; the flat one is read too. */
function attributesOf({ initializationData }: RunOptions): Record<string, string> {
  if (typeof initializationData !== "string") return { ...initializationData };
  let data: unknown;
  try {
    data = JSON.parse(initializationData);
  } catch {
    throw new TestCaseError(`The initialization data is no JSON text: ${initializationData.slice(0, 60)}`);
  }
  const attributes: unknown = (data as { Attributes?: unknown } | null)?.Attributes ?? data;
  return Object.fromEntries(Object.entries(Object(attributes)).map(([name, value]) => [name, String(value)]));
}
