/** Verbs that invoke Lambda functions. */
import { type FlowKind } from "../document";
import { FlowError } from "../flowError";
import { type FunctionRef } from "../placeholders";
import { answerOf, type Holds, type Invocation, type Reference, type TextValue } from "../references";
import { wordsOf } from "../values";
import { ControlVerbs } from "./controlVerbs";

/** A function by name, or its ARN behind a reference. */
export type Lambda = FunctionRef | Reference;

/** The keys of a flat answer: names, which hold text, or names with what each holds. */
export type AnswerKeys = readonly string[] | { readonly [key: string]: Holds };

/** The keys of a JSON answer, which may be nested. A flow cannot read lists. */
export interface AnswerTree {
  readonly [key: string]: Holds | AnswerTree;
}

/** The answer of a Lambda function, key by key. Good until the next invocation. */
export type LambdaAnswer<Keys extends AnswerKeys | AnswerTree> = Keys extends readonly (infer Key extends string)[]
  ? { readonly [key in Key]: Reference<"text"> }
  : Keys extends AnswerTree
    ? { readonly [key in keyof Keys]: AnswerAt<Keys[key]> }
    : never;

type AnswerAt<Part> = Part extends Holds ? Reference<Part> : Part extends AnswerTree ? LambdaAnswer<Part> : never;

export interface InvocationOptions {
  /** Passed to the function as `Details.Parameters`. */
  parameters?: { readonly [name: string]: TextValue };
  /** Names the block in identifiers. Default: the function. */
  name?: string;
}

export interface InvokeLambdaOptions<Keys extends AnswerKeys> extends InvocationOptions {
  /** Seconds after which the flow gives up, 1 to 8. The caller hears silence meanwhile. */
  timeLimitSeconds: number;
  /** The keys of the function's answer, a flat map of strings: `["name"]`, or `{ name: "text", orders: "number" }`. */
  returns: Keys;
}

export interface InvokeLambdaForJsonOptions<Keys extends AnswerTree> extends InvocationOptions {
  /** Seconds after which the flow gives up, 1 to 8. The caller hears silence meanwhile. */
  timeLimitSeconds: number;
  /** The keys of the function's answer, any JSON object: `{ customer: { name: "text" } }`. */
  returns: Keys;
}

export abstract class LambdaVerbs<Kind extends FlowKind> extends ControlVerbs<Kind> {
  /**
   * Invokes a Lambda function and waits for its answer (InvokeLambdaFunction). Returns references to exactly the keys
   * it declares. The next invocation replaces the answer: copy what is needed later into contact attributes.
   */
  invokeLambda<const Keys extends AnswerKeys>(fn: Lambda, options: InvokeLambdaOptions<Keys>): LambdaAnswer<Keys> {
    const { returns } = options;
    const invocation = this.invoke(fn, options, options.timeLimitSeconds, "STRING_MAP");
    return answers(fn, invocation, isNames(returns) ? texts(returns) : returns) as LambdaAnswer<Keys>;
  }

  /** Invokes a Lambda function whose answer is a JSON object, which may be nested (InvokeLambdaFunction). */
  invokeLambdaForJson<const Keys extends AnswerTree>(
    fn: Lambda,
    options: InvokeLambdaForJsonOptions<Keys>,
  ): LambdaAnswer<Keys> {
    const invocation = this.invoke(fn, options, options.timeLimitSeconds, "JSON");
    return answers(fn, invocation, options.returns) as LambdaAnswer<Keys>;
  }

  /**
   * Starts a Lambda function and goes on at once (InvokeLambdaFunction, asynchronous). Nobody hears its answer;
   * `system.lambdaInvocationId` names the invocation.
   */
  startLambda(fn: Lambda, options: InvocationOptions & { /** 1 to 60. */ timeLimitSeconds?: number } = {}): void {
    this.record({
      type: "InvokeLambdaFunction",
      verb: "start",
      words: options.name ?? wordsOf(fn),
      parameters: {
        LambdaFunctionARN: fn,
        InvocationTimeLimitSeconds: options.timeLimitSeconds,
        InvocationType: "ASYNCHRONOUS",
        LambdaInvocationAttributes: options.parameters,
      },
    });
  }

  private invoke(fn: Lambda, options: InvocationOptions, seconds: number, answer: string): Invocation {
    const invocation: Invocation = { root: "$.External", functionName: wordsOf(fn), name: options.name ?? wordsOf(fn) };
    this.record({
      type: "InvokeLambdaFunction",
      verb: "invoke",
      words: invocation.name,
      parameters: {
        LambdaFunctionARN: fn,
        InvocationTimeLimitSeconds: seconds,
        InvocationType: "SYNCHRONOUS",
        LambdaInvocationAttributes: options.parameters,
        ResponseValidation: { ResponseType: answer },
      },
      invocation,
    });
    return invocation;
  }
}

function isNames(keys: AnswerKeys): keys is readonly string[] {
  return Array.isArray(keys);
}

function texts(names: readonly string[]): AnswerTree {
  return Object.fromEntries(names.map((name) => [name, "text" as const]));
}

interface Answers {
  readonly [key: string]: Reference | Answers;
}

function answers(fn: Lambda, invocation: Invocation, keys: AnswerTree, above: readonly string[] = []): Answers {
  // Types are stripped where flows are written without them.
  if (typeof keys !== "object" || keys === null) {
    throw new FlowError(
      `The invocation of ${wordsOf(fn)} does not say what it returns; give the keys of the answer, such as returns: ["name"].`,
    );
  }
  const entries = Object.entries(keys).map(([key, holds]) => {
    if (!/^[A-Za-z0-9_-]+$/.test(key)) {
      throw new FlowError(
        `${wordsOf(fn)} returns the key ${JSON.stringify(key)}; answer keys hold only letters, digits, "-" and "_".`,
      );
    }
    const path = [...above, key];
    const answer = typeof holds === "string" ? answerOf(invocation, path, holds) : answers(fn, invocation, holds, path);
    return [key, answer] as const;
  });
  return Object.fromEntries(entries);
}
