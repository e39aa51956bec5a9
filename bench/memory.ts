/** How much memory the local run takes. */
import { join } from "node:path";
import { type Effort, type Figure, type Subject } from "./measure";
import { LOADER, node, PROGRAM, PROJECT, recorded, usageOf } from "./processes";

const START = join(PROJECT, "local", "cli", "start.ts");

async function run({ runs }: Effort): Promise<Figure[]> {
  const centre: number[] = [];
  const program: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < Math.min(runs, 5); round++) {
    // What `npm start < /dev/null` runs.
    const { usages } = await recorded(() => node([...LOADER, START]));
    centre.push(usageOf(usages, "start.ts").peakMegabytes);
    program.push(usageOf(usages, PROGRAM).peakMegabytes);
    const empty = await recorded(() => node(["-e", "0"]));
    bare.push(Math.max(...empty.usages.map(({ peakMegabytes }) => peakMegabytes)));
  }
  const common = { unit: "MB", better: "less" as const, floor: { name: "bare node", values: bare } };
  return [
    { name: "npm start, its own process", values: centre, ...common },
    { name: "npm start, the program's process", values: program, ...common },
  ];
}

/** The subject `memory`. */
export const memory: Subject = {
  name: "memory",
  about: "Peak resident set of `npm start < /dev/null`: stack dev, everything it plays, workers included",
  run,
};
