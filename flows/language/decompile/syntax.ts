/**
 * Source of the flow language as data: what a statement is called with. It can be printed, and it can be carried out, so
 * a statement is known to say what it stands for before anybody reads it.
 */
import { type JsonValue } from "../document";
import * as language from "../index";

/** A part of a statement. */
export type Expression =
  | { readonly kind: "literal"; readonly value: JsonValue }
  /** Something the language exports, or a constant of the file. */
  | { readonly kind: "name"; readonly name: string; readonly value?: Expression }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Expression[] }
  | { readonly kind: "template"; readonly tag: "text" | "ssml"; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  /** The branch of a way out. An optional one is left out when it goes on with the next statement. */
  | { readonly kind: "branch"; readonly way: string; readonly optional: boolean };

/** A statement of a flow: a verb and what it is called with. */
export interface Call {
  readonly verb: string;
  readonly args: readonly Expression[];
}

export const literal = (value: JsonValue): Expression => ({ kind: "literal", value });
export const named = (name: string): Expression => ({ kind: "name", name });
export const call = (callee: string, ...args: Expression[]): Expression => ({ kind: "call", callee, args });
export const list = (items: readonly Expression[]): Expression => ({ kind: "list", items });
export const branch = (way: string): Expression => ({ kind: "branch", way, optional: false });
export const optionalBranch = (way: string): Expression => ({ kind: "branch", way, optional: true });

/** An object; entries without a value are left out. */
export function object(entries: Iterable<readonly [string, Expression | undefined]>): Expression {
  const given = [...entries].flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  return { kind: "object", entries: given };
}

/** An object, by the names of its entries. */
export function fields(entries: { readonly [key: string]: Expression | undefined }): Expression {
  return object(Object.entries(entries));
}

/** What an expression stands for. @throws FlowError where the language refuses it. */
export function evaluate(expression: Expression, bodyOf: (way: string) => unknown): unknown {
  const part = (inner: Expression): unknown => evaluate(inner, bodyOf);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "name":
      return expression.value ? part(expression.value) : exported(expression.name);
    case "call":
      return invoke(exported(expression.callee), expression.args.map(part));
    case "template": {
      const { strings, values } = templateOf(expression.parts);
      const raw = Object.assign([...strings], { raw: strings });
      return invoke(exported(expression.tag), [raw, ...values.map(part)]);
    }
    case "object":
      return Object.fromEntries(expression.entries.map(([key, value]) => [key, part(value)]));
    case "list":
      return expression.items.map(part);
    case "branch":
      return bodyOf(expression.way);
  }
}

/** The literals of a template, always one more than its values. */
export function templateOf(parts: readonly (string | Expression)[]): { strings: string[]; values: Expression[] } {
  const strings = [""];
  const values: Expression[] = [];
  for (const part of parts) {
    if (typeof part === "string") {
      strings[strings.length - 1] += part;
    } else {
      values.push(part);
      strings.push("");
    }
  }
  return { strings, values };
}

/** Carries a statement out. */
export function perform(target: object, { verb, args }: Call, bodyOf: (way: string) => unknown): unknown {
  return invoke(
    Reflect.get(target, verb),
    args.map((arg) => evaluate(arg, bodyOf)),
    target,
  );
}

function exported(path: string): unknown {
  return path.split(".").reduce((value: unknown, key) => Reflect.get(Object(value), key), language);
}

function invoke(callee: unknown, args: readonly unknown[], target?: object): unknown {
  if (typeof callee !== "function") {
    throw new language.FlowError("The flow language has no such word.");
  }
  return Reflect.apply(callee, target, args);
}
