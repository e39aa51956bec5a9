/**
 * A day of a centre from end to end at three sizes, each in a process of its own: callers, flows, queues and agents, every
 * contact record through the program's own function into files, and the shipped views over them. What the views count has to be
 * what was simulated; and a contact has to cost the same however large the centre is.
 */
import { join } from "node:path";
import type { StageFigures } from "../local/simulation/day/recordStage";
import { atMost, type Effort, type Figure, type Goal, type Subject } from "./measure";
import { LOADER, node, PROJECT, recorded, usageOf } from "./processes";

/** Sizes, how often each is played, and what a quick run leaves out. */
const SIZES = [
  { agents: 100, runs: 3, quick: true },
  { agents: 1_000, runs: 3, quick: true },
  { agents: 10_000, runs: 1, quick: false },
];

/** Contacts of the busiest hour for each agent; at this handle time they keep the agents busy four fifths of their time. */
const CONTACTS_AN_AGENT = 12.5;
const HANDLE_TIME = 230;

const SCRIPT = join(PROJECT, "bench", "playDay.ts");

/** Room for young objects, megabytes: most of what a call leaves is gone when the next one comes. */
const YOUNG = "--max-semi-space-size=64";

const WITHIN: Goal = { text: "<= 1.5 x smallest", met: ({ ratio }) => ratio !== undefined && ratio <= 1.5 };
const EXACT: Goal = { text: "= 0", met: ({ median }) => median === 0 };

/** What the process of a day prints. */
export interface PlayedDay {
  readonly contacts: number;
  readonly differences: number;
  /** Seconds from the first call to the last figure, by the clock and of all processors. */
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly stored: StageFigures;
}

interface Measured extends PlayedDay {
  readonly peakMegabytes: number;
}

async function dayOf(agents: number): Promise<Measured> {
  const asked = [agents, CONTACTS_AN_AGENT * agents, HANDLE_TIME].map(String);
  const { result, usages } = await recorded(() => node([YOUNG, ...LOADER, SCRIPT, ...asked]));
  const played = JSON.parse(result) as PlayedDay;
  return { ...played, peakMegabytes: usageOf(usages, "playDay.ts").peakMegabytes };
}

/** @throws Error when days of the same seed differ */
function checkSame(days: readonly Measured[]): void {
  if (new Set(days.map(({ stored }) => JSON.stringify(stored))).size > 1) {
    throw new Error("The same seed gave other records or rows.");
  }
}

function figuresOf(agents: number, days: readonly Measured[], smallest: readonly number[]): Figure[] {
  const contacts = days[0]?.contacts ?? 0;
  const name = `${agents.toLocaleString("en")} agents, ${contacts.toLocaleString("en")} contacts`;
  const less = { better: "less" as const };
  return [
    { name: `${name}: wall`, values: days.map(({ wallSeconds }) => wallSeconds), unit: "s", ...less },
    {
      name: `${name}: a contact`,
      values: days.map(each),
      unit: "CPU µs",
      floor: { name: `a contact of ${SIZES[0]?.agents ?? 0} agents`, values: [...smallest] },
      goal: WITHIN,
      ...less,
    },
    {
      name: `${name}: peak`,
      values: days.map(({ peakMegabytes }) => peakMegabytes),
      unit: "MB",
      goal: atMost(1_500, "MB"),
      ...less,
    },
    {
      name: `${name}: figures that differ from the simulation's books`,
      values: days.map(({ differences }) => differences),
      unit: "rows",
      goal: EXACT,
      ...less,
    },
  ];
}

function each({ cpuSeconds, contacts }: Measured): number {
  return (cpuSeconds / contacts) * 1e6;
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const figures: Figure[] = [];
  let smallest: number[] = [];
  for (const size of SIZES.filter(({ quick }) => quick || runs > 3)) {
    const days: Measured[] = [];
    for (let round = 0; round < Math.min(runs, size.runs); round++) days.push(await dayOf(size.agents));
    checkSame(days);
    if (smallest.length === 0) smallest = days.map(each);
    figures.push(...figuresOf(size.agents, days, smallest));
  }
  return figures;
}

/** The subject `day`. */
export const day: Subject = {
  name: "day",
  about:
    "A day of 100, 1,000 and 10,000 agents: flows, records through the pipeline, and SQL against the simulation's books",
  run,
  onRequest: true,
};
