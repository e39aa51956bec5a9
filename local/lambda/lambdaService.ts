/**
 * Lambda of the local run: the functions the program declares, their text run exactly as it would be uploaded, under the
 * limits they declare. Functions are started when first invoked and stay warm.
 */
import { randomUUID } from "node:crypto";
import type { ResourceGraph } from "../engine/graph";
import type { Credentials } from "../gateway/service";
import type { InProcessHandler } from "../gateway/inProcessHandler";
import type { PolicyStatement } from "../iam/policyDocument";
import type { Container, ContainerAnswer, ContainerSetup } from "./container";
import { environmentOf, NOWHERE } from "./environment";
import { FunctionPool } from "./functionPool";
import {
  declaredFunctions,
  resourcePolicyOf,
  unqualified,
  type FunctionSpec,
  type LambdaDiagnostic,
} from "./functionSpec";
import { InProcessContainer, type SparedReads } from "./inProcessContainer";
import { InvocationLog, type LogLine } from "./invocationLog";
import { failureOf, tooLarge, type Failed, type InvocationOutcome } from "./invocationOutcome";
import type { ContextFacts, InvocationWatch } from "./protocol";
import { WorkerContainer } from "./workerContainer";

export type { FunctionSpec, LambdaDiagnostic } from "./functionSpec";
export type { LogLine } from "./invocationLog";
export type { InvocationFailure, InvocationOutcome } from "./invocationOutcome";

/** What functions reach of the outside; the `Gateway` is one. */
export interface FunctionGateway {
  url: string;
  issueCredentials(session: { roleArn: string; sessionName: string }): Credentials;
  inProcessHandler(): InProcessHandler;
}

/** What the functions run with. */
export interface LambdaOptions {
  /** Where the functions' AWS clients go. Without one they reach nothing at all, never AWS. */
  gateway?: FunctionGateway;
  /** Decides whether Lambda may assume a function's role; `IamService` is one. Every role may be when left out. */
  iam?: { mayAssume(roleArn: string, service: string): { allowed: boolean; message: string } };
  /** `worker` (isolated, limited) unless said otherwise; `inProcess` is for bulk simulation. */
  mode?: "worker" | "inProcess";
  /** Answers reads of unchanged tables; only for functions that run in this process. */
  reads?: SparedReads;
  /** What the functions' clocks show, in epoch milliseconds; real time when left out. */
  now?: () => number;
  onLog?: (line: LogLine) => void;
  /** Variables a function gets on this machine besides its own, asked for when a container starts. */
  environmentFor?: (spec: FunctionSpec) => Record<string, string>;
  /** Most containers of one function at once on this machine, 8 when left out; more invocations wait for one. */
  maxContainers?: number;
}

/** How a function is invoked. */
export interface InvokeOptions {
  callerLimitMs?: number;
  watch?: InvocationWatch;
}

/** Longest start of a container in milliseconds, as on AWS. */
const INIT_LIMIT_MS = 10_000;
const LAMBDA = "lambda.amazonaws.com";

/** A container together with what belongs to it. */
interface Environment extends Container {
  readonly log: InvocationLog;
  readonly facts: ContextFacts;
}

