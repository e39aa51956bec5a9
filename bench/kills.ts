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

/** The times of one kind of end to the next progress, beside those of the start alone. */
function gapsOf(name: string, gaps: readonly number[], start: string, starts: readonly number[]): Figure[] {
  if (gaps.length === 0 || starts.length === 0) return [];
  const floor = { name: start, values: seconds(starts) };
  return [{ name: `${name} ended, to its next progress`, values: seconds(gaps), unit: "s", better: "less", floor }];
}

function longest(name: string, gaps: readonly number[]): Figure {
  const values = [Math.max(0, ...seconds(gaps))];
  return { name: `${name} ended, the longest`, values, unit: "s", better: "less", goal: atMost(5, "s") };
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
    ...gapsOf("consumer", gaps.consumer, "node starts", starts.consumer),
    longest("consumer", gaps.consumer),
    ...gapsOf("loader", gaps.loader, "node starts", starts.loader),
    longest("loader", gaps.loader),
    // What was asked of the server while it was gone comes back when the queue's messages do, so there is no goal.
    ...gapsOf("database", gaps.database, "it recovers", starts.database),
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
