/** What a benchmark finds: a series of measurements beside a floor of the same run, and how the two are compared. */

/** How thorough a run is. */
export interface Effort {
  /** Repetitions of what takes a process of its own. */
  runs: number;
  /** Seconds that a rate is measured for, in all its rounds together. */
  seconds: number;
}

/** Measurements of one thing. */
export interface Series {
  /** What was measured. */
  name: string;
  values: number[];
}

/** What a measurement has to reach. */
export interface Goal {
  /** As it is stated, e.g. "at most 1.6 x the floor". */
  text: string;
  met(figure: { median: number; ratio: number | undefined }): boolean;
}

/** One line of the table. */
export interface Figure extends Series {
  unit: string;
  /** Whether less or more is better. */
  better: "less" | "more";
  /** What the same machine needs at the very least, measured in the same run, turn by turn. */
  floor?: Series;
  goal?: Goal;
}

/** A group of figures that are measured together. */
export interface Subject {
  name: string;
  /** What it measures, in a sentence. */
  about: string;
  run(effort: Effort): Promise<Figure[]>;
  /** Takes so long that it is only measured when it is named. */
  onRequest?: true;
}

/** Median and spread of measurements. */
export interface Summary {
  median: number;
  min: number;
  max: number;
}

/** Median, minimum and maximum. @throws Error when nothing was measured */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((left, right) => left - right);
  const [min] = sorted;
  const max = sorted.at(-1);
  const lower = sorted[(sorted.length - 1) >> 1];
  const upper = sorted[sorted.length >> 1];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    throw new Error("Nothing was measured.");
  }
  return { median: (lower + upper) / 2, min, max };
}

/** How many times worse than its floor a figure is: above 1 is worse, whichever way is better. */
export function ratioOf({ values, floor, better }: Figure): number | undefined {
  if (floor === undefined) {
    return undefined;
  }
  const own = summarize(values).median;
  const least = summarize(floor.values).median;
  return better === "less" ? own / least : least / own;
}

/** A goal on the ratio to the floor. */
export function atMostTimes(times: number): Goal {
  return { text: `<= ${times} x floor`, met: ({ ratio }) => ratio !== undefined && ratio <= times };
}

/** A goal on the figure itself. */
export function atMost(limit: number, unit: string): Goal {
  return { text: `<= ${limit} ${unit}`, met: ({ median }) => median <= limit };
}

/** Measures several things turn by turn, so that a busy moment of the machine meets all of them alike. */
export async function turnByTurn(rounds: number, measures: (() => Promise<number> | number)[]): Promise<number[][]> {
  const values: number[][] = measures.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      values[index]?.push(await measure());
    }
  }
  return values;
}

/** Repetitions a second of work that is repeated for a while. `times` is how often one call of it repeats. */
export async function rate(seconds: number, times: number, work: () => Promise<void> | void): Promise<number> {
  const started = performance.now();
  let done = 0;
  let elapsed = 0;
  do {
    await work();
    done += times;
    elapsed = (performance.now() - started) / 1000;
  } while (elapsed < seconds);
  return done / elapsed;
}

/** Milliseconds one repetition takes, over `seconds` of them. */
export async function millisecondsEach(seconds: number, work: () => Promise<void> | void): Promise<number> {
  return 1000 / (await rate(seconds, 1, work));
}
