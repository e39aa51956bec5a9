/** Opens the centre a Pulumi program describes, on this machine, for tests. */
import { LocalCenter, type CenterOptions } from "../local/center";
import type { FunctionInvoker } from "../local/connect";
import { evaluateProgram } from "../local/engine/evaluateProgram";
import type { ResourceGraph } from "../local/engine/graph";
import { type FlowCoverage, flowCoverage } from "./coverage/flowCoverage";
import { declaredFunctions, TestFunctions } from "./functions";
import { type Instant, instant } from "./instant";
import { TestCenter, type Source } from "./testCenter";

/** A Monday morning in Seattle, when most centres are open. */
const DEFAULT_START = "2026-03-02T10:00:00-08:00";

/** What runs, and how. */
export interface OpenOptions extends Omit<CenterOptions, "startAt" | "betweenFunctions"> {
  /** Folder of the Pulumi project. Default the current one. */
  readonly cwd?: string;
  /** Stack whose settings are used. Default dev. */
  readonly stack?: string;
  /** Settings that override those of the stack, by key. */
  readonly config?: Record<string, string>;
  /** The resource graph of a program that was evaluated already, in place of `cwd`, `stack` and `config`. */
  readonly graph?: ResourceGraph;
  /** Virtual time at the start and after each reset. Default Monday, 2026-03-02T10:00:00-08:00. */
  readonly at?: Instant;
  /** Done at the start and after each reset, for example to put customers into tables. */
  readonly prepare?: (center: TestCenter) => void | Promise<void>;
  /** Where what contacts reach is counted. Default for all centres of the process together, see coverageHooks(). */
  readonly coverage?: FlowCoverage;
}

const evaluations = new Map<string, Promise<ResourceGraph>>();

/** The graph of a program. Evaluating takes seconds, so each program and stack is evaluated once in a process. */
function evaluated({ cwd = process.cwd(), stack = "dev", config = {}, graph }: OpenOptions): Promise<ResourceGraph> {
  if (graph !== undefined) return Promise.resolve(graph);
  const key = JSON.stringify([cwd, stack, config]);
  const known = evaluations.get(key) ?? evaluateProgram({ cwd, stack, config });
  evaluations.set(key, known);
  return known;
}

/**
 * Evaluates a stack's program as `pulumi up` would, starts what it describes, and hands it to the test. Handlers run in
 * this process unless `handlers: "worker"` asks for Lambda's isolation, memory and time limits, which takes longer.
 *
 * @throws Error when the program fails, or declares what this machine cannot run
 */
export async function openCenter(options: OpenOptions = {}): Promise<TestCenter> {
  const graph = await evaluated(options);
  const { at = DEFAULT_START, prepare, coverage = flowCoverage, ...others } = options;
  const startAt = instant(at);
  const source: Source = {
    coverage,
    async start() {
      let functions = new TestFunctions(NO_FUNCTIONS, () => []);
      const center = await LocalCenter.fromGraph(graph, {
        handlers: "inProcess",
        ...others,
        startAt,
        betweenFunctions: (real) => (functions = new TestFunctions(real, () => declaredFunctions(graph))),
      });
      const { clock, connect, dynamodb } = center;
      const running = { graph, clock, connect, dynamodb, close: () => center.close() };
      return { running, functions };
    },
    prepare,
  };
  return TestCenter.open(source);
}

const NO_FUNCTIONS: FunctionInvoker = { invoke: () => ({ ok: false, reason: "there are no functions" }) };
