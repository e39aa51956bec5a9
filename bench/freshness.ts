/** How fresh the warehouse is, in virtual time, and what that costs a month before the first contact. */
import { HOURS_A_MONTH, PRICES, withPrices } from "../planning/prices";
import { totalOf } from "../planning/bill";
import { redshiftLoadCost, standingCosts } from "../planning/standingCost";
import { ASSUMED_SERVICE_SECONDS, type Freshness, measureFreshness, percentile } from "../test/support/freshness";
import { analyticsGraph } from "./graphs";
import { atMost, type Effort, type Figure, type Subject } from "./measure";

/** Agents, and the contacts they have in an hour. Few agents have no stream of contact records. */
const LOADS = [
  { name: "1 agent", agents: 1, contacts: 8 },
  { name: "20 agents", agents: 20, contacts: 160 },
  { name: "50 agents", agents: 50, contacts: 400 },
  { name: "500 agents", agents: 500, contacts: 4_000 },
];

/** Contacts of each hour that are asked for in SQL the moment their row is there. */
const QUERIED = 8;

/** What p99 may be, and what delivery may cost on top of the stream. */
const MOST_SECONDS = 10;
const MOST_DOLLARS = 5;

/** Minutes between two loads of Redshift that are compared, and the least RPUs it wakes with. */
const LOAD_MINUTES = [1, 5, 15, 60];
const LEAST_CAPACITY = 4;

/** Requests that one object costs which Firehose gathers for less than a minute. */
const REQUESTS_AN_OBJECT = 3;

async function run({ runs }: Effort): Promise<Figure[]> {
  const seeds = Array.from({ length: Math.max(1, runs >> 1) }, (_, index) => index + 1);
  const figures: Figure[] = [];
  for (const { name, agents, contacts } of LOADS) {
    const graph = await analyticsGraph(agents);
    const hours: Freshness[] = [];
    for (const seed of seeds) hours.push(await hourOf(graph, seed, contacts));
    figures.push(...freshnessFigures(`${name}, ${contacts.toLocaleString("en-US")}/h`, hours));
    figures.push(...standingFigures(name, graph));
  }
  return [...figures, ...requestFigures()];
}

async function hourOf(graph: Awaited<ReturnType<typeof analyticsGraph>>, seed: number, records: number) {
  const hour = await measureFreshness(graph, { seed, records, queried: Math.min(QUERIED, records) });
  if (hour.found !== hour.asked || hour.asked === 0) {
    throw new Error(`Of ${hour.asked} contacts with an object, a query saw ${hour.found}.`);
  }
  return hour;
}

function freshnessFigures(load: string, hours: readonly Freshness[]): Figure[] {
  const seconds = (share: number) =>
    hours.map(
      ({ followed }) =>
        percentile(
          followed.map(({ delayMs }) => delayMs),
          share,
        ) / 1_000,
    );
  // The function's work and AWS' own come on top of what is waited for.
  const whole = hours.map(
    ({ followed }) =>
      percentile(
        followed.map(({ delayMs, processorMs }) => delayMs + processorMs),
        0.99,
      ) /
        1_000 +
      ASSUMED_SERVICE_SECONDS,
  );
  const processor = hours.map(({ followed }) =>
    percentile(
      followed.map(({ processorMs }) => processorMs),
      0.99,
    ),
  );
  const uploads = hours.map(({ objects }) => objects * REQUESTS_AN_OBJECT * PRICES.s3Put.usd * HOURS_A_MONTH);
  const virtual = { unit: "virtual s", better: "less" as const };
  return [
    { name: `p50 (${load})`, values: seconds(0.5), ...virtual },
    { name: `p99 (${load})`, values: seconds(0.99), goal: atMost(MOST_SECONDS, "s"), ...virtual },
    { name: `greatest (${load})`, values: seconds(1), ...virtual },
    { name: `p99 of the invocation (${load})`, values: processor, unit: "CPU ms", better: "less" },
    {
      name: `p99, invocation and ${ASSUMED_SERVICE_SECONDS} s of AWS added (${load})`,
      values: whole,
      goal: atMost(MOST_SECONDS, "s"),
      unit: "s",
      better: "less",
    },
    { name: `uploads if day and night were so (${load})`, values: uploads, unit: "USD/month", better: "less" },
  ];
}

/** What a record every second, day and night, adds through the requests that write small files: the most that freshness costs. */
function uploadsAtMost(bufferSeconds: number): number {
  return ((HOURS_A_MONTH * 3_600) / bufferSeconds) * REQUESTS_AN_OBJECT * PRICES.s3Put.usd;
}

/** Fixed costs: what the pipeline's own resources cost when nobody calls. */
function standingFigures(size: string, { resources }: Awaited<ReturnType<typeof analyticsGraph>>): Figure[] {
  const own = resources.filter(({ name }) => name.startsWith("analytics"));
  const lines = standingCosts(own, withPrices());
  const hourly = totalOf(lines.filter(({ kind }) => kind === "hour"));
  return [
    {
      name: `Athena, fixed, without what is paid by the hour (${size})`,
      values: [totalOf(lines) - hourly],
      goal: atMost(MOST_DOLLARS, "USD/month"),
      ...DOLLARS,
    },
    { name: `Athena, fixed, by the hour (${size})`, values: [hourly], ...DOLLARS },
  ];
}

const DOLLARS = { unit: "USD/month", better: "less" as const };

/** What is paid for each request that freshness takes. */
function requestFigures(): Figure[] {
  return [
    { name: "Athena, uploads when a record comes every second", values: [uploadsAtMost(5)], ...DOLLARS },
    ...LOAD_MINUTES.map((minutes) => ({
      name: `Redshift, a row waits ${minutes} min at most for its load`,
      values: [redshiftLoadCost(minutes, LEAST_CAPACITY, withPrices())],
      ...DOLLARS,
    })),
  ];
}

/** The subject `freshness`. */
export const freshness: Subject = {
  name: "freshness",
  about:
    "From a record's arrival to a row a query sees, on the virtual clock, with and without a stream; fixed cost beside it",
  run,
};
