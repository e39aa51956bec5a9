/** InvokeLambdaFunction: asks a function, within the limits and permissions the service enforces. */
import {
  DEFAULT_LAMBDA_SECONDS,
  MAX_ASYNCHRONOUS_LAMBDA_SECONDS,
  MAX_LAMBDA_SECONDS,
} from "../../../flows/language/actionSpecs";
import type { FlowRun } from "../flowRun";
import { lambdaEvent } from "../lambdaEvent";
import { uuid } from "../random";
import type { Branch } from "../step";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import { type Text } from "../template";
import type { FunctionAnswer } from "../types";

/** Attempts within the time limit. */
export const MAX_ATTEMPTS = 3;
/** Most UTF-8 bytes of a response. */
export const MAX_RESPONSE_BYTES = 32_768;
const INVOCATION_STREAM = 3;

/** Everything about one invocation that does not depend on the contact. */
interface Invocation {
  readonly limitMs: number;
  readonly json: boolean;
  readonly next: Branch;
  readonly failed: Branch;
}

/** Invokes a function; its answer is `$.External`. */
export const invokeLambdaFunction: ActionCompiler = (builder) => {
  const arn = builder.dynamic("LambdaFunctionARN");
  if (arn === undefined) builder.problem("LambdaFunctionARN is missing; give the ARN of a function");
  const asynchronous = builder.raw("InvocationType")?.toUpperCase() === "ASYNCHRONOUS";
  const longest = asynchronous ? MAX_ASYNCHRONOUS_LAMBDA_SECONDS : MAX_LAMBDA_SECONDS;
  const seconds = builder.integer(
    "InvocationTimeLimitSeconds",
    1,
    MAX_ASYNCHRONOUS_LAMBDA_SECONDS,
    DEFAULT_LAMBDA_SECONDS,
  );
  if (seconds > longest) builder.note(`InvocationTimeLimitSeconds is ${seconds}; a flow waits at most ${longest} s`);
  const limitMs = Math.min(seconds, longest) * 1_000;
  const parameters = builder
    .keys("LambdaInvocationAttributes")
    .map((name) => ({ name, text: builder.text("LambdaInvocationAttributes", name) }))
    .filter((entry): entry is { name: string; text: Text } => entry.text !== undefined);
  const invocation: Invocation = {
    limitMs,
    json: responseType(builder) === "JSON",
    next: builder.next,
    failed: builder.error("NoMatchingError"),
  };
  return builder.resolved([arn], (run, functionArn) => {
    const given: Record<string, string> = {};
    if (parameters.length > 0) {
      const detail = Array.isArray(run.detail) ? (run.detail as unknown[]) : [];
      for (const { name, text } of parameters) {
        const value = text.render(run);
        if (text.literal === undefined) detail.push(value);
        given[name] = value;
      }
      run.detail = detail;
    }
    const missing = run.runtime.instance.lambda.missing(functionArn);
    if (missing.length > 0) {
      for (const reason of missing) run.diagnose(reason);
      return invocation.failed;
    }
    if (asynchronous) return invokeLater(run, functionArn, given, invocation);
    return new Attempt(run, functionArn, given, invocation).start();
  });
};

function responseType(builder: StepBuilder): string {
  const type = builder.raw("ResponseValidation", "ResponseType") ?? "STRING_MAP";
  if (type !== "STRING_MAP" && type !== "JSON")
    builder.problem(`ResponseType is "${type}"; allowed are STRING_MAP and JSON`);
  return type;
}

/** Starts an invocation nobody waits for. */
function invokeLater(
  run: FlowRun,
  arn: string,
  parameters: Record<string, string>,
  { limitMs, next }: Invocation,
): Branch {
  const { runtime, contact } = run;
  run.frame.invocationId = uuid(runtime.seed, INVOCATION_STREAM + contact.number, contact.draws++);
  if (runtime.functions.invokeLater) {
    runtime.functions.invokeLater(arn, lambdaEvent(run, parameters));
    return next;
  }
  const answer = call(run, arn, parameters, limitMs);
  if (answer instanceof Promise) void runtime.clock.busy(answer.then(undefined, () => undefined));
  return next;
}

/** Calls the invoker; whatever it throws is an answer too. */
function call(
  run: FlowRun,
  arn: string,
  parameters: Record<string, string>,
  timeLimitMs: number,
): Promise<FunctionAnswer> | FunctionAnswer {
  try {
    return run.runtime.functions.invoke(arn, lambdaEvent(run, parameters), { timeLimitMs });
  } catch (error) {
    return threw(error);
  }
}

