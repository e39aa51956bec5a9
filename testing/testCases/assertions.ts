/** Assert: a value of the contact compared with what is expected. */
import { compileReference } from "../../local/connect/reference";
import type { FlowRun } from "../../local/connect/flowRun";
import type { AssertOperator } from "../../scenarios/language";

/** What a reference leads to now; undefined when to nothing. */
export function valueAt(path: string, run: FlowRun): string | undefined {
  return compileReference(path)?.(run);
}

/** Whether a value is as asserted. What leads to nothing is nothing: no operator holds of it. */
export function holds(operator: AssertOperator, value: string | undefined, operand: string): boolean {
  if (value === undefined) return false;
  const [a, b] = [numberOf(value), numberOf(operand)];
  switch (operator) {
    case "Equals":
      return value === operand;
    case "TextStartsWith":
      return value.startsWith(operand);
    case "TextEndsWith":
      return value.endsWith(operand);
    case "TextContains":
      return value.includes(operand);
    case "NumberGreaterThan":
      return a > b;
    case "NumberGreaterOrEqualTo":
      return a >= b;
    case "NumberLessThan":
      return a < b;
    case "NumberLessOrEqualTo":
      return a <= b;
    case "Exists":
      return value !== "";
  }
}

/** Comparing with what is no number is never true. */
function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
