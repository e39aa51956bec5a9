/** What the program costs before any resource is made: the processor time of its process, beside that of an empty one. */
import { join } from "node:path";
import { evaluateProgram } from "../local/engine/evaluateProgram";
import { atMost, atMostTimes, type Effort, type Figure, type Subject, turnByTurn } from "./measure";
import { PROGRAM, PROJECT, recorded, usageOf } from "./processes";

/** Queues of the large stack; all but the first two are reached by transfer only. */
const QUEUES = 200;

/** Queues of stack dev. */
const DEV_QUEUES = 2;

/** A way of running a program. */
interface Run {
  cwd: string;
  stack: string;
  config?: Record<string, unknown>;
}

const EMPTY: Run = { cwd: join(__dirname, "fixtures", "emptyProgram"), stack: "dev" };
const SDK_ONLY: Run = { cwd: join(__dirname, "fixtures", "sdkProgram"), stack: "dev" };
const DEV: Run = { cwd: PROJECT, stack: "dev", config: { architecture: "basic" } };
const ADVANCED: Run = { cwd: PROJECT, stack: "dev", config: { architecture: "advanced" } };
const PROD: Run = { cwd: PROJECT, stack: "prod" };
const LARGE: Run = {
  ...DEV,
  config: { ...DEV.config, queues: queues(), quotas: { concurrentCalls: 20, queues: QUEUES } },
};

function queues(): object[] {
  return Array.from({ length: QUEUES }, (_, index) => {
    const own = [
      { name: "support", spokenName: "help", digit: 1 },
      { name: "sales", spokenName: "a new order", digit: 2 },
    ][index];
    return own ?? { name: `queue-${index}`, description: "Reached by transfer only" };
  });
}

/** What a stack of the size of a large bank's centre declares: prod with ten thousand agents. */
const TEN_THOUSAND: Run = { ...PROD, config: { agents: 10_000, quotas: { request: true } } };

async function cpuSeconds(run: Run): Promise<number> {
  const { usages } = await recorded(() => evaluateProgram(run));
  return usageOf(usages, PROGRAM).cpuSeconds;
}

async function run({ runs }: Effort): Promise<Figure[]> {
  // The first run translates what has changed since the last one.
  for (const first of [EMPTY, SDK_ONLY, DEV]) {
    await cpuSeconds(first);
  }
  const all = [EMPTY, SDK_ONLY, DEV, PROD, LARGE, ADVANCED].map((program) => () => cpuSeconds(program));
  const [empty = [], sdk = [], dev = [], prod = [], large = [], advanced = []] = await turnByTurn(runs, all);
  const floor = { name: "empty program", values: empty };
  const loaded = { name: "loads SDKs", values: sdk };
  const common = { unit: "CPU s", better: "less" as const };
  const goal = atMostTimes(1.6);
  const { resources } = await evaluateProgram(TEN_THOUSAND);
  const made = resources.filter(({ type }) => !type.startsWith("contact-center:"));
  const each = large.map((value, index) => ((value - (dev[index] ?? 0)) * 1000) / (QUEUES - DEV_QUEUES));
  return [
    { name: "program that only loads the SDKs", values: sdk, floor, ...common },
    { name: "stack dev as basic", values: dev, floor, goal, ...common },
    { name: "stack prod", values: prod, floor, goal, ...common },
    { name: "stack dev as advanced", values: advanced, floor, ...common },
    { name: "stack dev as basic", values: dev, floor: loaded, ...common },
    { name: "stack prod", values: prod, floor: loaded, ...common },
    {
      name: "prod at 10,000 agents, without components",
      values: [made.length],
      unit: "resources",
      better: "less",
      goal: atMost(250, "resources"),
    },
    { name: "each further queue", values: each, unit: "CPU ms", better: "less", goal: atMost(3, "CPU ms") },
  ];
}

/** The subject `evaluation`. */
export const evaluation: Subject = {
  name: "evaluation",
  about: "Program evaluated by the offline engine: processor time of the program's process, translated modules kept",
  run,
};
