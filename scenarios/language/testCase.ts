/** A native test case as read: one form, whichever of its spellings the document uses. */
import type { AssertOperator, UsageType } from "./document";

/** How a message has to be like the expected one. Patterns are only played locally. */
export type MessageMatch = "Inclusion" | "Similarity" | RegExp;

/** What an observation waits for. */
export type ObservedEvent =
  | { readonly type: "TestInitiated" }
  | { readonly type: "TestCompleted" }
  | {
      readonly type: "MessageReceived";
      readonly form: "text" | "ssml" | "prompt" | "media";
      readonly expected: string;
      readonly match: MessageMatch;
    }
  | {
      readonly type: "FlowActionStarted";
      readonly actionType: string;
      /** Name, id or ARN of the resource; undefined for any. */
      readonly resource: string | undefined;
    }
  /** The centre, not the customer, has ended the contact. Only played locally: Connect cannot observe it. */
  | { readonly type: "Disconnected" }
  /** Customer and agent talk. Only played locally: Connect cannot observe it. */
  | { readonly type: "AgentConnected"; readonly agent: string };

/** What stands in for a resource. */
export type OverrideStrategy =
  | { readonly kind: "substitute"; readonly resource: string }
  | { readonly kind: "result"; readonly data: unknown; readonly delaySeconds: number }
  | { readonly kind: "error"; readonly error: string; readonly delaySeconds: number };

/** An answer to be given once in the place of a resource. */
export interface Override {
  /** Type of the flow action. */
  readonly actionType: string;
  /** Name, id or ARN of the resource. */
  readonly resource: string;
  readonly strategy: OverrideStrategy;
}

/** What is done when an observation is met. */
export type ObservationAction = { readonly id: string } & (
  | { readonly kind: "press"; readonly keys: string }
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "hangUp" }
  | { readonly kind: "assert"; readonly path: string; readonly operator: AssertOperator; readonly operand: string }
  | { readonly kind: "override"; readonly override: Override }
  | { readonly kind: "endTest" }
  | { readonly kind: "log"; readonly expressions: Readonly<Record<string, string>> }
  /** Time passes before the customer does anything more. Only played locally. */
  | { readonly kind: "wait"; readonly seconds: number }
  /** An agent becomes available. Only played locally. */
  | { readonly kind: "agent"; readonly username: string }
);

/** How often an observation has to be met. */
export interface Usage {
  readonly type: UsageType;
  readonly times: number;
}

/** The default: once. */
export const ONCE: Usage = { type: "Exactly", times: 1 };

/** An event with what answers it. */
export interface Observation {
  readonly id: string;
  readonly event: ObservedEvent;
  /** In the order in which they run. */
  readonly actions: readonly ObservationAction[];
  readonly usage: Usage;
  /** Observations that wait until this one is met. */
  readonly next: readonly string[];
}

/** A whole test case. Observations nobody leads to wait from the beginning. */
export interface TestCase {
  readonly observations: readonly Observation[];
}
