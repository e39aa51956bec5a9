/**
 * What contact analytics costs a month before the first contact, and what its freshness costs at most: pure, so that a stack
 * prints it in its preview and a reader can compare choices before anything is deployed.
 */
import { HOURS_A_MONTH, SHORTEST_REDSHIFT_BILL, withPrices } from "./prices";

const PRICE = withPrices();

/** The choices that cost something whether or not anybody calls. */
export interface AnalyticsChoices {
  /** Where contact records are queried. */
  readonly warehouse: "athena" | "redshift" | "both";
  /** Shards of each stream; left out, streams are on demand. */
  readonly shards?: number;
  /** Whether agent events are streamed too. */
  readonly agentEvents?: boolean;
  /** Minutes between two loads of Redshift. */
  readonly loadEveryMinutes?: number;
  /** RPUs Redshift Serverless wakes with, from 4. */
  readonly baseCapacity?: number;
}

/** One line of a bill, US dollars a month. */
export interface CostLine {
  readonly what: string;
  readonly usd: number;
}

/** What is paid a month without a single contact. */
export function fixedAnalyticsCost(choices: AnalyticsChoices): CostLine[] {
  const streams = choices.agentEvents === true ? 2 : 1;
  const { shards } = choices;
  const usesRedshift = choices.warehouse !== "athena";
  return [
    {
      what: `${streams} ${streams === 1 ? "stream" : "streams"}, ${shards === undefined ? "on demand" : `${shards} shards each`}`,
      usd: streams * streamMonth(shards),
    },
    { what: "key of the customers' hashes", usd: PRICE.secretMonth },
    ...(usesRedshift ? [redshiftLine(choices)] : [{ what: "Athena", usd: 0 }]),
  ];
}

/**
 * What a record every second, day and night, adds through the requests that write small objects: the most that freshness
 * costs, since an idle stream writes none.
 *
 * @param bufferSeconds seconds Firehose collects; below 60 it uploads in parts, three requests an object.
 */
export function deliveryCostAtMost(bufferSeconds: number): number {
  const requests = bufferSeconds < 60 ? 3 : 1;
  return ((HOURS_A_MONTH * 3_600) / Math.max(bufferSeconds, 1)) * requests * PRICE.s3Put;
}

/**
 * What loading Redshift Serverless costs a month: every load wakes it for at least a minute.
 *
 * @param loadEveryMinutes minutes between two loads.
 * @param baseCapacity RPUs it wakes with.
 */
export function redshiftLoadCost(loadEveryMinutes: number, baseCapacity: number): number {
  const awake = Math.min(1, SHORTEST_REDSHIFT_BILL / (loadEveryMinutes * 60));
  return baseCapacity * PRICE.rpuHour * HOURS_A_MONTH * awake;
}

/** The lines and their sum as one sentence, whole dollars from 10 on. */
export function describeCost(lines: readonly CostLine[]): string {
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const parts = lines.filter(({ usd }) => usd > 0).map(({ what, usd }) => `${what} ${dollars(usd)}`);
  return `about ${dollars(total)} USD a month before the first contact: ${parts.join("; ")}`;
}

function streamMonth(shards: number | undefined): number {
  return shards === undefined
    ? PRICE.onDemandStreamHour * HOURS_A_MONTH
    : shards * (PRICE.shardHour + PRICE.shardRetentionHour) * HOURS_A_MONTH;
}

function redshiftLine({ loadEveryMinutes, baseCapacity }: AnalyticsChoices): CostLine {
  if (loadEveryMinutes === undefined || baseCapacity === undefined) {
    throw new RangeError("The cost of Redshift needs loadEveryMinutes (1 or more) and baseCapacity (RPUs, 4 or more).");
  }
  const what = `Redshift awake for a load every ${loadEveryMinutes} min at ${baseCapacity} RPU`;
  return { what, usd: redshiftLoadCost(loadEveryMinutes, baseCapacity) };
}

function dollars(usd: number): string {
  return usd >= 10 ? Math.round(usd).toLocaleString("en-US") : usd.toFixed(2);
}
