/** What the readers of the verbs share. A reader proposes a statement for an action; whether it says the same is checked. */
import { type FlowAction, type JsonValue } from "../../document";
import { type Expressions } from "../expressions";
import { branch, call, type Call, type Expression, fields, list, literal, object, optionalBranch } from "../syntax";

/** An action as readers look at it. */
export interface Subject {
  readonly action: FlowAction;
  readonly parameters: { readonly [name: string]: JsonValue };
  readonly write: Expressions;
  /** A name a person gave the block. */
  readonly name?: string;
}

/** Proposes statements for an action, the best first. */
export type Reader = (subject: Subject) => readonly (Call | undefined)[];

/** Readers by action type. */
export type Readers = { readonly [type: string]: Reader };

export const statement = (verb: string, ...args: (Expression | undefined)[]): Call | undefined => {
  const given = args.filter((arg): arg is Expression => arg !== undefined);
  return given.length === args.length ? { verb, args: given } : undefined;
};

export const fieldsOf = (value: JsonValue | undefined): { readonly [name: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: JsonValue })
    : {};

/** A number as authors write it, if the document's text is one. */
export function number(value: JsonValue | undefined): Expression | undefined {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? literal(read) : undefined;
}

export function string(value: JsonValue | undefined): Expression | undefined {
  return typeof value === "string" ? literal(value) : undefined;
}

/** "True" and "False", in any case, as a boolean. */
export function boolean(value: JsonValue | undefined): Expression | undefined {
  const read = String(value).toLowerCase();
  return read === "true" || read === "false" ? literal(read === "true") : undefined;
}

/** What is said or played. */
export function message({ write }: Subject, from: { readonly [name: string]: JsonValue }): Expression | undefined {
  const { Text, SSML, PromptId, Media } = from;
  if (Text !== undefined) {
    return write.text(Text);
  }
  if (SSML !== undefined) {
    return write.markup(SSML);
  }
  if (PromptId !== undefined) {
    const prompt = write.resource("prompt", PromptId);
    return prompt && isReferenceTo(prompt) ? call("promptAt", prompt) : prompt;
  }
  const uri = Media === undefined ? undefined : write.text(fieldsOf(Media)["Uri"]);
  return uri && call("audioAt", uri);
}

/** Whether the expression is a reference rather than a resource. */
export function isReferenceTo(expression: Expression): boolean {
  return expression.kind === "name" || (expression.kind === "call" && !/Ref$|^existing$/.test(expression.callee));
}

/** A map of texts. */
export function texts({ write }: Subject, value: JsonValue | undefined): Expression | undefined {
  const entries = Object.entries(fieldsOf(value));
  return entries.length === 0
    ? undefined
    : object(entries.map(([key, entry]) => [key, write.attribute(entry) ?? write.any(entry)] as const));
}

/** The results of an action by their names, for verbs that take an object of them. */
export function resultBranches({ action }: Subject, optional: readonly string[] = []): [string, Expression][] {
  return (action.Transitions?.Conditions ?? []).map(({ Condition }, at) => {
    const [result = ""] = Condition.Operands;
    return [result, optional.includes(result) ? optionalBranch(`c${at}`) : branch(`c${at}`)];
  });
}

/** The branch of the condition with a result. */
export function resultBranch({ action }: Subject, result: string, optional = true): Expression | undefined {
  const at = (action.Transitions?.Conditions ?? []).findIndex(({ Condition }) => Condition.Operands[0] === result);
  const way = `c${at}`;
  return at < 0 ? undefined : optional ? optionalBranch(way) : branch(way);
}

/** The branch of an error type. */
export function errorBranch({ action }: Subject, type: string, optional = false): Expression | undefined {
  const isWired = action.Transitions?.Errors?.some(({ ErrorType }) => ErrorType === type);
  const way = `e${type}`;
  return isWired ? (optional ? optionalBranch(way) : branch(way)) : undefined;
}

const OPERATORS: { readonly [operator: string]: string } = {
  Equals: "equals",
  TextStartsWith: "startsWith",
  TextEndsWith: "endsWith",
  TextContains: "contains",
  NumberGreaterThan: "greaterThan",
  NumberGreaterOrEqualTo: "atLeast",
  NumberLessThan: "lessThan",
  NumberLessOrEqualTo: "atMost",
};

/** The conditions as comparisons with their branches. */
export function cases({ action }: Subject, scale = 1): Expression | undefined {
  const written = (action.Transitions?.Conditions ?? []).map(({ Condition }, at) => {
    const { Operator, Operands } = Condition;
    const [operand = ""] = Operands;
    const maker = OPERATORS[Operator];
    const value = scale === 1 ? operand : String(Number(operand) / scale);
    const isNumeric = Operator.startsWith("Number") && String(Number(value)) === value;
    return maker === undefined || (Operator.startsWith("Number") && !isNumeric)
      ? undefined
      : list([call(maker, literal(isNumeric ? Number(value) : value)), branch(`c${at}`)]);
  });
  const complete = written.filter((entry): entry is Expression => entry !== undefined);
  return complete.length === written.length ? list(complete) : undefined;
}

export { branch, call, fields, list, literal, object, optionalBranch };
export type { Call, Expression };
