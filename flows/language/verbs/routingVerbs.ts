/** Verbs for where a contact is queued, who may serve it, and how it is called back. */
import { type FlowKind } from "../document";
import { type ArrivalKind, type DialogKind, type In, type TransferKind } from "../kinds";
import { type FlowRef, type QueueRef } from "../placeholders";
import { type Reference, type TextValue } from "../references";
import { type Body } from "../statements";
import { type ParameterValues, wordsOf } from "../values";
import { ContactVerbs } from "./contactVerbs";

/** A queue by name, or its ARN behind a reference. */
export type Queue = QueueRef | Reference;

/** What happens when the queue a contact goes to is full. */
export interface QueueBranches<Kind extends FlowKind> {
  readonly onAtCapacity: Body<Kind>;
}

export interface CallbackOptions {
  /** Seconds before the first dial, 1 to 259,200. */
  initialDelaySeconds: number;
  /** Seconds between two dials, 1 to 259,200. */
  retryDelaySeconds: number;
  /** Dials in total (`MaximumConnectionAttempts`), at least 1. */
  maximumAttempts: number;
  /** Default: the queue the contact is in, or is set to. */
  queue?: Queue;
  /** Flow the callback runs once it is made; then the initial delay is ignored. */
  flow?: FlowRef | Reference;
  /** Number the customer sees; one that the instance has claimed. */
  callerNumber?: TextValue;
}

/** Something an agent must be good at. */
export interface ProficiencyNeed {
  /** Name of a predefined attribute of the instance, for example "language". */
  readonly attribute: string;
  readonly value: string;
  /** Least level, 1 to 5. */
  readonly level: 1 | 2 | 3 | 4 | 5;
}

/** One step of routing criteria: who may serve the contact, and for how long only they. */
export type RoutingStep = {
  /** Seconds until the next step applies; the last step may stand for ever. */
  readonly expiresAfterSeconds?: number;
} & (
  | { /** All of these. */ readonly needs: readonly [ProficiencyNeed, ...ProficiencyNeed[]] }
  | { /** One of these agents, by id or ARN. */ readonly agents: readonly [TextValue, ...TextValue[]] }
);

export abstract class RoutingVerbs<Kind extends FlowKind> extends ContactVerbs<Kind> {
  /** Chooses the queue that `transferToQueue` and metrics use (UpdateContactTargetQueue). */
  setQueue(this: this & In<ArrivalKind>, queue: Queue): void {
    this.record({
      type: "UpdateContactTargetQueue",
      verb: "queue",
      words: wordsOf(queue),
      parameters: { QueueId: queue },
    });
  }

  /** Chooses the agent that `transferToQueue` transfers to, by ARN or id (UpdateContactTargetQueue). */
  setAgent(this: this & In<ArrivalKind>, agent: string | Reference): void {
    this.record({
      type: "UpdateContactTargetQueue",
      verb: "agent",
      words: wordsOf(agent),
      parameters: { AgentId: agent },
    });
  }

