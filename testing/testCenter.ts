/** A running centre in the hands of a test: places contacts, lets agents work and time pass, and makes things fail. */
import type { AgentOptions, ChatOptions, ContactRecord, DialOptions, FlowLogLine, TaskOptions } from "../local/connect";
import { failAction } from "../local/connect/faults";
import type { FlowCoverage } from "./coverage/flowCoverage";
import { type Duration, milliseconds } from "./duration";
import { MisuseError, unknownName } from "./expectationError";
import type { FunctionFailure, FunctionStandIn, Invocation, TestFunctions } from "./functions";
import { errorTypesOf } from "./errorTypes";
import { type Instant, instant } from "./instant";
import { type Running, Stage } from "./stage";
import { type Step, Steps } from "./step";
import { TestAgent } from "./testAgent";
import { TestCall } from "./testCall";
import { TestChat, TestTask } from "./testChat";
import { TestHours, TestQueue, TestTable } from "./testResources";

/** Starts the centre of a test, at first and after each reset. */
export interface Source {
  /** Counts what contacts reach. */
  readonly coverage: FlowCoverage;
  /** Names of the flows that are counted; default all. */
  readonly counted?: readonly string[];
  start(): Promise<{ running: Running; functions: TestFunctions }>;
  /** Done after each start, before the test goes on: what lies in the tables, which agents there are. */
  prepare?(center: TestCenter): void | Promise<void>;
}

/** How a caller calls. */
export type CallOptions = Omit<DialOptions, "from" | "patience" | "monitor"> & {
  /** Time the caller waits in a queue before hanging up; default for ever. */
  readonly patience?: Duration;
};

/** The centre of a test. */
export class TestCenter {
  private readonly agents = new Map<string, TestAgent>();

  private constructor(
    private readonly source: Source,
    private readonly steps: Steps,
    private stage: Stage,
    private functions: TestFunctions,
  ) {}

  /** Starts a centre. */
  static async open(source: Source): Promise<TestCenter> {
    const { running, functions } = await source.start();
    const steps = new Steps();
    const center = new TestCenter(source, steps, new Stage(running, steps), functions);
    source.coverage.watch(running.connect, source.counted);
    await source.prepare?.(center);
    return center;
  }

  /** The engine, for what the kit has no words for. */
  get connect(): Running["connect"] {
    return this.stage.connect;
  }

  /** What the program describes; undefined where flows play without one. `playScenario` and `runTestCase` ask for it. */
  get graph(): Running["graph"] {
    return this.stage.running.graph;
  }

  /** Virtual time now. */
  get now(): Date {
    return new Date(this.stage.clock.now());
  }

  /** Contact records of the contacts that are over. */
  get records(): readonly ContactRecord[] {
    return this.connect.records;
  }

  /** The flow log. */
  get flowLog(): readonly FlowLogLine[] {
    return this.connect.flowLogs;
  }

  /** Somebody calls: `from` is a number in E.164, or "anonymous". The flow runs as far as it gets by itself. */
  call(from: string, { patience, ...options }: CallOptions = {}): Step<TestCall> {
    return this.step(`call("${from}")`, async (origin) => {
      const call = this.asMisuse(origin, () =>
        this.connect.dial({
          from,
          ...options,
          ...(patience !== undefined && { patience: milliseconds(patience) / 1_000 }),
        }),
      );
      await this.stage.settle();
      return new TestCall(this.stage, call, from);
    });
  }

  /** Somebody opens a chat. */
  chat({ patience, ...options }: Omit<ChatOptions, "patience"> & { readonly patience?: Duration }): Step<TestChat> {
    return this.step(`chat({ flow: "${options.flow}" })`, async (origin) => {
      const chat = this.asMisuse(origin, () =>
        this.connect.chat({ ...options, ...(patience !== undefined && { patience: milliseconds(patience) / 1_000 }) }),
      );
      await this.stage.settle();
      return new TestChat(this.stage, chat);
    });
  }

  /** Somebody creates a task. */
  task(options: TaskOptions): Step<TestTask> {
    return this.step(`task({ flow: "${options.flow}" })`, async (origin) => {
      const task = this.asMisuse(origin, () => this.connect.task(options));
      await this.stage.settle();
      return new TestTask(this.stage, task);
    });
  }

  /** The callback contact a call has left behind, once it is made: agents answer it like a call. */
  callback(number: string): Step<TestCall> {
    return this.step(`callback("${number}")`, async (origin) => {
      await this.stage.settle();
      const found = this.connect.calls.find(
        ({ contact, initiationMethod }) => initiationMethod === "CALLBACK" && contact.customerAddress === number,
      );
      if (found !== undefined) return new TestCall(this.stage, found, number);
      const numbers = this.connect.calls.filter(({ initiationMethod }) => initiationMethod === "CALLBACK");
      throw new MisuseError(
        `Nobody is to be called back on ${number}; callbacks: ${numbers.map(({ contact }) => contact.customerAddress).join(", ") || "none"}.`,
        origin,
      );
    });
  }

  /** An agent by user name. @throws MisuseError naming those there are */
  agent(username: string): TestAgent {
    const known = this.agents.get(username);
    if (known !== undefined) return known;
    const found = this.connect.agents.find((agent) => agent.username === username);
    if (found === undefined) {
      const names = this.connect.agents.map((agent) => agent.username);
      throw unknownName("agent", username, names, "Declare aws.connect.User, or add one with addAgent().");
    }
    const agent = new TestAgent(this.stage, found);
    this.agents.set(username, agent);
    return agent;
  }

