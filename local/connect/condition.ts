/** Conditions of the flow language: tested in order, the first true one wins. */
import type { FlowRun } from "./flowRun";
import type { Branch } from "./step";
import type { Value } from "./template";

/** Picks the branch a result leads to. */
export type Matcher = (result: string | undefined, run: FlowRun) => Branch;

/** One condition, ready to be tested. */
export interface CompiledCondition {
  readonly operator: string;
  readonly operand: Value;
  readonly branch: Branch;
}

type Test = (result: string, operand: string) => boolean;

function numeric(compare: (a: number, b: number) => boolean): Test {
  return (result, operand) => {
    const [a, b] = [toNumber(result), toNumber(operand)];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function toNumber(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Text is compared case-sensitively; a number test with a side that is no number is false. */
const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["Equals", (result, operand) => result === operand],
  ["TextStartsWith", (result, operand) => result.startsWith(operand)],
  ["TextEndsWith", (result, operand) => result.endsWith(operand)],
  ["TextContains", (result, operand) => result.includes(operand)],
  ["NumberGreaterThan", numeric((a, b) => a > b)],
  ["NumberGreaterOrEqualTo", numeric((a, b) => a >= b)],
  ["NumberLessThan", numeric((a, b) => a < b)],
  ["NumberLessOrEqualTo", numeric((a, b) => a <= b)],
]);

/** The operators a condition may use. */
export const OPERATORS: readonly string[] = [...TESTS.keys()];

/** Links conditions to one function; `otherwise` is taken when none is true, and always for an absent result. */
export function compileMatcher(conditions: readonly CompiledCondition[], otherwise: Branch): Matcher {
  const literals = conditions.every(({ operator, operand }) => operator === "Equals" && operand.literal !== undefined);
  if (literals) {
    const byResult = new Map<string, Branch>();
    for (const { operand, branch } of conditions) {
      if (!byResult.has(operand.source)) byResult.set(operand.source, branch);
    }
    return (result) => (result === undefined ? otherwise : (byResult.get(result) ?? otherwise));
  }
  const tests = conditions.map(({ operator, operand, branch }) => ({ test: TESTS.get(operator), operand, branch }));
  return (result, run) => {
    if (result === undefined) return otherwise;
    for (const { test, operand, branch } of tests) {
      const right = operand.resolve(run);
      if (right !== undefined && test?.(result, right) === true) return branch;
    }
    return otherwise;
  };
}
