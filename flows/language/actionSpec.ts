/**
 * How one action type of the flow language is described: its parameters, the errors it must and may wire, the
 * conditions it tests, and the flow types it is legal in. The descriptions themselves are data, in `specs/`.
 */
import { type FlowKind } from "./document";

/** How a contact came, as `$.Channel` spells it. */
export type Channel = "VOICE" | "CHAT" | "TASK" | "EMAIL";

/** What may stand in a parameter: a literal, one whole reference (`$.…`), or text with references inside. */
export type ParameterKind = "static" | "staticOrReference" | "reference" | "dynamic";

/** One parameter, or one field of it. */
export interface ParameterSpec {
  readonly kind: ParameterKind;
  /** Default `scalar`. A `map` has keys of the author's choosing. */
  readonly shape?: "scalar" | "object" | "list" | "map";
  readonly required?: boolean;
  /** The literals the service knows. */
  readonly values?: readonly string[];
  /** The service has been seen to learn new literals here, so an unknown one is a warning. */
  readonly grows?: true;
  /** True or false as text; the console writes either case. */
  readonly flag?: true;
  /** Bounds of a whole number, inclusive. */
  readonly integer?: { readonly min: number; readonly max: number };
  readonly pattern?: RegExp;
  readonly maxLength?: number;
  /** Least and most entries of a list or map. */
  readonly entries?: { readonly min?: number; readonly max?: number };
  /** Fields of an object; an object without `fields` is not looked into. */
  readonly fields?: { readonly [name: string]: ParameterSpec };
  /** The object may have fields that are not listed. */
  readonly open?: true;
  /** What the entries of a list or the values of a map look like. */
  readonly items?: ParameterSpec;
  /** How many of the fields must be set together. */
  readonly choose?: readonly ChoiceSpec[];
}

/** Of `names`, at least `min` and at most `max` may be set. */
export interface ChoiceSpec {
  readonly names: readonly string[];
  readonly min: number;
  readonly max: number;
}

/** A test on the parameters that selects an outcome. `parameter` is a path such as `InputValidation.CustomValidation`. */
export interface ParameterTest {
  readonly parameter: string;
  readonly equals?: string;
  readonly present?: boolean;
  readonly includes?: string;
}

/** What the conditions of an action may be. */
export type ConditionSpec =
  /** No conditions at all. */
  | { readonly form: "none" }
  /** Exactly these results, each once, with `Equals`. */
  | { readonly form: "exactly"; readonly results: readonly string[] }
  /** Any of these results, each at most once, with `Equals`. */
  | { readonly form: "among"; readonly results: readonly string[] }
  /** `Equals` with a result of the author's choosing, such as an intent name. */
  | { readonly form: "named" }
  /** Any operator. */
  | { readonly form: "any" }
  /** A rising chain of `NumberLessThan` thresholds between 2 and 100. */
  | { readonly form: "percentages" }
  /** Exactly one `NumberGreaterThan "0"`. */
  | { readonly form: "anyAgents" }
  /** `Equals` and the number operators, at least one. */
  | { readonly form: "amounts" }
  /** `WaitCompleted` and one for each awaited event. */
  | { readonly form: "events" };

/** Errors and conditions of an action, for the parameters that pass `when`. */
export interface OutcomeSpec {
  /** All must hold. The first outcome of an action whose tests hold applies; one without tests always does. */
  readonly when?: readonly ParameterTest[];
  /** The service refuses the action without these. */
  readonly requiredErrors: readonly string[];
  /** May be wired too. Any other error type is refused. */
  readonly optionalErrors?: readonly string[];
  readonly conditions: ConditionSpec;
}