function threw(error: unknown): FunctionAnswer {
  return { ok: false, reason: error instanceof Error ? error.message : String(error) };
}

/** One invocation with its retries. It becomes asynchronous only where an invoker answers with a promise or takes time. */
class Attempt {
  private attempts = 0;
  private elapsedMs = 0;
  private readonly detail: unknown;

  constructor(
    private readonly run: FlowRun,
    private readonly arn: string,
    private readonly parameters: Record<string, string>,
    private readonly invocation: Invocation,
  ) {
    this.detail = run.detail;
  }

  start(): Branch | null {
    for (;;) {
      this.attempts++;
      const answer = call(this.run, this.arn, this.parameters, this.invocation.limitMs - this.elapsedMs);
      if (answer instanceof Promise) return this.suspend(answer);
      if ((answer.durationMs ?? 0) > 0) return this.spend(answer);
      const branch = this.conclude(answer);
      if (branch !== undefined) return branch;
    }
  }

  /** Real work: virtual time stands still until it is done. */
  private suspend(work: Promise<FunctionAnswer>): null {
    const { run } = this;
    const settled = work.then((answer) => answer, threw);
    void run.runtime.clock.busy(settled).then((answer) => this.proceed(answer));
    return run.wait({ waits: "work" });
  }

  private proceed(answer: FunctionAnswer): void {
    if (this.run.ended) return;
    if ((answer.durationMs ?? 0) > 0) {
      this.spend(answer);
      return;
    }
    const branch = this.conclude(answer) ?? this.start();
    if (branch !== null) this.run.resume(branch);
  }

  /** Virtual work: the contact waits as long as the function says it took, at most to the time limit. */
  private spend(answer: FunctionAnswer): null {
    const { run, invocation } = this;
    const left = invocation.limitMs - this.elapsedMs;
    const spent = Math.min(answer.durationMs ?? 0, left);
    this.elapsedMs += spent;
    const timer = run.runtime.clock.after(spent, () => {
      const branch = this.conclude(answer) ?? this.start();
      if (branch !== null) run.resume(branch);
    });
    return run.wait({ waits: "work", timer });
  }

  private get name(): string {
    return this.run.runtime.instance.lambda.functionName(this.arn);
  }

  /** The branch an answer leads to; undefined to try again. */
  private conclude(answer: FunctionAnswer): Branch | undefined {
    const { run, invocation } = this;
    run.detail = this.detail;
    const late = this.elapsedMs >= invocation.limitMs;
    if (!answer.ok)
      run.diagnose(`function ${this.name} failed (attempt ${this.attempts} of ${MAX_ATTEMPTS}): ${answer.reason}`);
    if (late) {
      run.diagnose(`function ${this.name} did not answer within the time limit of ${invocation.limitMs / 1_000} s`);
      return invocation.failed;
    }
    if (!answer.ok) return this.attempts < MAX_ATTEMPTS ? undefined : invocation.failed;
    const reason = refuse(answer.payload, invocation.json);
    if (reason !== undefined) {
      run.diagnose(`the answer of function ${this.name} ${reason}`);
      return invocation.failed;
    }
    run.frame.external = answer.payload;
    run.result = answer.payload;
    return invocation.next;
  }
}

/** What is wrong with a response, or undefined. */
function refuse(payload: unknown, json: boolean): string | undefined {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    return `is ${payload === null ? "null" : Array.isArray(payload) ? "a list" : typeof payload}; it must be an object`;
  }
  let bound = 0;
  const answer = payload as Record<string, unknown>;
  for (const key of Object.keys(answer)) {
    const value = answer[key];
    if (typeof value === "string") bound += 3 * (key.length + value.length) + 6;
    else if (!json)
      return `has "${key}", which is not a string; STRING_MAP allows only strings (use JSON, or stringify it)`;
    else bound = Number.POSITIVE_INFINITY;
  }
  // Serialised only when the cheap upper bound does not settle it.
  if (bound > MAX_RESPONSE_BYTES) {
    const bytes = Buffer.byteLength(JSON.stringify(payload));
    if (bytes >= MAX_RESPONSE_BYTES) return `has ${bytes} bytes; it must have less than ${MAX_RESPONSE_BYTES}`;
  }
  return undefined;
}