/** The local Lambda: made from a graph, asked with {@link LambdaService.invoke}. */
export class LambdaService {
  /** Functions that cannot run here, and roles Lambda cannot assume. */
  readonly diagnostics: readonly LambdaDiagnostic[];
  readonly #specs: Map<string, FunctionSpec>;
  readonly #roleProblems = new Map<string, string>();
  readonly #pools = new Map<string, FunctionPool<Environment>>();
  readonly #policies = new Map<string, PolicyStatement[]>();
  readonly #now: () => number;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: LambdaOptions,
  ) {
    const { functions, diagnostics } = declaredFunctions(graph);
    this.#specs = new Map(functions.map(({ spec }) => [spec.arn, spec]));
    this.#now = options.now ?? Date.now;
    const problems = [...diagnostics];
    for (const { urn, spec } of functions) {
      const role = options.iam?.mayAssume(spec.roleArn, LAMBDA);
      if (!role || role.allowed) continue;
      this.#roleProblems.set(spec.arn, role.message);
      problems.push({ urn, message: `Function "${spec.name}": ${role.message}` });
    }
    this.diagnostics = problems;
  }

  static fromGraph(graph: ResourceGraph, options: LambdaOptions = {}): LambdaService {
    return new LambdaService(graph, options);
  }

  /** Every function that can run. */
  list(): FunctionSpec[] {
    return [...this.#specs.values()];
  }

  /** The function with this ARN; a version or alias at its end does not matter. */
  spec(arn: string): FunctionSpec | undefined {
    return this.#specs.get(arn) ?? this.#specs.get(unqualified(arn));
  }

  /** Who may invoke the function, by its `aws:lambda/permission:Permission` resources. */
  resourcePolicy(arn: string): PolicyStatement[] {
    const spec = this.spec(arn);
    if (spec === undefined) return [];
    const known = this.#policies.get(spec.arn) ?? resourcePolicyOf(this.graph, spec);
    this.#policies.set(spec.arn, known);
    return known;
  }

  /** Containers of a function that are started. */
  containers(arn: string): number {
    return this.#pools.get(unqualified(arn))?.size ?? 0;
  }

  /**
   * Invokes a function and waits for its answer. Never rejects.
   * @param payload The event; it goes through JSON.
   * @param options.callerLimitMs How long the caller waits, real milliseconds. The function itself goes on, as on AWS.
   * @param options.watch Looks on, where functions run in this process.
   */
  async invoke(arn: string, payload: unknown, options: InvokeOptions = {}): Promise<InvocationOutcome> {
    const started = performance.now();
    const spec = this.spec(arn);
    if (!spec) return { ok: false, ...notFound(arn), durationMs: performance.now() - started };
    const refusal = this.#refusal(spec);
    if (refusal) return { ok: false, ...refusal, durationMs: performance.now() - started } as InvocationOutcome;
    const outcome = this.#pool(spec)
      .use((container, cold) => this.#run(spec, container, cold, payload, options.watch))
      .catch((error: unknown): RunResult => ({ ok: false, error: "Unhandled", message: String(error) }))
      .then((result): InvocationOutcome => ({ ...result, durationMs: performance.now() - started }));
    return options.callerLimitMs === undefined ? outcome : withinLimit(outcome, options.callerLimitMs, started);
  }

  /** Ends every container. Invocations under way end with an error. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #refusal(spec: FunctionSpec): Failed | undefined {
    const role = this.#roleProblems.get(spec.arn);
    if (role !== undefined) return { error: "InitError", message: role };
    const { reservedConcurrency } = spec;
    if (reservedConcurrency === undefined || this.#pool(spec).active < reservedConcurrency) return undefined;
    const message = `Rate Exceeded. Function ${spec.name} has ${reservedConcurrency} reserved concurrent executions.`;
    return { error: "Throttled", message };
  }

  #pool(spec: FunctionSpec): FunctionPool<Environment> {
    const known = this.#pools.get(spec.arn);
    if (known) return known;
    const pool = new FunctionPool(() => this.#start(spec), this.options.maxContainers ?? 8);
    this.#pools.set(spec.arn, pool);
    return pool;
  }

  /** Makes a container, with a key of its own as every execution environment on AWS has. */
  #start(spec: FunctionSpec): Environment {
    const { gateway, mode, onLog, environmentFor, reads } = this.options;
    const facts = contextFacts(spec, this.#now());
    const session = { roleArn: spec.roleArn, sessionName: spec.name };
    const credentials = gateway?.issueCredentials(session) ?? {
      accessKeyId: "ASIANOBODY",
      secretAccessKey: "none",
      sessionToken: "none",
    };
    const log = new InvocationLog(spec.name, this.#now, onLog);
    const setup: ContainerSetup = {
      spec,
      environment: { ...environmentOf(spec, facts, credentials, gateway?.url ?? NOWHERE), ...environmentFor?.(spec) },
      onLog: (line) => log.function(line),
    };
    const container =
      mode === "inProcess"
        ? new InProcessContainer(setup, gateway?.inProcessHandler(), reads)
        : new WorkerContainer(setup);
    return Object.assign(container, { log, facts });
  }

  async #run(
    spec: FunctionSpec,
    container: Environment,
    cold: boolean,
    payload: unknown,
    watch: InvocationWatch | undefined,
  ): Promise<RunResult> {
    const { log, facts } = container;
    const initMs = cold ? await this.#init(container) : undefined;
    if (typeof initMs === "object") {
      log.initFailed(
        initMs.initMs,
        initMs.answer.kind === "initFailure" ? initMs.answer.error.type : "Runtime.Unknown",
      );
      return { ok: false, ...failureOf(initMs.answer, spec, "init") };
    }
    const requestId = randomUUID();
    const limitMs = spec.timeoutSeconds * 1000;
    log.start(requestId);
    const started = performance.now();
    const event = JSON.stringify(payload) ?? "null";
    const clockOffsetMs = this.#now() - Date.now();
    const deadline = Date.now() + limitMs;
    const invocation = { requestId, event, context: facts, deadline, clockOffsetMs };
    const answer = await container.invoke(invocation, limitMs, watch);
    log.end({ requestId, durationMs: performance.now() - started, initMs }, spec.memoryMb);
    if (answer.kind === "result") return { ok: true, payload: JSON.parse(answer.json), billedInit: cold };
    if (answer.kind === "tooLarge") return { ok: false, ...tooLarge(answer.bytes) };
    return { ok: false, ...failureOf(answer, spec, "invoke") };
  }

  /** Starts a container; the time it took, or how it failed. */
  async #init(container: Environment): Promise<number | { answer: ContainerAnswer; initMs: number }> {
    const started = performance.now();
    const answer = await container.init(this.#now() - Date.now(), INIT_LIMIT_MS);
    const initMs = performance.now() - started;
    return answer ? { answer, initMs } : initMs;
  }
}

type RunResult = { ok: true; payload: unknown; billedInit: boolean } | ({ ok: false } & Failed);

function notFound(arn: string): Failed {
  return { error: "FunctionNotFound", message: `Function not found: ${arn}` };
}

function contextFacts(spec: FunctionSpec, now: number): ContextFacts {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    functionName: spec.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: spec.arn,
    memoryLimitInMB: String(spec.memoryMb),
    logGroupName: spec.logGroup ?? `/aws/lambda/${spec.name}`,
    // In a group that functions share, streams carry the function's name.
    logStreamName: `${day}/${spec.logGroup === undefined ? "" : spec.name}[$LATEST]${randomUUID().replaceAll("-", "")}`,
  };
}

/** The outcome, or a timeout when the caller has waited long enough. */
async function withinLimit(
  outcome: Promise<InvocationOutcome>,
  limitMs: number,
  started: number,
): Promise<InvocationOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<InvocationOutcome>((resolve) => {
    timer = setTimeout(() => {
      const message = `The caller waited ${limitMs} ms; the function was still running`;
      resolve({ ok: false, error: "Timeout", message, durationMs: performance.now() - started });
    }, limitMs);
  });
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}
