/** 100,000 broken, half-broken and unbroken flow documents through validator and engine. */
import { corpus } from "../test/fuzz/corpus";
import { examine } from "../test/fuzz/examine";
import type { Effort, Figure, Goal, Subject } from "./measure";

/** Documents of a full run. */
const DOCUMENTS = 100_000;

/** Documents of a short one. */
const FEW = 1_000;

/** Full runs take at least so many rounds. */
const FULL_RUNS = 5;

const SEED = 1;

const NONE: Goal = { text: "0", met: ({ median }) => median === 0 };

interface Fuzzed {
  accepted: number;
  walks: number;
  exceptions: number;
  /** Processor milliseconds of the slowest document. */
  slowest: number;
  /** Documents a CPU second, thousand by thousand. */
  rates: number[];
}

async function fuzz(documents: number): Promise<Fuzzed> {
  const seedlings = corpus();
  const found: Fuzzed = { accepted: 0, walks: 0, exceptions: 0, slowest: 0, rates: [] };
  const told = (number: number, error: unknown): void => {
    found.exceptions++;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`document ${number} of seed ${SEED}: ${what}\n`);
  };
  let current = 0;
  // What fails after a function has answered rejects a promise nobody waits for.
  const rejected = (error: unknown): void => told(current, error);
  process.on("unhandledRejection", rejected);
  let before = process.cpuUsage();
  for (let number = 0; number < documents; number++) {
    current = number;
    const started = process.cpuUsage();
    try {
      const { accepted, walks } = await examine(seedlings, SEED, number);
      found.accepted += accepted ? 1 : 0;
      found.walks += walks;
    } catch (error) {
      told(number, error);
    }
    const spent = process.cpuUsage(started);
    found.slowest = Math.max(found.slowest, (spent.user + spent.system) / 1e3);
    if ((number + 1) % FEW === 0) {
      const { user, system } = process.cpuUsage(before);
      found.rates.push((FEW * 1e6) / (user + system));
      before = process.cpuUsage();
      if (process.stderr.isTTY) process.stderr.write(`\r  ${number + 1} of ${documents} documents`);
    }
  }
  process.off("unhandledRejection", rejected);
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[2K");
  return found;
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const documents = runs >= FULL_RUNS ? DOCUMENTS : FEW;
  const { accepted, walks, exceptions, slowest, rates } = await fuzz(documents);
  const count = (name: string, value: number, goal?: Goal): Figure => ({
    name,
    values: [value],
    unit: "",
    better: "more",
    ...(goal && { goal }),
  });
  return [
    count("documents", documents),
    count("accepted by the validator", accepted),
    count("walks played", walks),
    count("exceptions", exceptions, NONE),
    { name: "slowest document", values: [slowest], unit: "CPU ms", better: "less" },
    { name: "documents, mutated, checked and played", values: rates, unit: "documents/CPU s", better: "more" },
  ];
}

/** The subject `fuzz`. */
export const fuzzing: Subject = {
  name: "fuzz",
  about: `Mutants of shipped and random flows: nothing may throw; ${DOCUMENTS.toLocaleString("en-US")} in a full run`,
  run,
  onRequest: true,
};
