/** From an empty terminal to the first caller who hears the menu. */
import { join } from "node:path";
import { type Effort, type Figure, type Subject, turnByTurn } from "./measure";
import { LOADER, node, recorded } from "./processes";

const FIRST_CALL = [...LOADER, join(__dirname, "programs", "firstCall.ts")];

/** Wall time and the processor time of all processes, of `evaluate` or `call`. */
async function used(until: string): Promise<{ wall: number; cpu: number }> {
  const started = performance.now();
  const { usages } = await recorded(() => node([...FIRST_CALL, until], { TZ: "UTC" }));
  const wall = (performance.now() - started) / 1000;
  return { wall, cpu: usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) };
}

async function run({ runs }: Effort): Promise<Figure[]> {
  // The first run translates what has changed since the last one.
  await used("call");
  const wall: Record<string, number[]> = { evaluate: [], call: [] };
  const measures = ["evaluate", "call"].map((until) => async () => {
    const { wall: seconds, cpu } = await used(until);
    wall[until]?.push(seconds);
    return cpu;
  });
  const [evaluate = [], call = []] = await turnByTurn(runs, measures);
  const floor = { name: "evaluation alone" };
  return [
    {
      name: "first call, wall time",
      unit: "s",
      better: "less",
      values: wall["call"] ?? [],
      floor: { ...floor, values: wall["evaluate"] ?? [] },
    },
    {
      name: "first call, all processes",
      unit: "CPU s",
      better: "less",
      values: call,
      floor: { ...floor, values: evaluate },
    },
  ];
}

/** The subject `startUp`. */
export const startUp: Subject = {
  name: "startUp",
  about: "Stack dev, seeded, until the first caller has been greeted by name (new processes, modules translated)",
  run,
};
