/**
 * List prices of everything a centre is built on: us-east-1, US dollars, before tax. No price page can be asked while planning;
 * each price says what it rests on. Other Regions differ by some percent, and contracts by more: whoever knows better gives
 * their own (`withPrices`). Pure.
 */

/** What a price rests on: a page or document somebody read on a day, or a list price remembered and to be checked. */
export type PriceSource = "price page" | "price example" | "remembered";

/** One price. */
export interface Price {
  readonly usd: number;
  /** For how much of what. */
  readonly per: string;
  readonly source: PriceSource;
}

/** The day the prices were last compared with a published source. */
export const PRICES_AS_OF = "2026-10-07";

/** Hours AWS' price examples count as a month. */
export const HOURS_A_MONTH = 730;

const price = (usd: number, per: string, source: PriceSource = "price page"): Price => ({ usd, per, source });

/** The prices, by name. */
export const PRICES = {
  connectVoiceMinute: price(0.038, "minute, AI of every kind included"),
  connectChatMessage: price(0.01, "message, either way"),
  didMinute: price(0.0022, "inbound minute, direct dial", "price example"),
  tollFreeMinute: price(0.012, "inbound minute, toll-free", "remembered"),
  didMonth: price(0.03 * 30, "direct dial number and month", "remembered"),
  tollFreeMonth: price(0.06 * 30, "toll-free number and month", "remembered"),
  lambdaRequest: price(0.2e-6, "request"),
  lambdaGigabyteSecond: price(1.33334e-5, "GB-second, arm64"),
  provisionedGigabyteSecond: price(3.3334e-6, "GB-second kept warm, arm64", "remembered"),
  tableRead: price(0.125e-6, "read unit, on demand"),
  tableWrite: price(0.625e-6, "write unit, on demand"),
  tableGigabyteMonth: price(0.25, "GB and month"),
  tableRecoveryGigabyteMonth: price(0.2, "GB and month of point-in-time recovery"),
  onDemandStreamHour: price(0.04, "hour of a stream on demand"),
  streamGigabyteIn: price(0.08, "GB into a stream on demand"),
  streamGigabyteOut: price(0.04, "GB out of a stream on demand"),
  shardHour: price(0.015, "hour of a shard"),
  shardRetentionHour: price(0.02, "hour of a shard that keeps records for more than a day"),
  streamPut: price(0.014e-6, "25 KB put into a shard"),
  firehoseGigabyte: price(0.029, "GB, each record rounded up to 5 KB"),
  s3GigabyteMonth: price(0.023, "GB and month"),
  s3Put: price(0.005e-3, "PUT, COPY, POST or LIST"),
  s3Get: price(0.0004e-3, "GET"),
  athenaTerabyte: price(5, "TB scanned, 10 MB a query at least"),
  rpuHour: price(0.375, "RPU and hour awake, a minute at least"),
  redshiftGigabyteMonth: price(0.024, "GB and month", "remembered"),
  keyMonth: price(1, "key and month"),
  keyRequest: price(0.03e-4, "request", "remembered"),
  secretMonth: price(0.4, "secret and month"),
  alarmMetricMonth: price(0.1, "metric of an alarm and month"),
  compositeAlarmMonth: price(0.5, "composite alarm and month"),
  dashboardMonth: price(3, "dashboard and month"),
  logGigabyte: price(0.5, "GB written"),
  logGigabyteMonth: price(0.03, "GB and month"),
  metricMonth: price(0.3, "metric of one's own and month", "remembered"),
  apiRequest: price(1e-6, "request of an HTTP API", "remembered"),
  cdnRequest: price(0.01e-4, "request over HTTPS", "remembered"),
  cdnGigabyte: price(0.085, "GB to browsers", "remembered"),
  firewallMonth: price(5, "web ACL and month", "remembered"),
  firewallRuleMonth: price(1, "rule of a web ACL and month", "remembered"),
  firewallRequest: price(0.6e-6, "request", "remembered"),
  queueRequest: price(0.4e-6, "request of a queue", "remembered"),
  canaryRun: price(0.0012, "run of a canary", "remembered"),
  networkEndpointHour: price(0.01, "hour of an interface endpoint in a zone", "remembered"),
  natGatewayHour: price(0.045, "hour of a NAT gateway"),
} as const satisfies Readonly<Record<string, Price>>;

/** A price by name. */
export type PriceName = keyof typeof PRICES;

/** US dollars by name. */
export type PriceList = Readonly<Record<PriceName, number>>;

/** Seconds Redshift Serverless bills at least each time it wakes. */
export const SHORTEST_REDSHIFT_BILL = 60;

/**
 * The list, with one's own prices in place of those that are given.
 * @throws RangeError that names every price that is not known or is no price, and what is allowed
 */
export function withPrices(own: Readonly<Record<string, number>> = {}): PriceList {
  const mistakes = Object.entries(own).flatMap(([name, usd]) => {
    if (!Object.keys(PRICES).includes(name))
      return [`${name} is no price; known are ${Object.keys(PRICES).join(", ")}.`];
    return usd >= 0 && Number.isFinite(usd) ? [] : [`${name} is ${usd}; allowed: US dollars, 0 or more.`];
  });
  if (mistakes.length > 0) throw new RangeError(mistakes.join("\n"));
  const list = Object.entries(PRICES).map(([name, { usd }]) => [name, own[name] ?? usd]);
  return Object.fromEntries(list) as Record<PriceName, number>;
}
