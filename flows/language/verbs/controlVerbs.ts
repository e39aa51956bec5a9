/** Verbs for questions the flow asks itself, for Lambda functions, and for the ways to other flows. */
import { type ActionParameters } from "../document";
import { FlowError } from "../flowError";
import { type FlowRef, type FunctionRef, type HoursRef, type ModuleRef } from "../placeholders";
import { answerOf, type Invocation, type Reference, type TextValue } from "../references";
import { type Body, type Outcome } from "../statements";
import { type AttributeValue, type ParameterValues, wordsOf } from "../values";
import { ContactVerbs, type Queue } from "./contactVerbs";

/** A comparison with one operand. Made with `equals`, `greaterThan`, … */
export interface Comparison {
  readonly operator: string;
  readonly operand: string;
}

function comparison(operator: string) {
  return (operand: string | number): Comparison => ({ operator, operand: String(operand) });
}

export const equals = comparison("Equals");
export const startsWith = comparison("TextStartsWith");
export const endsWith = comparison("TextEndsWith");
export const contains = comparison("TextContains");
export const greaterThan = comparison("NumberGreaterThan");
export const atLeast = comparison("NumberGreaterOrEqualTo");
export const lessThan = comparison("NumberLessThan");
export const atMost = comparison("NumberLessOrEqualTo");

/** A comparison and what to do when it is true. */
export type Case = readonly [Comparison, Body];

export interface InvokeLambdaOptions<Key extends string> {
  /** Passed to the function as `Details.Parameters`. */
  parameters?: { readonly [name: string]: TextValue };
  /** Seconds after which the flow gives up, 1 to 8. The caller hears silence meanwhile. */
  timeLimitSeconds: number;
  /** The keys of the function's answer, a flat map of strings. */
  returns: readonly Key[];
  /** Names the block in identifiers. Default: the function. */
  name?: string;
}

/** The answer of a Lambda function, key by key. Good until the next invocation. */
export type LambdaAnswer<Key extends string> = { readonly [key in Key]: Reference };

/** What a Wait block can wait for besides time. */
export interface WaitBranches {
  /** The time is up. */
  readonly onCompleted?: Body;
  readonly onCustomerReturned?: Body;
  readonly onBotDisconnected?: Body;
  /** Required by the service when waiting for the bot: it is not there. */
  readonly onBotNotFound?: Body;
}

export abstract class ControlVerbs extends ContactVerbs {
  /**
   * Branches on the value behind a reference (Compare): text equal to a key, case-sensitive. Without a match the
   * flow goes into `otherwise`, or on with the next statement.
   */
  compare(value: Reference, cases: { readonly [text: string]: Body }, otherwise?: Body): void {
    const equalities = Object.entries(cases).map(([operand, body]): Case => [equals(operand), body]);
    this.compareWith(value, equalities, otherwise);
  }

  /** Branches on the first comparison that is true (Compare). */
  compareWith(value: Reference, cases: readonly Case[], otherwise?: Body): void {
    this.record({
      type: "Compare",
      verb: "compare",
      words: wordsOf(value),
      parameters: { ComparisonValue: value },
      results: cases.map(caseOutcome),
      errors: [{ result: "NoMatchingCondition", body: otherwise }],
      next: { mirrors: "NoMatchingCondition" },
    });
  }