/** One action type. */
export interface ActionSpec {
  readonly family: "participant" | "flowControl" | "contact" | "interaction";
  /** Whether the errors and conditions were confirmed against the service; otherwise they come from documentation. */
  readonly confirmed: boolean;
  /** Ends its path: the service refuses any transition. */
  readonly terminal?: true;
  /** On success the contact leaves the flow: NextAction is required on the wire but never followed. */
  readonly handsOver?: true;
  /** Holds the participant until something interrupts it: NextAction may be absent. */
  readonly holds?: true;
  /** Lets time pass (speech, input, waiting), so that a cycle through it is not a busy one. */
  readonly takesTime?: true;
  readonly flowTypes: readonly FlowKind[];
  /** Channels on which it works; on another it takes its error branch, or does nothing. Absent: all. */
  readonly channels?: readonly Channel[];
  /** What it needs has ended: why, for a message. */
  readonly ended?: string;
  /** It has a form whose parameters are not known, so a parameter that is not listed is a warning. */
  readonly open?: true;
  /** Parameters that look right and that the service was seen to refuse, also where others may be added. */
  readonly refused?: readonly string[];
  /** Flow types on which the published sources disagree. */
  readonly disputedFlowTypes?: readonly FlowKind[];
  /** Absent when the parameters are not fully known: then their names are not checked. */
  readonly parameters?: { readonly [name: string]: ParameterSpec };
  readonly choose?: readonly ChoiceSpec[];
  readonly outcomes: readonly OutcomeSpec[];
}

/** Named specs of one family. */
export type ActionSpecs = { readonly [type: string]: ActionSpec };

/** Flow types by the letter used in the tables: inbound, transfers, queue, whispers, holds, module. */
const FLOW_TYPES_BY_LETTER: { readonly [letter: string]: readonly FlowKind[] } = {
  I: ["CONTACT_FLOW"],
  T: ["AGENT_TRANSFER", "QUEUE_TRANSFER"],
  Q: ["CUSTOMER_QUEUE"],
  W: ["CUSTOMER_WHISPER", "AGENT_WHISPER", "OUTBOUND_WHISPER"],
  H: ["CUSTOMER_HOLD", "AGENT_HOLD"],
  M: ["MODULE"],
};

/** The flow types named by letters, for example `legalIn("ITQM")`. */
export function legalIn(letters: string): readonly FlowKind[] {
  return [...letters].flatMap((letter) => FLOW_TYPES_BY_LETTER[letter] ?? []);
}

export const EVERYWHERE = legalIn("ITQWHM");
export const NO_CONDITIONS: ConditionSpec = { form: "none" };

/** The generic error: anything no other error type names. */
export const NO_MATCHING_ERROR = "NoMatchingError";
/** No condition was true. */
export const NO_MATCHING_CONDITION = "NoMatchingCondition";

/** The usual outcome: no conditions, and the generic error must be wired. */
export const ONLY_GENERIC_ERROR: readonly OutcomeSpec[] = [
  { requiredErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS },
];

/** Shorthands for the parameter tables. */
export const STATIC: ParameterSpec = { kind: "static" };
export const REFERABLE: ParameterSpec = { kind: "staticOrReference" };
export const DYNAMIC: ParameterSpec = { kind: "dynamic" };
export const REQUIRED_REFERABLE: ParameterSpec = { kind: "staticOrReference", required: true };
export const TEXT_MAP: ParameterSpec = { kind: "dynamic", shape: "map", items: DYNAMIC };

/** True or false, as text. */
export const FLAG: ParameterSpec = { kind: "static", flag: true };
/** An object whose inside is not known. */
export const UNKNOWN_OBJECT: ParameterSpec = { kind: "dynamic", shape: "object" };
export const TEXT_LIST: ParameterSpec = { kind: "dynamic", shape: "list", items: DYNAMIC };

export const VOICE_ONLY: readonly Channel[] = ["VOICE"];
export const CHAT_ONLY: readonly Channel[] = ["CHAT"];
export const CONVERSATIONS: readonly Channel[] = ["VOICE", "CHAT"];

export function oneOf(...values: string[]): ParameterSpec {
  return { kind: "static", values };
}

/** An object with fields. */
export function object(fields: { readonly [name: string]: ParameterSpec }): ParameterSpec {
  return { kind: "dynamic", shape: "object", fields };
}

/** A whole number written as a string. */
export function integer(min: number, max: number, kind: ParameterKind = "static"): ParameterSpec {
  return { kind, integer: { min, max } };
}

export function required(spec: ParameterSpec): ParameterSpec {
  return { ...spec, required: true };
}