  /** Puts the contact into the queue chosen before (TransferContactToQueue). Only its branches stay in this flow. */
  transferToQueue(this: this & In<ArrivalKind>, branches: QueueBranches<Kind>): void {
    this.record({
      type: "TransferContactToQueue",
      verb: "to-queue",
      words: "",
      parameters: {},
      errors: [{ result: "QueueAtCapacity", body: branches.onAtCapacity }],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Moves a queued contact to another queue (DequeueContactAndTransferToQueue), at most eleven times a contact. */
  moveToQueue(
    this: this & In<"CUSTOMER_QUEUE" | "CAMPAIGN" | "MODULE">,
    queue: Queue,
    branches: QueueBranches<Kind>,
  ): void {
    this.record({
      type: "DequeueContactAndTransferToQueue",
      verb: "to-queue",
      words: wordsOf(queue),
      parameters: { QueueId: queue },
      errors: [{ result: "QueueAtCapacity", body: branches.onAtCapacity }],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /**
   * Hands the call to the agent of the quick connect (TransferContactToAgent); an agent who is busy loses the caller.
   * Voice only. Connect advises `setAgent` and `transferToQueue` instead. Ends the path.
   */
  transferToAgent(this: this & In<TransferKind | "CAMPAIGN" | "MODULE">): void {
    this.record({ type: "TransferContactToAgent", verb: "to-agent", words: "", parameters: {}, next: "none" });
  }

  /** Says which number to call back (UpdateContactCallbackNumber). Voice only. */
  setCallbackNumber(
    this: this & In<DialogKind>,
    number: Reference,
    branches: { readonly onInvalidNumber: Body<Kind>; readonly onNotDialable: Body<Kind> },
  ): void {
    this.record({
      type: "UpdateContactCallbackNumber",
      verb: "callback-number",
      words: wordsOf(number),
      parameters: { CallbackNumber: number },
      errors: [
        { result: "InvalidCallbackNumber", body: branches.onInvalidNumber },
        { result: "CallbackNumberNotDialable", body: branches.onNotDialable },
      ],
    });
  }

  /** Queues a call back to the number set before (CreateCallbackContact). */
  createCallback(this: this & In<DialogKind>, options: CallbackOptions): void {
    this.record({
      type: "CreateCallbackContact",
      verb: "create-callback",
      words: options.queue ? wordsOf(options.queue) : "",
      parameters: {
        InitialCallDelaySeconds: options.initialDelaySeconds,
        RetryDelaySeconds: options.retryDelaySeconds,
        MaximumConnectionAttempts: options.maximumAttempts,
        QueueId: options.queue,
        ContactFlowId: options.flow,
        CallerId: options.callerNumber === undefined ? undefined : { Number: options.callerNumber },
      },
    });
  }

  /** Sets the contact's priority in its queue: 1 is served first, 5 is the default (UpdateContactRoutingBehavior). */
  setPriority(this: this & In<"CONTACT_FLOW" | "CAMPAIGN" | "MODULE">, priority: number): void {
    this.record({
      type: "UpdateContactRoutingBehavior",
      verb: "priority",
      words: String(priority),
      parameters: { QueuePriority: priority },
    });
  }

  /** Makes the contact look as if it had waited longer, or shorter if negative (UpdateContactRoutingBehavior). */
  adjustQueueTime(this: this & In<"CONTACT_FLOW" | "CAMPAIGN" | "MODULE">, seconds: number): void {
    this.record({
      type: "UpdateContactRoutingBehavior",
      verb: "queue-time",
      words: String(seconds),
      parameters: { QueueTimeAdjustmentSeconds: seconds },
    });
  }

  /**
   * Narrows down who may serve the contact, step by step (UpdateContactRoutingCriteria). When every step has expired,
   * any agent of the queue may.
   */
  setRoutingCriteria(this: this & In<DialogKind>, steps: readonly [RoutingStep, ...RoutingStep[]]): void {
    this.record({
      type: "UpdateContactRoutingCriteria",
      verb: "routing-criteria",
      words: steps
        .map((step) => ("needs" in step ? step.needs.map(({ value }) => value).join(" ") : "agents"))
        .join(" "),
      parameters: { RoutingCriteria: { Steps: steps.map(stepOf) } },
    });
  }
}

function stepOf(step: RoutingStep): ParameterValues {
  const { expiresAfterSeconds: seconds } = step;
  return {
    Expression: "needs" in step ? expressionOf(step.needs) : preferred(step.agents),
    Expiry: seconds === undefined ? undefined : { DurationInSeconds: seconds },
  };
}

function expressionOf(needs: readonly ProficiencyNeed[]): ParameterValues {
  const conditions = needs.map(({ attribute, value, level }) => ({
    AttributeCondition: {
      Name: attribute,
      Value: value,
      ProficiencyLevel: level,
      ComparisonOperator: "NumberGreaterOrEqualTo",
    },
  }));
  const [only] = conditions;
  return only && conditions.length === 1 ? only : { AndExpression: conditions };
}

function preferred(agents: readonly TextValue[]): ParameterValues {
  return {
    AttributeCondition: { ComparisonOperator: "Match", MatchCriteria: { AgentsCriteria: { AgentIds: agents } } },
  };
}
