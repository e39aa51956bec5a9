/** How long planning takes at any size, and how near Erlang C is to what others have published. */
import { planDay } from "../planning/dayCurve";
import { erlangC, queueFigures } from "../planning/erlang";
import { concurrentCalls, concurrentChats } from "../planning/quotas";
import { sizesFor } from "../planning/sizes";
import { type WorkloadInputs, workloadOf } from "../planning/workload";
import { atMost, type Effort, type Figure, type Subject, turnByTurn } from "./measure";

const SIZES = [1, 50, 500, 5_000, 20_000];
const MOST_MILLISECONDS = 5;

/** Plans before the first that counts, so that the machine has compiled the sums. */
const WARM_UP = 20;

/** Plans whose median is taken, for each run of the effort. */
const PLANS_A_RUN = 40;

/** Everything that is worked out of a size: the workload, a day of it, sizes, lines. */
function plan(inputs: WorkloadInputs): number {
  const workload = workloadOf(inputs);
  const day = planDay(workload);
  const { recordsPerSecond } = sizesFor(workload);
  return day.agentHours + recordsPerSecond + concurrentCalls(workload) + concurrentChats(workload);
}

function milliseconds(inputs: WorkloadInputs): number {
  const began = performance.now();
  plan(inputs);
  return performance.now() - began;
}

/** Erlang C as published: agents, erlangs, the share that waits (tests and README of the R package ErlangC and of queuingSystem). */
const PUBLISHED: readonly (readonly [agents: number, load: number, waiting: number])[] = [
  [11, 10, 0.6821182],
  [12, 10, 0.4493882],
  [13, 10, 0.2852705],
  [14, 10, 0.1741319],
  [35, 24, 0.023521116861458607],
  [132, 123, 0.3211161792617074],
];

async function run({ runs }: Effort): Promise<Figure[]> {
  const cases: [name: string, inputs: WorkloadInputs][] = [
    ...SIZES.map((agents): [string, WorkloadInputs] => [`${agents.toLocaleString("en-US")} agents`, { agents }]),
    ["200,000 contacts an hour, hardly anybody spare", { contactsPerHour: 200_000, occupancy: 0.95, chats: 0.2 }],
  ];
  for (const [, inputs] of cases) for (let round = 0; round < WARM_UP; round++) plan(inputs);
  const measured = await turnByTurn(
    runs * PLANS_A_RUN,
    cases.map(
      ([, inputs]) =>
        () =>
          milliseconds(inputs),
    ),
  );
  const off = PUBLISHED.map(([agents, load, waiting]) => Math.abs(erlangC(agents, load) - waiting));
  const impatient = queueFigures({ callsPerHour: 360, handleTime: 240, patience: 30 }, 25).abandonment;
  return [
    ...cases.map(([name], index): Figure => ({
      name: `plan of ${name}`,
      values: measured[index] ?? [],
      goal: atMost(MOST_MILLISECONDS, "ms"),
      unit: "ms",
      better: "less",
    })),
    {
      name: `Erlang C, furthest from ${PUBLISHED.length} published values`,
      values: [Math.max(...off)],
      goal: atMost(1e-4, ""),
      unit: "",
      better: "less",
    },
    {
      name: "Erlang A, from the published share that hangs up",
      values: [Math.abs(impatient - 0.09759081562546817)],
      goal: atMost(1e-4, ""),
      unit: "",
      better: "less",
    },
  ];
}

/** The subject `planning`. */
export const planning: Subject = {
  name: "planning",
  about: "The plan of a centre at any size: workload, a day of it, sizes and lines; and Erlang beside published values",
  run,
};
