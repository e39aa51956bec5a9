/** How long an hour of a large centre takes to simulate, beside the bare clock, and how near it comes to Erlang A. */
import { Clock } from "../local/clock";
import { chance, draw } from "../local/simulation/distribution";
import type { SimulationResult } from "../local/simulation";
import { type Agreement, agreement, type ErlangCase, playCase, queueOnly } from "../test/support/agreement";
import type { Effort, Figure, Goal, Subject } from "./measure";

/** 1,000 agents, 10,000 calls an hour and a tenth more work than they can do: there is a queue, and callers give up. */
const THOUSAND: ErlangCase = {
  agents: 1_000,
  callsPerHour: 10_000,
  handleTime: 396,
  patience: 120,
  hours: 1,
  warmUpSeconds: 1_800,
};

/** A centre of another size, as busy. */
const TEN_THOUSAND: ErlangCase = { ...THOUSAND, agents: 10_000, callsPerHour: 80_000, handleTime: 495 };

/** Seeds whose means are compared with Erlang A. */
const SEEDS = 20;

/** What each call makes the clock do at the least: the call comes, its patience may run out, its conversation ends. */
const TIMERS = 3;

const SECONDS: Goal = { text: "<= 5 CPU s", met: ({ median }) => median <= 5 };
const TWO_SECONDS: Goal = { text: "<= 2 CPU s", met: ({ median }) => median <= 2 };
const FIVE_PERCENT: Goal = { text: "<= 5 % off", met: ({ median }) => median <= 5 };

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** As many timers as the calls of a case need, and nothing else. */
async function bareClock({ callsPerHour, hours, warmUpSeconds, handleTime }: ErlangCase): Promise<void> {
  const clock = new Clock(0);
  const seconds = 3_600 * hours + warmUpSeconds;
  const calls = Math.round((callsPerHour / 3_600) * seconds);
  const source = chance(1);
  for (let call = 0; call < calls; call++) {
    const at = (call / calls) * seconds;
    clock.schedule(at * 1_000, () => {
      for (let timer = 1; timer < TIMERS; timer++) {
        const after = draw({ kind: "exponential", mean: handleTime }, source, timer, call);
        clock.after(after * 1_000, () => undefined);
      }
    });
  }
  await clock.runUntil(seconds * 10_000);
}

interface Hour {
  readonly cpu: number[];
  readonly floor: number[];
  readonly results: SimulationResult[];
}

async function hours(one: ErlangCase, seeds: number): Promise<Hour> {
  const program = queueOnly();
  const measured: Hour = { cpu: [], floor: [], results: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    measured.cpu.push(await cpuSeconds(async () => measured.results.push(await playCase(program, one, seed))));
    measured.floor.push(await cpuSeconds(() => bareClock(one)));
  }
  return measured;
}

/** @throws Error when the same seed gives another result */
async function sameAgain(one: ErlangCase, first: SimulationResult | undefined): Promise<void> {
  if (JSON.stringify(await playCase(queueOnly(), one, 1)) !== JSON.stringify(first)) {
    throw new Error("The same seed gave another result.");
  }
}

function offBy(name: string, { expected, controlled }: Agreement): Figure {
  const percent = (value: number) => (100 * value) / expected;
  const off = Math.abs(percent(controlled.mean) - 100);
  return {
    name: `${name}: off Erlang A (standard error ${percent(controlled.error).toFixed(1)} %)`,
    values: [off],
    unit: "%",
    better: "less",
    goal: FIVE_PERCENT,
  };
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const thousand = await hours(THOUSAND, SEEDS);
  const memory = process.memoryUsage().rss / 1e6;
  await sameAgain(THOUSAND, thousand.results[0]);
  const tenThousand = await hours(TEN_THOUSAND, Math.min(runs, 3));
  const { meanWait, abandonment } = agreement(THOUSAND, thousand.results);
  const timers = ((THOUSAND.callsPerHour * (3_600 + THOUSAND.warmUpSeconds)) / 3_600) * TIMERS;
  const common = { unit: "CPU s", better: "less" as const };
  const hour = "hour of 1,000 agents, 10,000 calls";
  return [
    {
      name: hour,
      values: thousand.cpu,
      floor: { name: "bare clock", values: thousand.floor },
      goal: SECONDS,
      ...common,
    },
    {
      name: `${hour}: timers`,
      values: thousand.cpu.map((cpu) => timers / cpu),
      floor: { name: "bare clock", values: thousand.floor.map((cpu) => timers / cpu) },
      unit: "timers/CPU s",
      better: "more",
    },
    { name: `${hour}: resident after ${SEEDS}`, values: [memory], unit: "MB", better: "less" },
    offBy(`mean wait, ${SEEDS} seeds`, meanWait),
    offBy(`abandonment, ${SEEDS} seeds`, abandonment),
    {
      name: "hour of 10,000 agents, 80,000 calls",
      values: tenThousand.cpu,
      floor: { name: "bare clock", values: tenThousand.floor },
      goal: TWO_SECONDS,
      ...common,
    },
  ];
}

/** The subject `simulation`. */
export const simulation: Subject = {
  name: "simulation",
  about: "Hours of large centres in virtual time, each after half an hour of warm-up, which is measured with them",
  run,
};