  /** Asks whether the hours are open now (CheckHoursOfOperation). Without hours: those of the target queue. */
  checkHours(
    hours: HoursRef | Reference | undefined,
    branches: { readonly open?: Body; readonly closed?: Body },
  ): void {
    this.record({
      type: "CheckHoursOfOperation",
      verb: "hours",
      words: hours === undefined ? "" : wordsOf(hours),
      parameters: { HoursOfOperationId: hours },
      results: [
        { result: "True", body: branches.open },
        { result: "False", body: branches.closed },
      ],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Asks whether any agent is available, staffed or online (CheckMetricData). */
  checkAgents(
    state: "Available" | "Staffed" | "Online",
    options: { queue?: Queue },
    branches: { readonly some?: Body; readonly none?: Body },
  ): void {
    this.checkMetric(`NumberOfAgents${state}`, options, [[greaterThan(0), branches.some]], branches.none);
  }

  /** Branches on how many contacts are queued, or how long the oldest has waited in seconds (CheckMetricData). */
  checkQueue(
    metric: "size" | "oldestSeconds",
    options: { queue?: Queue },
    cases: readonly [Case, ...Case[]],
    otherwise?: Body,
  ): void {
    if (metric === "size") {
      this.checkMetric("NumberOfContactsInQueue", options, cases, otherwise);
      return;
    }
    // The service compares this metric in milliseconds, whatever its name says.
    const inMilliseconds = cases.map(([{ operator, operand }, body]): Case => {
      return [{ operator, operand: String(Number(operand) * 1000) }, body];
    });
    this.checkMetric("OldestContactInQueueAgeSeconds", options, inMilliseconds, otherwise);
  }

  private checkMetric(
    metric: string,
    options: { queue?: Queue },
    cases: readonly (readonly [Comparison, Body | undefined])[],
    otherwise: Body | undefined,
  ): void {
    this.record({
      type: "CheckMetricData",
      verb: "check",
      words: metric,
      parameters: { MetricType: metric, QueueId: options.queue },
      results: cases.map(caseOutcome),
      errors: [{ result: "NoMatchingCondition", body: otherwise }],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Fetches the metrics that `queueMetric` refers to (GetMetricData). Without a queue: those of the target queue. */
  getMetrics(options: { queue?: Queue; channel?: "Voice" | "Chat" } = {}): void {
    const { queue, channel } = options;
    this.record({
      type: "GetMetricData",
      verb: "metrics",
      words: queue === undefined ? "" : wordsOf(queue),
      parameters: { QueueId: queue, QueueChannel: channel },
    });
  }

  /** Sends shares of the contacts different ways (DistributeByPercentage): at most 99 %; the others go on. */
  distribute(shares: readonly (readonly [percent: number, body: Body])[], otherwise?: Body): void {
    let threshold = 1;
    this.record({
      type: "DistributeByPercentage",
      verb: "distribute",
      words: shares.map(([percent]) => percent).join(" "),
      parameters: {},
      results: shares.map(([percent, body]): Outcome => {
        threshold += percent;
        return { result: String(threshold), operator: "NumberLessThan", body };
      }),
      errors: [{ result: "NoMatchingCondition", body: otherwise }],
      next: { mirrors: "NoMatchingCondition" },
    });
  }

  /**
   * Runs the body a number of times, 0 to 100, then `done`, if given, and then the next statement (Loop). The service
   * counts per contact: a loop that was left early goes on counting when the contact comes back to it.
   */
  loop(options: { times: number; name?: string }, body: Body, done?: Body): void {
    this.record({
      type: "Loop",
      verb: "loop",
      words: options.name ?? String(options.times),
      parameters: { LoopCount: options.times },
      results: [
        { result: "ContinueLooping", body, returns: true },
        { result: "DoneLooping", body: done },
      ],
      next: { mirrors: "DoneLooping" },
    });
  }

  /** Waits (Wait). Chats and tasks; a call takes the generic error. */
  wait(options: { seconds: number; name?: string }, branches: WaitBranches): void {
    const events: Outcome[] = [
      ...(branches.onCustomerReturned ? [{ result: "CustomerReturned", body: branches.onCustomerReturned }] : []),
      ...(branches.onBotDisconnected
        ? [{ result: "BotParticipantDisconnected", body: branches.onBotDisconnected }]
        : []),
    ];
    this.record({
      type: "Wait",
      verb: "wait",
      words: options.name ?? String(options.seconds),
      parameters: {
        TimeLimitSeconds: options.seconds,
        Events: events.length > 0 ? events.map(({ result }) => result) : undefined,
      },
      results: [{ result: "WaitCompleted", body: branches.onCompleted }, ...events],
      errors: branches.onBotDisconnected ? [{ result: "ParticipantNotFound", body: branches.onBotNotFound }] : [],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Goes on in another flow, inbound or transfer (TransferToFlow). Contact attributes survive. */
  transferToFlow(flow: FlowRef | Reference): void {
    this.record({
      type: "TransferToFlow",
      verb: "to-flow",
      words: wordsOf(flow),
      parameters: { ContactFlowId: flow },
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Ends a queue or whisper flow; the contact stays where it is (EndFlowExecution). Ends the path. */
  endFlow(): void {
    this.record({ type: "EndFlowExecution", verb: "end-flow", words: "", parameters: {}, next: "none" });
  }

  /** Returns from a module to the flow that invoked it (EndFlowModuleExecution). Ends the path. */
  endModule(): void {
    this.record({ type: "EndFlowModuleExecution", verb: "end-module", words: "", parameters: {}, next: "none" });
  }

  /** Runs a module, then goes on (InvokeFlowModule). Modules nest at most five deep. */
  invokeModule(module: ModuleRef): void {
    this.record({
      type: "InvokeFlowModule",
      verb: "module",
      words: module.name,
      parameters: { FlowModuleId: module },
    });
  }

  /** Switches the flow log on or off, for the rest of the contact (UpdateFlowLoggingBehavior). */
  setLogging(enabled: boolean): void {
    this.record({
      type: "UpdateFlowLoggingBehavior",
      verb: "logging",
      words: "",
      parameters: { FlowLoggingBehavior: enabled ? "Enabled" : "Disabled" },
    });
  }

  /** Sets flow attributes, all or none (UpdateFlowAttributes). They last as long as the flow. */
  setFlowAttributes(attributes: { readonly [name: string]: AttributeValue }): void {
    const values = Object.entries(attributes).map(([name, value]) => [name, { Value: value }] as const);
    this.record({
      type: "UpdateFlowAttributes",
      verb: "set-flow",
      words: Object.keys(attributes).join(" "),
      parameters: { FlowAttributes: Object.fromEntries(values) },
    });
  }

  /**
   * Invokes a Lambda function and waits for its answer (InvokeLambdaFunction). Returns references to exactly the keys
   * it declares. The next invocation replaces the answer: copy what is needed later into contact attributes.
   */
  invokeLambda<const Key extends string>(fn: FunctionRef, options: InvokeLambdaOptions<Key>): LambdaAnswer<Key> {
    const invocation: Invocation = { functionName: fn.name, name: options.name ?? fn.name };
    const badKey = options.returns.find((key) => !/^[A-Za-z0-9_-]+$/.test(key));
    if (badKey !== undefined) {
      throw new FlowError(
        `${fn.name} returns the key ${JSON.stringify(badKey)}; answer keys hold only letters, digits, "-" and "_".`,
      );
    }
    this.record({
      type: "InvokeLambdaFunction",
      verb: "invoke",
      words: invocation.name,
      parameters: {
        LambdaFunctionARN: fn,
        InvocationTimeLimitSeconds: options.timeLimitSeconds,
        InvocationType: "SYNCHRONOUS",
        LambdaInvocationAttributes: options.parameters,
        ResponseValidation: { ResponseType: "STRING_MAP" },
      },
      invocation,
    });
    const answers = options.returns.map((key) => [key, answerOf(invocation, key)] as const);
    return Object.fromEntries(answers) as LambdaAnswer<Key>;
  }

  /**
   * Any action of the language, for those without a verb. The generic error is wired as everywhere; other errors and
   * the results are named with their branches.
   */
  action(
    type: string,
    options: {
      parameters?: ParameterValues | ActionParameters;
      name?: string;
      results?: { readonly [result: string]: Body };
      errors?: { readonly [error: string]: Body };
      /** Whether the action ends the path. */
      ends?: boolean;
    } = {},
  ): void {
    const outcomes = (bodies: { readonly [name: string]: Body } = {}): Outcome[] =>
      Object.entries(bodies).map(([result, body]) => ({ result, body }));
    this.record({
      type,
      verb: type,
      words: options.name ?? "",
      parameters: (options.parameters ?? {}) as ParameterValues,
      results: outcomes(options.results),
      errors: outcomes(options.errors),
      next: options.ends ? "none" : "follow",
    });
  }
}

function caseOutcome([{ operator, operand }, body]: readonly [Comparison, Body | undefined]): Outcome {
  return { result: operand, operator, body };
}
