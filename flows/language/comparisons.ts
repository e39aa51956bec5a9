/** Comparisons of a value with one operand. Text and numbers have operators of their own. */
import { type FlowKind } from "./document";
import { type Holds } from "./references";
import { type Body } from "./statements";

/** What compares text; capitals matter. */
export type TextOperator = "Equals" | "TextStartsWith" | "TextEndsWith" | "TextContains";

/** What compares numbers; false when either side is none. */
export type NumberOperator =
  "Equals" | "NumberGreaterThan" | "NumberGreaterOrEqualTo" | "NumberLessThan" | "NumberLessOrEqualTo";

/** A comparison with one operand. Made with `equals`, `greaterThan`, … */
export interface Comparison<Operator extends string = string> {
  readonly operator: Operator;
  readonly operand: string;
}

/** The comparisons a value that holds text, or a number, can take part in. */
export type ComparisonOf<Value extends Holds> = Comparison<Value extends "number" ? NumberOperator : TextOperator>;

/** A comparison and what to do when it is true. */
export type Case<Value extends Holds = Holds, Kind extends FlowKind = "CONTACT_FLOW"> = readonly [
  ComparisonOf<Value>,
  Body<Kind>,
];

function comparison<const Operator extends string, Operand extends string | number>(operator: Operator) {
  return (operand: Operand): Comparison<Operator> => ({ operator, operand: String(operand) });
}

export const equals = comparison<"Equals", string | number>("Equals");
export const startsWith = comparison<"TextStartsWith", string>("TextStartsWith");
export const endsWith = comparison<"TextEndsWith", string>("TextEndsWith");
export const contains = comparison<"TextContains", string>("TextContains");
export const greaterThan = comparison<"NumberGreaterThan", number>("NumberGreaterThan");
export const atLeast = comparison<"NumberGreaterOrEqualTo", number>("NumberGreaterOrEqualTo");
export const lessThan = comparison<"NumberLessThan", number>("NumberLessThan");
export const atMost = comparison<"NumberLessOrEqualTo", number>("NumberLessOrEqualTo");
