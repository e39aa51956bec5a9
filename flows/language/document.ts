/**
 * The contact flow document: the shape Amazon Connect stores and exports as "flow language", version 2019-10-30.
 * Everything here is plain data. Parts an export may leave out (parameters, transitions, metadata) are optional.
 */

/** The only value the service accepts for `Version`. */
export const FLOW_LANGUAGE_VERSION = "2019-10-30";

/** Most actions one flow may hold ("Actions per flow"). */
export const MAX_ACTIONS = 250;

/** Most characters the content of one flow or module may have (CreateContactFlow, `Content`). */
export const MAX_CONTENT_LENGTH = 256_000;

/** Most characters an action identifier may have. */
export const MAX_IDENTIFIER_LENGTH = 50;

/** `Type` of a contact flow, as the API spells it. */
export const FLOW_TYPES = [
  "CONTACT_FLOW",
  "CUSTOMER_QUEUE",
  "CUSTOMER_HOLD",
  "CUSTOMER_WHISPER",
  "AGENT_HOLD",
  "AGENT_WHISPER",
  "OUTBOUND_WHISPER",
  "AGENT_TRANSFER",
  "QUEUE_TRANSFER",
  "CAMPAIGN",
] as const;

/** `Type` of a contact flow, as the API spells it. */
export type FlowType = (typeof FLOW_TYPES)[number];

/** What a document can be: a flow of some type, or a module, which is a resource of its own and has no type. */
export type FlowKind = FlowType | "MODULE";

/** Anything JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The `Parameters` of an action. Scalars are written as strings, the way the console writes them. */
export type ActionParameters = { readonly [name: string]: JsonValue };

/** Where an error leads. */
export interface ErrorTransition {
  readonly NextAction: string;
  readonly ErrorType: string;
}

/** Where a result leads: the operator compares the action's result with its one operand. */
export interface ConditionTransition {
  readonly NextAction: string;
  readonly Condition: { readonly Operator: string; readonly Operands: readonly string[] };
}

/** The ways out of an action. Conditions are tested in order and the first true one wins. */
export interface Transitions {
  readonly NextAction?: string;
  readonly Errors?: readonly ErrorTransition[];
  readonly Conditions?: readonly ConditionTransition[];
}

/** One block of a flow. */
export interface FlowAction {
  readonly Identifier: string;
  readonly Type: string;
  readonly Parameters?: ActionParameters;
  readonly Transitions?: Transitions;
}

/** A place on the console's canvas, in its pixels. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** What the console keeps about a flow. It is stored verbatim and nothing in it affects execution. */
export interface FlowMetadata {
  readonly entryPointPosition?: Position;
  readonly ActionMetadata?: { readonly [identifier: string]: { readonly [key: string]: unknown } };
  readonly [key: string]: unknown;
}

/** A whole flow or module. */
export interface FlowDocument {
  readonly Version: string;
  readonly StartAction: string;
  readonly Metadata?: FlowMetadata;
  readonly Actions: readonly FlowAction[];
  readonly Settings?: { readonly [key: string]: JsonValue };
}

/** The document as the string the API takes as `Content`. Two spaces, so that a preview shows one changed line a change. */
export function toJson(document: FlowDocument): string {
  return JSON.stringify(document, undefined, 2);
}
