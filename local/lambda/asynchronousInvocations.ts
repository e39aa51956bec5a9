/**
 * Asynchronous invocations: Lambda answers at once and invokes later, tries a function that failed again after one and after
 * two minutes, and hands what still fails to the function's `onFailure` destination or dead-letter queue — or drops it.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { numberOf, recordOf, resourcesOfType, textOf } from "../graphValues";
import type { Authorizer } from "../services/access";
import type { Destinations } from "./destinations";
import { unqualified, type FunctionSpec } from "./functionSpec";
import type { InvocationFailure, InvocationOutcome } from "./invocationOutcome";
import type { Functions } from "./queueConsumer";

/** What asynchronous invocations run with. */
export interface AsynchronousOptions {
  clock: Clock;
  functions: Functions & { spec(arn: string): FunctionSpec | undefined };
  destinations: Destinations;
  /** Decides whether a function's role may write to its destination; it may when left out. */
  iam?: Authorizer;
}

/** An invocation that came to nothing and of which nothing is left but this. */
export interface DroppedInvocation {
  /** Epoch milliseconds. */
  at: number;
  functionArn: string;
  /** Why the last attempt failed, and why no destination has it. */
  reason: string;
}

/** How the invocations of one function are tried again, and where they end. */
interface RetryRule {
  attempts: number;
  ageMs: number;
  onFailure?: string;
  onSuccess?: string;
  deadLetter?: string;
}

interface Invocation {
  readonly requestId: string;
  readonly spec: FunctionSpec;
  readonly payload: unknown;
  readonly since: number;
  readonly rule: RetryRule;
  /** Attempts that ran; a throttled one does not count. */
  attempts: number;
  throttled: number;
}

/** Minutes until the second and the third attempt. */
const RETRY_MINUTES = [1, 2];
const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 21_600;
/** Back-off of throttled invocations, seconds: from one, doubled, to five minutes. */
const MAX_BACKOFF_SECONDS = 300;

/** The asynchronous invocations of all functions. */
export class AsynchronousInvocations {
  /** What was lost, oldest first. */
  readonly dropped: DroppedInvocation[] = [];

  constructor(
    private readonly graph: ResourceGraph,
    private readonly options: AsynchronousOptions,
  ) {}

  /** Takes an event for a function and answers the request id, or undefined when there is no such function. */
  invoke(functionArn: string, payload: unknown): string | undefined {
    const spec = this.options.functions.spec(functionArn);
    if (!spec) return undefined;
    const requestId = randomUUID();
    const since = this.options.clock.now();
    const rule = this.#ruleOf(spec);
    this.#after(0, { requestId, spec, payload, since, rule, attempts: 0, throttled: 0 });
    return requestId;
  }

  #after(delayMs: number, invocation: Invocation): void {
    const { clock } = this.options;
    clock.after(delayMs, () => void clock.busy(this.#attempt(invocation)));
  }

  async #attempt(invocation: Invocation): Promise<void> {
    const { spec, payload, rule } = invocation;
    const outcome = await this.options.functions.invoke(spec.arn, payload);
    if (outcome.ok) {
      invocation.attempts += 1;
      if (rule.onSuccess !== undefined) this.#report(invocation, rule.onSuccess, "Success", outcome);
      return;
    }
    if (outcome.error !== "Throttled") invocation.attempts += 1;
    const wait = this.#waitOf(invocation, outcome);
    if (wait === undefined) this.#fail(invocation, outcome, "RetriesExhausted");
    else if (this.options.clock.now() + wait - invocation.since > rule.ageMs) {
      this.#fail(invocation, outcome, "EventAgeExceeded");
    } else this.#after(wait, invocation);
  }

  /** Milliseconds until the next attempt; undefined when there is none. */
  #waitOf(invocation: Invocation, { error }: InvocationFailure): number | undefined {
    if (error === "Throttled") return 1000 * Math.min(MAX_BACKOFF_SECONDS, 2 ** invocation.throttled++);
    if (invocation.attempts >= invocation.rule.attempts) return undefined;
    return (RETRY_MINUTES[invocation.attempts - 1] ?? 2) * 60_000;
  }

  #fail(invocation: Invocation, outcome: InvocationFailure, condition: string): void {
    const { rule, spec, payload } = invocation;
    const failed = `${outcome.error} after ${invocation.attempts} attempts`;
    if (rule.onFailure !== undefined) this.#report(invocation, rule.onFailure, condition, outcome);
    else if (rule.deadLetter !== undefined) {
      this.#send(invocation, rule.deadLetter, JSON.stringify(payload), failed);
    } else this.#drop(spec, `${failed}; the function has no onFailure destination`);
  }

  /** Sends the record of an invocation, in the form of Lambda's destinations. */
  #report(invocation: Invocation, destination: string, condition: string, outcome: InvocationOutcome): void {
    const { spec, requestId, attempts, payload } = invocation;
    const record = {
      version: "1.0",
      timestamp: new Date(this.options.clock.now()).toISOString(),
      requestContext: { requestId, functionArn: `${spec.arn}:$LATEST`, condition, approximateInvokeCount: attempts },
      requestPayload: payload,
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        ...(outcome.ok ? {} : { functionError: "Unhandled" }),
      },
      responsePayload: outcome.ok ? outcome.payload : { errorType: outcome.error, errorMessage: outcome.message },
    };
    const reason = outcome.ok ? "it succeeded" : `${outcome.error} after ${attempts} attempts`;
    this.#send(invocation, destination, JSON.stringify(record), reason);
  }

  /** Writes to a destination in the name of the function's role. */
  #send({ spec }: Invocation, destination: string, body: string, reason: string): void {
    const { iam, destinations } = this.options;
    const caller = { roleArn: spec.roleArn, sessionName: spec.name };
    const decisions = destinations.permissionsFor(destination).map((one) => iam?.authorize({ ...one, ...caller }));
    const denied = decisions.find((decision) => decision?.allowed === false);
    const refusal = denied ? denied.message : destinations.send(destination, body);
    if (refusal !== undefined) this.#drop(spec, `${reason}; its destination did not take it: ${refusal}`);
  }

  #drop(spec: FunctionSpec, reason: string): void {
    this.dropped.push({ at: this.options.clock.now(), functionArn: spec.arn, reason });
  }

  #ruleOf(spec: FunctionSpec): RetryRule {
    const names = (resource: GraphResource): boolean => {
      const reference = textOf(resource, "functionName") ?? "";
      return reference === spec.name || unqualified(reference) === spec.arn;
    };
    const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    const config = resourcesOfType(this.graph, type).find(names);
    const destinations = config && recordOf(config, "destinationConfig");
    const declared = resourcesOfType(this.graph, "aws:lambda/function:Function");
    const lambda = declared.find((one) => textOf(one, "arn") === spec.arn);
    const deadLetter = lambda && recordOf(lambda, "deadLetterConfig")?.["targetArn"];
    return {
      attempts: 1 + ((config && numberOf(config, "maximumRetryAttempts")) ?? DEFAULT_RETRIES),
      ageMs: 1000 * ((config && numberOf(config, "maximumEventAgeInSeconds")) ?? DEFAULT_AGE_SECONDS),
      onFailure: destinationOf(destinations, "onFailure"),
      onSuccess: destinationOf(destinations, "onSuccess"),
      deadLetter: typeof deadLetter === "string" ? deadLetter : undefined,
    };
  }
}

function destinationOf(config: Record<string, unknown> | undefined, condition: string): string | undefined {
  const [rule] = [config?.[condition]].flat();
  const destination = isRecord(rule) ? rule["destination"] : undefined;
  return typeof destination === "string" ? destination : undefined;
}
