/**
 * The native test case of Amazon Connect ("Testing language"), as CreateTestCase and AWS::Connect::TestCase take it in
 * `Content`. Nobody publishes a schema. What is known comes from three places, and they do not agree:
 *
 * - *documented*: Amazon Connect's developer guide, its pages on observations, events and actions;
 * - *seen*: public accounts of people who sent documents to the service in 2026 and wrote down what it accepted;
 * - *contradictory*: where the two differ, or where two accounts do.
 *
 * | part | documented | seen |
 * | --- | --- | --- |
 * | `Version` | 2019-10-30; an earlier edition showed 2025-06-21 | 2019-10-30 accepted, others refused |
 * | `Event.Identifier` | for the console | demanded |
 * | `Usage` | Exactly, AtLeast, AtMost, Always; an earlier edition said EXACTLY and ANY | left out; refused on TestInitiated, and with EXACTLY |
 * | `MatchingCriteria` | `{ Type }`, inside `Properties` | a text beside `Properties` is stored, and by one account never matches |
 * | last action of a chain | `NextAction` | `Transitions: {}` accepted; by one account any transition of it is refused |
 * | what a customer says | `Utterance` with `Text` or `SSML`; earlier `TextUtterance` | `Utterance` with `Value`; `Text` and `SSML` refused |
 * | `Exists` | an operator without operand | refused, with an operand and without |
 * | mocked answer | `DelaySeconds`, `LoadedData` as serialised JSON | `Value` as serialised JSON too; an object is refused |
 * | mocked hours | `InHours`, `OutOfHours` | refused by two accounts; substituting the hours is accepted |
 * | entry point | `FlowId` and both numbers | `FlowId` and `DestinationPhoneNumber` together refused |
 * | `InitializationData` | a JSON text | `{"Attributes":{…},"SegmentAttributes":{}}` is the one form whose values were read back |
 * | keys on a chat | not said | refused |
 * | empty `Text` | not said | refused |
 */

/** The only version seen accepted. */
export const TEST_LANGUAGE_VERSION = "2019-10-30";

/** What earlier documentation showed as version. */
export const DRAFT_TEST_LANGUAGE_VERSION = "2025-06-21";

/** Most characters of `Content` and of `InitializationData` (AWS::Connect::TestCase). */
export const MAX_TEST_CONTENT_LENGTH = 256_000;

/** Most characters of a test case's name (AWS::Connect::TestCase). */
export const MAX_TEST_NAME_LENGTH = 127;

/** Most characters of a test case's description (AWS::Connect::TestCase). */
export const MAX_TEST_DESCRIPTION_LENGTH = 500;

/** Seconds after which Connect ends a test, and counts it as failed ("Test Duration Limit"). */
export const MAX_TEST_SECONDS = 300;

/** What can be observed. */
export const EVENT_TYPES = ["TestInitiated", "TestCompleted", "MessageReceived", "FlowActionStarted"] as const;

/** What can be observed. */
export type EventType = (typeof EVENT_TYPES)[number];

/** What an observation can do. */
export const TEST_ACTION_TYPES = ["SendInstruction", "Assert", "OverrideSystemBehavior", "TestControl"] as const;

/** What an observation can do. */
export type TestActionType = (typeof TEST_ACTION_TYPES)[number];

/** Operators of Assert. */
export const ASSERT_OPERATORS = [
  "Equals",
  "TextStartsWith",
  "TextEndsWith",
  "TextContains",
  "NumberGreaterThan",
  "NumberGreaterOrEqualTo",
  "NumberLessThan",
  "NumberLessOrEqualTo",
  "Exists",
] as const;

/** Operators of Assert. */
export type AssertOperator = (typeof ASSERT_OPERATORS)[number];

/** How often an observation has to be met. */
export const USAGE_TYPES = ["Exactly", "AtLeast", "AtMost", "Always"] as const;

/** How often an observation has to be met. */
export type UsageType = (typeof USAGE_TYPES)[number];

/** Flow actions whose start can be observed, and the way in their parameters to the resource they use. */
export const OBSERVABLE_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["InvokeLambdaFunction", ["LambdaFunctionARN"]],
  ["CheckHoursOfOperation", ["HoursOfOperationId"]],
  ["TransferContactToQueue", ["QueueId"]],
  ["ConnectParticipantWithLexBot", ["LexV2Bot", "AliasArn"]],
]);

/** Flow actions that can be overridden, and the way to their resource. Documented under the last one's short name. */
export const OVERRIDABLE_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...OBSERVABLE_ACTIONS,
  ["DequeueContactAndTransferToQueue", ["QueueId"]],
  ["DequeueAndTransferToQueue", ["QueueId"]],
]);

/** What is expected to happen. */
export interface TestEvent {
  readonly Identifier: string;
  readonly Type: EventType;
  readonly Actor: "System";
  readonly Properties: { readonly [name: string]: unknown };
}

/** What is done when it happens. */
export interface TestAction {
  readonly Identifier: string;
  readonly Type: TestActionType;
  readonly Parameters: { readonly [name: string]: unknown };
  readonly Transitions: { readonly NextAction?: string };
}

/** An event with the actions that answer it ("interaction group" in the console). */
export interface TestObservation {
  readonly Identifier: string;
  readonly Event: TestEvent;
  readonly Actions: readonly TestAction[];
  readonly Usage?: { readonly Type: UsageType; readonly Times?: number };
  readonly Transitions: { readonly NextObservations: readonly string[] };
}

/** `Content` of a test case. */
export interface TestCaseDocument {
  readonly Version: string;
  readonly Metadata: { readonly [name: string]: unknown };
  readonly Observations: readonly TestObservation[];
}

/** Where the simulated contact comes in (`EntryPoint`). */
export interface TestEntryPoint {
  readonly Type: "VOICE_CALL" | "CHAT";
  readonly VoiceCallEntryPointParameters?: {
    readonly SourcePhoneNumber?: string;
    readonly DestinationPhoneNumber?: string;
    readonly FlowId?: string;
  };
  readonly ChatEntryPointParameters?: { readonly FlowId?: string };
}
