/** The functions of a centre as a test sees them: what was asked of them, and answers or failures in their place. */
import type { ContactFlowEvent, FunctionAnswer, FunctionInvoker } from "../local/connect";
import type { ResourceGraph } from "../local/engine/graph";
import { MisuseError, unknownName } from "./expectationError";

/** How a function fails: an exception, no answer within the flow's time limit, or too many invocations at once. */
export type FunctionFailure = "error" | "timeout" | "throttle";

/** What a test lets a function answer: a value, or what a stand-in makes of the event. A stand-in that throws fails. */
export type FunctionStandIn = (event: ContactFlowEvent) => unknown;

/** One invocation. */
export interface Invocation {
  /** Physical name of the function. */
  readonly functionName: string;
  /** What Connect sent. */
  readonly event: ContactFlowEvent;
  /** What came back, or how it failed. */
  readonly answer: FunctionAnswer;
}

interface Override {
  readonly answer: (event: ContactFlowEvent, timeLimitMs: number) => FunctionAnswer | Promise<FunctionAnswer>;
  left: number;
}

/** What a function is called. */
export interface FunctionName {
  readonly arn: string;
  /** Physical. */
  readonly name: string;
  /** In the program. */
  readonly logicalName: string;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Stands between Connect and the functions. */
export class TestFunctions implements FunctionInvoker {
  readonly invocations: Invocation[] = [];
  private readonly overrides = new Map<string, Override>();
  private readonly standIns = new Map<string, Override["answer"]>();

  /** @param names asked when a test names a function, once everything runs */
  constructor(
    private readonly real: FunctionInvoker,
    private readonly names: () => readonly FunctionName[],
  ) {}

  invoke(
    arn: string,
    event: unknown,
    options: { readonly timeLimitMs: number },
  ): Promise<FunctionAnswer> | FunctionAnswer {
    // Connect builds every event; its type is lost on the invoker's interface only.
    const asked = event as ContactFlowEvent;
    const stoodIn = this.take(arn)?.answer ?? this.standIns.get(arn);
    const answer = stoodIn === undefined ? this.real.invoke(arn, event, options) : stoodIn(asked, options.timeLimitMs);
    const functionName = this.names().find((known) => known.arn === arn)?.name ?? arn;
    const keep = (known: FunctionAnswer): FunctionAnswer => {
      this.invocations.push({ functionName, event: asked, answer: known });
      return known;
    };
    return answer instanceof Promise ? answer.then(keep) : keep(answer);
  }

  /** The next `times` invocations fail. */
  fail(reference: string, how: FunctionFailure, times: number): void {
    const failures: Readonly<Record<FunctionFailure, Override["answer"]>> = {
      error: () => ({ ok: false, reason: "Unhandled: the test made it fail" }),
      throttle: () => ({ ok: false, reason: "Throttled: the test made it fail" }),
      timeout: (_event, timeLimitMs) => ({
        ok: false,
        reason: "Timeout: the test made it fail",
        durationMs: timeLimitMs,
      }),
    };
    const answer = failures[how];
    if (answer === undefined) {
      throw new MisuseError(`A function fails with one of ${Object.keys(failures).join(", ")}; not with "${how}".`);
    }
    this.overrides.set(this.find(reference).arn, { answer, left: times });
  }

  /** The next `times` invocations are answered by a stand-in. */
  answer(reference: string, standIn: FunctionStandIn, times: number): void {
    this.overrides.set(this.find(reference).arn, { answer: answering(standIn), left: times });
  }

  /** A stand-in answers in place of the function for good; failures and answers of a test come before it. */
  standIn(reference: string, standIn: FunctionStandIn): void {
    this.standIns.set(this.find(reference).arn, answering(standIn));
  }

  /** The function itself answers again. */
  restore(reference: string): void {
    this.overrides.delete(this.find(reference).arn);
  }

  /** Invocations of one function so far. */
  invocationsOf(reference: string): Invocation[] {
    const { name } = this.find(reference);
    return this.invocations.filter(({ functionName }) => functionName === name);
  }

  /** A function by ARN, by its name in the program or on AWS, or by an unmistakable part of either. */
  private find(reference: string): FunctionName {
    const names = this.names();
    const exact = names.find(({ arn, name, logicalName }) => [arn, name, logicalName].includes(reference));
    if (exact !== undefined) return exact;
    const wanted = bare(reference);
    const close = names.filter(({ name, logicalName }) => bare(`${logicalName} ${name}`).includes(wanted));
    const [one] = close;
    if (one !== undefined && close.length === 1 && wanted !== "") return one;
    throw unknownName(
      close.length > 1 ? "single function" : "function",
      reference,
      (close.length > 1 ? close : names).map(({ logicalName }) => logicalName),
    );
  }

  private take(arn: string): Override | undefined {
    const override = this.overrides.get(arn);
    if (override === undefined) return undefined;
    override.left--;
    if (override.left <= 0) this.overrides.delete(arn);
    return override;
  }
}

function answering(standIn: FunctionStandIn): Override["answer"] {
  return (event) => {
    try {
      const payload = standIn(event);
      return payload instanceof Promise ? payload.then(answered, failed) : answered(payload);
    } catch (error) {
      return failed(error);
    }
  };
}

/** Functions a program declares. */
export function declaredFunctions(graph: ResourceGraph): FunctionName[] {
  return graph.resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ name, outputs }) => ({ arn: String(outputs.arn), name: String(outputs.name ?? name), logicalName: name }));
}

function answered(payload: unknown): FunctionAnswer {
  return { ok: true, payload };
}

function failed(error: unknown): FunctionAnswer {
  return { ok: false, reason: `Unhandled: ${error instanceof Error ? error.message : String(error)}` };
}
