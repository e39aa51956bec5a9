/** A hundred SIGKILLs of the pipeline's processes, and some of its database: what is lost, and how long nothing goes on. */
import { startPostgres } from "../test/support/postgres";
import { trialOf, type TrialResult } from "../test/support/kills/trial";
import { atMost, type Effort, type Figure, type Goal, type Subject } from "./measure";

const SEED = 5;
const KILLS = 100;
/** Of a quick run. */
const FEWER = 20;
const DATABASE_KILLS = 3;
const RECORDS = 5_000;

const NONE: Goal = { text: "none", met: ({ median }) => median === 0 };

const count = (name: string, value: number, goal?: Goal): Figure => ({
  name,
  values: [value],
  unit: "",
  better: goal ? "less" : "more",
  ...(goal && { goal }),
});

const seconds = (milliseconds: readonly number[]): number[] => milliseconds.map((value) => value / 1_000);

/** The figures of one kind of end: all of them beside the start of a process alone, and the longest, which has the goal. */
function gapsOf(name: string, gaps: readonly number[], starts: readonly number[] = []): Figure[] {
  if (gaps.length === 0) return [];
  const common = { unit: "s", better: "less" as const };
  const floor = { name: "node starts", values: seconds(starts) };
  const longest = Math.max(...seconds(gaps));
  return [
    {
      name: `${name} ended, to its next progress`,
      values: seconds(gaps),
      ...(starts.length > 0 && { floor }),
      ...common,
    },
    { name: `${name} ended, the longest`, values: [longest], goal: atMost(5, "s"), ...common },
  ];
}

function figuresOf(result: TrialResult): Figure[] {
  const { kills, gaps, starts } = result;
  return [
    count("SIGKILLs of the consumer", kills.consumer),
    count("SIGKILLs of the loader", kills.loader),
    count("SIGKILLs of the database", kills.database),
    count("records that arrived", result.delivered),
    count("contacts in the table", result.contacts),
    count("superseded, or came again", result.superseded),
    count("quarantined", result.quarantined),
    count("rows written", result.rowsWritten),
    count("lost", result.lost + result.unwritten + result.givenUp, NONE),
    count("doubled", result.doubled, NONE),
    count("wrong", result.wrong, NONE),
    count("processes that ended by themselves", result.deaths.count, NONE),
    ...gapsOf("consumer", gaps.consumer, starts.consumer),
    ...gapsOf("loader", gaps.loader, starts.loader),
    ...gapsOf("database", gaps.database),
  ];
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const postgres = await startPostgres({ durable: true });
  if (!postgres) return [];
  const few = runs < 5;
  try {
    const options = { seed: SEED, kills: few ? FEWER : KILLS, databaseKills: DATABASE_KILLS, records: RECORDS };
    const result = await trialOf(few ? { ...options, databaseKills: 1, records: 0 } : options, postgres);
    if (result.errors.length > 0) throw new Error(`The database refused a load: ${result.errors[0]}`);
    return figuresOf(result);
  } finally {
    await postgres.stop();
  }
}

/** The subject `kills`. */
export const kills: Subject = {
  name: "kills",
  about:
    "100 SIGKILLs of consumer and loader at drawn requests, 3 of PostgreSQL: what is lost or doubled, time to progress",
  run,
  onRequest: true,
};