  /** One more agent, signed out, until reset. */
  addAgent(options: AgentOptions): TestAgent {
    this.connect.addAgent(options);
    return this.agent(options.username);
  }

  /** A queue by name. @throws MisuseError naming those there are */
  queue(name: string): TestQueue {
    const queues = [...this.connect.queues.values()];
    const found = queues.find((queue) => queue.name === name);
    if (found !== undefined) return new TestQueue(this.stage, found);
    throw unknownName(
      "queue",
      name,
      queues.map((queue) => queue.name),
    );
  }

  /** Hours of operation by name. @throws MisuseError naming those there are */
  hours(name: string): TestHours {
    const all = [...this.connect.instance.hours.values()];
    const found = all.find((hours) => hours.name === name);
    if (found !== undefined) return new TestHours(this.stage, found);
    throw unknownName(
      "hours of operation",
      name,
      all.map((hours) => hours.name),
    );
  }

  /** A table by its stack output without "Table", such as "customers", or by its name. @throws MisuseError */
  table(name: string): TestTable {
    const { dynamodb, graph } = this.stage.running;
    const physical = graph?.outputs[`${name}Table`] ?? name;
    const tables = dynamodb?.database.list() ?? [];
    const found = tables.find((table) => table.name === physical || table.logicalName === name);
    if (found !== undefined && dynamodb !== undefined) return new TestTable(this.stage, dynamodb, found.name);
    throw unknownName(
      "table",
      name,
      tables.map((table) => table.logicalName),
    );
  }

  /** Virtual time passes, with everything that falls due in it. */
  passes(duration: Duration): Step<void> {
    return this.step(`passes(${JSON.stringify(duration)})`, async () => {
      await this.stage.clock.advance(milliseconds(duration));
      await this.stage.settle();
    });
  }

  /** Virtual time passes until a moment, in ISO 8601 with an offset. @throws MisuseError when it is past */
  passesUntil(time: Instant): Step<void> {
    return this.step(`passesUntil(${JSON.stringify(time)})`, async (origin) => {
      const at = instant(time);
      const { clock } = this.stage;
      if (at < clock.now()) {
        throw new MisuseError(`${new Date(at).toISOString()} is past; it is ${this.now.toISOString()}.`, origin);
      }
      await clock.runUntil(at);
      await this.stage.settle();
    });
  }

  /**
   * A function fails, the next so many times or until reset: with an exception, no answer in time, or throttled. Connect
   * tries up to three times within the block's time limit.
   */
  fails(fn: string, how: FunctionFailure = "error", times = Number.POSITIVE_INFINITY): void {
    this.functions.fail(fn, how, times);
  }

  /** A function answers this, the next so many times or until reset, also what it never would: wrong shapes, too much. */
  answers(
    fn: string,
    answer: FunctionStandIn | object | string | number | null,
    times = Number.POSITIVE_INFINITY,
  ): void {
    const standIn: FunctionStandIn = typeof answer === "function" ? (answer as FunctionStandIn) : () => answer;
    this.functions.answer(fn, standIn, times);
  }

  /** A function works again as it is deployed. */
  works(fn: string): void {
    this.functions.restore(fn);
  }

  /** What was asked of a function so far, and what came back. */
  invocations(fn: string): readonly Invocation[] {
    return this.functions.invocationsOf(fn);
  }

  /**
   * A block takes the branch of an error whenever it is reached, until reset or until what this returns is called. Blocks
   * go by their identifier or an unmistakable beginning of it.
   * @throws MisuseError when there is no such flow or block, or the block cannot end with this error
   */
  fault(flow: string, block: string, errorType = "NoMatchingError"): () => void {
    const step = this.stage.block(flow, block);
    const errors = errorTypesOf(step.action);
    if (!errors.includes(errorType)) {
      throw unknownName(`error of ${flow}/${step.action.Identifier} (${step.action.Type}) called`, errorType, errors);
    }
    return failAction(this.stage.flow(flow), step.action.Identifier, errorType);
  }

  /**
   * Everything as at the start: time, contacts, agents, tables, functions, faults. The program is not evaluated again.
   * @throws MisuseError when a step before was never awaited
   */
  async reset(): Promise<void> {
    this.steps.expectNoneForgotten("before reset()");
    await this.end("reset()");
    const { running, functions } = await this.source.start();
    this.stage = new Stage(running, this.steps);
    this.functions = functions;
    this.agents.clear();
    this.source.coverage.watch(running.connect, this.source.counted);
    await this.source.prepare?.(this);
  }

  /**
   * Ends the centre.
   * @throws MisuseError when a step was never awaited
   */
  async close(): Promise<void> {
    await this.end("close()");
    this.steps.expectNoneForgotten("before close()");
  }

  private async end(why: string): Promise<void> {
    this.source.coverage.take(this.connect);
    this.stage.end(why);
    await this.stage.running.close();
  }

  private step<T>(title: string, work: (origin: Error) => T | Promise<T>): Step<T> {
    const { stage } = this;
    return this.steps.add(`center.${title}`, (origin) => {
      stage.use("This centre", origin);
      return work(origin);
    });
  }

  /** What the engine refuses is a mistake of the test. */
  private asMisuse<T>(origin: Error, act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw new MisuseError(error instanceof Error ? error.message : String(error), origin);
    }
  }
}
