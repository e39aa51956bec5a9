/** Verbs for questions the flow asks itself, and for the ways to other flows. */
import { type Case, type Comparison, greaterThan } from "../comparisons";
import { type FlowKind } from "../document";
import { type ArrivalKind, type DialogKind, type In, type WhisperKind } from "../kinds";
import { type FlowRef, type HoursRef } from "../placeholders";
import { type Holds, type Reference } from "../references";
import { type AnyBody, type Body, type Outcome } from "../statements";
import { wordsOf } from "../values";
import { RecordingVerbs } from "./recordingVerbs";
import { type Queue } from "./routingVerbs";

/** What a Wait block can wait for besides time. */
export interface WaitBranches<Kind extends FlowKind> {
  /** The time is up. */
  readonly onCompleted?: Body<Kind>;
  readonly onCustomerReturned?: Body<Kind>;
}

/** A Wait block that also waits for the bot to leave. */
export interface WaitForBotBranches<Kind extends FlowKind> extends WaitBranches<Kind> {
  readonly onBotDisconnected: Body<Kind>;
  /** The bot is not there. */
  readonly onBotNotFound: Body<Kind>;
}

export abstract class ControlVerbs<Kind extends FlowKind> extends RecordingVerbs<Kind> {
  /**
   * Branches on the value behind a reference (Compare): text equal to a key, case-sensitive. Without a match the
   * flow goes into `otherwise`, or on with the next statement.
   */
  compare(value: Reference, cases: { readonly [text: string]: Body<Kind> }, otherwise?: Body<Kind>): void {
    const results = Object.entries(cases).map(([result, body]): Outcome => ({ result, body }));
    this.branchOn(value, results, otherwise);
  }

  /**
   * Branches on the first comparison that is true (Compare). Numbers are compared with numbers and text with text; say
   * `asNumber` of text that holds a number.
   */
  compareWith<Value extends Holds>(
    value: Reference<Value>,
    cases: readonly Case<Value, Kind>[],
    otherwise?: Body<Kind>,
  ): void {
    this.branchOn(value, cases.map(caseOutcome), otherwise);
  }

  private branchOn(value: Reference, results: readonly Outcome[], otherwise: AnyBody | undefined): void {
    this.record({
      type: "Compare",
      verb: "compare",
      words: wordsOf(value),
      parameters: { ComparisonValue: value },
      results,
      errors: [{ result: "NoMatchingCondition", body: otherwise }],
      next: { mirrors: "NoMatchingCondition" },
    });
  }

  /** Asks whether the hours are open now (CheckHoursOfOperation). Without hours: those of the target queue. */
  checkHours(
    this: this & In<DialogKind>,
    hours: HoursRef | Reference | undefined,
    branches: { readonly open?: Body<Kind>; readonly closed?: Body<Kind> },
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
    this: this & In<DialogKind>,
    state: "Available" | "Staffed" | "Online",
    options: { queue?: Queue },
    branches: { readonly some?: Body<Kind>; readonly none?: Body<Kind> },
  ): void {
    this.checkMetric(`NumberOfAgents${state}`, options, [[greaterThan(0), branches.some]], branches.none);
  }

  /** Branches on how many contacts are queued, or how long the oldest has waited in seconds (CheckMetricData). */
  checkQueue(
    this: this & In<DialogKind>,
    metric: "size" | "oldestSeconds",
    options: { queue?: Queue },
    cases: readonly [Case<"number", Kind>, ...Case<"number", Kind>[]],
    otherwise?: Body<Kind>,
  ): void {
    if (metric === "size") {
      this.checkMetric("NumberOfContactsInQueue", options, cases, otherwise);
      return;
    }
    // The service compares this metric in milliseconds, whatever its name says.
    const inMilliseconds = cases.map(([{ operator, operand }, body]) => {
      return [{ operator, operand: String(Number(operand) * 1000) }, body] as const;
    });
    this.checkMetric("OldestContactInQueueAgeSeconds", options, inMilliseconds, otherwise);
  }

  private checkMetric(
    metric: string,
    options: { queue?: Queue },
    cases: readonly (readonly [Comparison, AnyBody | undefined])[],
    otherwise: AnyBody | undefined,
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
  getMetrics(options: { queue?: Queue; channel?: "Voice" | "Chat" | "Task" | "Email" } = {}): void {
    const { queue, channel } = options;
    this.record({
      type: "GetMetricData",
      verb: "metrics",
      words: queue === undefined ? "" : wordsOf(queue),
      parameters: { QueueId: queue, QueueChannel: channel },
    });
  }

  /** Sends shares of the contacts different ways (DistributeByPercentage): at most 99 %; the others go on. */
  distribute(
    this: this & In<DialogKind>,
    shares: readonly (readonly [percent: number, body: Body<Kind>])[],
    otherwise?: Body<Kind>,
  ): void {
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
  loop(options: { times: number | Reference; name?: string }, body: Body<Kind>, done?: Body<Kind>): void {
    this.record({
      type: "Loop",
      verb: "loop",
      words: options.name ?? (typeof options.times === "number" ? String(options.times) : wordsOf(options.times)),
      parameters: { LoopCount: options.times },
      results: [
        { result: "ContinueLooping", body, returns: true },
        { result: "DoneLooping", body: done },
      ],
      next: { mirrors: "DoneLooping" },
    });
  }

  /** Waits (Wait). Chats and tasks; a call takes the generic error. */
  wait(
    options: { seconds: number; name?: string },
    branches: WaitBranches<Kind> & { readonly onBotDisconnected?: undefined },
  ): void;
  wait(options: { seconds: number; name?: string }, branches: WaitForBotBranches<Kind>): void;
  wait(
    options: { seconds: number; name?: string },
    branches: WaitBranches<Kind> & { onBotDisconnected?: Body<Kind>; onBotNotFound?: Body<Kind> },
  ): void {
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
  transferToFlow(this: this & In<ArrivalKind>, flow: FlowRef | Reference): void {
    this.record({
      type: "TransferToFlow",
      verb: "to-flow",
      words: wordsOf(flow),
      parameters: { ContactFlowId: flow },
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Ends a queue or whisper flow; the contact stays where it is (EndFlowExecution). Ends the path. */
  endFlow(this: this & In<WhisperKind | "CUSTOMER_QUEUE" | "CAMPAIGN" | "MODULE">): void {
    this.record({ type: "EndFlowExecution", verb: "end-flow", words: "", parameters: {}, next: "none" });
  }
}

function caseOutcome([{ operator, operand }, body]: readonly [Comparison, AnyBody | undefined]): Outcome {
  return { result: operand, operator, body };
}
